"""CSV, TSV, Parquet and Arrow files: what Polars reads in pieces by itself."""

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from casewise.files.formats import Format
from casewise.files.table import Table, UnreadableTable
from casewise.reading.words import ticked

PIECE = 100_000
"""How many rows of text are taken at a time."""
SEPARATORS = {Format.CSV: ",", Format.TSV: "\t"}


def delimited(path: Path, kind: Format) -> Table:
    """A CSV or TSV file. Every column is text: nothing is guessed, and nothing is lost."""
    names = _header(path, SEPARATORS[kind])
    frame = pl.scan_csv(
        path, separator=SEPARATORS[kind], infer_schema=False, glob=False, low_memory=False
    )
    schema = dict.fromkeys(names, pl.String())
    source = partial(_pieces, frame)
    return Table(path, kind, register_io_source(source, schema=pl.Schema(schema)), schema)


def _pieces(
    frame: pl.LazyFrame,
    columns: list[str] | None,
    predicate: pl.Expr | None,
    rows: int | None,
    _size: int | None,
) -> Iterator[pl.DataFrame]:
    """The rows, as Polars asks a source for them, but more at a time than it reads of text."""
    wanted = frame if columns is None else frame.select(columns)
    wanted = wanted if rows is None else wanted.head(rows)
    for piece in wanted.collect_batches(chunk_size=PIECE):
        yield piece if predicate is None else piece.filter(predicate)


def _header(path: Path, separator: str) -> tuple[str, ...]:
    """The names of the columns.

    Raises:
        UnreadableTable: the file is empty or no UTF-8, or two columns have one name.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            names = tuple(next(csv.reader(file, delimiter=separator), ()))
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableTable(f"{path}: this is no table in UTF-8") from None
    if not names:
        raise UnreadableTable(f"{path}: the table is empty")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UnreadableTable(f"{path}: two columns are named {ticked(twice)}")
    return names


def parquet(path: Path, kind: Format) -> Table:
    """A Parquet file."""
    frame = pl.scan_parquet(path, glob=False)
    rows = frame.select(pl.len()).collect().item()
    return Table(path, kind, frame, dict(frame.collect_schema()), rows)


def arrow(path: Path, kind: Format) -> Table:
    """An Arrow IPC file, also known as Feather."""
    frame = pl.scan_ipc(path, glob=False)
    rows = frame.select(pl.len()).collect().item()
    return Table(path, kind, frame, dict(frame.collect_schema()), rows)
