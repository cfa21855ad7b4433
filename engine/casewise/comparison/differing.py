"""From two rulesets to what differs: in the definitions, over all cases, and for given records."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from functools import cached_property

from attrs import field, frozen

from casewise.comparison.answers import answered
from casewise.comparison.blending import Blending, blending
from casewise.comparison.changes import Change
from casewise.comparison.comparing import Comparison, Move, compare
from casewise.comparison.responsibility import Responsibility, responsible
from casewise.evaluation.exact.pairs import Pair, Pairs
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset


@frozen
class Region:
    """The cases that move from one outcome to another: a small one, and what moves it."""

    from_outcome: str
    to_outcome: str
    witness: Case
    settled: bool
    """Whether the witness is settled in these outcomes; if not, some completions of it move so."""
    responsible: Responsibility


@frozen
class Crossing:
    """A record that is placed elsewhere."""

    case: str | None
    from_placement: str
    to_placement: str
    responsible: Responsibility


@frozen
class Crosswalk:
    """How records are placed by both rulesets; `undecided` is a placement like others."""

    placed: Mapping[tuple[str, str], int]
    """How many records have each pair of placements."""
    moved: tuple[Crossing, ...]
    opened: int
    """How many are placed alike, although other outcomes than before are possible."""

    @property
    def count(self) -> int:
        """How many records there are."""
        return sum(self.placed.values())


@frozen(slots=False, eq=False)
class Difference:
    """All that differs between two rulesets."""

    first: Ruleset
    second: Ruleset
    comparison: Comparison = field(repr=False)
    between: Blending = field(repr=False)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What changed in the definitions."""
        return self.between.changes

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """Everything that moves; that there is no more is proved."""
        return tuple(self._region(move, at) for at, move in enumerate(self.comparison.moves, 1))

    def _region(self, move: Move, number: int) -> Region:
        case = Case(f"D{number}", move.witness().values)
        ends = (move.from_outcome, move.to_outcome)
        both = answered(self.between.start, case), answered(self.between.end, case)
        settled = all(
            answer.settled and answer.placement == end
            for answer, end in zip(both, ends, strict=True)
        )

        known = {id(self.between.start): both[0], id(self.between.end): both[1]}

        def answer(ruleset: Ruleset) -> Hashable:
            if settled:
                return known.get(id(ruleset)) or answered(ruleset, case)
            # It cannot be told which completions are meant: whether any of them moves is asked.
            return Pair(*ends) in Pairs(self.between.start, ruleset).different(case.values)

        return Region(*ends, case, settled, responsible(self.between, answer))

    def crosswalk(self, cases: Iterable[Case], named: Collection[str] = ()) -> Crosswalk:
        """Place records by both rulesets, and find the changes that moved each.

        Records are read as they were written for, but for the readings that are `named`.

        Raises:
            UnknownReading: a record was written for other rules.
        """
        placed: Counter[tuple[str, str]] = Counter()
        moved: list[Crossing] = []
        opened = 0
        for case in cases:
            before = answered(self.between.start, case, named)
            after = answered(self.between.end, case, named)
            placed[before.placement, after.placement] += 1
            if before.placement != after.placement:
                moved.append(self._crossing(case, named))
            elif before.possible != after.possible:
                opened += 1
        return Crosswalk(placed, tuple(moved), opened)

    def _crossing(self, case: Case, named: Collection[str]) -> Crossing:
        def placement(ruleset: Ruleset) -> str:
            return answered(ruleset, case, named).placement

        ends = placement(self.between.start), placement(self.between.end)
        return Crossing(case.id, *ends, responsible(self.between, placement))


def difference(first: Ruleset, second: Ruleset) -> Difference:
    """What differs between two rulesets, each under its chosen readings.

    Raises:
        NotComparable: a fact of one name has two types.
    """
    between = blending(first, second)
    return Difference(first, second, compare(between.first, between.second), between)
