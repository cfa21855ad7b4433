"""What each reading can move, over all cases and all combinations of the other readings."""

from collections.abc import Iterator
from itertools import combinations, count

from attrs import frozen

from casewise.comparison.comparing import Comparison, compare
from casewise.evaluation.exact.pairs import Pair
from casewise.laboratory.combinations import Combination, by_distance
from casewise.laboratory.contrasts import Contrast
from casewise.model.case import Case
from casewise.model.ruleset import Reading, Ruleset
from casewise.result import CONFLICT


@frozen
class Effect:
    """A move that a reading makes when it is changed from one value to another, and no other is."""

    reading: str
    from_value: str
    to_value: str
    from_outcome: str
    to_outcome: str
    others: Combination
    """Which other readings must be changed for it, and to what: the fewest. Empty: none."""
    witness: Case
    """A small case that moves so if these others are changed and the rest is as chosen."""

    @property
    def interacts(self) -> bool:
        """Whether the move is there only if other readings are changed too."""
        return bool(self.others)


def effects(ruleset: Ruleset) -> Iterator[Effect]:
    """Every move that a reading makes, reading by reading, as they are found.

    The chosen value of a reading counts as its first, so that moves lead away from it.
    """
    numbers = count(1)
    for reading in ruleset.readings:
        for before, after in _changes(ruleset, reading):
            contrast = Contrast(ruleset, reading, before, after)
            compared: dict[tuple[tuple[str, str], ...], Comparison] = {}
            for move in _moves(contrast):
                others = next(
                    each
                    for each in by_distance(ruleset, contrast.others)
                    if move in contrast.different_under(each)
                )
                key = tuple(others.items())
                if key not in compared:
                    compared[key] = compare(*contrast.both(others))
                witness = Case(f"R{next(numbers)}", compared[key].record(move))
                yield Effect(reading.name, before, after, move.first, move.second, others, witness)


def _changes(ruleset: Ruleset, reading: Reading) -> Iterator[tuple[str, str]]:
    chosen = ruleset.choice[reading.name]
    return combinations((chosen, *(code for code in reading.codes if code != chosen)), 2)


def _moves(contrast: Contrast) -> list[Pair]:
    """The moves that there are under some values of the others, in the order of outcomes."""
    found = contrast.different({})
    names = (CONFLICT, *contrast.ruleset.outcomes)
    return [move for before in names for after in names if (move := Pair(before, after)) in found]
