"""Columns of lists as arrays: what is inside, one below the other, and where each list begins."""

import numpy as np
import polars as pl
from attrs import field, frozen
from numpy.typing import NDArray


@frozen
class Lists:
    """The lists of a column; one that is null has nothing inside."""

    values: pl.Series = field(repr=False)
    offsets: NDArray[np.int64] = field(repr=False)
    """Those of list `i` are from `offsets[i]` to before `offsets[i + 1]`."""


def lists_of(column: pl.Series) -> Lists:
    """The lists of a column, without copying what is inside where that can be helped."""
    array = column.rechunk().to_arrow(compat_level=pl.CompatLevel.newest())
    offsets = array.offsets.to_numpy()
    if array.null_count and column.list.len().sum() < offsets[-1] - offsets[0]:
        return _exploded(column)  # there is something inside lists that are null, as may be
    inside = array.values.slice(offsets[0], offsets[-1] - offsets[0])
    values = pl.from_arrow(inside)
    assert isinstance(values, pl.Series)  # an array is one column
    assert isinstance(column.dtype, pl.List)
    if values.dtype != column.dtype.inner:  # an array does not say which categories there are
        values = values.cast(column.dtype.inner)
    return Lists(values, offsets - offsets[0])


def _exploded(column: pl.Series) -> Lists:
    offsets = np.zeros(len(column) + 1, np.int64)
    np.cumsum(column.list.len().fill_null(0).to_numpy(), out=offsets[1:])
    return Lists(column.explode(empty_as_null=False, keep_nulls=False), offsets)
