"""Planes as bytes: eight rows a byte, the first row in the lowest bit, as Arrow has it."""

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
