"""Opening a data file, whatever kind it is of."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from casewise.files.formats import Format, format_of
from casewise.files.table import Table, UnreadableTable


def open_table(path: Path) -> Table:
    """A table of cases; its rows are not read yet.

    Raises:
        UnknownFormat: the ending of the name is none of a data file.
        UnreadableTable: the file is of another kind than its name says.
        OSError: the file cannot be read.
    """
    kind = format_of(path)
    with path.open("rb"):  # so that what is missing or forbidden is told as of any file
        pass
    try:
        return _opener(kind)(path, kind)
    except pl.exceptions.PolarsError:  # which may hold what is in the file
        raise UnreadableTable(f"{path}: this is no {kind} file") from None


def _opener(kind: Format) -> Callable[[Path, Format], Table]:
    from casewise.files import plain_tables

    return {
        Format.CSV: plain_tables.delimited,
        Format.TSV: plain_tables.delimited,
        Format.PARQUET: plain_tables.parquet,
        Format.ARROW: plain_tables.arrow,
    }[kind]
