"""One column of a table, turned into columns of canonical form."""

from collections.abc import Mapping
from threading import Lock
from typing import Any, Protocol

import polars as pl

from casewise.files.components import column_type, told
from casewise.files.distinct import distinct
from casewise.files.lexicon import Fault, Lexicon
from casewise.model.column_map import MappedColumn, Silence, Target
from casewise.model.vocabulary import FactType
from casewise.reading.cells import asked
from casewise.reading.words import ticked

ABSENT = ".absent"
"""A column that says of a numbered entity whether it is absent."""
FIRST = 1_000
"""In so many cells a column with few codes will have most of them."""


class Uncoded(Exception):
    """A cell has no meaning: leave off, and count."""


class ColumnCoder(Protocol):
    """Turns the cells of one column into canonical ones."""

    @property
    def name(self) -> str:
        """The column of the table."""

    @property
    def target(self) -> Target:
        """What it is about."""

    @property
    def types(self) -> Mapping[str, pl.DataType]:
        """The canonical columns that it gives."""

    @property
    def said(self) -> MappedColumn | None:
        """What a map says of it, if one does."""

    def code(self, cells: pl.Series) -> dict[str, pl.Series]:
        """The canonical columns.

        Raises:
            Uncoded: a cell has no meaning.
        """

    def faults(self, cells: pl.Series) -> list[tuple[Any, Fault]]:
        """Those of some different cells that have no meaning, and why."""


class PlainCoder:
    """A column that is canonical already."""

    def __init__(self, name: str, target: Target) -> None:
        self.name = name
        self.target = target
        self.said: MappedColumn | None = None
        self.types: Mapping[str, pl.DataType] = {target.column: column_type(target)}
        fact = asked(target)
        is_number = fact.type is FactType.NUMBER
        self._ends = (fact.low, fact.high) if is_number else None
        self._codes = fact.codes if isinstance(column_type(target), pl.List) else ()

    def code(self, cells: pl.Series) -> dict[str, pl.Series]:
        """The column as it is; whoever classifies it refuses what the fact cannot have."""
        return {self.target.column: cells}

    def _is_wrong(self, cells: pl.Series) -> bool:
        if self._ends is not None:
            return not cells.is_between(*self._ends).all()
        if self._codes:
            words = cells.explode(empty_as_null=False, keep_nulls=False)
            return not words.cast(pl.String).is_in(self._codes).all()
        return False

    def faults(self, cells: pl.Series) -> list[tuple[Any, Fault]]:
        """Those of some different cells that the fact cannot have."""
        wrong = [value for value in cells if self._is_wrong(pl.Series([value], dtype=cells.dtype))]
        hint = f"it lies between {self._ends[0]} and {self._ends[1]}" if self._ends else ""
        what = f"`{self.target}` cannot be"
        shown = [str(v.to_list() if isinstance(v, pl.Series) else v) for v in wrong]
        faults = [Fault("D405", f"{what} {ticked(each)}", hint) for each in shown]
        return list(zip(wrong, faults, strict=True))


class CodeCoder:
    """A column of codes or texts: each different one is looked up once."""

    def __init__(
        self, lexicon: Lexicon, types: Mapping[str, pl.DataType], dtype: pl.DataType
    ) -> None:
        self.name = lexicon.column.name
        self.target = lexicon.column.target
        self.said: MappedColumn | None = lexicon.column
        absent = {ABSENT: pl.Boolean()} if self.target.number else {}
        self.types: Mapping[str, pl.DataType] = {**types, **absent}
        self._by_member = self.target.column not in types
        self.lexicon = lexicon
        self._lock = Lock()
        self._distinct = distinct(dtype)
        self._knows_blank = False
        self._rows: list[dict[str, Any]] = [{}]
        """What the values say by their numbers; the first is that of a blank cell."""
        self._coded = pl.DataFrame(schema=dict(self.types))

    def code(self, cells: pl.Series) -> dict[str, pl.Series]:
        """The canonical columns, by looking up what each cell means.

        Raises:
            Uncoded: a cell means nothing.
        """
        if cells.dtype.is_float():
            cells = cells.fill_nan(None)
        numbers = self._distinct.number(cells)
        self._learn(int(numbers.max() or 0), blank=bool(numbers.null_count()))  # type: ignore[arg-type]
        coded = self._coded
        if self._rows[0]:
            numbers = numbers.fill_null(0)
        return {name: coded[name].gather(numbers) for name in coded.columns}

    def _learn(self, last: int, *, blank: bool) -> None:
        """Look up values up to a number, and blank cells if there are some.

        Raises:
            Uncoded: one of them means nothing.
        """
        if last < len(self._rows) and (self._knows_blank or not blank):
            return
        with self._lock:
            rows, knows_blank = list(self._rows), self._knows_blank
            if blank and not knows_blank:
                rows[0], knows_blank = self._told(None), True
            if last >= len(rows):
                rows += [self._told(value) for value in self._distinct.values(len(rows), last + 1)]
            told_in = {name for row in rows for name in row} | {self.target.column}
            types = {name: dtype for name, dtype in self.types.items() if name in told_in}
            self._coded = pl.DataFrame(rows, schema=types, orient="row")
            self._rows, self._knows_blank = rows, knows_blank

    def _told(self, value: Any) -> dict[str, Any]:
        """What a value says, by the columns that it is told in.

        Raises:
            Uncoded: it means nothing.
        """
        meaning = self.lexicon.learn(value)
        if isinstance(meaning, Fault):
            raise Uncoded
        absent = {ABSENT: meaning is Silence.ABSENT} if self.target.number else {}
        return told(self.target, meaning, by_member=self._by_member) | absent

    def said_by(self, cells: pl.Series) -> Mapping[Any, Mapping[str, Any]]:
        """What the values say that were met so far, `None` being the blank cell.

        Where none was, those of the first cells are looked up.
        """
        if not self.lexicon.meanings:
            for value in cells.head(FIRST).unique():
                self.lexicon.learn(value)
        return {value: self._told(value) for value in tuple(self.lexicon.meanings)}

    def faults(self, cells: pl.Series) -> list[tuple[Any, Fault]]:
        """The cells that mean nothing."""
        found = [(value, self.lexicon.learn(value)) for value in cells]
        return [(value, fault) for value, fault in found if isinstance(fault, Fault)]
