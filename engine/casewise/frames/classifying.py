"""Frames of any kind classified: what is given back is a frame of the same kind."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import narwhals as nw
import polars as pl
from attrs import evolve

from casewise.errors import CasewiseError, Problem, ProblemsFound
from casewise.frames.classifier import Classifier
from casewise.frames.joining import Joining
from casewise.frames.names import FRAME, check_names
from casewise.library import DEFAULT_RULESET, load
from casewise.model.ruleset import Ruleset

F = TypeVar("F")


class NotAFrame(CasewiseError):
    """What is no data frame that is held in memory."""


def classify_frame(
    frame: F,
    *,
    ruleset: Ruleset | str = DEFAULT_RULESET,
    readings: Mapping[str, str] | None = None,
    tables: Mapping[str, Any] | None = None,
    case: str | None = None,
    without_rows: str | None = None,
    explain: str = "id",
    results: Sequence[str] | None = None,
    prefix: str = "",
) -> F:
    """Classify every row of a data frame, exactly as `classify` does each record.

    Args:
        frame: pandas, Polars, PyArrow, or anything that exports an Arrow stream (which gives a
            PyArrow table): a column for each fact, as docs/columns.md says. Others pass through.
        ruleset: the rules, or their name or folder.
        readings: other values for some readings.
        tables: for lists by name, frames with a row for each entity.
        case: the column, in `frame` and in `tables`, that says whose entity it is.
        without_rows: what a case says that has no row in a table: `none` (it has no such entity)
            or `unknown`. Without it there must be no such case.
        explain: `id` for the reason of each row by an id, `text` for its words as well, `none` for
            neither.
        results: which columns to add, in their order, instead of those that `explain` says.
        prefix: what the names of the columns that are added begin with.

    Returns:
        A frame of the same kind with the columns added; what was there is untouched.

    Raises:
        NotAFrame: it is no frame, or one that is not in memory.
        ProblemsFound: a column or value cannot be used (D404, D405), a result would take the place
            of a column (D406), or a table of entities cannot be joined (D408, D409, D412).
        NotJoined, UnknownResult, UnknownReading, UnknownRuleset: as their names say.
    """
    rules = load(ruleset) if isinstance(ruleset, str) else ruleset
    classifier = Classifier(rules.under(readings or {}), explain=explain, results=results)
    given = _given(frame)
    check_names(given.columns, [prefix + name for name in classifier.schema])
    entities = {name: _polars(_given(table)) for name, table in (tables or {}).items()}
    needed = [*classifier.columns_read(given.columns), *([case] if case in given.columns else [])]
    try:
        joining = Joining(entities, case, without_rows)
        found = classifier.classify(_polars(given.select(needed)), joining)
    except ProblemsFound as error:
        raise ProblemsFound(
            _placed(each, needed, given.columns) for each in error.problems
        ) from None
    added: F = _with(given, found.rename(lambda name: prefix + name))
    return added


def _given(frame: Any) -> "nw.DataFrame[Any]":
    try:
        found: nw.DataFrame[Any] = nw.from_native(frame, eager_only=True)
    except TypeError:
        if hasattr(frame, "__arrow_c_stream__"):
            import pyarrow as pa

            table: nw.DataFrame[Any] = nw.from_native(pa.table(frame), eager_only=True)
            return table
        what = type(frame).__name__
        hint = "collect it first" if what == "LazyFrame" else "use pandas, Polars or PyArrow"
        raise NotAFrame(f"a {what} is no data frame in memory ({hint})") from None
    return found


def _placed(problem: Problem, read: list[str], columns: list[str]) -> Problem:
    """A problem of the columns that were read, placed in the whole frame."""
    place = problem.place
    if place.file != FRAME:
        return problem
    return evolve(problem, place=evolve(place, column=columns.index(read[place.column - 1]) + 1))


def _polars(frame: "nw.DataFrame[Any]") -> pl.DataFrame:
    return frame.to_polars()


def _with(frame: "nw.DataFrame[Any]", added: pl.DataFrame) -> Any:
    """The frame of a user with columns more, in its own kind."""
    native = frame.to_native()
    if frame.implementation.is_polars():
        return native.hstack(added)
    if frame.implementation.is_pandas():
        of_pandas = added.to_pandas().set_axis(native.index)
        return native.assign(**{name: of_pandas[name] for name in of_pandas.columns})
    for name, column in zip(added.columns, added.to_arrow().columns, strict=True):
        native = native.append_column(name, column)
    return native
