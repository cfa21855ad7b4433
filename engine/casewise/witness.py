"""Witnesses: small records that show what can be."""

from collections.abc import Callable, Collection, Iterator
from itertools import combinations

from casewise.evaluation.exact.space import Space, Wanted
from casewise.evaluation.exact.variables import ABSENT
from casewise.explanation.because import minimal
from casewise.explanation.units import restrict, units
from casewise.facts import Entities, Known, Values
from casewise.model.ruleset import Ruleset

Record = dict[str, Known | None]
Holds = Callable[[Values], bool]
"""Whether something is so of a record."""


def witness(ruleset: Ruleset, space: Space, wanted: Wanted) -> Record | None:
    """A record whose completions all have these answers, as small as can be.

    It is told of the simplest case that has them: the one with the fewest entities, of these with
    the fewest answers `yes` and members of sets, of these with the first answers in the order of
    the facts. Of that case it says the fewest things that are enough. A thing is a fact, that there
    is an entity, or that a list has no others.

    None where no completion has these answers: that is then proved. What a record cannot say (that
    a fact which may be absent is absent) stays open; then some completions of it have them.
    """
    case = space.simplest(wanted) if space.some(wanted) else None
    if case is None:
        return None
    return said_of(ruleset, case, lambda values: space.every(wanted, values))


def said_of(ruleset: Ruleset, case: Values, is_shown: Holds) -> Record:
    """The fewest things of a case by which something is shown, as a record can say them."""
    return _sayable(fewest(_in_order(ruleset, case), is_shown))


def _in_order(ruleset: Ruleset, case: Values) -> Record:
    """The record with its facts in the order of the ruleset."""
    found: Record = {}
    for fact in ruleset.vocabulary.facts:
        known = case.get(fact.name)
        if isinstance(known, Entities):
            names = [inner.name for inner in fact.facts]
            listed = [{n: each[n] for n in names if n in each} for each in known.listed]
            known = Entities(tuple(listed), known.others)
        if known is not None:
            found[fact.name] = known
    return found


def fewest(found: Record, is_shown: Holds) -> Record:
    """The fewest things that the record says by which something is still shown.

    What cannot be dropped alone is in every such set; often that is enough. Otherwise sets of what
    is left are tried, small ones first. A set that is not enough is enlarged as long as it is not:
    what it then leaves out is something of which every set that is enough has a part.
    """

    def shows(kept: Collection[str]) -> bool:
        return is_shown(restrict(found, kept))

    every = list(units(found))
    needed = _with_entities([path for path in every if not shows(_without(every, path))])
    if shows(needed):
        return restrict(found, needed)
    least = minimal(every, lambda kept: _names_its_entities(kept) and shows(kept))
    parts: list[frozenset[str]] = []
    for kept in _between(every, needed, len(least)):
        if all(part & kept for part in parts):
            if shows(kept):
                return restrict(found, kept)
            parts.append(_part_of_all(every, kept, shows))
    return restrict(found, least)


def _between(every: list[str], needed: frozenset[str], most: int) -> Iterator[frozenset[str]]:
    """The sets that hold what is needed and have fewer things than so many, small ones first."""
    free = [path for path in every if path not in needed]
    for more in range(1, most - len(needed)):
        for chosen in combinations(free, more):
            kept = needed.union(chosen)
            if _names_its_entities(kept):
                yield kept


def _part_of_all(
    every: list[str], kept: frozenset[str], shows: Callable[[Collection[str]], bool]
) -> frozenset[str]:
    """What a set leaves out that is not enough, however it is enlarged."""
    large = set(kept)
    for path in every:
        if path not in large and not shows(_with_entities(large | {path})):
            large.add(path)
    return frozenset(every) - _with_entities(large)


def _without(every: Collection[str], path: str) -> list[str]:
    """All but one thing; without an entity nothing is said of it either."""
    is_entity = path.count(".") == 1
    return [each for each in every if each != path and not (is_entity and _entity(each) == path)]


def _with_entities(kept: Collection[str]) -> frozenset[str]:
    """The same, and that there are the entities of which something is said."""
    return frozenset(kept).union(_entity(path) for path in kept if path.count(".") > 1)


def _names_its_entities(kept: Collection[str]) -> bool:
    """Whether every entity is kept of which a fact is: the fact says that there is such an one."""
    return all(_entity(path) in kept for path in kept if path.count(".") > 1)


def _entity(path: str) -> str:
    return path.rpartition(".")[0]


def _sayable(found: Record) -> Record:
    """The record without what no record can say."""
    said: Record = {}
    for name, known in found.items():
        if isinstance(known, Entities):
            listed = tuple(_sayable(dict(entity)) for entity in known.listed)
            said[name] = Entities(listed, known.others)
        elif known != ABSENT:
            said[name] = known
    return said
