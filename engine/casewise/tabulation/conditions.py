"""Subpopulations: `NAME=VALUE`, and its like, of a column, a fact, a rule or the placement."""

import operator
import re
from collections.abc import Callable
from typing import Any

import polars as pl
from attrs import frozen

from casewise.evaluation.placement import SEPARATOR
from casewise.reading.words import suggest, ticked
from casewise.tabulation.variables import UNKNOWN, NotTabulated, Variable

_FORM = re.compile(r"\s*([^=!<>]+?)\s*(!=|<=|>=|=|<|>)\s*(.*?)\s*")
_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@frozen
class Condition:
    """A test of one variable, as it was written."""

    text: str
    name: str
    sign: str
    values: tuple[str, ...]


def read_condition(text: str) -> Condition:
    """A condition such as `answer=yes`, `placement!=not-eligible`, `origin=a|b` or `age>=18`.

    Raises:
        NotTabulated: it has no such form.
    """
    parts = _FORM.fullmatch(text)
    if parts is None:
        hint = "write NAME=VALUE, NAME!=VALUE, or NAME with <, <=, >, >= and a number"
        raise NotTabulated(f"{ticked(text)} is not a condition ({hint})")
    name, sign, value = parts.groups()
    return Condition(text.strip(), name, sign, tuple(part.strip() for part in value.split("|")))


def expression(condition: Condition, variable: Variable) -> pl.Expr:
    """Whether a case is in the subpopulation; missing where that is not known.

    Raises:
        NotTabulated: the variable has no such value, or cannot be compared with a number.
    """
    if condition.sign in _ORDER:
        return _compared(condition, variable)
    held = [_level(condition, variable, value) for value in condition.values]
    found = pl.any_horizontal(held)
    return found if condition.sign == "=" else ~found


def _level(condition: Condition, variable: Variable, value: str) -> pl.Expr:
    level = next((each for each in variable.levels if each.code == value), None)
    if level is None:
        hint = suggest(value, variable.codes)
        what = f"no case has {ticked(value)} for `{variable.name}`"
        raise NotTabulated(f"{what} in {ticked(condition.text)}{f' ({hint})' if hint else ''}")
    return level.holds


def _compared(condition: Condition, variable: Variable) -> pl.Expr:
    columns = variable.columns
    try:
        bound = float(SEPARATOR.join(condition.values))
    except ValueError:
        bound = float("nan")
    if not variable.exclusive or len(columns) != 1 or bound != bound:
        raise NotTabulated(f"{ticked(condition.text)} does not compare numbers")
    numbers = [code for code in variable.codes if code != UNKNOWN]
    if not all(_is_number(code) for code in numbers):
        raise NotTabulated(f"the values of `{variable.name}` are not all numbers")
    cell = pl.col(columns[0]).cast(pl.String).cast(pl.Float64, strict=False)
    found: pl.Expr = _ORDER[condition.sign](cell, bound)
    return found


def _is_number(code: str) -> bool:
    try:
        float(code)
    except ValueError:
        return False
    return True
