"""The different values of a column, numbered from 1 on as they are met, the same in all batches."""

from threading import Lock
from typing import Protocol

import polars as pl

NUMBER = pl.UInt32()


class Distinct(Protocol):
    """Numbers the different values of a column; batches may come from several threads."""

    def number(self, cells: pl.Series) -> pl.Series:
        """The number of each cell, null where it is null."""

    def values(self, start: int, stop: int) -> pl.Series:
        """The values of some numbers that were given."""


class Texts:
    """Different texts, numbered by Polars as the categories that they are."""

    def __init__(self) -> None:
        self._type = pl.Categorical(pl.Categories.random("casewise"))
        self._held = pl.Series([], dtype=self._type)
        """Polars forgets categories, and their codes, once no column has them."""

    def number(self, cells: pl.Series) -> pl.Series:
        """The number of each text, null where there is none."""
        return cells.cast(self._type).to_physical() + 1

    def values(self, start: int, stop: int) -> pl.Series:
        """The texts of some numbers that were given."""
        codes = pl.Series(range(start - 1, stop - 1), dtype=NUMBER)
        return codes.cat.to(self._type).cast(pl.String)


class Others:
    """Different values of any other type."""

    def __init__(self, dtype: pl.DataType) -> None:
        self._values = pl.Series([], dtype=dtype)
        self._lock = Lock()

    def number(self, cells: pl.Series) -> pl.Series:
        """The number of each value, null where there is none."""
        found = self._known(cells)
        if found.null_count() > cells.null_count():
            with self._lock:
                new = cells.filter(self._known(cells).is_null()).drop_nulls().unique()
                self._values = pl.concat([self._values, new])
            found = self._known(cells)
        return found

    def _known(self, cells: pl.Series) -> pl.Series:
        values = self._values
        numbers = pl.Series(range(1, len(values) + 1), dtype=NUMBER)
        return cells.replace_strict(values, numbers, default=None, return_dtype=NUMBER)

    def values(self, start: int, stop: int) -> pl.Series:
        """The values of some numbers that were given."""
        return self._values[start - 1 : stop - 1]


def distinct(dtype: pl.DataType) -> Distinct:
    """For columns of a type, what numbers their values."""
    return Texts() if dtype == pl.String else Others(dtype)
