"""Cases that are alike counted together, so that a million rows are estimated as fast as few."""

from collections.abc import Iterable, Mapping

import polars as pl

from casewise.tabulation.bounds import NUMBER
from casewise.tabulation.design import POPULATION, PSU, STRATUM, WEIGHT, Design, DesignSize
from casewise.tabulation.estimates import Estimate
from casewise.tabulation.survey import Survey

DOMAIN = "domain"
"""The column that says whether a case is of the subpopulation: true, false or not known."""


def alike(frame: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """Cases of one sampling unit with the same values in `columns`, as one row with their weight.

    Where each case is a sampling unit of its own, no two can stand as one.
    """
    if PSU not in frame.columns:
        return frame.with_columns(pl.lit(1).alias(NUMBER))
    wanted = dict.fromkeys((STRATUM, PSU, POPULATION, DOMAIN, *columns))
    keys = [name for name in wanted if name in frame.columns]
    counted = pl.len().cast(pl.Int64).alias(NUMBER)
    return frame.group_by(keys).agg(pl.col(WEIGHT).sum(), counted).sort(keys)


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
        sample = [name for name in (STRATUM, PSU, POPULATION, WEIGHT) if name in cells.columns]
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
