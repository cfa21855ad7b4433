"""How far the records whose outcome is open could move a total: exactly, not as an estimate."""

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from casewise.evaluation.placement import SEPARATOR
from casewise.result import UNDECIDED
from casewise.tabulation.design import WEIGHT
from casewise.tabulation.estimates import Bounds, Count
from casewise.tabulation.placements import PLACEMENT, POSSIBLE

NUMBER = "n"
"""The column of how many cases a row stands for."""


Ends = Mapping[tuple[str, ...], float]
"""The weighted total of the cases that have the same possible outcomes, by these."""


def ends(cells: pl.DataFrame, held: Sequence[pl.Expr]) -> list[Ends]:
    """How the cases for which each of `held` is true may end."""
    kept = [pl.col(WEIGHT).filter(each).sum().alias(str(at)) for at, each in enumerate(held)]
    sums = cells.group_by(pl.col(POSSIBLE).cast(pl.String)).agg(kept).sort(POSSIBLE)
    possible = [tuple(cell.split(SEPARATOR)) for cell in sums[POSSIBLE]]
    return [dict(zip(possible, sums[str(at)], strict=True)) for at in range(len(held))]


def bounds(found: Ends, outcomes: Collection[str]) -> Bounds:
    """The lowest and highest weighted total of `outcomes` over all resolutions.

    A resolution gives each record one of its possible outcomes. Lowest counts the records of
    which every outcome is wanted, highest those of which some is.
    """
    low = high = 0.0
    for possible, weight in found.items():
        low += weight if all(end in outcomes for end in possible) else 0.0
        high += weight if any(end in outcomes for end in possible) else 0.0
    return Bounds(low, high)


def undecided(cells: pl.DataFrame) -> Count:
    """The cases that are placed nowhere, for want of answers."""
    return count(cells.filter(pl.col(PLACEMENT) == UNDECIDED))


def unsettled(cells: pl.DataFrame) -> Count:
    """The cases of which more than one outcome is possible."""
    several = pl.col(POSSIBLE).cast(pl.String).str.contains(SEPARATOR, literal=True)
    return count(cells.filter(several))


def count(cells: pl.DataFrame) -> Count:
    """How many cases the rows stand for, and their weighted total."""
    return Count(int(cells[NUMBER].sum()), float(cells[WEIGHT].sum()))
