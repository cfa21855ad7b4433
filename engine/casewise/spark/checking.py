"""What a row cannot say, as column expressions: values that a fact cannot have, contradictions."""

from collections.abc import Iterator

from pyspark.sql import Column
from pyspark.sql import functions as fn

from casewise.model.vocabulary import Fact, FactType
from casewise.spark.answering import day, ends, includes
from casewise.spark.telling import Told

Wrong = tuple[Column, str]
"""Where a row is wrong, and what to say of it."""

_PARTS = {FactType.CHOICE: ("one_of",), FactType.SET: ("", "includes", "excludes")}
"""The columns of texts that are lists, by the type of the fact."""


def complaint(told: Told) -> Column | None:
    """An expression that stops the run where a row is wrong, and is null elsewhere."""
    found: Column | None = None
    for where, what in _wrongs(told):
        stop = fn.raise_error(fn.lit(f"D405: {what}"))
        found = fn.when(where, stop) if found is None else found.when(where, stop)
    return None if found is None else found.cast("int")


def _wrongs(told: Told) -> Iterator[Wrong]:
    fact = told.fact
    for part, column in told.columns.items():
        yield from _impossible(fact, part, column)
    if len(told.columns) > 1 and fact.type is not FactType.LIST:
        what = f"the columns of `{fact.name}` contradict each other"
        for where in _contradictions(told):
            yield where, what


def _impossible(fact: Fact, part: str, column: Column) -> Iterator[Wrong]:
    codes = fn.array(*map(fn.lit, fact.codes)) if fact.values else None
    what = f"not an answer to `{fact.name}`"
    if codes is not None and part in _PARTS.get(fact.type, ()):
        yield fn.size(fn.array_except(column, codes)) > 0, what
        if fact.type is FactType.CHOICE:
            yield fn.size(column) == 0, f"`{fact.name}.{part}` is empty and says nothing"
    elif fact.type is FactType.CHOICE:
        yield ~column.isin(*fact.codes), what
    elif fact.type is FactType.NUMBER:
        yield column.cast("bigint") != column, f"`{fact.name}` takes whole numbers"
        bounds = f"it lies between {fact.low} and {fact.high}"
        yield ~column.between(fact.low, fact.high), f"{what} ({bounds})"
    elif fact.type is FactType.DATE:
        yield column.cast("date") != column, f"`{fact.name}` takes days"
        yield ~column.cast("date").between(day(fact.low), day(fact.high)), what


def _contradictions(told: Told) -> Iterator[Column]:
    """Where columns of one fact cannot all be right."""
    exact = told.column()
    if told.fact.type in (FactType.NUMBER, FactType.DATE):
        low, high = ends(told)
        if low is not None and high is not None:
            yield low > high
        for name in ("from", "at_least"):
            if exact is not None and (bound := told.column(name)) is not None:
                yield exact < bound
        for name in ("to", "at_most"):
            if exact is not None and (bound := told.column(name)) is not None:
                yield exact > bound
    elif told.fact.type is FactType.CHOICE:
        several = told.column("one_of")
        assert exact is not None  # there are two columns
        assert several is not None
        yield ~fn.array_contains(several, exact)
    else:
        yield from (_both(told, code) for code in told.fact.codes)


def _both(told: Told, member: str) -> Column:
    """Where one column says that a set has a member, and another that it has not."""
    parts = {part: each for part, each in told.columns.items() if part not in told.fact.codes}
    if (own := told.column(member)) is not None:
        parts[member] = own
    answers = [includes(Told(told.fact, {part: each}), member) for part, each in parts.items()]
    says_in = fn.greatest(fn.lit(False), fn.lit(False), *answers)
    says_out = fn.greatest(fn.lit(False), fn.lit(False), *(~each for each in answers))
    return says_in & says_out
