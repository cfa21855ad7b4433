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
    """What is said of a table beside its cells: labels, and notes by their names."""

    labels: Labels = field(factory=Labels)
    notes: Mapping[str, str] = field(factory=dict)


def write_table(frame: pl.LazyFrame, path: Path, kind: Format, said: Writing) -> None:
    """Write a table to a file.

    Raises:
        OSError: it cannot be written.
    """
    _WRITERS[kind](frame, path, kind, said)


def _delimited(frame: pl.LazyFrame, path: Path, kind: Format, _said: Writing) -> None:
    frame.sink_csv(path, separator=SEPARATORS[kind], check_extension=False)


def _parquet(frame: pl.LazyFrame, path: Path, _kind: Format, said: Writing) -> None:
    frame.sink_parquet(path, metadata=dict(said.notes))


def _arrow(frame: pl.LazyFrame, path: Path, _kind: Format, _said: Writing) -> None:
    frame.sink_ipc(path, compression="zstd")


def _json_lines(frame: pl.LazyFrame, path: Path, _kind: Format, _said: Writing) -> None:
    frame.sink_ndjson(path, check_extension=False)


_WRITERS: Mapping[Format, Callable[[pl.LazyFrame, Path, Format, Writing], None]] = {
    Format.CSV: _delimited,
    Format.TSV: _delimited,
    Format.PARQUET: _parquet,
    Format.ARROW: _arrow,
    Format.JSON_LINES: _json_lines,
}
