"""Cases that are alike counted together, so that a million rows are estimated as fast as few."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl
from attrs import frozen

from casewise.tabulation.bounds import NUMBER
from casewise.tabulation.design import POPULATION, PSU, STRATUM, WEIGHT, Design, DesignSize
from casewise.tabulation.estimates import Estimate
from casewise.tabulation.placements import PLACEMENT, POSSIBLE
from casewise.tabulation.survey import Survey

UNIT, DOMAIN, WITHIN = "unit", "domain", "within"
"""The column that says whether a case is of the subpopulation: true, false or not known."""


KIND = "kind"


class Alike:
    """The cases, ready to be counted by sampling unit and some columns, again and again.

    What every count goes by (design, subpopulation, placement) is numbered once; counting then
    goes by that number. Where each case is a sampling unit of its own, no two are put together.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        text = frame.with_columns(pl.col(pl.String).cast(pl.Categorical))
        common = (STRATUM, PSU, POPULATION, DOMAIN, PLACEMENT, POSSIBLE)
        self._common = [name for name in common if name in frame.columns]
        self._apart = PSU not in frame.columns
        self._kinds = text.select(self._common).unique().with_row_index(KIND)
        told = text.join(
            self._kinds, on=self._common, how="left", nulls_equal=True, maintain_order="left"
        )
        self._cases = told.drop(self._common)
        if self._apart:
            self._cases = self._cases.with_row_index(UNIT)

    def by(self, columns: Iterable[str]) -> pl.DataFrame:
        """A row for each sampling unit and set of values, with its weight and number of cases."""
        more = [name for name in dict.fromkeys(columns) if name not in self._common]
        keys = [KIND, *([UNIT] if self._apart else []), *more]
        counted = pl.len().cast(pl.Int64).alias(NUMBER)
        found = self._cases.group_by(keys).agg(pl.col(WEIGHT).sum(), counted)
        told = found.join(self._kinds, on=KIND, how="left").sort(keys).drop(KIND)
        return told.with_columns(pl.col(pl.Categorical).cast(pl.String))


def summed(cells: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """The weights and numbers of cases of each set of values in those of `columns` there are."""
    keys = [name for name in dict.fromkeys(columns) if name in cells.columns]
    return cells.group_by(keys).agg(pl.col(WEIGHT, NUMBER).sum()).sort(keys)


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
    """Estimates levels within groups of cases, over rows that `Alike` or `summed` gives.

    A total is that of an indicator on the full sample. In a subpopulation, as R has it, a total has
    the degrees of freedom of the subpopulation, as every share has those of its group.
    """

    def __init__(self, rows: pl.DataFrame, design: Design, size: DesignSize) -> None:
        self._rows = rows
        self._design = design
        self._size = size
        self._sample = [name for name in (STRATUM, PSU, POPULATION) if name in rows.columns]

    def cells(self, groups: Sequence[pl.Expr], levels: Sequence[pl.Expr]) -> list[list[Cell]]:
        """For each group a cell for all of its cases, then one for each level within it."""
        inside = [pl.col(DOMAIN) & group for group in groups]
        held = {
            _name(at, of): within if level is None else within & level
            for at, within in enumerate(inside)
            for of, level in enumerate((None, *levels))
        }
        frame = self._told(held)
        counts = frame.select(pl.col(name).dot(pl.col(NUMBER)) for name in held).row(0, named=True)
        totals = self._totals(frame, [name for name in held if counts[name]])
        found = []
        for at in range(len(groups)):
            whole, *names = (_name(at, of) for of in range(len(levels) + 1))
            shares = self._shares(frame, whole, [name for name in names if counts[name]])
            shares[whole] = Estimate(1.0)
            found.append(
                [
                    Cell(counts[name], totals[name], shares[name]) if counts[name] else NOTHING
                    for name in (whole, *names)
                ]
            )
        return found

    def _told(self, held: Mapping[str, pl.Expr]) -> pl.DataFrame:
        """The design with a column of 0 and 1 for each cell."""
        told = [each.fill_null(value=False).cast(pl.Int64).alias(n) for n, each in held.items()]
        domain = pl.col(DOMAIN).fill_null(value=False)
        return self._rows.select(*self._sample, domain, *told, WEIGHT, NUMBER)

    def _totals(self, frame: pl.DataFrame, names: Sequence[str]) -> dict[str, Estimate]:
        if not names:
            return {}
        columns = [*self._sample, DOMAIN, WEIGHT, *names]
        domain = "" if frame[DOMAIN].all() else DOMAIN
        survey = Survey(frame.select(columns), self._design, self._size)
        return dict(zip(names, survey.totals(names, domain), strict=True))

    def _shares(self, frame: pl.DataFrame, whole: str, names: Sequence[str]) -> dict[str, Estimate]:
        """The shares of levels within the cases that have `whole`."""
        if not names:
            return {}
        within = (pl.col(whole) == 1).alias(WITHIN)
        rows = self._compact(frame.select(*self._sample, within, *names, WEIGHT, NUMBER), names)
        shares = Survey(rows, self._design, self._size).shares(names, WITHIN)
        return dict(zip(names, shares, strict=True))

    def _compact(self, frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
        """Alike rows of a sampling unit as one."""
        if PSU not in self._sample:
            return frame
        return summed(frame, (*self._sample, WITHIN, *names))


def _name(group: int, level: int) -> str:
    return f"{group}/{level}"
