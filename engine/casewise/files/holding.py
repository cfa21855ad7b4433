"""What a kind of file cannot hold, and what must not be in one."""

from collections.abc import Mapping

import polars as pl

from casewise.errors import Place, Problem, ProblemsFound
from casewise.files.formats import Format
from casewise.reading.words import ticked

NESTED = (Format.PARQUET, Format.ARROW, Format.JSON_LINES)
"""The kinds of file that hold lists."""
_STARTS = ("=", "@", "\t", "\r")
_NUMBER = r"^[+-](\d[\d,. ]*|\d*\.\d+)?([eE][+-]?\d+)?%?$"


def check_flat(schema: Mapping[str, pl.DataType], name: str, kind: Format) -> None:
    """See that there are no lists where a kind of file holds none.

    Raises:
        ProblemsFound: there is such a column (D411).
    """
    if kind in NESTED:
        return
    hint = "write Parquet, Arrow or JSON lines"
    problems = [
        Problem(
            Place(name, 1, at),
            "D411",
            f"a file of {kind} has no column for lists, as {ticked(column)} is one",
            hint,
        )
        for at, (column, dtype) in enumerate(schema.items(), start=1)
        if dtype.is_nested() or dtype == pl.Binary
    ]
    if problems:
        raise ProblemsFound(problems)


def is_formula(column: str) -> pl.Expr:
    """Whether a spreadsheet would take a cell for a formula; a number with a sign is none."""
    cell = pl.col(column)
    signed = cell.str.starts_with("+") | cell.str.starts_with("-")
    begins = pl.any_horizontal(cell.str.starts_with(start) for start in _STARTS)
    return begins | (signed & ~cell.str.contains(_NUMBER))


def texts(schema: Mapping[str, pl.DataType]) -> list[str]:
    """The columns whose cells may be anything."""
    return [name for name, dtype in schema.items() if dtype == pl.String]
