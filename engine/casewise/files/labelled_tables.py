"""SPSS and Stata files, read in pieces, with the labels of columns and codes."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat
from polars.io.plugins import register_io_source
from pyreadstat._readstat_parser import PyreadstatError, ReadstatError

from casewise.files.formats import Format
from casewise.files.lexicon import text_of
from casewise.files.missing import as_number, letter_of
from casewise.files.table import Labels, Table, UnreadableTable
from casewise.reading.words import ticked

PIECE = 50_000
"""How many rows are read at a time."""
READERS: dict[Format, Callable[..., Any]] = {
    Format.SPSS: pyreadstat.read_sav,
    Format.STATA: pyreadstat.read_dta,
}
_DAY = 86_400
_SPSS_DATES = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE")
_SPSS_EPOCH = -141_428
"""The day from which SPSS counts seconds, 14 October 1582, in days from 1970."""
_STATA_EPOCH = -3_653
"""The day from which Stata counts days, 1 January 1960."""


def labelled(path: Path, kind: Format) -> Table:
    """An SPSS or Stata file.

    Codes that the file takes for missing stay what they are: 9 with its label in SPSS, `.u` in
    Stata. Dates become dates.

    Raises:
        UnreadableTable: it is no such file.
    """
    said = _read(path, kind, metadataonly=True)[1]
    dates = {name for name in said.column_names if _is_date(said, name, kind)}
    schema = {name: _type(said, name, name in dates) for name in said.column_names}
    source = partial(_pieces, path, kind, pl.Schema(schema))
    frame = register_io_source(source, schema=pl.Schema(schema), validate_schema=False)
    numbers = [name for name, dtype in schema.items() if dtype != pl.String()]
    texts = dict.fromkeys(numbers, _stata_text) if kind is Format.STATA else {}
    return Table(path, kind, frame, schema, said.number_rows, labels=labels_of(said), texts=texts)


def _read(path: Path, kind: Format, **how: Any) -> tuple[pl.DataFrame, Any]:
    """Rows and what is said of them.

    Raises:
        UnreadableTable: it is no such file.
    """
    try:
        frame, said = READERS[kind](
            path, user_missing=True, output_format="polars", disable_datetime_conversion=True, **how
        )
    except (PyreadstatError, ReadstatError, UnicodeDecodeError):
        raise UnreadableTable(f"{path}: this is no {kind} file") from None
    return frame, said


def _is_date(said: Any, name: str, kind: Format) -> bool:
    form = said.original_variable_types[name] or ""
    if kind is Format.STATA:
        return form.startswith(("%td", "%d"))
    return form.rstrip("0123456789.") in _SPSS_DATES


def _type(said: Any, name: str, is_date: bool) -> pl.DataType:
    stored = said.readstat_variable_types[name]
    if stored == "string":
        return pl.String()
    if is_date:
        return pl.Date()
    return pl.Int64() if stored.startswith("int") else pl.Float64()


def labels_of(said: Any) -> Labels:
    """The labels in what pyreadstat says of a file."""
    return Labels(
        said.file_label or "",
        tuple(said.notes),
        {name: label for name, label in said.column_names_to_labels.items() if label},
        said.variable_value_labels,
        said.missing_ranges,
        {name: form for name, form in said.original_variable_types.items() if form},
        said.variable_measure,
        said.variable_display_width,
    )


def _pieces(
    path: Path,
    kind: Format,
    schema: pl.Schema,
    columns: list[str] | None,
    predicate: pl.Expr | None,
    rows: int | None,
    _size: int | None,
) -> Iterator[pl.DataFrame]:
    """The rows, some at a time, as Polars asks a source for them."""
    wanted = {"usecols": columns} if columns is not None else {}
    start = 0
    while rows is None or start < rows:
        most = PIECE if rows is None else min(PIECE, rows - start)
        frame, said = _read(path, kind, row_offset=start, row_limit=most, **wanted)
        start += frame.height
        if frame.is_empty():
            break
        piece = frame.select([_column(frame[n], schema[n], kind, path) for n in said.column_names])
        piece = piece if columns is None else piece.select(columns)
        yield piece if predicate is None else piece.filter(predicate)


def _column(cells: pl.Series, wanted: pl.DataType, kind: Format, path: Path) -> pl.Series:
    if wanted == pl.String():
        return cells.cast(pl.String)
    if cells.dtype == pl.Object:  # numbers, and letters where Stata has another kind of missing
        whole = wanted.is_integer()
        numbers = [as_number(cell, whole=whole) for cell in cells]
        cells = pl.Series(cells.name, numbers, dtype=wanted if whole else pl.Float64)
    if wanted == pl.Date():
        return _days(cells.cast(pl.Float64), kind, path)
    return cells.cast(wanted)


def _days(cells: pl.Series, kind: Format, path: Path) -> pl.Series:
    """Dates for the numbers by which SPSS and Stata tell them.

    Raises:
        UnreadableTable: one has a time of day, which a date could not hold.
    """
    days = cells / _DAY if kind is Format.SPSS else cells
    epoch = _SPSS_EPOCH if kind is Format.SPSS else _STATA_EPOCH
    whole = days.round()
    if not (days == whole).all():
        name = ticked(cells.name)
        raise UnreadableTable(f"{path}: {name} is a column of dates, and some have a time of day")
    return (whole.cast(pl.Int32) + epoch).cast(pl.Date)


def _stata_text(value: Any) -> str | None:
    """The text of a number or of a letter: `.u`, also where its label is told by `u`."""
    letter = value if isinstance(value, str) else letter_of(value)
    return f".{letter}" if letter else text_of(value)
