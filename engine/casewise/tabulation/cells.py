"""Cases that are alike counted together, so that a million rows are estimated as fast as few."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import polars as pl
from attrs import frozen

from casewise.tabulation.bounds import NUMBER
from casewise.tabulation.design import POPULATION, PSU, STRATUM, WEIGHT, Design, DesignSize
from casewise.tabulation.estimates import Estimate
from casewise.tabulation.placements import PLACEMENT, POSSIBLE
from casewise.tabulation.survey import Survey

DOMAIN = "domain"
"""The column that says whether a case is of the subpopulation: true, false or not known."""

NUMBERED, INSIDE = "numbered", "inside"
SAMPLE = (STRATUM, PSU, POPULATION)
COMMON = (*SAMPLE, DOMAIN, PLACEMENT, POSSIBLE)
"""What every count goes by."""

DENSE = 4
"""Sums are kept for every cell that could be, if these are no more than so many times the cases."""


class Alike:
    """The cases, ready to be counted by sampling unit and some columns, again and again.

    What every count goes by is numbered once; counting then goes by that number. Where each case
    is a sampling unit of its own, no two are put together. Text comes out as categories.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self._common = [name for name in COMMON if name in frame.columns]
        self._cases = frame.with_columns(pl.col(pl.String).cast(pl.Categorical))
        self._apart = PSU not in frame.columns
        if not self._apart:
            self._kinds, self._kind = _numbered(self._cases.select(self._common))
            self._cases = self._cases.drop(self._common)

    def by(self, columns: Iterable[str]) -> pl.DataFrame:
        """A row for each sampling unit and set of values, with its weight and number of cases."""
        more = [name for name in dict.fromkeys(columns) if name not in self._common]
        if self._apart:
            told = self._cases.select(*self._common, *more, WEIGHT)
            return told.with_columns(pl.lit(1, pl.Int64).alias(NUMBER))
        weights = self._cases[WEIGHT]
        if not more:
            sums = _summed(self._kind, weights, self._kinds.height)
            return self._kinds[sums[NUMBERED]].hstack(sums.drop(NUMBERED))
        sets, each = _numbered(self._cases.select(more))
        count = sets.height
        sums = _summed(self._kind * count + each, weights, self._kinds.height * count)
        kinds, values = self._kinds[sums[NUMBERED] // count], sets[sums[NUMBERED] % count]
        return kinds.hstack(values).hstack(sums.drop(NUMBERED))


def _numbered(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The different rows, in order, and for each row of the frame which of them it is."""
    rows = frame.unique().sort(frame.columns)
    told = frame.join(
        rows.with_row_index(NUMBERED),
        on=frame.columns,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return rows, told[NUMBERED].cast(pl.Int64)


def _summed(cell: pl.Series, weights: pl.Series, size: int) -> pl.DataFrame:
    """The weight and number of the cases of each cell that has any, by the number of the cell."""
    if size > DENSE * cell.len():
        of = pl.DataFrame({NUMBERED: cell, WEIGHT: weights}).group_by(NUMBERED)
        counted = pl.len().cast(pl.Int64).alias(NUMBER)
        return of.agg(pl.col(WEIGHT).sum(), counted).sort(NUMBERED)
    sums = np.bincount(cell.to_numpy(), weights.to_numpy(), size)
    numbers = np.bincount(cell.to_numpy(), minlength=size)
    found = np.flatnonzero(numbers)
    return pl.DataFrame({NUMBERED: found, WEIGHT: sums[found], NUMBER: numbers[found]})


@frozen
class Cell:
    """One level within some cases: how many have it, their total, and their share of those cases.

    Of the cases themselves the share is 1.
    """

    n: int
    total: Estimate
    share: Estimate


NOTHING = Cell(0, Estimate(0.0), Estimate(0.0))


class Estimator:
    """Estimates levels within groups of cases, over rows that `Alike` gives.

    A total is that of an indicator on the full sample. In a subpopulation, as R has it, a total has
    the degrees of freedom of the subpopulation, as every share has those of its group.
    """

    def __init__(self, rows: pl.DataFrame, design: Design, size: DesignSize) -> None:
        self._rows = rows
        self._design = design
        self._size = size
        self._sample = [name for name in SAMPLE if name in rows.columns]

    def cells(self, groups: Sequence[pl.Expr], levels: Sequence[pl.Expr]) -> list[list[Cell]]:
        """For each group a cell for all of its cases, then one for each level within it."""
        inside = [pl.col(DOMAIN) & group for group in groups]
        held = {
            _name(at, of): within if level is None else within & level
            for at, within in enumerate(inside)
            for of, level in enumerate((None, *levels))
        }
        counts = self._counts(held)
        names = [name for name in held if counts[name]]
        survey = Survey(self._sums(held, names), self._design, self._size)
        totals = self._totals(survey, names)
        found = []
        for at in range(len(groups)):
            whole, *parts = (_name(at, of) for of in range(len(levels) + 1))
            shares = _shares(survey, whole, [name for name in parts if counts[name]])
            found.append(
                [
                    Cell(counts[name], totals[name], shares[name]) if counts[name] else NOTHING
                    for name in (whole, *parts)
                ]
            )
        return found

    def _counts(self, held: Mapping[str, pl.Expr]) -> dict[str, int]:
        kept = (pl.col(NUMBER).filter(each).sum().alias(name) for name, each in held.items())
        return self._rows.select(kept).row(0, named=True)

    def _sums(self, held: Mapping[str, pl.Expr], names: Iterable[str]) -> pl.DataFrame:
        """A row for each sampling unit, with the weight of its cases in each cell."""
        kept = {INSIDE: pl.col(DOMAIN)} | {name: held[name] for name in names}
        if PSU not in self._sample:
            zero = (pl.when(each).then(WEIGHT).otherwise(0.0).alias(n) for n, each in kept.items())
            return self._rows.select(*self._sample, *zero)
        sums = (pl.col(WEIGHT).filter(each).sum().alias(name) for name, each in kept.items())
        return self._rows.group_by(self._sample, maintain_order=True).agg(sums)

    def _totals(self, survey: Survey, names: Sequence[str]) -> dict[str, Estimate]:
        if not names:
            return {}
        within = "" if self._rows[DOMAIN].all(ignore_nulls=False) else INSIDE
        return dict(zip(names, survey.totals(names, within), strict=True))


def _shares(survey: Survey, whole: str, names: Sequence[str]) -> dict[str, Estimate]:
    """The shares of levels within the cases that have `whole`."""
    shares = {whole: Estimate(1.0)}
    if names:
        shares |= zip(names, survey.shares(names, whole), strict=True)
    return shares


def _name(group: int, level: int) -> str:
    return f"{group}/{level}"
