"""SPSS and Stata files, written whole, with the labels of columns and codes."""

import re
from collections.abc import Mapping
from pathlib import Path
from textwrap import wrap
from typing import Any

import polars as pl
import pyreadstat
from pyreadstat._readstat_parser import PyreadstatError, ReadstatError

from casewise.errors import CasewiseError, Place, Problem, ProblemsFound
from casewise.files.formats import Format
from casewise.files.holding import check_flat
from casewise.files.labelled_columns import LabelledColumn, result_column, user_column
from casewise.files.table import Labels
from casewise.files.writing import Writing
from casewise.reading.words import ticked

_NAMES = {
    Format.SPSS: re.compile(r"[A-Za-z@][A-Za-z0-9_.$#@]{0,63}(?<!\.)"),
    Format.STATA: re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,31}"),
}
_FILE_LABEL = _LINE = 80
"""How long the label of a Stata file may be, and a line of a note in SPSS."""


class NotWritable(CasewiseError):
    """The library that writes such files refused."""


def write_labelled(frame: pl.LazyFrame, path: Path, kind: Format, said: Writing) -> None:
    """Write an SPSS or Stata file.

    Raises:
        ProblemsFound: such a file cannot hold a column of that kind, or of that name (D411).
        NotWritable: the library refused.
    """
    _check(frame.collect_schema(), said, kind)
    whole = frame.collect(engine="streaming")
    columns = {cells.name: _column(cells, said, kind) for cells in whole}
    cells = pl.DataFrame({name: column.cells for name, column in columns.items()})
    write = _spss if kind is Format.SPSS else _stata
    try:
        write(cells, path, columns, said)
    except (PyreadstatError, ReadstatError) as error:
        raise NotWritable(f"{said.name}: {error}") from None


def _check(schema: Mapping[str, pl.DataType], said: Writing, kind: Format) -> None:
    check_flat(schema, said.name, kind)
    problems = []
    for name in schema:
        if not _NAMES[kind].fullmatch(name):
            what = f"{kind} has no column of the name {ticked(name)}"
            hint = "rename it, or write another kind of file"
            problems.append(Problem(Place(said.name, 1, 1), "D411", what, hint))
    if problems:
        raise ProblemsFound(problems)


def _column(cells: pl.Series, said: Writing, kind: Format) -> LabelledColumn:
    if cells.name in said.results:
        return result_column(cells, kind)
    return user_column(cells, kind, said.labels)


def _labels(columns: Mapping[str, LabelledColumn]) -> dict[str, dict[Any, str]]:
    return {name: dict(each.values) for name, each in columns.items() if each.values}


def _missing(columns: Mapping[str, LabelledColumn]) -> dict[str, list[Any]]:
    return {name: each.missing for name, each in columns.items() if each.missing}


def _spss(
    cells: pl.DataFrame, path: Path, columns: Mapping[str, LabelledColumn], said: Writing
) -> None:
    labels = said.labels if said.source is Format.SPSS else Labels()
    pyreadstat.write_sav(
        cells,
        path,
        file_label=said.labels.file,
        column_labels={**said.labels.columns, **said.results},
        note=[*said.labels.notes, *(part for line in said.lines for part in wrap(line, _LINE))],
        compress=path.suffix == ".zsav",
        variable_value_labels=_labels(columns),
        missing_ranges=_missing(columns),
        variable_display_width=dict(labels.widths),
        variable_measure=dict(labels.measures),
        variable_format=dict(labels.formats),
    )


def _stata(
    cells: pl.DataFrame, path: Path, columns: Mapping[str, LabelledColumn], said: Writing
) -> None:
    label = said.labels.file or " ".join(said.notes.values())
    pyreadstat.write_dta(
        cells,
        path,
        file_label=label[:_FILE_LABEL],
        column_labels={**said.labels.columns, **said.results},
        variable_value_labels=_labels(columns),
        missing_user_values=_missing(columns),
        variable_format=dict(said.labels.formats) if said.source is Format.STATA else {},
    )
