"""Columns made ready to be asked: one type for each kind of fact, and nothing that cannot be."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
from attrs import evolve, frozen

from casewise.errors import Place, Problem
from casewise.frames.answering import includes, spanned
from casewise.frames.told import OTHERS, Told
from casewise.model.vocabulary import Fact, FactType
from casewise.reading.words import suggest, ticked

SHOWN = 20
"""How many different values that a column cannot have are listed; the rest is counted."""


@frozen
class Wrong:
    """What is looked for in one column: where it is wrong, and what to say of a value there."""

    column: str
    where: pl.Expr
    what: str
    """With `{}` for the value."""
    known: tuple[str, ...] = ()
    hint: str = ""
    any: pl.Expr | None = None
    """Whether there is such a value, where that can be told sooner than by `where`."""

    def found(self) -> pl.Expr:
        """Whether any row is wrong."""
        return self.where.any() if self.any is None else self.any


def is_set(fact: Fact, part: str) -> bool:
    """Whether a column has lists of members of a set."""
    return fact.type is FactType.SET and part not in fact.codes


def ready(told: Told, part: str) -> pl.Expr:
    """A column of the type that tests are asked of."""
    column, fact = pl.col(told.columns[part]), told.fact
    dtype = told.types[part]
    match fact.type:
        case FactType.DATE:
            return column if dtype == pl.Date else column.cast(pl.Date)
        case FactType.NUMBER:
            return column if dtype.is_integer() else column.cast(pl.Int64)
        case FactType.CHOICE if not part:
            wanted = pl.Enum(fact.codes)
            return column if dtype == wanted else column.cast(wanted)
        case FactType.CHOICE:
            return column.cast(pl.List(pl.String))
    return column.cast(pl.Boolean) if dtype == pl.Null else column


# -- what cannot be -------------------------------------------------------------------------------


def wrongs(told: Told) -> Iterator[Wrong]:
    """What to look for in the columns of a fact."""
    for part, column in told.columns.items():
        if told.types[part] != pl.Null and part != OTHERS:
            yield from _impossible(told, part, column)
    if len(told.columns) > 1 and told.fact.type is not FactType.LIST:
        yield from _contradictions(told)


def _impossible(told: Told, part: str, column: str) -> Iterator[Wrong]:
    """Values that a fact cannot have."""
    fact, dtype, cells = told.fact, told.types[part], pl.col(column)
    what = f"`{fact.name}` cannot be {{}}"
    match fact.type:
        case FactType.CHOICE if not part:
            if dtype != pl.Enum(fact.codes):
                wrong = ~cells.cast(pl.String).is_in(fact.codes)
                yield Wrong(column, wrong, "{} is not an answer to " + f"`{fact.name}`", fact.codes)
        case FactType.CHOICE:
            yield not_all(fact, column)
            yield Wrong(column, cells.list.len() == 0, f"`{column}` is empty and says nothing")
        case FactType.NUMBER:
            if dtype.is_float():
                whole = f"it takes whole numbers, and null where `{fact.name}` is not known"
                yield Wrong(column, cells != cells.round(), what, hint=whole)
            hint = f"it lies between {fact.low} and {fact.high}"
            found = _outside(column, cells, what, (fact.low, fact.high), hint)
            yield evolve(found, any=None) if dtype.is_float() else found  # there is no end of NaN
        case FactType.DATE:
            if isinstance(dtype, pl.Datetime):
                yield Wrong(
                    column, cells.dt.date().cast(dtype) != cells, what, hint="it takes days"
                )
            ends = (date.fromordinal(fact.low), date.fromordinal(fact.high))
            yield _outside(column, cells.cast(pl.Date), what, ends)


def not_all(fact: Fact, column: str) -> Wrong:
    """Lists of which some member is no answer to a fact."""
    words = pl.element().cast(pl.String)
    wrong = pl.col(column).list.eval(words.is_null() | ~words.is_in(fact.codes)).list.any()
    return Wrong(column, wrong, f"not all of {{}} are answers to `{fact.name}`", fact.codes)


def _outside(
    column: str, cells: pl.Expr, what: str, ends: tuple[Any, Any], hint: str = ""
) -> Wrong:
    """Values before the first that there can be, or after the last."""
    low, high = ends
    some = (cells.min() < low).fill_null(False) | (cells.max() > high).fill_null(False)
    return Wrong(column, ~cells.is_between(low, high), what, hint=hint, any=some)


def _contradictions(told: Told) -> Iterator[Wrong]:
    """Columns of one fact that cannot all be right."""
    what = f"the columns of `{told.fact.name}` contradict each other"
    first = next(iter(told.columns.values()))
    exact = told.column()
    if told.fact.type in (FactType.NUMBER, FactType.DATE):
        span = spanned(told)
        yield Wrong(first, span.low > span.high, what)
        if exact is not None:
            parts = [pl.col(name) for part, name in told.columns.items() if part]
            lows = [told.column(part) for part in ("from", "at_least")]
            highs = [told.column(part) for part in ("to", "at_most")]
            beyond = [exact < low for low in lows if low is not None]
            beyond += [exact > high for high in highs if high is not None]
            assert parts  # there is more than one column
            yield Wrong(first, pl.any_horizontal(beyond), what)
    elif told.fact.type is FactType.CHOICE:
        several = told.column("one_of")
        assert exact is not None and several is not None  # noqa: PT018  # there are two columns
        words = exact.cast(pl.String)
        among = several.cast(pl.List(pl.String)).list.contains(words)
        yield Wrong(first, words.is_not_null() & ~among, what)
    else:
        yield from (Wrong(first, _both(told, code), what) for code in told.fact.codes)


def _both(told: Told, member: str) -> pl.Expr:
    """Where one column says that a set has a member, and another that it has not."""
    alone = [Told(told.fact, {part: name}, told.types) for part, name in told.columns.items()]
    answers = [
        includes(each, member, _has)
        for each in alone
        if next(iter(each.columns)) in ("", "includes", "excludes", member)
    ]
    return pl.any_horizontal(answers) & ~pl.all_horizontal(
        *(each.fill_null(True) for each in answers)
    )


def _has(column: str, member: str) -> pl.Expr:
    """Whether a list of members has one."""
    return pl.col(column).list.contains(member)


def problems(frame: pl.DataFrame, wrong: Wrong, source: str) -> Iterator[Problem]:
    """A problem for each different value that is wrong, the frequent ones first, with its count."""
    column = frame.columns.index(wrong.column) + 1
    rows = frame.with_row_index(".row").filter(wrong.where)
    cells = pl.col(wrong.column)
    if isinstance(frame.schema[wrong.column], pl.List):
        cells = (
            pl.lit("[") + cells.cast(pl.List(pl.String)).list.join(", ", ignore_nulls=True) + "]"
        )
    values = (
        rows.group_by(cells.cast(pl.String).alias(".value"))
        .agg(pl.len().alias(".count"), pl.col(".row").min())
        .sort([".count", ".value"], descending=[True, False])
    )
    for value, count, row in values.head(SHOWN).iter_rows():
        what = wrong.what.replace("{}", ticked(value or ""))
        hint = (suggest(value or "", wrong.known) if wrong.known else "") or wrong.hint
        yield Problem(Place(source, row + 1, column), "D405", f"{what} ({_rows(count)})", hint)
    rest = values[SHOWN:]
    if rest.height:
        what = f"so it is with {rest.height:,} more values ({_rows(int(rest['.count'].sum()))})"
        yield Problem(Place(source, int(rest[".row"][0]) + 1, column), "D405", what)


def _rows(count: int) -> str:
    return f"{count:,} row{'s' if count != 1 else ''}"
