"""Columns as SPSS and Stata hold them: numbers with labels, and several kinds of missing."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from attrs import frozen

from casewise.files.formats import Format
from casewise.files.missing import letter_of
from casewise.files.table import Labels

UNKNOWN = "unknown"
_YES_NO = {"no": 0, "yes": 1}
_NOT_KNOWN: dict[Format, tuple[Any, list[Any]]] = {
    Format.SPSS: (9, [9]),
    Format.STATA: ("u", ["u"]),
}
"""The code that says *asked, and not known*, and the codes that the file takes for missing."""


@frozen
class LabelledColumn:
    """A column as it is written: its cells, the labels of codes, and which of them are missing."""

    cells: pl.Series
    values: Mapping[Any, str] | None = None
    missing: list[Any] | None = None


def result_column(cells: pl.Series, kind: Format) -> LabelledColumn:
    """A column of results: one that has a few words becomes codes with the words as labels."""
    if not isinstance(cells.dtype, pl.Enum):
        return user_column(cells, kind, Labels())
    words = cells.dtype.categories.to_list()
    codes: dict[str, Any] = (
        dict(_YES_NO) if "yes" in words else {word: at for at, word in enumerate(words, start=1)}
    )
    missing = None
    if UNKNOWN in words:
        codes[UNKNOWN], missing = _NOT_KNOWN[kind]
    labels = {code: word for word, code in codes.items()}
    return LabelledColumn(_coded(cells, codes), labels, missing)


def _coded(cells: pl.Series, codes: Mapping[str, Any]) -> pl.Series:
    if all(isinstance(code, int) for code in codes.values()):
        return cells.cast(pl.String).replace_strict(codes, return_dtype=pl.Int32)
    return pl.Series(cells.name, [codes.get(cell) for cell in cells], dtype=pl.Object)


def user_column(cells: pl.Series, kind: Format, labels: Labels) -> LabelledColumn:
    """A column that passes through, with the labels that it came with."""
    dtype = cells.dtype
    values, missing = labels.values.get(cells.name), labels.missing.get(cells.name)
    if dtype == pl.Boolean:
        return LabelledColumn(cells.cast(pl.Int32), {code: word for word, code in _YES_NO.items()})
    if dtype in (pl.UInt64, pl.Int128, pl.UInt128):  # more digits than a number has there
        return LabelledColumn(cells.cast(pl.String).fill_null(""))
    if dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum):
        return LabelledColumn(cells.cast(pl.String).fill_null(""), values, missing)
    if kind is Format.STATA and dtype.is_numeric():
        return _lettered(cells, values)
    return LabelledColumn(cells, values, missing)


def _lettered(cells: pl.Series, values: Mapping[Any, str] | None) -> LabelledColumn:
    """A column of numbers of Stata, with the letters of what is missing."""
    found = {value: letter_of(value) for value in cells.unique() if letter_of(value)}
    small = cells.cast(pl.Int32, strict=False) if cells.dtype.is_integer() else cells
    if not found:
        fits = small.null_count() == cells.null_count()
        return LabelledColumn(small if fits else cells, values)
    mixed = [found.get(value, value) for value in cells]
    return LabelledColumn(pl.Series(cells.name, mixed, dtype=pl.Object), values, [*found.values()])
