"""A table turned into canonical form, batch by batch."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import polars as pl
from attrs import frozen

from casewise.errors import Place, Problem, ProblemsFound
from casewise.files.column_coder import ColumnCoder, Uncoded
from casewise.files.flags import ColumnCoders
from casewise.files.lexicon import Fault, text_of
from casewise.files.long_tables import LongCoder
from casewise.files.nested import NestedCoder, NumberedCoder, fields_of, merged
from casewise.files.table import Table

SHOWN = 20
"""How many codes of one column are listed; the rest is counted."""


@frozen(slots=False)
class TableCoder:
    """Turns batches of one table into canonical form: a column for each fact that it tells of.

    `flat` are columns of facts of the case, the others lists of entities in their three forms.
    """

    table: Table
    flat: Sequence[ColumnCoder]
    numbered: Sequence[NumberedCoder] = ()
    nested: Sequence[NestedCoder] = ()
    long: Sequence[LongCoder] = ()
    case: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table that are read for it."""
        single = [*self.flat, *(each for group in self.numbered for each in group.coders)]
        names = [*(coder.name for coder in single), *(each.name for each in self.nested)]
        return tuple(dict.fromkeys([*names, *([self.case] if self.case else [])]))

    @cached_property
    def _flat(self) -> ColumnCoders:
        return ColumnCoders(self.flat)

    def canonical(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The batch in canonical form.

        Raises:
            Uncoded: a cell has no meaning; `check` says which.
            ProblemsFound: columns contradict each other (D410), or a case has no rows (D408).
        """
        found = merged(
            [
                *self._flat.code(batch),
                *(group.code(batch) for group in self.numbered),
                *(group.code(batch) for group in self.nested),
                *(long.code(batch[self.case]) for long in self.long),
            ]
        )
        return pl.DataFrame({name: cells.alias(name) for name, cells in found.items()})

    def check(self) -> None:
        """Read the whole table, and count what has no meaning.

        Raises:
            ProblemsFound: some cell has none (D402, D405, D407).
        """
        counts: dict[tuple[str, str], dict[Any, int]] = {}
        faults: dict[tuple[str, str], tuple[ColumnCoder, dict[Any, Fault]]] = {}
        for batch in self.table.frame.select(self.columns).collect_batches():
            for key, coder, cells in self._cells(batch):
                _count(
                    cells, coder, counts.setdefault(key, {}), faults.setdefault(key, (coder, {}))[1]
                )
        problems = [
            problem
            for key, (coder, found) in faults.items()
            for problem in self._problems(key[0], coder, found, counts[key])
        ]
        if problems:
            raise ProblemsFound(problems)

    def _cells(
        self, batch: pl.DataFrame
    ) -> Iterator[tuple[tuple[str, str], ColumnCoder, pl.Series]]:
        for coder in (*self.flat, *(each for group in self.numbered for each in group.coders)):
            yield (coder.name, ""), coder, batch[coder.name]
        for nested in self.nested:
            inside = fields_of(batch[nested.name])
            for inner in nested.coders:
                yield (nested.name, inner.name), inner, inside[inner.name]

    def _problems(
        self,
        column: str,
        coder: ColumnCoder,
        faults: Mapping[Any, Fault],
        counts: Mapping[Any, int],
    ) -> Iterator[Problem]:
        often = sorted(faults, key=lambda value: (-counts[value], str(value)))
        for value in often[:SHOWN]:
            fault = faults[value]
            what = f"{fault.what} ({_rows(counts[value])})"
            yield Problem(self._place(column, coder, value), fault.code, what, fault.hint)
        rest = often[SHOWN:]
        if rest:
            what = f"so it is with {len(rest):,} more values of this column"
            count = sum(counts[value] for value in rest)
            place = self._place(column, coder, None)
            yield Problem(place, faults[rest[0]].code, f"{what} ({_rows(count)})")

    def _place(self, column: str, coder: ColumnCoder, value: Any) -> Place:
        """Where the map says something of the code, or of its column; else the column itself."""
        said = coder.said
        if said is None or said.place is None:
            return self.table.place(column)
        return said.code_places.get(text_of(value)) or said.place


def _count(
    cells: pl.Series, coder: ColumnCoder, counts: dict[Any, int], faults: dict[Any, Fault]
) -> None:
    values, lengths = cells.value_counts(name=".count").get_columns()
    times = dict(zip(map(_hashable, values), lengths, strict=True))
    for value, fault in coder.faults(values):
        key = _hashable(value)
        faults[key] = fault
        counts[key] = counts.get(key, 0) + times[key]


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, pl.Series) else value


def _rows(count: int) -> str:
    return f"{count:,} row{'s' if count != 1 else ''}"


def checked(coder: TableCoder, batches: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Batches in canonical form.

    Raises:
        ProblemsFound: a cell has no meaning, or cells contradict each other.
    """
    for batch in batches:
        try:
            canonical = coder.canonical(batch)
        except Uncoded:
            coder.check()
            raise
        if coder.case:
            canonical = canonical.with_columns(batch[coder.case])
        yield canonical
