"""Writing a table: in pieces where the kind of file allows it."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path

import polars as pl
from attrs import field, frozen

from casewise.errors import Place, Problem, ProblemsFound
from casewise.files.formats import Format
from casewise.files.holding import check_flat, is_formula, texts
from casewise.files.plain_tables import SEPARATORS
from casewise.files.table import Labels
from casewise.reading.words import ticked


class Formulas(StrEnum):
    """What becomes of cells of text that a spreadsheet would take for formulas."""

    REFUSE = "refuse"
    KEEP = "keep"
    QUOTE = "quote"


@frozen
class Writing:
    """What is said of a table beside its cells.

    `name` is what the file will be called, `source` the kind of file that `labels` came with,
    `results` the columns of results with a label for each, `notes` what the file says of itself,
    `formulas` what becomes of cells that look like one in a file for spreadsheets.
    """

    name: str
    source: Format | None = None
    labels: Labels = field(factory=Labels)
    results: Mapping[str, str] = field(factory=dict)
    notes: Mapping[str, str] = field(factory=dict)
    formulas: Formulas = Formulas.REFUSE

    @property
    def lines(self) -> tuple[str, ...]:
        """The notes as lines of text."""
        return tuple(f"{name}: {words}" for name, words in self.notes.items())


LEVEL = 1
"""How Parquet is packed: for speed."""
Writer = Callable[[pl.LazyFrame, Path, Format, Writing], None]


def write_table(frame: pl.LazyFrame, path: Path, kind: Format, said: Writing) -> None:
    """Write a table to a file.

    Raises:
        ProblemsFound: such a file cannot hold a column (D411) or a cell (D401).
        OSError: it cannot be written.
    """
    _writer(kind)(frame, path, kind, said)


def _writer(kind: Format) -> Writer:
    if kind in (Format.SPSS, Format.STATA):
        from casewise.files.labelled_writing import write_labelled

        return write_labelled
    if kind is Format.EXCEL:
        from casewise.files.sheets import write_sheet

        return write_sheet
    return _SINKS[kind]


def _delimited(frame: pl.LazyFrame, path: Path, kind: Format, said: Writing) -> None:
    """CSV or TSV. A cell that a spreadsheet would run is refused, or quoted if that is wished."""
    schema = frame.collect_schema()
    check_flat(schema, said.name, kind)
    frame.map_batches(partial(_safe, said=said), streamable=True, schema=schema).sink_csv(
        path, separator=SEPARATORS[kind], check_extension=False
    )


def _safe(batch: pl.DataFrame, said: Writing) -> pl.DataFrame:
    """A batch without cells that are formulas.

    Raises:
        ProblemsFound: there is one, and nothing was said of formulas (D401).
    """
    if said.formulas is Formulas.KEEP:
        return batch
    names = [name for name in texts(batch.schema) if name not in said.results]
    counts = batch.select(is_formula(name).sum().alias(name) for name in names)
    found = {name: count for name, count in zip(names, counts.row(0), strict=True) if count}
    if said.formulas is Formulas.QUOTE:
        return batch.with_columns(
            pl.when(is_formula(name)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
            for name in found
        )
    if found:
        raise ProblemsFound(_refused(name, count, batch, said) for name, count in found.items())
    return batch


def _refused(column: str, count: int, batch: pl.DataFrame, said: Writing) -> Problem:
    place = Place(said.name, 1, batch.columns.index(column) + 1)
    what = f"cells of {ticked(column)} begin like a formula ({count:,} or more)"
    hint = "`--formulas keep` writes them as they are, `--formulas quote` with a quote before them"
    return Problem(place, "D401", what, hint)


def _parquet(frame: pl.LazyFrame, path: Path, _kind: Format, said: Writing) -> None:
    frame.sink_parquet(path, compression_level=LEVEL, metadata=dict(said.notes))


def _arrow(frame: pl.LazyFrame, path: Path, _kind: Format, _said: Writing) -> None:
    frame.sink_ipc(path, compression="zstd")


def _json_lines(frame: pl.LazyFrame, path: Path, _kind: Format, _said: Writing) -> None:
    frame.sink_ndjson(path, check_extension=False)


def write_lines(frame: pl.LazyFrame, path: Path) -> None:
    """Write the only column of a table as lines of text.

    Raises:
        OSError: it cannot be written.
    """
    frame.sink_csv(path, include_header=False, quote_style="never", check_extension=False)


_SINKS: Mapping[Format, Writer] = {
    Format.CSV: _delimited,
    Format.TSV: _delimited,
    Format.PARQUET: _parquet,
    Format.ARROW: _arrow,
    Format.JSON_LINES: _json_lines,
}
