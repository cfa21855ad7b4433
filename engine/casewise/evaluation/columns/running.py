"""Running a circuit over rows, some hundred thousand at a time, on all processors."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from casewise.evaluation.columns.bits import Bytes, spread
from casewise.evaluation.columns.circuit import Circuit
from casewise.evaluation.columns.program import (
    AND,
    AND_NOT,
    NAND,
    NOT,
    OR,
    OR_AND,
    OR_NOT,
    Program,
)

if TYPE_CHECKING:
    from casewise.evaluation.columns.machine import Machine

CHUNK = 1 << 14
"""The bytes of a plane that are worked on at a time: what is kept then fits into a cache."""
MANY = 1 << 18
"""From so many rows on machine code is worth the time that it takes to load."""

Number = NDArray[Any]
"""Unsigned whole numbers, of one size or another."""

_OPERATIONS: Mapping[int, Callable[[Bytes, Bytes, Bytes, Bytes], object]] = {
    AND: lambda left, right, _, out: np.bitwise_and(left, right, out),
    OR: lambda left, right, _, out: np.bitwise_or(left, right, out),
    NOT: lambda plane, _, __, out: np.invert(plane, out),
    AND_NOT: lambda left, right, _, out: np.bitwise_and(left, np.invert(right, out), out),
    OR_NOT: lambda left, right, _, out: np.bitwise_or(left, np.invert(right, out), out),
    NAND: lambda left, right, _, out: np.invert(np.bitwise_and(left, right, out), out),
    OR_AND: lambda one, left, right, out: np.bitwise_or(one, np.bitwise_and(left, right, out), out),
}


@frozen
class Wanted:
    """What a circuit is run for: planes, and numbers made of planes, a digit each, low first."""

    planes: Mapping[str, int]
    numbers: Mapping[str, Sequence[int]]

    def outputs(self) -> list[int]:
        """All planes that are needed."""
        return [*self.planes.values(), *(p for digits in self.numbers.values() for p in digits)]


@frozen
class Found:
    """What was found: planes as bytes, and numbers, one a row."""

    planes: dict[str, Bytes]
    numbers: dict[str, Number]


@define
class Room:
    """Where a run writes to: planes, and the bytes of numbers, with room to the next 64 rows."""

    planes: Bytes = field(repr=False)
    cells: list[Bytes] = field(repr=False)
    """For each number the bytes of each row."""


class Runner:
    """A circuit ready to be run; safe to share by threads.

    Args:
        circuit: what is computed of what.
        wanted: what it is run for.
    """

    def __init__(self, circuit: Circuit, wanted: Wanted) -> None:
        self.program: Program = circuit.program(wanted.outputs())
        places = iter(self.program.outputs)
        self._planes = {name: next(places) for name in wanted.planes}
        self._numbers = {
            name: [next(places) for _ in digits] for name, digits in wanted.numbers.items()
        }
        self._machine: Machine | None = None

    def run(self, inputs: Sequence[Bytes], rows: int) -> Found:
        """What is wanted of so many rows, given the planes of the inputs."""
        size = -(-rows // 8)
        padded = -(-size // 8) * 8
        room = Room(
            np.empty((len(self._planes), padded), np.uint8),
            [
                np.empty((padded * 8, width(len(digits))), np.uint8)
                for digits in self._numbers.values()
            ],
        )
        run_part = self._by_machine() if rows >= MANY and has_machine() else self._run_part

        def work(start: int) -> None:
            stop = min(start + CHUNK, size)
            run_part([plane[start:stop] for plane in inputs], room, start, stop - start)

        in_threads(work, range(0, size, CHUNK))
        planes = dict(zip(self._planes, room.planes[:, :size], strict=True))
        cells = zip(self._numbers, room.cells, strict=True)
        return Found(planes, {name: as_number(each)[:rows] for name, each in cells})

    def _run_part(self, inputs: Sequence[Bytes], room: Room, start: int, size: int) -> None:
        stop = start + size
        held = self._held(inputs, size)
        for kind, one, two, three, target in self.program.steps:
            _OPERATIONS[kind](held[one], held[two], held[three], held[target])
        for at, place in enumerate(self._planes.values()):
            room.planes[at, start:stop] = held[place]
        for cells, digits in zip(room.cells, self._numbers.values(), strict=True):
            _spread([held[place] for place in digits], cells[start * 8 : stop * 8])

    def _held(self, inputs: Sequence[Bytes], size: int) -> list[Bytes]:
        """A plane for each place: the constants, the inputs, and room for the rest."""
        given = [np.zeros(size, np.uint8), np.full(size, 255, np.uint8), *inputs]
        return [*given, *np.empty((self.program.places - len(given), size), np.uint8)]

    def _by_machine(self) -> Callable[[Sequence[Bytes], Room, int, int], None]:
        if self._machine is None:
            from casewise.evaluation.columns.machine import Machine  # costs a third of a second

            places = list(self._numbers.values())
            self._machine = Machine(self.program, list(self._planes.values()), places)
        return self._machine.run_part


@cache
def has_machine() -> bool:
    """Whether circuits can be run as machine code here."""
    return find_spec("numba") is not None


def _spread(digits: list[Bytes], cells: Bytes) -> None:
    """Write digits as numbers: `cells` has a row for each row, with the bytes of its number."""
    if cells.shape[1] == 1:
        spread(digits, cells.reshape(-1))
        return
    lane = np.empty(len(cells), np.uint8)
    for at in range(cells.shape[1]):
        spread(digits[at * 8 : at * 8 + 8], lane)
        cells[:, at] = lane


def width(digits: int) -> int:
    """The bytes of a number with so many binary digits: 1, 2, 4, or a multiple of 8."""
    size = max(1, -(-digits // 8))
    return next((each for each in (1, 2, 4) if size <= each), -(-size // 8) * 8)


def as_number(cells: Bytes) -> Number:
    """The bytes of each row as one number, or as several words where it is longer."""
    size = cells.shape[1]
    numbers: Number = cells.view(f"<u{min(size, 8)}")
    return numbers.reshape(-1) if size <= 8 else numbers


def threads() -> int:
    """How many threads this process may use at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_threads(work: Callable[[int], None], starts: range) -> None:
    """Do some work for each start, on all processors."""
    if len(starts) < 2 or threads() < 2:
        for start in starts:
            work(start)
        return
    with ThreadPoolExecutor(threads()) as pool:
        for done in [pool.submit(work, start) for start in starts]:
            done.result()
