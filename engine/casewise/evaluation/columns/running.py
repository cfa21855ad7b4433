"""Running a circuit over rows with NumPy, some hundred thousand rows at a time."""

import os
from typing import Any
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from casewise.evaluation.columns.bits import Bytes, spread
from casewise.evaluation.columns.circuit import AND, NOT, OR, Circuit, Program

CHUNK = 1 << 15
"""The bytes of a plane that are worked on at a time: what is kept then fits into a cache."""

Number = NDArray[np.integer[Any]]

_OPERATIONS: Mapping[int, Callable[[Bytes, Bytes, Bytes], object]] = {
    AND: np.bitwise_and,
    OR: np.bitwise_or,
    NOT: lambda plane, _, out: np.invert(plane, out),
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


class Runner:
    """A circuit ready to be run; safe to share by threads."""

    def __init__(self, circuit: Circuit, wanted: Wanted) -> None:
        self.inputs = circuit.inputs
        self.program: Program = circuit.program(wanted.outputs())
        places = iter(self.program.outputs)
        self.planes = {name: next(places) for name in wanted.planes}
        self.numbers = {
            name: [next(places) for _ in digits] for name, digits in wanted.numbers.items()
        }

    def run(self, inputs: Sequence[Bytes], rows: int) -> Found:
        """What is wanted of so many rows, given the planes of the inputs."""
        size = -(-rows // 8)
        planes = {name: np.empty(size, np.uint8) for name in self.planes}
        numbers = {
            name: np.empty((size * 8, width(len(digits))), np.uint8)
            for name, digits in self.numbers.items()
        }
        _in_threads(
            lambda start: self._run_chunk(
                inputs, planes, numbers, slice(start, min(start + CHUNK, size))
            ),
            range(0, size, CHUNK),
        )
        return Found(planes, {name: as_number(cells)[:rows] for name, cells in numbers.items()})

    def _run_chunk(
        self,
        inputs: Sequence[Bytes],
        planes: Mapping[str, Bytes],
        numbers: Mapping[str, Bytes],
        part: slice,
    ) -> None:
        held = self._held([plane[part] for plane in inputs], part.stop - part.start)
        for kind, left, right, target in self.program.steps:
            _OPERATIONS[kind](held[left], held[right], held[target])
        for name, place in self.planes.items():
            planes[name][part] = held[place]
        rows = slice(part.start * 8, part.stop * 8)
        for name, digits in self.numbers.items():
            _spread([held[place] for place in digits], numbers[name][rows])

    def _held(self, inputs: list[Bytes], size: int) -> list[Bytes]:
        """A plane for each place: the constants, the inputs, and room for the rest."""
        given = [np.zeros(size, np.uint8), np.full(size, 255, np.uint8), *inputs]
        return given + [np.empty(size, np.uint8) for _ in range(self.program.places - len(given))]


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
    size = -(-digits // 8)
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


def _in_threads(work: Callable[[int], None], starts: range) -> None:
    if len(starts) < 2 or threads() < 2:
        for start in starts:
            work(start)
        return
    with ThreadPoolExecutor(threads()) as pool:
        for done in [pool.submit(work, start) for start in starts]:
            done.result()
