"""Columns of whole numbers compared with what rules ask of them, in one pass over each."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from casewise.evaluation.columns import running
from casewise.evaluation.columns.bits import Bytes, packed
from casewise.evaluation.columns.running import GROUP
from casewise.evaluation.columns.threads import in_threads

if TYPE_CHECKING:
    from casewise.evaluation.columns.machine import Machine

PART = 1 << 17
"""How many numbers are compared at a time: what is kept then stays near the processor."""

Numbers = NDArray[Any]
"""Whole numbers of any type."""


@frozen
class Compared:
    """The numbers of a column, compared. Where a number is not known, any bit may be set."""

    at_least: list[Bytes] = field(repr=False)
    """For each cut the rows that are at least that."""
    outside: bool
    """Whether a known number is outside the ends."""


class Thresholds:
    """Compares columns of one type; safe to share by threads.

    Args:
        dtype: the type of the numbers; some of them are within the ends.
        cuts: what they are compared with.
        ends: the least that a number can be, and the greatest.
    """

    def __init__(self, dtype: np.dtype[Any], cuts: Sequence[int], ends: tuple[int, int]) -> None:
        self._dtype = dtype
        least, most = _range(dtype)
        self._fixed = {at: cut <= least for at, cut in enumerate(cuts) if not least < cut <= most}
        self._cuts = [cut for at, cut in enumerate(cuts) if at not in self._fixed]
        self._ends = max(ends[0], least), min(ends[1], most)
        assert self._ends[0] <= self._ends[1]  # such a column is not asked for
        self._rows = 0
        self._machine: Machine | None = None

    def of(self, numbers: Numbers, known: Bytes) -> Compared:
        """Compare the numbers of some rows; `known` has a bit for each that is known."""
        rows = len(numbers)
        self._rows += rows
        room = [np.empty((-(-rows // GROUP), GROUP // 8), np.uint8) for _ in [*self._cuts, ""]]
        if self._rows >= running.MANY and running.has_machine():
            self._made().run([numbers, known], room, rows)
        else:
            self._by_parts(numbers, known, room)
        *found, outside = (plane.reshape(-1)[: -(-rows // 8)] for plane in room)
        if rows % 8:
            outside[-1] &= (1 << rows % 8) - 1  # there can be anything after the last row
        return Compared(self._with_fixed(found, rows), bool(outside.any()))

    def _with_fixed(self, found: Sequence[Bytes], rows: int) -> list[Bytes]:
        """Planes for all cuts: those too that every number of the type reaches, or none."""
        left, size = iter(found), -(-rows // 8)
        every = range(len(self._cuts) + len(self._fixed))
        return [
            np.full(size, 255 * self._fixed[at], np.uint8) if at in self._fixed else next(left)
            for at in every
        ]

    def _made(self) -> "Machine":
        if self._machine is None:
            from casewise.evaluation.columns.comparisons import module, sizes_of
            from casewise.evaluation.columns.machine import Machine

            text = module(self._dtype, self._cuts, self._ends)
            self._machine = Machine(text, sizes_of(self._dtype))
        return self._machine

    # -- with NumPy -----------------------------------------------------------------------------

    def _by_parts(self, numbers: Numbers, known: Bytes, room: Sequence[Bytes]) -> None:
        flat = [plane.reshape(-1) for plane in room]

        def work(starts: Iterable[int]) -> None:
            for start in starts:
                bits = slice(start // 8, -(-min(start + PART, len(numbers)) // 8))
                self._compare(
                    numbers[start : start + PART], known[bits], [plane[bits] for plane in flat]
                )

        in_threads(work, range(0, len(numbers), PART))

    def _compare(self, numbers: Numbers, known: Bytes, to: Sequence[Bytes]) -> None:
        for plane, cut in zip(to, self._cuts, strict=False):  # the last is what is outside
            plane[:] = packed(numbers >= cut)
        low, high = self._ends
        if numbers.min() >= low and numbers.max() <= high:
            to[-1][:] = 0
        else:
            np.bitwise_and(packed((numbers < low) | (numbers > high)), known, out=to[-1])


def _range(dtype: np.dtype[Any]) -> tuple[int, int]:
    """The least number of a type, and the greatest."""
    found = np.iinfo(dtype)
    return int(found.min), int(found.max)
