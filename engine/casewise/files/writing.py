"""Writing a table: in pieces where the kind of file allows it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
from attrs import field, frozen

from casewise.files.formats import Format
from casewise.files.plain_tables import SEPARATORS
from casewise.files.table import Labels


@frozen
class Writing:
    """What is said of a table beside its cells.

    `name` is what the file will be called, `source` the kind of file that `labels` came with,
    `results` the columns of results with a label for each, `notes` what the file says of itself.
    """

    name: str
    source: Format | None = None
    labels: Labels = field(factory=Labels)
    results: Mapping[str, str] = field(factory=dict)
    notes: Mapping[str, str] = field(factory=dict)

    @property
    def lines(self) -> tuple[str, ...]:
        """The notes as lines of text."""
        return tuple(f"{name}: {words}" for name, words in self.notes.items())


LEVEL, ROW_GROUP = 1, 500_000
"""How Parquet is packed: about as small as by default, in a seventh less time."""
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


def _delimited(frame: pl.LazyFrame, path: Path, kind: Format, _said: Writing) -> None:
    frame.sink_csv(path, separator=SEPARATORS[kind], check_extension=False)


def _parquet(frame: pl.LazyFrame, path: Path, _kind: Format, said: Writing) -> None:
    frame.sink_parquet(
        path, compression_level=LEVEL, row_group_size=ROW_GROUP, metadata=dict(said.notes)
    )


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
