"""A table of classified cases: which are shown, and how many there are of each placement."""

from collections import Counter
from collections.abc import Iterator

from attrs import evolve, frozen

from casewise.model.rules import Kind
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED, Result

ALL = "all"
SETTLED = {ALL: None, "settled": True, "not-settled": False}


@frozen
class Total:
    """Of one placement: how many cases, how many of them for good, how many could end there."""

    placement: str
    count: int
    settled: int
    could: int


@frozen
class Table:
    """Results in the order of their file, of which those of a placement and state are shown."""

    results: tuple[Result, ...]
    placement: str = ALL
    settled: str = ALL

    def showing(self, placement: str, settled: str) -> "Table":
        """The same table, of which other rows are shown; what it does not know shows all."""
        known = placement if placement in self.placements else ALL
        return evolve(self, placement=known, settled=settled if settled in SETTLED else ALL)

    @property
    def placements(self) -> tuple[str, ...]:
        """The placements that occur."""
        return self._in_order({result.placement for result in self.results})

    @property
    def rows(self) -> Iterator[tuple[int, Result]]:
        """The rows that are shown, each with its number from 1 among all."""
        wanted = SETTLED[self.settled]
        for number, result in enumerate(self.results, start=1):
            if self.placement in (ALL, result.placement) and wanted in (None, result.settled):
                yield number, result

    @property
    def totals(self) -> tuple[Total, ...]:
        """Each placement that occurs or that a case could still get."""
        count = Counter(result.placement for result in self.results)
        settled = Counter(result.placement for result in self.results if result.settled)
        could = Counter(name for result in self.results for name in result.possible)
        return tuple(
            Total(name, count[name], settled[name], could[name])
            for name in self._in_order({*count, *could})
        )

    def _in_order(self, names: set[str]) -> tuple[str, ...]:
        """Conflicts and what is undecided first, then the outcomes as the rules order them."""
        ruleset = self.results[0].ruleset
        categories = [rule.id for rule in ruleset.of_kind(Kind.CATEGORY)]
        order = [CONFLICT, UNDECIDED, NOT_ELIGIBLE, *categories, *ruleset.outcomes]
        return tuple(sorted(names, key=order.index))
