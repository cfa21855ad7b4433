"""Which questions can matter, by trying every course an interview can take; see `naive`.

A course tells each other part exactly or leaves it open: a fact, a member of a set, what the
further entities of a list are like. A question matters if in some course an answer to it can be
given and rules out an outcome.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod

from attrs import evolve, field, frozen

from casewise.facts import Choice, Entities, Known, Members, Span, Values
from casewise.model.vocabulary import Fact, FactType
from rulesets.naive import Naive, Value

Told = Known | None
Part = tuple[str, str]
"""The path of a fact or a list, and the member where the fact is a set."""


@frozen
class Courses:
    """The courses of an interview about one record; what is known as `None` is not asked."""

    naive: Naive
    values: Values
    _possible: dict[object, frozenset[str]] = field(factory=dict)

    def size(self) -> int:
        return prod(len(told) + 1 for told in self.parts().values())

    def mattering(self) -> set[str]:
        """The questions that can matter."""
        parts = self.parts()
        return {path for path in {path for path, _ in parts} if self._matters(path, parts)}

    def _matters(self, path: str, parts: Mapping[Part, list[Told]]) -> bool:
        others = {part: told for part, told in parts.items() if part[0] != path}
        own = {part: told for part, told in parts.items() if part[0] == path}
        answers = [dict(zip(own, told, strict=True)) for told in product(*own.values())]
        for course in product(*([None, *told] for told in others.values())):
            told = {p: each for p, each in zip(others, course, strict=True) if each is not None}
            before = self.possible(told)
            for answer in answers:
                after = self.possible(told | answer)
                if after and after != before:
                    return True
        return False

    def possible(self, told: Mapping[Part, Told]) -> frozenset[str]:
        """What is possible once so much is told; nothing where it contradicts."""
        record = self.values
        for part, each in told.items():
            record = tell(record, part, each)
        key = repr(sorted(record.items()))
        if key not in self._possible:
            self._possible[key] = self.naive.answer(record).possible - {"conflict"}
        return self._possible[key]

    def parts(self) -> dict[Part, list[Told]]:
        """What can be told, and how exactly."""
        found: dict[Part, list[Told]] = {}
        for fact in self.naive.ruleset.vocabulary.facts:
            known = self.values.get(fact.name)
            if fact.type is FactType.LIST:
                assert known is None or isinstance(known, Entities)
                found |= self._list(fact, known)
            else:
                found |= self._fact(fact.name, "", fact, self.values)
        return {part: told for part, told in found.items() if told}

    def _list(self, fact: Fact, known: Entities | None) -> dict[Part, list[Told]]:
        found: dict[Part, list[Told]] = {}
        listed = known.listed if known is not None else ()
        for number, entity in enumerate(listed, start=1):
            for inner in fact.facts:
                found |= self._fact(f"{fact.name}.{number}.{inner.name}", fact.name, inner, entity)
        asked = fact.name not in self.values if known is None else known.others
        if asked:
            lists = self.naive._lists(fact, Entities((), others=True))
            found[fact.name, ""] = [
                Entities(tuple({n: exactly(v) for n, v in each.items()} for each in more), False)
                for more in lists
            ]
        return found

    def _fact(self, path: str, scope: str, fact: Fact, values: Values) -> dict[Part, list[Told]]:
        known = values.get(fact.name)
        if known is None and fact.name in values:
            return {}
        if (scope, fact.name) not in self.naive._tests:
            return {}
        if fact.type is FactType.SET:
            return dict(_members(path, fact, known))
        exact = [each for each in self.naive._different(scope, fact, known) if each is not None]
        return {(path, ""): [exactly(each) for each in exact]}


def _members(path: str, fact: Fact, known: Known | None) -> Iterator[tuple[Part, list[Told]]]:
    settled = known.included | known.excluded if isinstance(known, Members) else frozenset()
    for code in fact.codes:
        if code not in settled:
            one, none = frozenset({code}), frozenset[str]()
            yield (path, code), [Members(one, none), Members(none, one)]


def exactly(value: Value) -> Told:
    match value:
        case str():
            return Choice(frozenset({value}))
        case int():
            return Span(value, value)
        case _:
            return None


def tell(values: Values, part: Part, known: Told) -> Values:
    """The record that says this too."""
    name, _, rest = part[0].partition(".")
    before = values.get(name)
    if not rest:
        return {**values, name: _both(before, known)}
    assert isinstance(before, Entities)
    number, _, inner = rest.partition(".")
    listed = list(before.listed)
    entity = listed[int(number) - 1]
    listed[int(number) - 1] = {**entity, inner: _both(entity.get(inner), known)}
    return {**values, name: evolve(before, listed=tuple(listed))}


def _both(before: Told, known: Told) -> Told:
    match before, known:
        case Members(included, excluded), Members(more, fewer):
            return Members(included | more, excluded | fewer)
        case Entities(listed, _), Entities(more, others):
            return Entities((*listed, *more), others)
        case _:
            return known


def paths(parts: Iterable[Part]) -> set[str]:
    return {path for path, _ in parts}
