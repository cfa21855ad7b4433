"""The table that other packages read: numbers for the design, a column of codes a variable."""

import re
from collections.abc import Iterator

import polars as pl
from attrs import field, frozen

from casewise.tabulation.cases import Cases
from casewise.tabulation.design import POPULATION, PSU, STRATUM, WEIGHT, Design, DesignSize
from casewise.tabulation.placements import PLACEMENT
from casewise.tabulation.variables import NONE, UNKNOWN, Level, NotTabulated, Variable

DESIGN = (WEIGHT, STRATUM, PSU, POPULATION)
CATEGORY = "placement_category"
"""The column of what is placed where, without the subtypes."""
LONGEST_NAME = 32
"""The longest name of a column that every package takes."""


@frozen
class Exported:
    """A table as CSV, its design (columns `weight`, `stratum`, `psu`, `population`), and the rest.

    Strata and sampling units are numbered. `names` are the columns of codes, `placement` and
    `placement_category` first where there are any; `unknown` is a code like any other.
    """

    design: Design
    size: DesignSize
    names: tuple[str, ...]
    text: str = field(repr=False)

    @property
    def crossed(self) -> tuple[str, ...]:
        """The columns that are tabulated by category; none without placements."""
        return self.names[2:] if CATEGORY in self.names else ()


def exported(cases: Cases) -> Exported:
    """The cases as a table for other packages.

    Raises:
        NotTabulated: there is no variable to tabulate, or two would have one name.
    """
    columns = list(_design_columns(cases.frame))
    codes = [pair for name in _order(cases) for pair in _codes(cases.variables[name])]
    names = tuple(name for name, _ in codes)
    if not names:
        what = "there is nothing to tabulate: name a column of placements or records, or a --by"
        raise NotTabulated(what)
    twice = next((name for name in (*DESIGN, *names) if (*DESIGN, *names).count(name) > 1), None)
    if twice is not None:
        raise NotTabulated(f"two columns would be named `{twice}`: rename one in the table")
    told = [each.alias(name) for name, each in codes]
    frame = cases.frame.select([*columns, *told])
    return Exported(cases.design, cases.size, names, frame.write_csv())


def _order(cases: Cases) -> Iterator[str]:
    """The variables, the placement first."""
    if PLACEMENT in cases.variables:
        yield PLACEMENT
    yield from (name for name in cases.variables if name != PLACEMENT)


def _design_columns(frame: pl.DataFrame) -> Iterator[pl.Expr]:
    yield pl.col(WEIGHT)
    for name in (STRATUM, PSU):
        if name in frame.columns:
            yield pl.col(name).rank("dense").cast(pl.Int64)
    if POPULATION in frame.columns:
        yield pl.col(POPULATION)


def _codes(variable: Variable) -> Iterator[tuple[str, pl.Expr]]:
    """A column of codes, or one of yes and no for each code that a case may have with others."""
    if variable.name == PLACEMENT:
        yield PLACEMENT, pl.col(PLACEMENT)
        tops = [level for level in variable.levels if not level.depth]
        named = [pl.when(level.holds).then(pl.lit(level.code)) for level in tops]
        yield CATEGORY, pl.coalesce(named)
    elif variable.exclusive:
        (column,) = variable.columns
        yield plain_name(variable.name), pl.col(column).fill_null(UNKNOWN)
    else:
        for level in variable.levels:
            yield from _code(variable, level)


def _code(variable: Variable, level: Level) -> Iterator[tuple[str, pl.Expr]]:
    if level.code not in (NONE, UNKNOWN):
        (column,) = level.holds.meta.root_names()
        yield plain_name(f"{variable.name}_{level.code}"), pl.col(column).fill_null(UNKNOWN)


def plain_name(name: str) -> str:
    """A name that R, Stata and SPSS take: letters, digits and `_`, a letter first."""
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_")[:LONGEST_NAME]
    return plain if plain[:1].isalpha() else f"v_{plain}"[:LONGEST_NAME]
