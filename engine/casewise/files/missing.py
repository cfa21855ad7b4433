"""The kinds of missing value that Stata has, `.a` to `.z`, as numbers.

Stata itself stores them so, as numbers that no plain one can reach. In this form a column of
numbers stays one wherever it passes through.
"""

from string import ascii_lowercase
from typing import Any

import polars as pl

LETTERS = ascii_lowercase
_FIRST = {True: 2**40, False: 2.0**1023}
"""From where on a whole number, or another, stands for a letter; both lie beyond all of Stata's."""
_STEP = {True: 1, False: 2.0**1011}


def as_number(cell: Any, *, whole: bool) -> float | None:
    """A number, or the one that stands for a letter."""
    if isinstance(cell, str):
        return _FIRST[whole] + (LETTERS.index(cell) + 1) * _STEP[whole]
    return None if cell is None else int(cell) if whole else float(cell)


def letter_of(value: Any) -> str:
    """The letter that a number stands for; nothing if it is a plain one."""
    whole = isinstance(value, int)
    if not isinstance(value, int | float) or not value > _FIRST[whole]:
        return ""
    return LETTERS[round((value - _FIRST[whole]) / _STEP[whole]) - 1]


def is_letter(column: str, dtype: pl.DataType) -> pl.Expr:
    """Whether a cell of a column of numbers is one of the letters."""
    return pl.col(column) > _FIRST[dtype.is_integer()]


def letters(column: str, dtype: pl.DataType) -> pl.Expr:
    """The letters of a column; null where there is a plain number, or nothing."""
    whole = dtype.is_integer()
    at = ((pl.col(column) - _FIRST[whole]) / _STEP[whole]).round().cast(pl.Int64, strict=False)
    names = dict(enumerate(LETTERS, start=1))
    found = at.replace_strict(names, default=None, return_dtype=pl.String)
    return pl.when(is_letter(column, dtype)).then(found)
