"""A table of cases in a file, as it is read: lazily, and in pieces."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
from attrs import field, frozen

from casewise.errors import CasewiseError, Place, Problem
from casewise.files.formats import WITH_BLANKS, Format


class UnreadableTable(CasewiseError):
    """A file that is not of the kind that its name says."""


@frozen
class Labels:
    """What SPSS and Stata say of columns and codes beside the data.

    `missing` are the codes that the file takes for missing: values or `{lo, hi}` ranges in SPSS,
    letters in Stata. `formats` are how cells are shown, `measures` and `widths` likewise.
    """

    file: str = ""
    notes: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(factory=dict)
    values: Mapping[str, Mapping[Any, str]] = field(factory=dict)
    missing: Mapping[str, list[Any]] = field(factory=dict)
    formats: Mapping[str, str] = field(factory=dict)
    measures: Mapping[str, str] = field(factory=dict)
    widths: Mapping[str, int] = field(factory=dict)


@frozen
class Table:
    """One table: its columns, what is said of them, and its rows as they are read.

    `rows` is how many there are, where that costs nothing to know; `lines` the same rows with the
    line of text that each was read from, where there is one; `texts` gives the text of a
    cell by which a column map names it, where that is not the plain one.
    """

    path: Path
    format: Format
    frame: pl.LazyFrame
    schema: Mapping[str, pl.DataType]
    rows: int | None = None
    lines: pl.LazyFrame | None = None
    labels: Labels = field(factory=Labels)
    texts: Mapping[str, Callable[[Any], str | None]] = field(factory=dict)

    @property
    def name(self) -> str:
        """The file, as it was named."""
        return str(self.path)

    @property
    def has_blanks(self) -> bool:
        """Whether a cell in which nothing stands says nothing at all."""
        return self.format in WITH_BLANKS

    @property
    def start(self) -> Place:
        """Where a problem of the whole table stands."""
        return Place(self.name, 1, 1)

    def place(self, column: str) -> Place:
        """Where a column stands."""
        return Place(self.name, 1, list(self.schema).index(column) + 1)

    def problem(self, column: str, code: str, what: str, hint: str = "") -> Problem:
        """A problem of a column as a whole."""
        return Problem(self.place(column), code, what, hint)
