"""Timing several contenders on the same records, side by side.

The machine may be noisy, so contenders take turns: each runs over the same hundred records, then
the next one does, and the one to begin changes from turn to turn. Ratios within one run are worth
more than the times themselves.
"""

import gc
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from time import perf_counter_ns

from attrs import frozen

from benchmarks.records import Item

TURN = 100
"""How many records a contender runs over before the next one takes its turn."""

Timed = Callable[[Sequence[Item]], list[float]]
"""Runs over some records and gives the microseconds that each took."""


@frozen
class Sample:
    """Microseconds of single calls."""

    times: tuple[float, ...]

    @property
    def median(self) -> float:
        """The time that half of the calls stay below."""
        return median(self.times)

    @property
    def p99(self) -> float:
        """The time that 99 of 100 calls stay within."""
        return sorted(self.times)[math.ceil(len(self.times) * 0.99) - 1]


def each(call: Callable[[Item], object]) -> Timed:
    """Time a call for each record."""

    def timed(items: Sequence[Item]) -> list[float]:
        times = []
        for item in items:
            started = perf_counter_ns()
            call(item)
            times.append((perf_counter_ns() - started) / 1000)
        return times

    return timed


def side_by_side(
    contenders: dict[str, Timed], items: Sequence[Item], rounds: int
) -> dict[str, Sample]:
    """The times of each contender over all records, `rounds` times."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    names = list(contenders)
    with settled_heap():
        for number in range(rounds):
            for turn, start in enumerate(range(0, len(items), TURN)):
                part = items[start : start + TURN]
                first = (number + turn) % len(names)
                for name in names[first:] + names[:first]:
                    times[name] += contenders[name](part)
    return {name: Sample(tuple(found)) for name, found in times.items()}


@contextmanager
def settled_heap() -> Iterator[None]:
    """Keep what is already there (all the peers) out of the garbage collector's rounds."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
