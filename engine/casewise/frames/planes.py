"""Booleans of a frame as planes and back; no bit is moved where that can be helped."""

from collections.abc import Mapping

import numpy as np
import polars as pl
import pyarrow as pa

from casewise.evaluation.columns.batch import Answers, Tested
from casewise.evaluation.columns.bits import Bytes, packed, unpacked
from casewise.model.conditions import FactTest


def tested(
    frame: pl.DataFrame, answers: Mapping[FactTest, pl.Expr], asked: list[FactTest]
) -> Tested:
    """Each test that is asked, answered for the rows of a frame; open where no column tells."""
    size = -(-frame.height // 8)
    never, always = np.zeros(size, np.uint8), np.full(size, 255, np.uint8)
    told = {str(at): answers[test] for at, test in enumerate(asked) if test in answers}
    found = frame.select(**told)
    return {
        test: _answers(found[str(at)], always) if str(at) in told else Answers(never, never)
        for at, test in enumerate(asked)
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


def booleans(plane: Bytes, rows: int, known: Bytes | None = None) -> pl.Series:
    """A plane as a column; null where `known` has no bit."""
    valid = None if known is None else pa.py_buffer(known)
    made = pa.BooleanArray.from_buffers(pa.bool_(), rows, [valid, pa.py_buffer(plane)])
    return pl.Series(made)
