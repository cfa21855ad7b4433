"""A table of classified cases: which are shown, and how many there are of each placement."""

from collections import Counter
from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from casewise.result import Result

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
        return tuple(sorted({result.placement for result in self.results}))

    @property
    def rows(self) -> Iterator[tuple[int, Result]]:
        """The rows that are shown, each with its number from 1 among all."""
        wanted = SETTLED[self.settled]
        for number, result in enumerate(self.results, start=1):
            if self.placement in (ALL, result.placement) and wanted in (None, result.settled):
                yield number, result

    @property
    def totals(self) -> tuple[Total, ...]:
        """Each placement that occurs or that a case could still get, by its name."""
        count = Counter(result.placement for result in self.results)
        settled = Counter(result.placement for result in self.results if result.settled)
        could = Counter(name for result in self.results for name in ends(result))
        return tuple(
            Total(name, count[name], settled[name], could[name])
            for name in sorted({*count, *could})
        )


def ends(result: Result) -> Iterable[str]:
    """Where a case is or could still be."""
    return result.possible | {result.placement}
