"""Cases that are alike counted together, so that a million rows are estimated as fast as few."""

from collections.abc import Iterable, Mapping

import polars as pl

from casewise.tabulation.bounds import NUMBER
from casewise.tabulation.design import POPULATION, PSU, STRATUM, WEIGHT, Design, DesignSize
from casewise.tabulation.estimates import Estimate
from casewise.tabulation.placements import PLACEMENT, POSSIBLE
from casewise.tabulation.survey import Survey

UNIT, DOMAIN = "unit", "domain"
"""The column that says whether a case is of the subpopulation: true, false or not known."""


DESIGN = (STRATUM, PSU, POPULATION, WEIGHT)
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


class Estimator:
    """Estimates totals and proportions of indicators over the rows that `alike` gives."""

    def __init__(
        self,
        cells: pl.DataFrame,
        design: Design,
        size: DesignSize,
        indicators: Mapping[str, pl.Expr],
    ) -> None:
        """Take the `indicators` by name: each true, false, or missing, which counts as false."""
        told = [each.fill_null(value=False).alias(name) for name, each in indicators.items()]
        held = cells.select(told)
        named = [pl.col(name).cast(pl.Int64).alias(name) for name in indicators]
        domains = [pl.col(name).alias(_domain(name)) for name in indicators]
        sample = [name for name in DESIGN if name in cells.columns]
        self._survey = Survey(
            cells.select(sample).hstack(held.select([*named, *domains])), design, size
        )
        counts = held.select([pl.col(name) * cells[NUMBER] for name in indicators]).sum()
        self._counts: dict[str, int] = counts.row(0, named=True) if counts.height else {}

    def n(self, name: str) -> int:
        """How many cases have the indicator."""
        return int(self._counts[name])

    def totals(self, names: Iterable[str], domain: str = "") -> dict[str, Estimate]:
        """The weighted total of each indicator, within the cases that have `domain`, if named."""
        wanted = [name for name in names if self.n(name)]
        found = self._survey.totals(wanted, _domain(domain) if domain else "") if wanted else []
        return _with_nothing(names, dict(zip(wanted, found, strict=True)))

    def shares(self, names: Iterable[str], domain: str) -> dict[str, Estimate]:
        """The weighted proportion of each indicator within the cases that have `domain`."""
        wanted = [name for name in names if self.n(name)] if self.n(domain) else []
        found = self._survey.shares(wanted, _domain(domain)) if wanted else []
        return _with_nothing(names, dict(zip(wanted, found, strict=True)))


def _domain(name: str) -> str:
    return f"within {name}"


def _with_nothing(names: Iterable[str], found: Mapping[str, Estimate]) -> dict[str, Estimate]:
    return {name: found.get(name, Estimate(0.0)) for name in names}
