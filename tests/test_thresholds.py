"""Columns of numbers are compared alike with NumPy and as machine code."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import casewise
from casewise.evaluation.columns import running
from casewise.evaluation.columns.bits import packed, unpacked
from casewise.evaluation.columns.running import GROUP
from casewise.evaluation.columns.thresholds import Thresholds
from casewise.facts import IsStated, IsWithin
from casewise.frames.asking import Asking
from casewise.frames.comparing import comparable
from casewise.frames.planes import numbers
from casewise.frames.told import told
from casewise.model.conditions import FactTest
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType

TYPES = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]
ROWS = [0, 1, 7, 8, GROUP - 1, GROUP, 3 * GROUP + 70]


@pytest.fixture(params=[False, True])
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """With NumPy, and as machine code."""
    if request.param and not running.has_machine():
        pytest.skip("llvmlite is not installed")
    monkeypatch.setattr(running, "MANY", 0 if request.param else 1 << 62)
    return bool(request.param)


def compared_as_they_should(data: st.DataObject) -> None:
    dtype: Any = np.dtype(data.draw(st.sampled_from(TYPES)))
    info, rows = np.iinfo(dtype), data.draw(st.sampled_from(ROWS))
    least, most = int(info.min), int(info.max)
    near = st.one_of(st.integers(-4, 130), st.sampled_from([least - 1, least, most, most + 1]))
    cuts = data.draw(st.lists(near, max_size=4))
    low, high = sorted(data.draw(st.tuples(near, near)))
    if high < least or low > most:
        return
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    within = [max(least, min(low, 100)), min(most, max(high, 0))]
    some = np.array(data.draw(st.sampled_from([[least, most, *within], within])), dtype)
    cells = some[rng.integers(0, len(some), rows)]
    known = rng.random(rows) < data.draw(st.sampled_from([0.0, 0.9, 1.0]))
    plane = packed(known)
    if rows % 8:
        plane[-1] |= 255 << rows % 8 & 255  # there can be anything after the last row
    found = Thresholds(dtype, cuts, (low, high)).of(cells, plane)
    exact = [int(cell) for cell in cells]
    assert [unpacked(each, rows).tolist() for each in found.at_least] == [
        [cell >= cut for cell in exact] for cut in cuts
    ]
    outside = [not low <= cell <= high for cell in exact]
    assert found.outside == any(np.array(outside, np.bool_) & known)


def test_every_cut_and_both_ends_are_told(machine: bool) -> None:
    @settings(max_examples=30 if machine else 150, deadline=None)  # each one is compiled
    @given(st.data())
    def check(data: st.DataObject) -> None:
        compared_as_they_should(data)

    check()


def test_numbers_in_many_parts_are_those_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casewise.evaluation.columns.thresholds.PART", 64)

    @settings(max_examples=50, deadline=None)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        compared_as_they_should(data)

    check()


# -- columns of frames ----------------------------------------------------------------------------


def cut(column: pl.Series) -> list[pl.Series]:
    """A column in several forms that say the same."""
    pieces = pl.concat([column[:5], column[5:]], rechunk=False)
    return [column, pl.concat([column[:3], column])[3:], pieces]


@pytest.mark.parametrize("dtype", [pl.Int8, pl.UInt8, pl.Int32, pl.UInt64, pl.Date])
def test_numbers_lie_where_the_column_has_them(dtype: pl.DataType) -> None:
    values = [None if at % 3 == 1 else at for at in range(37)]
    days = [None if at is None else date(1970, 1, 1) + timedelta(at) for at in values]
    whole = pl.Series(days if dtype == pl.Date else values, dtype=dtype)
    for column in cut(whole):
        cells, known = numbers(column)
        flags = unpacked(known, len(column))
        assert [int(c) if f else None for c, f in zip(cells, flags, strict=True)] == values


def asked_of(fact: Fact, column: pl.Series) -> list[list[bool | None]]:
    """What a column of a fact says to some tests, by comparing it."""
    lows = [fact.low, fact.low + 1, (fact.low + fact.high) // 2, fact.high]
    tests = [FactTest(fact.name, IsWithin(low, fact.high)) for low in lows]
    tests.append(FactTest(fact.name, IsStated(stated=True)))
    frame = column.alias(fact.name).to_frame()
    assert comparable(told([fact], frame.schema, "frame")[0])
    answers = Asking([fact], tests, frame.schema, "frame").of(frame)
    return [
        [
            bool(holds) if known else None
            for holds, known in zip(
                unpacked(answers[test].holds, len(column)),
                unpacked(answers[test].known, len(column)),
                strict=True,
            )
        ]
        for test in tests
    ]


@pytest.mark.usefixtures("machine")
def test_a_column_says_what_its_values_say(rules: Ruleset) -> None:
    facts = [f for f in rules.vocabulary.facts if f.type is FactType.DATE]
    facts += [
        f for each in rules.vocabulary.lists() for f in each.facts if f.type is FactType.NUMBER
    ]
    assert {fact.type for fact in facts} == {FactType.DATE, FactType.NUMBER}
    for fact in facts:
        middle = (fact.low + fact.high) // 2
        stated = [fact.low, None, middle - 1, middle, None, fact.high, *[None] * 9, middle + 1]
        of_type = [
            date.fromordinal(each) if each is not None and fact.type is FactType.DATE else each
            for each in stated
        ]
        for column in cut(pl.Series(of_type, strict=False)):
            *found, is_stated = asked_of(fact, column)
            lows = [fact.low, fact.low + 1, middle, fact.high]
            assert found == [
                [None if each is None else each >= low for each in stated] for low in lows
            ]
            assert is_stated == [None if each is None else True for each in stated]


def ages(rules: Ruleset) -> Fact:
    facts = [f for each in rules.vocabulary.lists() for f in each.facts]
    return next(each for each in facts if each.type is FactType.NUMBER)


@pytest.mark.usefixtures("machine")
def test_what_lies_under_a_null_is_nothing(rules: Ruleset) -> None:
    fact = ages(rules)
    cells, known = pl.Series([fact.high + 1, 12] * 300), pl.Series([False, True] * 300)
    blanked = pl.select(pl.when(known).then(cells)).to_series()
    alone = pl.Series([None, 12] * 300)
    assert blanked.to_physical().to_arrow().buffers()[1] != alone.to_arrow().buffers()[1]
    assert asked_of(fact, blanked) == asked_of(fact, alone)


@pytest.mark.usefixtures("machine")
def test_a_value_that_cannot_be_is_named(rules: Ruleset) -> None:
    fact = ages(rules)
    for wrong in (fact.low - 1, fact.high + 1):
        with pytest.raises(casewise.ProblemsFound, match=f"`{wrong}` \\(2 rows\\)"):
            asked_of(fact, pl.Series([12] * 600 + [wrong, None, wrong, None]))
