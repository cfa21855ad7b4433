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


class Estimator:
    """Estimates levels within some of the cases, over rows that `Alike` or `summed` gives."""

    def __init__(self, rows: pl.DataFrame, design: Design, size: DesignSize) -> None:
        self._rows = rows
        self._design = design
        self._size = size
        inside = rows[DOMAIN]
        self._whole = inside.null_count() == 0 and bool(inside.all())

    def within(self, within: pl.Expr, levels: Sequence[pl.Expr]) -> list[Cell]:
        """A cell for the cases where `within` is true, then one for each level within them.

        A total is that of an indicator on the full sample. In a subpopulation, as R has it, a
        total has the degrees of freedom of the subpopulation, as every share has those of the
        cases that it is of.
        """
        inside = pl.col(DOMAIN) & within
        if not self._rows.select(inside.any()).item():
            return [Cell(0, Estimate(0.0), Estimate(0.0))] * (len(levels) + 1)
        held = [inside, *(inside & level for level in levels)]
        names = [f"level {at}" for at in range(len(held))]
        frame = self._compact(dict(zip(names, held, strict=True)))
        counts = frame.select(pl.col(name).dot(pl.col(NUMBER)) for name in names).row(0)
        told = [name for name, count in zip(names, counts, strict=True) if count]
        survey = Survey(frame.drop(NUMBER), self._design, self._size)
        totals = survey.totals(told, "" if self._whole else DOMAIN)
        shares = survey.shares(told, WITHIN)
        found = {name: (totals[at], shares[at]) for at, name in enumerate(told)}
        nothing = (Estimate(0.0), Estimate(0.0))
        return [
            Cell(int(n), *found.get(name, nothing)) for n, name in zip(counts, names, strict=True)
        ]

    def _compact(self, held: Mapping[str, pl.Expr]) -> pl.DataFrame:
        """Rows with 0 and 1 in columns of these names; alike ones of a sampling unit as one."""
        sample = [name for name in (STRATUM, PSU, POPULATION) if name in self._rows.columns]
        told = [each.fill_null(value=False).cast(pl.Int64).alias(n) for n, each in held.items()]
        first = next(iter(held))
        domain = pl.col(DOMAIN).fill_null(value=False)
        frame = self._rows.select(*sample, domain, *told, WEIGHT, NUMBER)
        if PSU in sample:
            frame = summed(frame, (*sample, DOMAIN, *held))
        return frame.with_columns((pl.col(first) == 1).alias(WITHIN))
