"""Circuits and look-ups as machine code: the same answers as with NumPy, sooner.

Needs numba (the extra `compiled`); it is imported only here, and only when there are many rows.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from numpy.typing import NDArray

from casewise.evaluation.columns.bits import Bytes
from casewise.evaluation.columns.circuit import NEVER
from casewise.evaluation.columns.program import (
    AND,
    AND_NOT,
    NOT,
    OR,
    OR_AND,
    OR_NOT,
    Program,
)
from casewise.evaluation.columns.spreading import SPREADING

if TYPE_CHECKING:
    from casewise.evaluation.columns.running import Room

Function = Callable[..., Any]
BLOCK = 128
"""Words of a plane worked on at a time: what a circuit keeps then stays next to the processor."""


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
            one, two, three = held[steps[at, 1]], held[steps[at, 2]], held[steps[at, 3]]
            kind, target = steps[at, 0], held[steps[at, 4]]
            if kind == OR_AND:
                for word in range(BLOCK):
                    target[word] = one[word] | (two[word] & three[word])
            elif kind == AND:
                for word in range(BLOCK):
                    target[word] = one[word] & two[word]
            elif kind == OR:
                for word in range(BLOCK):
                    target[word] = one[word] | two[word]
            elif kind == NOT:
                for word in range(BLOCK):
                    target[word] = ~one[word]
            elif kind == AND_NOT:
                for word in range(BLOCK):
                    target[word] = one[word] & ~two[word]
            elif kind == OR_NOT:
                for word in range(BLOCK):
                    target[word] = one[word] | ~two[word]
            else:  # NAND
                for word in range(BLOCK):
                    target[word] = ~(one[word] & two[word])
        for at in range(made_at.shape[0]):
            for word in range(stop):
                made[at, block + word] = held[made_at[at], word]


@_compiled
def _spread(digits, cells):  # type: ignore[no-untyped-def]
    """Write digits as numbers of less than eight bytes, `cells` has the bytes of each row.

    Eight rows of eight digits are a square of bits in one word, which is turned over.
    """
    for column in range(cells.shape[1]):
        first = column * 8
        for word in range(digits.shape[1]):
            for byte in range(8):
                square = np.uint64(0)
                for digit in range(8):
                    bits = digits[first + digit, word] >> np.uint64(8 * byte) & np.uint64(255)
                    square |= bits << np.uint64(8 * digit)
                moved = (square ^ square >> np.uint64(7)) & np.uint64(0x00AA00AA00AA00AA)
                square ^= moved ^ moved << np.uint64(7)
                moved = (square ^ square >> np.uint64(14)) & np.uint64(0x0000CCCC0000CCCC)
                square ^= moved ^ moved << np.uint64(14)
                moved = (square ^ square >> np.uint64(28)) & np.uint64(0x00000000F0F0F0F0)
                square ^= moved ^ moved << np.uint64(28)
                row = word * 64 + byte * 8
                for each in range(8):
                    cells[row + each, column] = square >> np.uint64(8 * each)


@_compiled
def _turn(digits, cells, column):  # type: ignore[no-untyped-def]
    """Write up to 64 digits as words of `column`, one a row: a square of bits is turned over."""
    square = np.zeros(64, np.uint64)
    for word in range(digits.shape[1]):
        for digit in range(64):
            square[digit] = digits[digit, word]
        step, mask = 32, np.uint64(0x00000000FFFFFFFF)
        while step:
            shift = np.uint64(step)
            for block in range(0, 64, 2 * step):
                for low in range(block, block + step):
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
        self._steps = np.array(program.steps, np.int64).reshape(-1, 5)
        self._places = max(program.places, 2)
        padded = [_padded(of_number) for of_number in numbers]
        digits = [place for of_number in padded for place in of_number]
        self._made = np.array([*planes, *digits], np.int64)
        self._of_planes = len(planes)
        self._digits = [len(of_number) for of_number in padded]

    def run_part(self, inputs: Sequence[Bytes], room: "Room", start: int, size: int) -> None:
        """Run over the rows of some inputs, which begin at byte `start` of planes."""
        words = -(-size // 8)
        given = np.empty((len(inputs), words * 8), np.uint8)
        given[:, size:] = 0
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


def _padded(digits: Sequence[int]) -> list[int]:
    """The places of digits, and of nothing up to as many as are written at a time."""
    whole = 8 if len(digits) <= 32 else 64
    return [*digits, *[NEVER] * (-len(digits) % whole or whole * (not digits))]


def _write(digits: NDArray[np.uint64], cells: Bytes) -> None:
    """Write digits as numbers; `cells` are the bytes of each row."""
    if cells.shape[1] < 8:
        _spread(digits, cells)
        return
    words = cells.view(np.uint64)
    for column in range(words.shape[1]):
        _turn(digits[column * 64 : column * 64 + 64], words, column)


def look_up(
    words: Sequence[NDArray[np.uint64]],
    keys: NDArray[np.uint64],
    table: NDArray[np.int64],
    found: NDArray[np.int64],
) -> None:
    """Find the number of each row of words in a table of `numbering`, -1 where there is none."""
    shift = 65 - len(table).bit_length()
    _look_up(np.stack(words), keys, table, np.uint64(shift), np.uint64(SPREADING), found)
