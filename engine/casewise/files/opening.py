"""Opening a data file, whatever kind it is of."""

from pathlib import Path

import polars as pl

from casewise.files.formats import Format, format_of
from casewise.files.table import Table, UnreadableTable
from casewise.model.vocabulary import Vocabulary
from casewise.reading.column_targets import Scope, targets_of


def open_table(path: Path, vocabulary: Vocabulary, *, all_lines: bool = False) -> Table:
    """A table of cases; its rows are not read yet.

    Args:
        path: the file.
        vocabulary: the facts, among them the lists that a nested file may hold.
        all_lines: look through all lines of a file of JSON lines to learn which keys it has.

    Raises:
        UnknownFormat: the ending of the name is none of a data file.
        UnreadableTable: the file is of another kind than its name says.
        OSError: the file cannot be read.
    """
    kind = format_of(path)
    with path.open("rb"):  # so that what is missing or forbidden is told as of any file
        pass
    try:
        if kind is Format.JSON_LINES:
            return _json_lines(path, vocabulary, all_lines=all_lines)
        return _table(path, kind)
    except pl.exceptions.PolarsError:  # which may hold what is in the file
        raise UnreadableTable(f"{path}: this is no {kind} file") from None


def _json_lines(path: Path, vocabulary: Vocabulary, *, all_lines: bool) -> Table:
    from casewise.files.json_lines import json_lines
    from casewise.files.json_query import ALL, FIRST

    lists = {
        group.name: tuple(targets_of(Scope(vocabulary, group.name))) for group in vocabulary.lists()
    }
    return json_lines(path, Format.JSON_LINES, lists, ALL if all_lines else FIRST)


def _table(path: Path, kind: Format) -> Table:
    """Any other; what reads SPSS, Stata and Excel is imported only for them."""
    if kind in (Format.SPSS, Format.STATA):
        from casewise.files.labelled_tables import labelled

        return labelled(path, kind)
    if kind is Format.EXCEL:
        from casewise.files.sheets import sheet

        return sheet(path, kind)
    from casewise.files import plain_tables

    if kind in plain_tables.SEPARATORS:
        return plain_tables.delimited(path, kind)
    return (
        plain_tables.parquet(path, kind)
        if kind is Format.PARQUET
        else plain_tables.arrow(path, kind)
    )
