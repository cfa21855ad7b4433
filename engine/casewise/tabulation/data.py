"""A table of cases in a file: CSV, read as text, or Parquet."""

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import polars as pl
from attrs import frozen

from casewise.errors import CasewiseError, Place, Problem, ProblemsFound
from casewise.reading.words import suggest, ticked

T = TypeVar("T")
SHOWN = 20
"""How many rows with one kind of problem are listed; the rest is counted."""


class UnreadableTable(CasewiseError):
    """A file that is no table, or whose type is not known here."""


@frozen
class Data:
    """Some columns of a table of cases; `columns` are the names of all, in their order."""

    name: str
    columns: tuple[str, ...]
    frame: pl.DataFrame
    first_row: int
    """The row of the first case as a person counts: 2 below a header line, otherwise 1."""

    def place(self, index: int, column: str) -> Place:
        """The row and the column (both from 1) of a cell of the frame."""
        return Place(self.name, index + self.first_row, self.columns.index(column) + 1)

    def problems(
        self, wrong: pl.Expr, column: str, code: str, what: str, hint: str = ""
    ) -> Iterator[Problem]:
        """A problem for each row that is wrong, `SHOWN` at most; `{}` in `what` is the cell."""
        if not self.frame.select(wrong.any()).item():
            return
        found = self.frame.select(pl.col(column).cast(pl.String).alias("cell"), wrong.alias("it"))
        rows = found.with_row_index().filter(pl.col("it"))
        for index, cell in rows.head(SHOWN).select("index", "cell").iter_rows():
            words = what.replace("{}", ticked(cell or ""))
            yield Problem(self.place(index, column), code, words, hint)
        if rows.height > SHOWN:
            last = self.place(rows["index"][SHOWN], column)
            yield Problem(last, code, f"so it is in {rows.height - SHOWN:,} more rows, from here")


def read_data(path: Path, wanted: Iterable[str], optional: Iterable[str] = ()) -> Data:
    """The wanted columns of a table, and the optional ones that it has.

    Every column of a CSV file is text; what is blank is missing. In a Parquet file numbers stay
    numbers.

    Raises:
        ProblemsFound: there is no such column (D301), or there are no rows (D317).
        UnreadableTable: the file is no such table.
        OSError: the file cannot be read.
    """
    columns = header(path)
    names = list(dict.fromkeys(wanted))
    _check_columns(path, columns, names)
    names += [name for name in dict.fromkeys(optional) if name in columns and name not in names]
    frame = _read(path, names)
    if frame.is_empty():
        raise ProblemsFound([Problem(Place(str(path), 1, 1), "D317", "the table has no rows")])
    return Data(str(path), columns, frame, 1 if _is_parquet(path) else 2)


def header(path: Path) -> tuple[str, ...]:
    """The names of the columns of a table.

    Raises:
        UnreadableTable: the file is no CSV or Parquet file, or two columns have one name.
        OSError: the file cannot be read.
    """
    if _is_parquet(path):
        names = _attempt(path, lambda: tuple(pl.read_parquet_schema(path)))
    elif path.suffix.lower() == ".csv":
        names = _attempt(path, lambda: _first_line(path))
    else:
        raise UnreadableTable(f"{path}: a table of cases is a .csv or a .parquet file")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UnreadableTable(f"{path}: two columns are named {ticked(twice)}")
    return names


def _first_line(path: Path) -> tuple[str, ...]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(next(csv.reader(file), ()))


def _read(path: Path, names: list[str]) -> pl.DataFrame:
    if _is_parquet(path):
        return _attempt(path, lambda: pl.read_parquet(path, columns=names)).select(names)
    read = _attempt(path, lambda: pl.read_csv(path, columns=names, infer_schema=False))
    return read.select(names)


def _attempt(path: Path, read: Callable[[], T]) -> T:
    """What is read; what a library says of a file that is no table may hold what is in it."""
    try:
        return read()
    except (pl.exceptions.PolarsError, UnicodeDecodeError, csv.Error):
        kind = "Parquet file" if _is_parquet(path) else "CSV file in UTF-8 with as many cells in"
        more = "" if _is_parquet(path) else " each row as in the header"
        raise UnreadableTable(f"{path}: this is no {kind}{more}") from None


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")


def _check_columns(path: Path, columns: tuple[str, ...], wanted: list[str]) -> None:
    """See that every wanted column is there.

    Raises:
        ProblemsFound: one is not (D301); the nearest name that is there is suggested.
    """
    start = Place(str(path), 1, 1)
    missing = [
        Problem(start, "D301", f"there is no column {ticked(name)}", suggest(name, columns))
        for name in wanted
        if name not in columns
    ]
    if missing:
        raise ProblemsFound(missing)
