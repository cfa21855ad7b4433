"""Planes turned into numbers: a digit a plane becomes a number a row."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casewise.evaluation.columns.bits import Bytes


def turned(planes: Sequence[Bytes], out: NDArray[Any]) -> None:
    """Write planes, the lowest digit first, as numbers; `out` has room for the last byte's rows.

    There are as many digits at most as numbers have.
    """
    cells = out.view(np.uint8).reshape(-1, out.itemsize)
    for at in range(out.itemsize):
        cells[:, at] = _lane(planes[8 * at : 8 * at + 8], len(out))


def _lane(planes: Sequence[Bytes], rows: int) -> Bytes:
    """A byte for each row, made of up to eight planes."""
    lanes = np.zeros(rows // 8, np.uint64)
    for digit, plane in enumerate(planes):
        # A flag is 0 or 1: eight of them are shifted at once without reaching into each other.
        flags = np.unpackbits(plane, bitorder="little").view(np.uint64)
        np.left_shift(flags, digit, out=flags)
        np.bitwise_or(lanes, flags, out=lanes)
    return lanes.view(np.uint8)
