"""One column of a table, turned into columns of canonical form."""

from collections.abc import Mapping
from threading import Lock
from typing import Any, Protocol

import polars as pl

from casewise.files.components import column_type, components, told
from casewise.files.lexicon import Fault, Lexicon
from casewise.model.column_map import MappedColumn, Silence, Target
from casewise.model.vocabulary import FactType
from casewise.reading.cells import asked
from casewise.reading.words import ticked

ABSENT = ".absent"
"""A column that says of a numbered entity whether it is absent."""


FEW = 8
"""Up to so many values are compared one by one, which is sooner done than looking them up."""


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

    def __init__(self, lexicon: Lexicon, *, in_part: bool) -> None:
        self.name = lexicon.column.name
        self.target = lexicon.column.target
        self.said: MappedColumn | None = lexicon.column
        absent = {ABSENT: pl.Boolean()} if self.target.number else {}
        self.types: Mapping[str, pl.DataType] = components(self.target, in_part=in_part) | absent
        self.lexicon = lexicon
        self._lock = Lock()
        self._known: dict[Any, int] = {}
        self._rows: list[dict[str, Any]] = []
        self._coded = pl.DataFrame(schema=dict(self.types))

    def code(self, cells: pl.Series) -> dict[str, pl.Series]:
        """The canonical columns, by looking up what each cell means.

        Raises:
            Uncoded: a cell means nothing.
        """
        if cells.dtype.is_float():
            cells = cells.fill_nan(None)
        at = self._index(cells)
        if at.null_count():
            with self._lock:
                self._learn(cells.filter(at.is_null()).unique())
            at = self._index(cells)
        coded = self._coded
        return {name: coded[name].gather(at) for name in coded.columns}

    def _index(self, cells: pl.Series) -> pl.Series:
        """Which known value each cell is; null for one that is not known yet."""
        known = self._known
        if not known:
            return pl.repeat(None, len(cells), dtype=pl.UInt32, eager=True)
        if len(known) <= FEW:
            return _compared(cells, known)
        values = pl.Series(list(known), dtype=cells.dtype)
        places = pl.Series(list(known.values()), dtype=pl.UInt32)
        return cells.replace_strict(values, places, default=None, return_dtype=pl.UInt32)

    def _learn(self, values: pl.Series) -> None:
        """Look up new values; others may be coding at the same time, by what was known before."""
        found = dict(self._known)
        for value in values:
            meaning = self.lexicon.learn(value)
            if isinstance(meaning, Fault):
                raise Uncoded
            if value not in found:
                found[value] = len(self._rows)
                absent = {ABSENT: meaning is Silence.ABSENT} if self.target.number else {}
                self._rows.append(told(self.target, meaning) | absent)
        told_in = {name for row in self._rows for name in row} | {self.target.column}
        types = {name: dtype for name, dtype in self.types.items() if name in told_in}
        self._coded = pl.DataFrame(self._rows, schema=types, orient="row")
        self._known = found

    def faults(self, cells: pl.Series) -> list[tuple[Any, Fault]]:
        """The cells that mean nothing."""
        found = [(value, self.lexicon.learn(value)) for value in cells]
        return [(value, fault) for value, fault in found if isinstance(fault, Fault)]


def _compared(cells: pl.Series, known: Mapping[Any, int]) -> pl.Series:
    """Which of a few values each cell is."""
    found = pl.lit(None, pl.UInt32)
    for value, at in known.items():
        same = cells.is_null() if value is None else cells == value
        found = pl.when(same).then(pl.lit(at, pl.UInt32)).otherwise(found)
    return pl.select(found.alias("at")).to_series()
