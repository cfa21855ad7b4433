"""A table with a row for each entity of a list, joined to the table of cases by the id."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from casewise.errors import Problem, ProblemsFound
from casewise.facts import Entities
from casewise.files.column_coder import ColumnCoder
from casewise.files.nested import merged
from casewise.files.table import Table
from casewise.model.column_map import LongTable
from casewise.reading.words import ticked

CASE, ENTITY, ROW = "case", "entity", "row"
EXAMPLES = 3


class LongCoder:
    """The lists of entities of all cases, held in memory, and which of them were asked for."""

    def __init__(
        self, table: Table, case: str, coders: Sequence[ColumnCoder], said: LongTable
    ) -> None:
        self.table = table
        self.group = said.group
        self.said = said
        self.coders = coders
        self._lists = self._read(case)
        self._met: set[int] = set()

    def _read(self, case: str) -> pl.DataFrame:
        rows = self.table.frame.select([case, *(coder.name for coder in self.coders)]).collect()
        columns = merged(coder.code(rows[coder.name]) for coder in self.coders)
        entities = pl.DataFrame(columns).to_struct()
        frame = pl.DataFrame({CASE: rows[case].cast(pl.String), ENTITY: entities})
        return frame.group_by(CASE, maintain_order=True).agg(ENTITY).with_row_index(ROW)

    def code(self, cases: pl.Series) -> dict[str, pl.Series]:
        """The list of each case; what one without rows says is what the map says.

        Raises:
            ProblemsFound: there is such a case, and the map does not say (D408).
        """
        ids = pl.DataFrame({CASE: cases.cast(pl.String)})
        found = ids.join(self._lists, on=CASE, how="left", maintain_order="left")
        self._met.update(found[ROW].drop_nulls().to_list())
        lists = found[ENTITY]
        if lists.null_count() and self.said.without_rows is None:
            raise ProblemsFound([self._unsaid(lists.null_count())])
        if isinstance(self.said.without_rows, Entities):
            empty = pl.Series([[]], dtype=lists.dtype)
            lists = lists.zip_with(lists.is_not_null(), empty.new_from_index(0, len(lists)))
        return {self.group: lists}

    def _unsaid(self, count: int) -> Problem:
        what = f"{count:,} cases or more have no row in {self.table.name}"
        hint = "say in the map: `without rows: none`, or `without rows: unknown`"
        return Problem(self.said.place, "D408", what, hint)

    def check(self) -> None:
        """See that every row belonged to some case.

        Raises:
            ProblemsFound: one did not (D409).
        """
        extra = self._lists.filter(~pl.col(ROW).is_in(sorted(self._met)))
        if extra.is_empty():
            return
        examples = ", ".join(ticked(each or "") for each in extra[CASE].head(EXAMPLES))
        what = f"rows of {extra.height:,} cases that the table of cases does not have: {examples}"
        raise ProblemsFound([Problem(self.table.start, "D409", what)])


def unknown_table(group: str, tables: Mapping[str, Path], said: LongTable) -> Problem:
    """The problem of a list in a map whose table was not given."""
    what = f"the table of `{group}` was not given"
    given = ", ".join(ticked(name) for name in tables)
    hint = f"add `--table {group}=FILE`" + (f" (given: {given})" if given else "")
    return Problem(said.place, "D403", what, hint)
