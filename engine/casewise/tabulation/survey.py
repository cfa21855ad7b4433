"""Totals and proportions with their sampling error: the only module that knows `svy`.

Variances are Taylor-linearized, of sampling units within strata. Totals get a t interval,
proportions (ratios of two totals) a logit interval, both with the degrees of freedom of the
sampling units less the strata that have cases in the domain. The numbers are held to golden files
from R's package survey, see `tests/golden/survey`.
"""

import math
from collections.abc import Sequence
from typing import Any

import polars as pl
import svy
from attrs import evolve

from casewise.tabulation.design import (
    POPULATION,
    PSU,
    STRATUM,
    WEIGHT,
    Design,
    DesignSize,
    Singleton,
)
from casewise.tabulation.estimates import Estimate

LIBRARY = f"svy {svy.__version__}"
ROUNDING = 1e-12
"""How near to 0 or 1 a proportion is one of them, but for how sums are rounded."""


class Survey:
    """A sample: `frame` has a row for each sampling unit, and the design's columns as named above.

    Its other columns are weighted sums over the cases of the unit. A linearized variance sees
    nothing else of them, so what is estimated from sums is what would be from each case. A column
    that the design does not name is not there; without sampling units each case is a row.
    """

    def __init__(self, frame: pl.DataFrame, design: Design, size: DesignSize) -> None:
        told = svy.Design(
            wgt=WEIGHT,  # the sums are weighted already: each unit counts once
            stratum=STRATUM if design.strata else None,
            psu=PSU if design.psu else None,
            pop_size=POPULATION if design.population else None,
            singleton=_rule(design.singleton, size),
        )
        self._estimation = svy.Sample(
            frame.with_columns(pl.lit(1.0).alias(WEIGHT)), told
        ).estimation

    def totals(self, columns: Sequence[str], within: str = "") -> list[Estimate]:
        """The total of each column, over the units that have something in the column `within`."""
        found: Any = self._estimation.total(list(columns), where=_where(within))
        return [_estimate(each.estimates[0]) for each in found]

    def shares(self, columns: Sequence[str], whole: str) -> list[Estimate]:
        """The total of each column as a proportion of that of `whole`, which it is a part of."""
        found: Any = self._estimation.ratio(list(columns), whole, where=_where(whole))
        return [_proportion(_estimate(each.estimates[0])) for each in found]


def _rule(singleton: Singleton, size: DesignSize) -> Any:
    """What svy is told of lone sampling units; those that are all of their stratum add nothing."""
    if singleton is Singleton.ERROR:
        return Singleton.SKIP.value if size.certain else None
    return singleton.value


def _where(within: str) -> pl.Expr | None:
    return pl.col(within) > 0 if within else None


def _proportion(ratio: Estimate) -> Estimate:
    """The ratio with a logit interval: as wide as its own, t times its error, on the logit scale.

    As in svy's own logit intervals, a proportion of 0 or 1 has none: its error says nothing.
    """
    share = ratio.value
    if ratio.low is None or ratio.high is None or not ROUNDING < share < 1 - ROUNDING:
        return evolve(ratio, low=None, high=None)
    logit = math.log(share / (1 - share))
    half = (ratio.high - ratio.low) / 2 / (share * (1 - share))
    return evolve(ratio, low=_from_logit(logit - half), high=_from_logit(logit + half))


def _from_logit(logit: float) -> float:
    return (1 + math.tanh(logit / 2)) / 2  # for any number, where exp would overflow


def _estimate(found: Any) -> Estimate:
    return Estimate(
        float(found.est), _number(found.se), _number(found.lci), _number(found.uci), found.df
    )


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
