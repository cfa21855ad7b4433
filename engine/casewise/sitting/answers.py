"""What a person has answered so far, each answer by the place of its fact."""

from collections.abc import Iterator, Mapping

from attrs import evolve, field, frozen

from casewise.facts import Entities, Known, Values
from casewise.model.vocabulary import Fact, FactType, Vocabulary


@frozen
class Told:
    """One answer: what is known, or `None` where it was asked and is not known.

    `final` says that it is all that is known: a fact known in part is not asked again.
    """

    known: Known | None
    final: bool = True


@frozen
class Listing:
    """What was answered of a list: how many entities it has, and whether there may be others."""

    count: int = 0
    others: bool = True
    final: bool = False
    """Whether others were asked for: there are none, or it is not known whether there are."""

    def kept_in(self, later: "Listing | None") -> bool:
        """Whether what is said later of the list says all that this does."""
        if later is None or later.count < self.count:
            return False
        return not self.final or later == self


@frozen
class Answers:
    """All answers. Those about an entity that is not listed any more are kept, and set aside."""

    facts: Mapping[str, Told] = field(factory=dict)
    """By path: `arrest_date`, `victims.1.identified`; no lists."""
    lists: Mapping[str, Listing] = field(factory=dict)

    def told(self, path: str, told: Told) -> "Answers":
        """With one answer given or changed; all others stay."""
        return evolve(self, facts={**self.facts, path: told})

    def listing(self, name: str, listing: Listing) -> "Answers":
        """With what is said of a list given or changed; what was said of its entities stays."""
        return evolve(self, lists={**self.lists, name: listing})

    def entities(self, name: str, known: Entities) -> "Answers":
        """With entities of a list as a record has them; what was said of them before stays."""
        listing = Listing(len(known.listed), known.others, final=not known.others)
        return Answers({**self.facts, **_entity_facts(name, known)}, {**self.lists, name: listing})

    def without(self, path: str) -> "Answers":
        """With one answer taken back: it is as if it had not been asked."""
        facts = {each: told for each, told in self.facts.items() if each != path}
        lists = {each: listing for each, listing in self.lists.items() if each != path}
        return Answers(facts, lists)

    def without_entity(self, name: str, number: int) -> "Answers":
        """With one entity of a list taken out; those after it move up, with their answers."""
        listing = self.lists[name]
        facts = dict(_moved(self.facts, name, number))
        return Answers(facts, {**self.lists, name: evolve(listing, count=listing.count - 1)})

    def aside(self) -> tuple[str, ...]:
        """The paths of answers about entities that are not listed any more."""
        return tuple(path for path in self.facts if not self._is_listed(path))

    def values(self, vocabulary: Vocabulary) -> Values:
        """The record that the answers make; what was not stated is left out."""
        found: dict[str, Known | None] = {}
        for fact in vocabulary.facts:
            if fact.type is FactType.LIST:
                found |= self._list(fact)
            elif fact.name in self.facts:
                found[fact.name] = self.facts[fact.name].known
        return found

    def kept_in(self, later: "Answers") -> bool:
        """Whether later answers say all that these do, and perhaps more."""
        facts = all(later.facts.get(path) == told for path, told in self.facts.items())
        lists = later.lists
        return facts and all(each.kept_in(lists.get(name)) for name, each in self.lists.items())

    def closed(self) -> frozenset[str]:
        """The paths that are not asked again, although the record may leave them open."""
        facts = {path for path, told in self.facts.items() if told.final and self._is_listed(path)}
        return frozenset(facts | {name for name, each in self.lists.items() if each.final})

    def _list(self, fact: Fact) -> dict[str, Known | None]:
        listing = self.lists.get(fact.name)
        if listing is None:
            return {}
        if not listing.count and listing.others:
            return {fact.name: None} if listing.final else {}
        entities = tuple(self._entity(fact, number) for number in range(1, listing.count + 1))
        return {fact.name: Entities(entities, listing.others)}

    def _entity(self, fact: Fact, number: int) -> Values:
        paths = ((inner.name, f"{fact.name}.{number}.{inner.name}") for inner in fact.facts)
        return {name: self.facts[path].known for name, path in paths if path in self.facts}

    def _is_listed(self, path: str) -> bool:
        name, _, rest = path.partition(".")
        return not rest or int(rest.partition(".")[0]) <= self.lists.get(name, Listing()).count


def answers_of(vocabulary: Vocabulary, values: Values) -> Answers:
    """The answers that a record gives; what it knows in part can be asked about further."""
    lists = {fact.name for fact in vocabulary.lists()}
    found = Answers()
    for name, known in values.items():
        if isinstance(known, Entities):
            found = found.entities(name, known)
        elif name in lists:
            found = found.listing(name, Listing(final=True))
        else:
            found = found.told(name, _stated(known))
    return found


def _entity_facts(name: str, known: Entities) -> dict[str, Told]:
    return {
        f"{name}.{number}.{inner}": _stated(each)
        for number, entity in enumerate(known.listed, start=1)
        for inner, each in entity.items()
    }


def _stated(known: Known | None) -> Told:
    return Told(known, final=known is None)


def _moved(facts: Mapping[str, Told], name: str, gone: int) -> Iterator[tuple[str, Told]]:
    for path, told in facts.items():
        group, _, rest = path.partition(".")
        number, _, inner = rest.partition(".")
        if not rest or group != name or int(number) < gone:
            yield path, told
        elif int(number) > gone:
            yield f"{name}.{int(number) - 1}.{inner}", told
