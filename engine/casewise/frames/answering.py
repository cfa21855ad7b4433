"""Tests of facts as expressions over columns: where each holds, fails, or is open (null)."""

from collections.abc import Callable
from datetime import date

import polars as pl
from attrs import frozen

from casewise.facts import IncludesAny, IsOneOf, IsStated, IsWithin, Test
from casewise.frames.sets import member_column
from casewise.frames.told import Told
from casewise.model.vocabulary import FactType


def answer(told: Told, test: Test) -> pl.Expr:
    """The answer to a test, null where what is known leaves it open."""
    match test:
        case IsOneOf(values):
            return _one_of(told, values)
        case IncludesAny(members):
            (member,) = members  # sets are asked member by member
            return includes(told, member)
        case IsStated():
            return pl.when(pl.any_horizontal(*_stated(told))).then(pl.lit(value=True))
        case IsWithin(low, _):
            return _at_least(told, low)  # ranges are asked by their lower ends
    raise TypeError(f"{type(test).__name__} is not asked of rows")  # `labels` does not


def _one_of(told: Told, values: frozenset[str]) -> pl.Expr:
    exact, several = told.column(), told.column("one_of")
    if told.fact.type is FactType.YES_NO:
        assert exact is not None  # a yes/no fact has no other column
        return exact if values == {"yes"} else ~exact
    codes = sorted(values)
    answers = []
    if exact is not None:
        answers.append(exact == codes[0] if len(codes) == 1 else exact.is_in(codes))
    if several is not None:
        inside = several.list.eval(pl.element().is_in(codes))
        answers.append(_whether(inside.list.all(), ~inside.list.any()))
    return _first(answers)


def ready(column: str, member: str) -> pl.Expr:
    """Whether a set has a member, in columns that are made ready."""
    return pl.col(member_column(column, member))


def includes(told: Told, member: str, has: Callable[[str, str], pl.Expr] = ready) -> pl.Expr:
    """Whether a set has a member; `has` says so of one column of lists."""
    answers = []
    exact, own = told.columns.get(""), told.column(member)
    inside, outside = told.columns.get("includes"), told.columns.get("excludes")
    if exact is not None:
        answers.append(has(exact, member))
    if own is not None:
        answers.append(own)
    if inside is not None:
        answers.append(pl.when(has(inside, member)).then(pl.lit(value=True)))
    if outside is not None:
        answers.append(pl.when(has(outside, member)).then(pl.lit(value=False)))
    return _first(answers)


def _first(answers: list[pl.Expr]) -> pl.Expr:
    """The first answer that there is; one alone stays what it is."""
    return answers[0] if len(answers) == 1 else pl.coalesce(answers)


def _whether(holds: pl.Expr, fails: pl.Expr) -> pl.Expr:
    return pl.when(holds).then(pl.lit(value=True)).when(fails).then(pl.lit(value=False))


def _stated(told: Told) -> list[pl.Expr]:
    return [pl.col(name).is_not_null() for name in told.columns.values()]


def _at_least(told: Told, low: int) -> pl.Expr:
    bound = pl.lit(date.fromordinal(low) if told.fact.type is FactType.DATE else low)
    span = spanned(told)
    if span.low is span.high:
        return span.low >= bound
    return _whether(span.low >= bound, span.high < bound)


@frozen
class Spanned:
    """The ends of what is known of a number or date; null where an end is open."""

    low: pl.Expr
    high: pl.Expr


def spanned(told: Told) -> Spanned:
    """The ends of a number or date; the exact value is both."""
    first, last = ("from", "to") if told.fact.type is FactType.DATE else ("at_least", "at_most")
    exact, low, high = told.column(), told.column(first), told.column(last)
    if low is None and high is None:
        assert exact is not None  # some column tells of the fact
        return Spanned(exact, exact)
    nothing = pl.lit(None)
    either = [each for each in (exact, low) if each is not None] or [nothing]
    other = [each for each in (exact, high) if each is not None] or [nothing]
    return Spanned(pl.coalesce(either), pl.coalesce(other))
