"""Planes turned into numbers: a digit a plane becomes a number a row."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from casewise.evaluation.columns.bits import Bytes

Words = NDArray[np.uint64]
PART = 1 << 12
"""The bytes of a plane that are turned at a time where there are many digits."""
_MASKS = tuple(
    (step, np.uint64(sum(1 << at for at in range(64) if not at & step)))
    for step in (32, 16, 8, 4, 2, 1)
)
"""How far bits of a square move that is turned over, and those that do."""


def turned(planes: Sequence[Bytes], out: NDArray[np.unsignedinteger]) -> None:
    """Write planes, the lowest digit first, as numbers; `out` has room for the last byte's rows.

    There are as many digits at most as numbers have.
    """
    if out.itemsize == 1:
        _byte(planes, out)
    elif out.itemsize == 2:
        low = np.empty(len(out), np.uint8)
        _byte(planes[:8], low)
        _byte(planes[8:], out)
        np.left_shift(out, 8, out=out)
        np.bitwise_or(out, low, out=out)
    else:
        for start in range(0, len(planes[0]), PART):
            part = [plane[start : start + PART] for plane in planes]
            _word(part, out[start * 8 : (start + PART) * 8])


def _byte(planes: Sequence[Bytes], out: NDArray[np.unsignedinteger]) -> None:
    lanes = np.zeros(len(out) // 8, np.uint64)
    for digit, plane in enumerate(planes):
        # A flag is 0 or 1: eight of them are shifted at once without reaching into each other.
        flags = np.unpackbits(plane, bitorder="little").view(np.uint64)
        np.left_shift(flags, digit, out=flags)
        np.bitwise_or(lanes, flags, out=lanes)
    out[:] = lanes.view(np.uint8)


def _word(planes: Sequence[Bytes], out: NDArray[np.unsignedinteger]) -> None:
    """Squares of 64 digits by 64 rows are turned over, all at once."""
    words = -(-len(planes[0]) // 8)
    squares = np.zeros((64, words), np.uint64)
    cells = squares.view(np.uint8)
    for row, plane in zip(cells, planes, strict=False):
        row[: len(plane)] = plane
    moved, back = np.empty((2, 32, words), np.uint64)
    for step, mask in _MASKS:
        halves = squares.reshape(32 // step, 2, step, words)
        low, high = halves[:, 0], halves[:, 1]
        some, other = moved.reshape(low.shape), back.reshape(low.shape)
        np.right_shift(low, np.uint64(step), out=some)
        np.bitwise_xor(some, high, out=some)
        np.bitwise_and(some, mask, out=some)
        np.bitwise_xor(high, some, out=high)
        np.left_shift(some, np.uint64(step), out=other)
        np.bitwise_xor(low, other, out=low)
    rows = squares.T.reshape(-1)
    out[:] = rows[: len(out)]
