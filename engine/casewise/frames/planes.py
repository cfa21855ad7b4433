"""Booleans of a frame as planes and back; no bit is moved where that can be helped."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from casewise.evaluation.columns.batch import Answers, Tested
from casewise.evaluation.columns.bits import Bytes, packed, unpacked
from casewise.model.conditions import FactTest


def tested(answers: Mapping[FactTest, pl.Series], asked: Iterable[FactTest], rows: int) -> Tested:
    """The answers to each test that is asked of so many rows; open where there is none."""
    size = -(-rows // 8)
    never, always = np.zeros(size, np.uint8), np.full(size, 255, np.uint8)
    return {
        test: _answers(answers[test], always) if test in answers else Answers(never, never)
        for test in asked
    }


def _answers(flags: pl.Series, always: Bytes) -> Answers:
    array = flags.to_arrow()
    known, holds = array.buffers()
    return Answers(
        _plane(holds, array.offset, len(array)),
        always if known is None else _plane(known, array.offset, len(array)),
    )


def _plane(buffer: pa.Buffer, offset: int, rows: int) -> Bytes:
    """The bits of some rows of a buffer, from the first bit of a byte on."""
    found = np.frombuffer(buffer, np.uint8)[offset // 8 :]
    start = offset % 8
    if start:
        return packed(unpacked(found, start + rows)[start:])
    return found[: -(-rows // 8)]


def numbers(column: pl.Series) -> tuple[NDArray[Any], Bytes]:
    """Whole numbers, or days, where they lie, and where they are known."""
    array = column.to_arrow()
    known, cells = array.buffers()
    dtype = np.dtype(f"{'u' if column.dtype.is_unsigned_integer() else 'i'}{_bytes(array)}")
    return (
        np.frombuffer(cells, dtype)[array.offset : array.offset + len(array)],
        np.full(-(-len(array) // 8), 255, np.uint8)
        if known is None
        else _plane(known, array.offset, len(array)),
    )


def _bytes(array: pa.Array) -> int:
    return int(array.type.bit_width // 8)


def booleans(plane: Bytes, rows: int, known: Bytes | None = None) -> pl.Series:
    """A plane as a column; null where `known` has no bit."""
    valid = None if known is None else pa.py_buffer(known)
    made = pa.BooleanArray.from_buffers(pa.bool_(), rows, [valid, pa.py_buffer(plane)])
    return pl.Series(made)


def cells(numbers: NDArray[Any]) -> pl.Series:
    """Unsigned numbers as a column, without copying them."""
    array = np.ascontiguousarray(numbers)
    dtype = pa.from_numpy_dtype(array.dtype)
    return pl.Series(pa.Array.from_buffers(dtype, len(array), [None, pa.py_buffer(array)]))
