"""Tests of facts as column expressions: where each holds, fails, or is open (null)."""

from datetime import date
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as fn

from casewise.facts import IncludesAny, IsOneOf, IsStated, IsWithin, Test
from casewise.model.vocabulary import FactType
from casewise.spark.telling import Told


def answer(told: Told, test: Test) -> Column:
    """The answer to a test, null where what is known leaves it open."""
    if not told.columns:
        return fn.lit(None).cast("boolean")
    match test:
        case IsOneOf(values):
            return _one_of(told, values)
        case IncludesAny(members):
            (member,) = members  # sets are asked member by member
            return includes(told, member)
        case IsStated():
            stated = reduce(Column.__or__, (each.isNotNull() for each in told.columns.values()))
            return fn.when(stated, fn.lit(True))
        case IsWithin(low, _):
            return _at_least(told, low)  # ranges are asked by their lower ends
    raise TypeError(f"{type(test).__name__} is not asked of rows")  # `labels` does not


def _one_of(told: Told, values: frozenset[str]) -> Column:
    exact, several = told.column(), told.column("one_of")
    if told.fact.type is FactType.YES_NO:
        assert exact is not None  # a yes/no fact has no other column
        return exact if values == {"yes"} else ~exact
    codes = sorted(values)
    answers = []
    if exact is not None:
        answers.append(exact.isin(codes))
    if several is not None:
        allowed = _texts(codes)
        inside, outside = (
            fn.size(fn.array_except(several, allowed)) == 0,
            ~fn.arrays_overlap(several, allowed),
        )
        answers.append(_whether(inside, outside))
    return fn.coalesce(*answers)


def includes(told: Told, member: str) -> Column:
    """Whether a set has a member."""
    answers = []
    exact, own = told.column(), told.column(member)
    inside, outside = told.column("includes"), told.column("excludes")
    if exact is not None:
        answers.append(fn.array_contains(exact, member))
    if own is not None:
        answers.append(own)
    if inside is not None:
        answers.append(fn.when(fn.array_contains(inside, member), fn.lit(True)))
    if outside is not None:
        answers.append(fn.when(fn.array_contains(outside, member), fn.lit(False)))
    return fn.coalesce(*answers)


def ends(told: Told) -> tuple[Column | None, Column | None]:
    """The ends of what is known of a number or date; nothing where no column tells of one."""
    cast = "date" if told.fact.type is FactType.DATE else "bigint"
    first, last = ("from", "to") if cast == "date" else ("at_least", "at_most")
    exact, low, high = told.column(), told.column(first), told.column(last)
    if low is None and high is None:
        assert exact is not None  # some column tells of the fact
        return exact.cast(cast), exact.cast(cast)
    return _first(exact, low, cast), _first(exact, high, cast)


def day(ordinal: int) -> Column:
    """A date; as text, because Spark's own literals lose the zeros of the first thousand years."""
    return fn.lit(date.fromordinal(ordinal).isoformat()).cast("date")


def _first(exact: Column | None, part: Column | None, cast: str) -> Column | None:
    found = [each.cast(cast) for each in (exact, part) if each is not None]
    return fn.coalesce(*found) if found else None


def _at_least(told: Told, low: int) -> Column:
    bound = day(low) if told.fact.type is FactType.DATE else fn.lit(low)
    first, last = ends(told)
    if first is last:
        assert first is not None
        return first >= bound
    nothing = fn.lit(None).cast("boolean")
    above = nothing if first is None else first >= bound
    below = nothing if last is None else last < bound
    return _whether(above, below)


def _whether(holds: Column, fails: Column) -> Column:
    return fn.when(holds, fn.lit(True)).when(fails, fn.lit(False))


def _texts(codes: list[str]) -> Column:
    return fn.array(*map(fn.lit, codes))
