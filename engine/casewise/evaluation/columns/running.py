"""Running a circuit over rows, some hundred thousand at a time, on all processors."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from casewise.evaluation.columns.bits import Bytes
from casewise.evaluation.columns.circuit import Circuit
from casewise.evaluation.columns.integers import held_after, plane_of
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
from casewise.evaluation.columns.threads import in_threads, threads
from casewise.evaluation.columns.turning import turned

if TYPE_CHECKING:
    from casewise.evaluation.columns.machine import Machine

CHUNK = 1 << 18
"""The most bytes of a plane that are worked on at a time.

The interpreter's lock goes from thread to thread with every gate: with less to do under each,
threads wait for it longer than they work.
"""
FEW = 1 << 13
"""Up to so many rows planes are whole numbers: there is less to do than to call NumPy for."""
GROUP = 256
"""Outputs have room for whole groups of so many rows."""
MANY = 1 << 26
"""From so many rows on, all in all, making machine code is worth its time."""

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
    """What was found: planes as bytes, and numbers, one a row.

    Numbers of more than 64 digits have a row for each word, low first.
    """

    planes: dict[str, Bytes]
    numbers: dict[str, Number]


@frozen
class Cells:
    """Numbers that are written, one a row: all digits of a number that is wanted, or 64 of them."""

    digits: tuple[int, ...]
    """The places of their binary digits, low first."""
    width: int
    """The bytes of a number: 1, 2 or 8."""


@frozen
class Room:
    """Where a run writes to: a row for each group, of planes and of numbers."""

    planes: list[Bytes] = field(repr=False)
    cells: list[Number] = field(repr=False)


class Runner:
    """A circuit ready to be run; safe to share by threads.

    Args:
        circuit: what is computed of what.
        wanted: what it is run for.
    """

    def __init__(self, circuit: Circuit, wanted: Wanted) -> None:
        self.program: Program = circuit.program(wanted.outputs())
        self._inputs = circuit.inputs
        places = iter(self.program.outputs)
        self._planes = {name: next(places) for name in wanted.planes}
        self._cells = {
            name: list(_cells([next(places) for _ in digits]))
            for name, digits in wanted.numbers.items()
        }
        self._rows = 0
        self._machine: Machine | None = None

    def run(self, inputs: Sequence[Bytes], rows: int) -> Found:
        """What is wanted of so many rows, given the planes of the inputs."""
        self._rows += rows
        room = self._room(rows)
        if rows <= FEW:
            self._by_integers(inputs, -(-rows // 8), room)
        elif self._rows >= MANY and has_machine() and inputs:
            self._made().run(inputs, [*room.planes, *room.cells], rows)
        else:
            self._by_chunks(inputs, -(-rows // 8), room)
        return self._found(room, rows)

    def _each_cells(self) -> list[Cells]:
        return [cells for each in self._cells.values() for cells in each]

    def _room(self, rows: int) -> Room:
        groups = -(-rows // GROUP)
        planes = [np.empty((groups, GROUP // 8), np.uint8) for _ in self._planes]
        cells = [np.empty((groups, GROUP), f"u{each.width}") for each in self._each_cells()]
        return Room(planes, cells)

    def _found(self, room: Room, rows: int) -> Found:
        planes = (plane.reshape(-1)[: -(-rows // 8)] for plane in room.planes)
        cells = (each.reshape(-1)[:rows] for each in room.cells)
        return Found(
            dict(zip(self._planes, planes, strict=True)),
            {name: _number([next(cells) for _ in each]) for name, each in self._cells.items()},
        )

    def _made(self) -> "Machine":
        if self._machine is None:
            from casewise.evaluation.columns.instructions import module
            from casewise.evaluation.columns.machine import Machine  # costs a quarter of a second

            planes = list(self._planes.values())
            text = module(self.program, self._inputs, planes, self._each_cells())
            self._machine = Machine(text, [GROUP // 8] * self._inputs)
        return self._machine

    def _by_integers(self, inputs: Sequence[Bytes], size: int, room: Room) -> None:
        held = held_after(self.program, inputs, size)
        self._write(lambda place: plane_of(held[place], size), _part(room, 0, size))

    # -- with NumPy -----------------------------------------------------------------------------

    def _by_chunks(self, inputs: Sequence[Bytes], size: int, room: Room) -> None:
        """Run over some bytes of planes, chunk by chunk; each thread has a room of its own."""
        more = self.program.places - 2 - len(inputs)
        length = _length(size)

        def work(starts: Iterable[int]) -> None:
            constants = [np.zeros(length, np.uint8), np.full(length, 255, np.uint8)]
            own = list(np.empty((more, length), np.uint8))
            for start in starts:
                stop = min(start + length, size)
                given = [plane[start:stop] for plane in inputs]
                fixed, made = ([each[: stop - start] for each in some] for some in (constants, own))
                self._run([*fixed, *given, *made], _part(room, start, stop))

        in_threads(work, range(0, size, length))

    def _run(self, held: Sequence[Bytes], to: Room) -> None:
        """Run over a chunk, given a plane for each place."""
        for kind, one, two, three, target in self.program.steps:
            _OPERATIONS[kind](held[one], held[two], held[three], held[target])
        self._write(held.__getitem__, to)

    def _write(self, plane_at: Callable[[int], Bytes], to: Room) -> None:
        """Write what is wanted, given the plane at each place."""
        for out, place in zip(to.planes, self._planes.values(), strict=True):
            out[:] = plane_at(place)
        for cells, each in zip(to.cells, self._each_cells(), strict=True):
            turned([plane_at(place) for place in each.digits], cells)


def _length(size: int) -> int:
    """The length of chunks of so many bytes, which all threads have equally many of."""
    if size <= CHUNK // 8:
        return max(1, size)
    chunks = -(-size // (CHUNK * threads())) * threads()
    return 8 * -(-size // (8 * chunks))


def _part(room: Room, start: int, stop: int) -> Room:
    """The part of a room for some bytes of planes."""
    return Room(
        [plane.reshape(-1)[start:stop] for plane in room.planes],
        [cells.reshape(-1)[start * 8 : stop * 8] for cells in room.cells],
    )


@cache
def has_machine() -> bool:
    """Whether circuits can be run as machine code here."""
    return find_spec("llvmlite") is not None


def _cells(digits: Sequence[int]) -> Iterator[Cells]:
    for start in range(0, max(1, len(digits)), 64):
        some = tuple(digits[start : start + 64])
        yield Cells(some, next(w for w in (1, 2, 8) if len(some) <= 8 * w))


def _number(columns: Sequence[Number]) -> Number:
    return columns[0] if len(columns) == 1 else np.stack(columns)
