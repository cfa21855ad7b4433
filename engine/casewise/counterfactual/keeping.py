"""Which facts of a record may be changed: as the ruleset declares, and as one asks for."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from casewise.errors import CasewiseError
from casewise.facts import Entities, Values
from casewise.model.vocabulary import Vocabulary
from casewise.reading.words import suggest, ticked


class NotAFact(CasewiseError):
    """A name that is no fact of the record, or one that is to be kept and freed at once."""


@frozen
class Keeping:
    """What is kept says what the record says of it; what that leaves open may still be told.

    Names are paths of the record (`arrest_date`, `victims`, `victims.1`, `victims.1.identified`)
    or facts of entities (`identified`: of every entity). What is kept or freed is so with all
    below it; the nearest name decides, then the declaration.
    """

    vocabulary: Vocabulary
    keep: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()

    def changeable(self, path: str) -> bool:
        """Whether what the record says at a path may be changed."""
        for name in _names(path):
            if name in self.keep or name in self.free:
                return name in self.free
        group, _, rest = path.partition(".")
        facts = (self.vocabulary.at(name) for name in ((path, group) if rest else (path,)))
        return all(fact is None or fact.changeable for fact in facts)


def _names(path: str) -> Iterator[str]:
    """The names under which a path may be kept, the nearest first."""
    yield path
    parts = path.split(".")
    if len(parts) == 3:
        yield parts[2]
    if len(parts) > 1:
        yield from (".".join(parts[:2]), parts[0])


def keeping(
    vocabulary: Vocabulary, values: Values, keep: Iterable[str], free: Iterable[str]
) -> Keeping:
    """What to keep of a record and what to free.

    Raises:
        NotAFact: a name is no fact of the record, or is in both.
    """
    found = Keeping(vocabulary, frozenset(keep), frozenset(free))
    known = set(_known(vocabulary, values))
    for name in (*keep, *free):
        if name not in known:
            hint = suggest(name, sorted(known))
            raise NotAFact(
                f"{ticked(name)} is no fact of this record ({hint})"
                if hint
                else f"{ticked(name)} is no fact of this record"
            )
        if name in found.keep and name in found.free:
            raise NotAFact(f"{ticked(name)} cannot be kept and freed at once")
    return found


def _known(vocabulary: Vocabulary, values: Values) -> Iterator[str]:
    for scope, fact in vocabulary:
        yield fact.name
        listed = values.get(scope) if scope else None
        if isinstance(listed, Entities):
            for number in range(1, len(listed.listed) + 1):
                yield f"{scope}.{number}"
                yield f"{scope}.{number}.{fact.name}"
