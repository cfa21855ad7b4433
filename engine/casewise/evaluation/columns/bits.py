"""Planes as bytes: eight rows a byte, the first row in the lowest bit, as Arrow has it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


def packed(flags: NDArray[np.bool_]) -> Bytes:
    """One flag a row as a plane."""
    return np.packbits(flags, bitorder="little")


def unpacked(plane: Bytes, rows: int) -> NDArray[np.bool_]:
    """A plane as one flag a row."""
    return np.unpackbits(plane, count=rows, bitorder="little").view(np.bool_)


def picked(plane: Bytes, rows: NDArray[np.int64]) -> Bytes:
    """The bits of some rows as a plane."""
    return packed((plane[rows >> 3] >> (rows & 7).astype(np.uint8) & 1).view(np.bool_))


def spread(planes: Sequence[Bytes], out: Bytes) -> None:
    """Write up to eight planes as a number for each row: `out` has a byte for each."""
    lanes = out.view(np.uint64)
    lanes.fill(0)
    for digit, plane in enumerate(planes):
        # A flag is 0 or 1: eight of them are shifted at once without reaching into each other.
        flags = np.unpackbits(plane, bitorder="little").view(np.uint64)
        np.left_shift(flags, digit, out=flags)
        np.bitwise_or(lanes, flags, out=lanes)
