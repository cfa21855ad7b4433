"""Columns of lists are taken apart: what is inside, and which rows have which member."""

from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewise.frames.arrays import lists_of
from casewise.frames.sets import members_of

CODES = [f"c{at}" for at in range(70)]  # more than fit into a word
CODED = pl.List(pl.Enum(CODES))
LISTS = st.lists(st.none() | st.lists(st.sampled_from(CODES), max_size=4), max_size=40)
Wanted = Sequence[list[str] | None]


def check(column: pl.Series, wanted: Wanted) -> None:
    """Each code is in the lists that have it, and nowhere is it known where there is no list."""
    each = members_of(column, CODES)
    assert each is not None
    for code, rows in zip(CODES, each, strict=True):
        assert rows.to_list() == [None if some is None else code in some for some in wanted]


@given(LISTS, st.integers(0, 9))
def test_every_member_is_found_in_the_lists_that_have_it(wanted: Wanted, start: int) -> None:
    check(pl.Series("x", wanted, CODED), wanted)
    check(pl.Series("x", wanted, CODED)[start:], wanted[start:])
    check(pl.concat([pl.Series("x", wanted, CODED)] * 2, rechunk=False), [*wanted, *wanted])


def test_what_is_left_inside_a_list_that_is_null_does_not_count() -> None:
    column = pl.Series("x", [["c1"], ["c2", "c3"], ["c69"], []], CODED)
    nothing = pl.Series([None], dtype=CODED)
    blanked = column.zip_with(pl.Series([True, False, True, True]), nothing).alias("x")
    check(blanked, [["c1"], None, ["c69"], []])
    inside = lists_of(blanked)
    assert inside.values.to_list() == ["c1", "c69"]
    assert inside.offsets.tolist() == [0, 1, 1, 2, 2]


@pytest.mark.parametrize("member", [None, "c70"])
def test_what_is_no_code_is_told(member: str | None) -> None:
    column = pl.Series("x", [["c1"], [member, "c2"]]).cast(CODED, strict=False)
    assert members_of(column, CODES) is None
