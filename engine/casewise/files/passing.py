"""How the rows of a table go past the classifier into the file that is written."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
from attrs import frozen

from casewise.files.departing import SUFFIX, is_departing, lettered, parted
from casewise.files.formats import Format
from casewise.files.json_query import LINE
from casewise.files.table import Table
from casewise.files.writing import Writing, write_lines, write_table


@frozen
class Passing:
    """Columns go through as they are, and the results come to stand beside them."""

    table: Table
    kind: Format
    letters: tuple[str, ...] = ()
    """Columns of Stata whose letters get a column of their own, because no other file has any."""

    @property
    def frame(self) -> pl.LazyFrame:
        """The rows that are read."""
        return self.table.frame

    def schema(self, results: Mapping[str, Any]) -> dict[str, Any]:
        """The columns that are written."""
        apart = {name + SUFFIX: pl.String() for name in self.letters}
        return {**self.table.schema, **apart, **results}

    def beside(self, batch: pl.DataFrame, results: pl.DataFrame) -> pl.DataFrame:
        """A batch with its results."""
        return parted(batch, self.letters).hstack(results)

    def write(self, frame: pl.LazyFrame, path: Path, said: Writing) -> None:
        """Write the rows."""
        write_table(frame, path, self.kind, said)


@frozen
class PassingLines(Passing):
    """Lines of JSON stay the texts that they are; the results are added to each mapping."""

    @property
    def frame(self) -> pl.LazyFrame:
        """The rows that are read, with the line of each."""
        assert self.table.lines is not None
        return self.table.lines

    def schema(self, _results: Mapping[str, Any]) -> dict[str, Any]:
        """Only the line."""
        return {LINE: pl.String()}

    def beside(self, batch: pl.DataFrame, results: pl.DataFrame) -> pl.DataFrame:
        """Each line, its results told before the brace that ends it."""
        lines = batch[LINE]
        end = "}\n" if lines.str.ends_with("}\n").all() else "}"
        if end == "}":
            lines = lines.str.strip_chars_end()
        head = lines.str.head(-len(end)).str.strip_chars_end()
        empty = head == "{"
        comma = pl.lit(",")
        if empty.any():
            comma = pl.when(empty).then(pl.lit("")).otherwise(comma)
        return pl.select(pl.concat_str(head, comma, _in_json(results)).alias(LINE))

    def write(self, frame: pl.LazyFrame, path: Path, _said: Writing) -> None:
        """Write the lines."""
        write_lines(frame, path)


def _in_json(results: pl.DataFrame) -> pl.Series:
    """Results as the end of a mapping; many rows have the same, which is written once."""
    names = results.columns
    written = results.unique().with_columns(pl.struct(names).struct.json_encode().alias(LINE))
    found = results.join(written, on=names, how="left", maintain_order="left", nulls_equal=True)
    return found[LINE].str.slice(1)


def passing(table: Table, out: Format) -> Passing:
    """How the rows of a table go into a file of some kind.

    Raises:
        ProblemsFound: a column that comes with them has the name of another (D406).
    """
    if table.lines is not None and out is Format.JSON_LINES:
        return PassingLines(table, out)
    return Passing(table, out, lettered(table) if is_departing(table, out) else ())
