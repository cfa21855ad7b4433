"""What a cell says, as values for the columns of a table in canonical form.

A fact is one column where it is known exactly; what is known in part goes to columns beside it,
`F.from` and `F.to`, `F.at_least` and `F.at_most`, `F.one_of`, `F.includes` and `F.excludes`.
"""

from datetime import date
from typing import Any

import polars as pl

from casewise.facts import Choice, Members, Span
from casewise.model.column_map import PARTS, Meaning, Part, Target
from casewise.model.vocabulary import Fact, FactType
from casewise.reading.cells import asked

TYPES: dict[FactType, pl.DataType] = {
    FactType.YES_NO: pl.Boolean(),
    FactType.DATE: pl.Date(),
    FactType.NUMBER: pl.Int64(),
    FactType.SET: pl.List(pl.String()),
}
SEVERAL = (Part.ONE_OF, Part.INCLUDES, Part.EXCLUDES)
"""The parts that are told as a list of codes."""


def column_type(target: Target) -> pl.DataType:
    """The type of the column of a target in canonical form; a list has none of its own."""
    if target.part in SEVERAL:
        return pl.List(pl.String())
    fact = asked(target)
    if fact.type is FactType.CHOICE:
        return pl.Enum(fact.codes)
    return TYPES[fact.type]


def components(
    target: Target, *, in_part: bool = False, by_member: bool = False
) -> dict[str, pl.DataType]:
    """The columns that a target can be told in.

    With `in_part` there are those beside the first, too; with `by_member` a set is told in a
    column for each member instead, which is sooner done than in lists.
    """
    fact = asked(target)
    if by_member and fact.type is FactType.SET and target.part is Part.WHOLE:
        return {f"{target.column}.{code}": pl.Boolean() for code in fact.codes}
    found = {target.column: column_type(target)}
    if in_part and target.part is Part.WHOLE:
        for part in PARTS[fact.type]:
            beside = Target(fact, part)
            found[beside.column] = column_type(beside)
    return found


def told(target: Target, meaning: Meaning, *, by_member: bool = False) -> dict[str, Any]:
    """The values of those columns that a meaning has something to say in."""
    fact, name = asked(target), target.column
    match meaning:
        case Choice(values) if fact.type is FactType.YES_NO:
            return {name: values == {"yes"}} if len(values) == 1 else {}
        case Choice(values) if target.part is Part.ONE_OF:
            return {name: sorted(values)}
        case Choice(values) if len(values) == 1:
            return {name: next(iter(values))}
        case Choice(values):
            return {f"{name}.{Part.ONE_OF}": sorted(values)}
        case Span(low, high) if low == high:
            return {name: _end(fact, low)}
        case Span(low, high):
            return _bounds(target, fact, low, high)
        case Members(included, excluded) if by_member:
            of = {True: included, False: excluded}
            return {f"{name}.{code}": side for side in of for code in of[side]}
        case Members():
            return _members(target, fact, meaning)
    return {}


def _end(fact: Fact, value: int) -> date | int:
    return date.fromordinal(value) if fact.type is FactType.DATE else value


def _bounds(target: Target, fact: Fact, low: int, high: int) -> dict[str, Any]:
    """Both ends; a column that holds one end takes its own."""
    if target.part in (Part.FROM, Part.AT_LEAST):
        return {target.column: _end(fact, low)}
    if target.part in (Part.TO, Part.AT_MOST):
        return {target.column: _end(fact, high)}
    first, last = PARTS[fact.type]
    name = target.column
    return {f"{name}.{first}": _end(fact, low), f"{name}.{last}": _end(fact, high)}


def _members(target: Target, fact: Fact, known: Members) -> dict[str, Any]:
    included, excluded = sorted(known.included), sorted(known.excluded)
    if target.part is not Part.WHOLE or len(included) + len(excluded) == len(fact.codes):
        return {target.column: included}
    name = target.column
    found = {f"{name}.{Part.INCLUDES}": included, f"{name}.{Part.EXCLUDES}": excluded}
    return {column: codes for column, codes in found.items() if codes}
