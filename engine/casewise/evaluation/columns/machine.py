"""Circuits and look-ups as machine code: the same answers as with NumPy, sooner.

Needs numba (the extra `compiled`); it is imported only here, and only when there are many rows.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from numpy.typing import NDArray

from casewise.evaluation.columns.bits import Bytes
from casewise.evaluation.columns.circuit import AND, OR, Program

if TYPE_CHECKING:
    from casewise.evaluation.columns.running import Room

Function = Callable[..., Any]
BLOCK = 64
"""Words of a plane worked on at a time: what a circuit keeps then stays next to the processor."""


def _table(rows: int) -> NDArray[np.uint64]:
    """For each set of so many rows, the rows spread evenly over a word."""
    lane = 64 // rows
    sets = (
        sum(1 << lane * row for row in range(rows) if each >> row & 1) for each in range(1 << rows)
    )
    return np.array(list(sets), np.uint64)


_TABLES = {rows: _table(rows) for rows in (2, 4, 8)}


def _compiled(function: Function) -> Function:
    made: Function = numba.njit(nogil=True, cache=True, boundscheck=False)(function)
    return made


@_compiled
def _run(steps, places, inputs, made_at, made):  # type: ignore[no-untyped-def]
    """Run a circuit over words of 64 rows, block by block.

    `inputs` and `made` have a row for each plane, `made_at` says where in the circuit those are.
    """
    size = inputs.shape[1]
    held = np.zeros((places, BLOCK), np.uint64)
    for word in range(BLOCK):
        held[1, word] = ~np.uint64(0)
    for block in range(0, size, BLOCK):
        stop = min(BLOCK, size - block)
        for at in range(inputs.shape[0]):
            for word in range(stop):
                held[2 + at, word] = inputs[at, block + word]
        for at in range(steps.shape[0]):
            left, right, target = held[steps[at, 1]], held[steps[at, 2]], held[steps[at, 3]]
            if steps[at, 0] == AND:
                for word in range(BLOCK):
                    target[word] = left[word] & right[word]
            elif steps[at, 0] == OR:
                for word in range(BLOCK):
                    target[word] = left[word] | right[word]
            else:
                for word in range(BLOCK):
                    target[word] = ~left[word]
        for at in range(made_at.shape[0]):
            for word in range(stop):
                made[at, block + word] = held[made_at[at], word]


@_compiled
def _spread(digits, table, rows, cells):  # type: ignore[no-untyped-def]
    """Write digits as numbers, so many rows to each word of `cells`."""
    each = np.uint64(len(table) - 1)
    for word in range(digits.shape[1]):
        for part in range(64 // rows):
            lanes = np.uint64(0)
            for digit in range(digits.shape[0]):
                bits = digits[digit, word] >> np.uint64(part * rows) & each
                lanes |= table[bits] << np.uint64(digit)
            cells[word * (64 // rows) + part] = lanes


@_compiled
def _turn(digits, cells, column):  # type: ignore[no-untyped-def]
    """Write up to 64 digits as words of `column`, one a row: a square of bits is turned over."""
    square = np.zeros(64, np.uint64)
    for word in range(digits.shape[1]):
        for digit in range(64):
            square[digit] = digits[digit, word] if digit < digits.shape[0] else np.uint64(0)
        step, mask = 32, np.uint64(0x00000000FFFFFFFF)
        while step:
            shift = np.uint64(step)
            for low in range(64):
                if not low & step:
                    moved = (square[low] >> shift ^ square[low + step]) & mask
                    square[low] ^= moved << shift
                    square[low + step] ^= moved
            step >>= 1
            mask ^= mask << np.uint64(step)
        for row in range(64):
            cells[word * 64 + row, column] = square[row]


@_compiled
def _look_up(words, keys, table, shift, spreading, found):  # type: ignore[no-untyped-def]
    """Find the number of each row of words, -1 where there is none."""
    mask = table.shape[0] - 1
    for row in range(words.shape[1]):
        made = words[0, row] * spreading
        for at in range(1, words.shape[0]):
            made ^= made >> np.uint64(29)
            made += words[at, row]
            made *= spreading
        slot = np.int64(made >> shift)
        number = table[slot]
        while number >= 0:
            same = True
            for at in range(words.shape[0]):
                same &= keys[at, number] == words[at, row]
            if same:
                break
            slot = (slot + 1) & mask
            number = table[slot]
        found[row] = number


class Machine:
    """A program ready to be run by the machine."""

    def __init__(
        self, program: Program, planes: Sequence[int], numbers: Sequence[Sequence[int]]
    ) -> None:
        self._steps = np.array(program.steps, np.int64).reshape(-1, 4)
        self._places = max(program.places, 2)
        digits = [place for of_number in numbers for place in of_number]
        self._made = np.array([*planes, *digits], np.int64)
        self._of_planes = len(planes)
        self._digits = [len(of_number) for of_number in numbers]

    def run_part(self, inputs: Sequence[Bytes], room: "Room", start: int, size: int) -> None:
        """Run over the rows of some inputs, which begin at byte `start` of planes."""
        words = -(-size // 8)
        given = np.zeros((len(inputs), words * 8), np.uint8)
        for at, plane in enumerate(inputs):
            given[at, :size] = plane
        made = np.empty((len(self._made), words), np.uint64)
        _run(self._steps, self._places, given.view(np.uint64), self._made, made)
        room.planes[:, start : start + words * 8] = made[: self._of_planes].view(np.uint8)
        first = self._of_planes
        for cells, count in zip(room.cells, self._digits, strict=True):
            rows = cells[start * 8 : (start + words * 8) * 8]
            _write(made[first : first + count], rows)
            first += count


def _write(digits: NDArray[np.uint64], cells: Bytes) -> None:
    """Write digits as numbers; `cells` are the bytes of each row."""
    width = cells.shape[1]
    lanes = cells.reshape(-1).view(np.uint64)
    if width < 8:
        _spread(digits, _TABLES[8 // width], 8 // width, lanes)
        return
    for column in range(width // 8):
        _turn(digits[column * 64 : column * 64 + 64], lanes.reshape(-1, width // 8), column)


def look_up(
    words: Sequence[NDArray[np.uint64]],
    keys: Sequence[NDArray[np.uint64]],
    table: NDArray[np.int64],
    shift: int,
    spreading: int,
) -> NDArray[np.int64]:
    """The number of each row of words in a table of `numbering`, -1 where there is none."""
    found = np.empty(len(words[0]), np.int64)
    stacked = np.stack(words)
    _look_up(stacked, np.stack(keys), table, np.uint64(shift), np.uint64(spreading), found)
    return found
