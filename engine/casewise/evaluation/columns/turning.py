"""Planes turned into numbers: a digit a plane becomes a number a row."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casewise.evaluation.columns.bits import Bytes

Words = NDArray[np.uint64]
_TURNS = ((1, 0x5555555555555555), (2, 0x3333333333333333), (4, 0x0F0F0F0F0F0F0F0F))
"""How far bits of a square move that is turned over, and which of a plane stay."""
_DIGITS = 8
FEW = 256
"""Up to so many bytes of planes calls of NumPy take longer than what they do."""
_APART = 9
"""So many words lie between planes, lest all of them share the same places of a cache."""


def turned(planes: Sequence[Bytes], out: NDArray[Any]) -> None:
    """Write planes, the lowest digit first, as numbers; `out` has room for the last byte's rows.

    Squares of eight digits by eight rows are turned over: each byte then has digits of one row.
    There are as many digits at most as numbers have.
    """
    width, size = out.itemsize, len(out) // _DIGITS
    if size <= FEW:
        out[:] = _at_once(planes, width, size).view(out.dtype).reshape(-1)
        return
    words = np.zeros((_DIGITS, width, -(-size // 8) + _APART), np.uint64)
    squares = words.view(np.uint8)[:, :, :size]
    for at, plane in enumerate(planes):
        squares[at % _DIGITS, at // _DIGITS] = plane
    for at in range(0, len(planes), _DIGITS):
        _turn(words[:, at // _DIGITS], min(_DIGITS, len(planes) - at))
    cells = out.view(np.uint8).reshape(size, _DIGITS * width)
    if width == 1:
        for row in range(_DIGITS):  # much sooner than all at once, if there are so few
            cells[:, row] = squares[row, 0]
    else:
        np.copyto(cells, squares.reshape(_DIGITS * width, size).T)


def _at_once(planes: Sequence[Bytes], width: int, size: int) -> NDArray[np.uint8]:
    """The bytes of each number, with a byte for each bit on the way."""
    digits = np.zeros((_DIGITS * width, size), np.uint8)
    for digit, plane in zip(digits, planes, strict=False):  # those that are not there are zero
        digit[:] = plane
    flags = np.unpackbits(digits, axis=1, bitorder="little")
    return np.packbits(np.ascontiguousarray(flags.T), axis=1, bitorder="little")


def _turn(digits: Words, filled: int) -> None:
    """Turn squares over; digits from `filled` on are zero.

    Of two planes half of the bits change places, and so with those one, two and four places apart.
    """
    spare = np.empty_like(digits[0])
    for apart, mask in _TURNS:
        for low in range(filled):
            if not low & apart:
                _exchange(digits[low], digits[low + apart], apart, np.uint64(mask), spare)
        filled = -(-filled // (2 * apart)) * 2 * apart


def _exchange(one: Words, other: Words, by: int, mask: np.uint64, spare: Words) -> None:
    """Let the upper bits of one plane and the lower bits of the other change places."""
    np.right_shift(one, by, out=spare)
    np.bitwise_xor(spare, other, out=spare)
    np.bitwise_and(spare, mask, out=spare)
    np.bitwise_xor(other, spare, out=other)
    np.left_shift(spare, by, out=spare)
    np.bitwise_xor(one, spare, out=one)
