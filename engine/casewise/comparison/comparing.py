"""Every case there can be, placed by two rulesets: which pairs of outcomes it gets."""

from attrs import field, frozen

from casewise.comparison.alignment import aligned
from casewise.evaluation.exact.pairs import Pair, Pairs
from casewise.facts import Values
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT
from casewise.witness import smallest, told


@frozen
class Move:
    """That some complete case ends in one outcome under the first ruleset, in another under the
    second. `conflict` counts as an outcome: the case breaks a consistency rule of one of them.
    """

    from_outcome: str
    to_outcome: str
    _comparison: "Comparison" = field(repr=False, eq=False)

    def witness(self) -> Case:
        """A small record that moves so: no part of it can be left out.

        It is settled in `from_outcome` under `comparison.first`, in `to_outcome` under
        `comparison.second`. Only where a record cannot say what it takes (that a fact which may be
        absent is absent) it leaves that open; then some completions of it move so.
        """
        return Case(None, self._comparison.record(Pair(self.from_outcome, self.to_outcome)))


@frozen
class Comparison:
    """How two rulesets differ over all cases; `first` and `second` speak of the same facts."""

    first: Ruleset
    second: Ruleset
    _pairs: Pairs = field(repr=False, eq=False)

    @property
    def moves(self) -> tuple[Move, ...]:
        """All that moves, in the order of the outcomes of the first ruleset, then the second."""
        found = self._pairs.different({})
        return tuple(
            Move(before, after, self)
            for before in (CONFLICT, *self.first.outcomes)
            for after in (CONFLICT, *self.second.outcomes)
            if Pair(before, after) in found
        )

    @property
    def same(self) -> bool:
        """Every case has one outcome under both. All cases were looked at: this is a proof."""
        return not self._pairs.different({})

    def record(self, pair: Pair) -> Values:
        """What the witness of a move states."""
        ends = self._pairs.ends

        def is_shown(values: Values) -> bool:
            return _settled(ends(values)) == pair

        def is_possible(values: Values) -> bool:
            return pair in self._pairs.different(values)

        found = told((self.first, self.second), is_possible, is_shown)
        if is_shown(found):
            return smallest(found, is_shown)
        least = ends(found)
        return smallest(found, lambda values: ends(values) == least)


def _settled(ends: frozenset[Pair]) -> Pair | None:
    """The pair of which each side is settled, if completions that are possible under both have it.

    A completion that is a conflict under one ruleset says nothing of how the record is placed
    there, unless all are.
    """
    first = {pair.first for pair in ends}
    second = {pair.second for pair in ends}
    for side in (first, second):
        if len(side) > 1:
            side.discard(CONFLICT)
    if len(first) != 1 or len(second) != 1:
        return None
    found = Pair(first.pop(), second.pop())
    return found if found in ends else None


def compare(first: Ruleset, second: Ruleset) -> Comparison:
    """Compare two rulesets, each under its chosen readings, over all cases there can be.

    Raises:
        NotComparable: a fact of one name has two types.
    """
    first, second = aligned(first, second)
    return Comparison(first, second, Pairs(first, second))


def same(first: Ruleset, second: Ruleset) -> bool:
    """Whether every case has one outcome under both rulesets.

    Raises:
        NotComparable: a fact of one name has two types.
    """
    return compare(first, second).same
