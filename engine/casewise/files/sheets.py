"""Excel files: the first sheet, read and written whole."""

import logging
from pathlib import Path

import fastexcel
import polars as pl

from casewise.errors import Place, Problem, ProblemsFound
from casewise.files.formats import Format
from casewise.files.holding import check_flat
from casewise.files.table import Table, UnreadableTable
from casewise.files.writing import Writing

MOST_ROWS = 1_048_575
"""How many rows a sheet has below its header."""
_LONG = (pl.UInt64, pl.Int128, pl.UInt128)
"""Numbers with more digits than a cell holds: they become text."""


def sheet(path: Path, kind: Format) -> Table:
    """The first sheet of an Excel file.

    Raises:
        UnreadableTable: it is no such file, or two of its columns have one name.
    """
    logging.getLogger("fastexcel").setLevel(logging.ERROR)  # a blank column is nothing to warn of
    try:
        frame = pl.read_excel(path, infer_schema_length=None, drop_empty_rows=False,
                              drop_empty_cols=False)  # fmt: skip
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError):
        raise UnreadableTable(
            f"{path}: this is no {kind} file with a table in its first sheet"
        ) from None
    return Table(path, kind, frame.lazy(), dict(frame.schema), frame.height)


def write_sheet(frame: pl.LazyFrame, path: Path, kind: Format, said: Writing) -> None:
    """Write a sheet; what begins like a formula stays text.

    Raises:
        ProblemsFound: there are more rows than a sheet has, or a column of lists (D411).
    """
    check_flat(frame.collect_schema(), said.name, kind)
    whole = frame.collect(engine="streaming")
    if whole.height > MOST_ROWS:
        what = f"a sheet holds {MOST_ROWS:,} rows, and there are {whole.height:,}"
        raise ProblemsFound([Problem(Place(said.name, 1, 1), "D411", what)])
    long = [name for name, dtype in whole.schema.items() if dtype in _LONG]
    whole.with_columns(pl.col(long).cast(pl.String)).write_excel(path, autofit=False)
