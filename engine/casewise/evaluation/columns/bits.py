"""Planes as bytes: eight rows a byte, the first row in the lowest bit, as Arrow has it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


def packed(flags: NDArray[np.bool_]) -> Bytes:
    """One flag a row as a plane."""
    return np.packbits(flags, bitorder="little")


def unpacked(plane: Bytes, rows: int) -> NDArray[np.bool_]:
    """A plane as one flag a row."""
    return np.unpackbits(plane, count=rows, bitorder="little").view(np.bool_)


def picker(rows: NDArray[np.int64]) -> Callable[[Bytes], Bytes]:
    """What gives the bits of some rows of a plane as a plane."""
    at, by = rows >> 3, (rows & 7).astype(np.uint8)

    def picked(plane: Bytes) -> Bytes:
        found = plane.take(at)
        np.right_shift(found, by, out=found)
        return packed(np.bitwise_and(found, 1, out=found).view(np.bool_))

    return picked
