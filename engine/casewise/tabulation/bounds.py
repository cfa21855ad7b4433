"""How far the records whose outcome is open could move a total: exactly, not as an estimate."""

from collections.abc import Collection

import polars as pl

from casewise.result import UNDECIDED
from casewise.tabulation.design import WEIGHT
from casewise.tabulation.estimates import Bounds, Count
from casewise.tabulation.placements import PLACEMENT, POSSIBLE, SEPARATOR

NUMBER = "n"
"""The column of how many cases a row stands for."""


def bounds(cells: pl.DataFrame, outcomes: Collection[str], held: pl.Expr | None) -> Bounds:
    """The lowest and highest weighted total of `outcomes` (where `held`) over all resolutions.

    A resolution gives each record one of its possible outcomes. Lowest counts the records of
    which every outcome is wanted, highest those of which some is.
    """
    kept = cells if held is None else cells.filter(held)
    weights = kept.group_by(POSSIBLE).agg(pl.col(WEIGHT).sum())
    low = high = 0.0
    for possible, weight in weights.sort(POSSIBLE).iter_rows():
        ends = possible.split(SEPARATOR)
        low += weight if all(end in outcomes for end in ends) else 0.0
        high += weight if any(end in outcomes for end in ends) else 0.0
    return Bounds(low, high)


def undecided(cells: pl.DataFrame) -> Count:
    """The cases that are placed nowhere, for want of answers."""
    return _count(cells.filter(pl.col(PLACEMENT) == UNDECIDED))


def unsettled(cells: pl.DataFrame) -> Count:
    """The cases of which more than one outcome is possible."""
    return _count(cells.filter(pl.col(POSSIBLE).str.contains(SEPARATOR, literal=True)))


def _count(cells: pl.DataFrame) -> Count:
    return Count(int(cells[NUMBER].sum()), float(cells[WEIGHT].sum()))
