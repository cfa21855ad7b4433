"""Totals and proportions with their sampling error: the only module that knows `svy`.

Variances are Taylor-linearized, of sampling units within strata. Totals get a t interval,
proportions a logit interval, both with the degrees of freedom of the sampling units less the
strata that have cases in the domain. The numbers are held to golden files from R's package
survey, see `tests/golden/survey`.
"""

import math
from collections.abc import Sequence
from typing import Any

import polars as pl
import svy

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


class Survey:
    """A sample: `frame` has the columns of the design, named as above, and columns of 0 and 1.

    A column that the design does not name is not there. Rows of one sampling unit that are alike
    may stand as one with the sum of their weights: a linearized variance sees only the sums of
    sampling units.
    """

    def __init__(self, frame: pl.DataFrame, design: Design, size: DesignSize) -> None:
        told = svy.Design(
            wgt=WEIGHT,
            stratum=STRATUM if design.strata else None,
            psu=PSU if design.psu else None,
            pop_size=POPULATION if design.population else None,
            singleton=_rule(design.singleton, size),
        )
        self._estimation = svy.Sample(frame, told).estimation

    def totals(self, columns: Sequence[str], domain: str = "") -> list[Estimate]:
        """The weighted total of each column, within the rows where the column `domain` is true."""
        found: Any = self._estimation.total(list(columns), where=_where(domain))
        return [_estimate(each.estimates[0]) for each in found]

    def shares(self, columns: Sequence[str], domain: str = "") -> list[Estimate]:
        """The weighted proportion of rows with 1 in each column, within the domain."""
        found: Any = self._estimation.prop(list(columns), where=_where(domain), ci_method="logit")
        return [_share(each.estimates) for each in found]


def _rule(singleton: Singleton, size: DesignSize) -> Any:
    """What svy is told of lone sampling units; those that are all of their stratum add nothing."""
    if singleton is Singleton.ERROR:
        return Singleton.SKIP.value if size.certain else None
    return singleton.value


def _where(domain: str) -> pl.Expr | None:
    return pl.col(domain) if domain else None


def _share(levels: Sequence[Any]) -> Estimate:
    """Of the rows for 0 and for 1, the one for 1; without one the proportion is 0."""
    ones = next((each for each in levels if str(each.y_level) == "1"), None)
    return Estimate(0.0, df=levels[0].df) if ones is None else _estimate(ones)


def _estimate(found: Any) -> Estimate:
    return Estimate(
        float(found.est), _number(found.se), _number(found.lci), _number(found.uci), found.df
    )


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
