"""Dates and whole numbers compared where they lie, without a query."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from casewise.evaluation.columns.batch import Answers, Tested
from casewise.evaluation.columns.thresholds import Thresholds
from casewise.facts import IsWithin
from casewise.frames.planes import numbers
from casewise.frames.told import Told
from casewise.model.conditions import FactTest
from casewise.model.vocabulary import FactType

_EPOCH = date(1970, 1, 1).toordinal()
_TYPES: dict[pl.DataType, type[np.integer]] = {
    pl.Date(): np.int32,
    pl.Int8(): np.int8,
    pl.Int16(): np.int16,
    pl.Int32(): np.int32,
    pl.Int64(): np.int64,
    pl.UInt8(): np.uint8,
    pl.UInt16(): np.uint16,
    pl.UInt32(): np.uint32,
    pl.UInt64(): np.uint64,
}


class Comparing:
    """What is asked of a fact that one column tells of exactly, in numbers; see `comparable`."""

    def __init__(self, told: Told, tests: Sequence[FactTest]) -> None:
        self.column = told.columns[""]
        self._tests = tests
        lows = [test.test.low for test in tests if isinstance(test.test, IsWithin)]
        self._cuts = list(dict.fromkeys(lows))
        first = _first(told)
        dtype = np.dtype(_TYPES[told.types[""]])
        ends = told.fact.low - first, told.fact.high - first
        self._thresholds = Thresholds(dtype, [cut - first for cut in self._cuts], ends)

    def of(self, column: pl.Series) -> tuple[Tested, bool]:
        """The answers for a column, and whether there is a value that the fact cannot have."""
        cells, known = numbers(column)
        found = self._thresholds.of(cells, known)
        always = np.full(len(known), 255, np.uint8)
        answers = {
            test: Answers(
                found.at_least[self._cuts.index(test.test.low)]
                if isinstance(test.test, IsWithin)
                else always,  # that it is stated
                known,
            )
            for test in self._tests
        }
        return answers, found.outside


def comparable(told: Told) -> bool:
    """Whether one column tells of a number or date exactly, in a type that can hold one."""
    if list(told.columns) != [""] or told.fact.type not in (FactType.NUMBER, FactType.DATE):
        return False
    dtype = _TYPES.get(told.types[""])
    if dtype is None:
        return False
    least, most = np.iinfo(dtype).min, np.iinfo(dtype).max
    first = _first(told)
    return told.fact.low - first <= most and told.fact.high - first >= least


def _first(told: Told) -> int:
    """What a fact says where a column has zero."""
    return _EPOCH if told.fact.type is FactType.DATE else 0
