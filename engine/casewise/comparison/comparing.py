"""Every case there can be, placed by two rulesets: which pairs of outcomes there are."""

from functools import cached_property, partial

from attrs import field, frozen

from casewise.comparison.alignment import aligned
from casewise.comparison.endings import Endings
from casewise.evaluation.exact.pairs import Pair, Pairs
from casewise.facts import Entities, Known, Values
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
        endings = self._endings
        # What is a conflict under one ruleset only is no completion for it: it unsettles nothing.
        allowed = {move, Pair(move.first, CONFLICT), Pair(CONFLICT, move.second)}
        is_possible = partial(endings.is_possible, move)

        def is_shown(values: Values) -> bool:
            return endings.is_within(allowed, values) and is_possible(values)

        def is_shown_plainly(values: Values) -> bool:
            return move in endings.all(values) <= allowed

        case = self._simplest.get(move)
        if case is not None:
            return said_of(self.first, case, is_shown)
        # Of entities that are told in part, one more that is tried costs more than it saves.
        found = told((self.first, self.second), is_possible, is_shown_plainly)
        if is_shown(found):
            return smallest(found, is_shown)
        left_open = endings.all(found)
        return smallest(found, lambda values: endings.all(values) == left_open)

    @cached_property
    def _simplest(self) -> dict[Pair, dict[str, Known]]:
        """The simplest case of each move, but for those with several entities that are many."""
        return self._pairs.simplest([Pair(m.from_outcome, m.to_outcome) for m in self.moves])

    @cached_property
    def _endings(self) -> Endings:
        lists = [fact.name for fact in self.first.vocabulary.lists()]
        listed = (
            (name, entity)
            for case in self._simplest.values()
            for name in lists
            if isinstance(known := case.get(name), Entities)
            for entity in known.listed
        )
        return Endings(self._pairs, lists, listed)


def compare(first: Ruleset, second: Ruleset) -> Comparison:
    """Compare two rulesets, each under its chosen readings, over all cases there can be.

    Raises:
        NotComparable: a fact of one name has two types.
    """
    first, second = aligned(first, second)
    return Comparison(first, second, Pairs(first, second))


def same(first: Ruleset, second: Ruleset) -> bool:
    """Whether every complete case has one outcome under both rulesets; if so, it is proved.

    Raises:
        NotComparable: a fact of one name has two types.
    """
    return compare(first, second).same
