"""Every case there can be, placed by two rulesets: which pairs of outcomes there are."""

from collections.abc import Callable, Hashable
from functools import cached_property

from attrs import field, frozen

from casewise.comparison.alignment import aligned
from casewise.evaluation.exact.pairs import Pair, Pairs
from casewise.facts import Known, Values, knowledge
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT
from casewise.telling import smallest, told
from casewise.witness import said_of


@frozen
class Move:
    """Some complete case ends in one outcome under the first ruleset, in another under the second.

    `conflict` counts as an outcome: the case breaks a consistency rule of one of them only.
    """

    from_outcome: str
    to_outcome: str
    _comparison: "Comparison" = field(repr=False, eq=False)

    def witness(self) -> Case:
        """A small record that moves so: no part of it can be left out.

        It says the fewest things of the simplest case that moves so (see `casewise.witness`) or,
        where that is far to seek, some of one that was told fact by fact. It is settled in
        `from_outcome` under the comparison's `first`, and in `to_outcome` under its `second`. Only
        where a record cannot say what that takes (that a fact which may be absent is absent) it
        leaves this open; then some completions of it move so.
        """
        return Case(None, self._comparison.record(Pair(self.from_outcome, self.to_outcome)))


@frozen(slots=False, eq=False)
class Comparison:
    """How two rulesets differ over all cases; `first` and `second` speak of the same facts."""

    first: Ruleset
    second: Ruleset
    _pairs: Pairs = field(repr=False)
    _seen: "Seen" = field(factory=dict, repr=False)
    """How records end that were tried for a witness; many are tried for several."""

    @cached_property
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
        """Every complete case has one outcome under both. All were looked at: this is a proof.

        What is possible for a record is then the same too, and so is where a settled one is placed.
        """
        return not self.moves

    @property
    def placed_alike(self) -> bool:
        """It is proved that every record, whatever it leaves open, is placed alike by both.

        That is more than `same`: a placement judges on what is known, and a category that is
        certain for one ruleset may not be for the other, though all complete cases end alike. If
        this is not so, it may still be that there is no such record.
        """
        return self.same and self._pairs.judged_alike({})

    def record(self, move: Pair) -> Values:
        """What the witness of a move states."""
        search = _Search(self._pairs, move, self._seen)
        case = self._simplest.get(move)
        if case is not None:
            return said_of(self.first, case, search.is_shown)
        found = told((self.first, self.second), search.is_possible, search.is_shown)
        if search.is_shown(found):
            return smallest(found, search.is_shown)
        left_open = self._pairs.ends(found)
        return smallest(found, lambda values: self._pairs.ends(values) == left_open)

    @cached_property
    def _simplest(self) -> dict[Pair, dict[str, Known]]:
        """The simplest case of each move, but for those with several entities that are many."""
        return self._pairs.simplest([Pair(m.from_outcome, m.to_outcome) for m in self.moves])


Seen = dict[Hashable, tuple[frozenset[Pair], bool]]
"""Of records, by what they say, ends of their completions, and whether these are all."""


class _Search:
    """Asks of records whether a move is possible for them, and whether they show it."""

    def __init__(self, pairs: Pairs, move: Pair, seen: Seen) -> None:
        self._pairs = pairs
        self._move = move
        self._seen = seen
        # What is a conflict under one ruleset only is no completion for it: it unsettles nothing.
        self._allowed = {move, Pair(move.first, CONFLICT), Pair(CONFLICT, move.second)}

    def is_possible(self, values: Values) -> bool:
        """Whether some completion moves so."""
        return self._moves(values, knowledge(values))

    def is_shown(self, values: Values) -> bool:
        """Whether some completion moves so, and the record is settled under both rulesets."""
        key = knowledge(values)
        astray = self._some(values, key, lambda end: end not in self._allowed)
        return not astray and self._moves(values, key)

    def _moves(self, values: Values, key: Hashable) -> bool:
        return self._some(values, key, lambda end: end == self._move)

    def _some(self, values: Values, key: Hashable, wanted: Callable[[Pair], bool]) -> bool:
        """Whether some completion ends as wanted; no more of them are looked at than that takes."""
        met, whole = self._seen.get(key, (frozenset(), False))
        found = any(map(wanted, met))
        if not found and not whole:
            met = self._pairs.ends(values, wanted)
            found = any(map(wanted, met))
            self._seen[key] = met, not found
        return found


def compare(first: Ruleset, second: Ruleset) -> Comparison:
    """Compare two rulesets, each under its chosen readings, over all cases there can be.

    Raises:
        NotComparable: a fact of one name has two types.
    """
    first, second = aligned(first, second)
    return Comparison(first, second, Pairs(first, second))
