"""Tables made: each level an indicator on the full sample, by itself and within each placement."""

from collections.abc import Iterable, Iterator

import polars as pl
from attrs import evolve, frozen

from casewise.tabulation import bounds, reliability
from casewise.tabulation.bounds import NUMBER
from casewise.tabulation.cases import Cases, Sources, gather
from casewise.tabulation.cells import DESIGN, DOMAIN, UNIT, Alike, Estimator, summed
from casewise.tabulation.conditions import Condition, expression
from casewise.tabulation.design import WEIGHT
from casewise.tabulation.estimates import Bounds, Count, Estimate, Group, Row, Table, Tabulation
from casewise.tabulation.placements import PLACEMENT, POSSIBLE
from casewise.tabulation.survey import LIBRARY
from casewise.tabulation.variables import Level, NotTabulated, Variable, check_few

ALL = "all"


@frozen
class Wanted:
    """What is to be tabulated: variables by name, within the cases that meet all conditions."""

    by: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    small_shown: bool = False


def tabulate(sources: Sources, wanted: Wanted) -> Tabulation:
    """Estimate how the cases lie over the placements, and over each variable by placement.

    Raises:
        ProblemsFound: the table, its design or the records cannot be used.
        NotTabulated: there is nothing to tabulate, no case is in the subpopulation, or a name or
            a value is unknown.
        UnreadableTable, OSError: as `gather` says.
    """
    cases = gather(sources, [*wanted.by, *(each.name for each in wanted.where)])
    placed = PLACEMENT in cases.variables
    if not placed and not wanted.by:
        what = "there is nothing to tabulate: name a column of placements or records, or a --by"
        raise NotTabulated(what)
    cases = _within(cases, wanted.where)
    inside = cases.frame.filter(pl.col(DOMAIN))
    if inside.is_empty():
        raise NotTabulated("no case is in the subpopulation")
    rules = sources.how.rules
    counted = inside.with_columns(pl.lit(1).alias(NUMBER))
    nothing = Count(0, 0.0)
    return Tabulation(
        file=str(sources.table),
        ruleset=(rules.id, rules.release, rules.fingerprint) if placed else None,
        readings=rules.chosen if placed else (),
        design=sources.design,
        size=cases.size,
        library=LIBRARY,
        where=tuple(each.text for each in wanted.where),
        cases=_count(inside),
        outside=_count(cases.frame.filter(pl.col(DOMAIN).is_null())),
        undecided=bounds.undecided(counted) if placed else nothing,
        unsettled=bounds.unsettled(counted) if placed else nothing,
        small_shown=wanted.small_shown,
        tables=tuple(_tables(cases, wanted)),
    )


def _count(frame: pl.DataFrame) -> Count:
    return Count(frame.height, float(frame[WEIGHT].sum()))


def _within(cases: Cases, where: Iterable[Condition]) -> Cases:
    """The cases with a column that says which are in the subpopulation."""
    tests = [expression(each, _variable(cases, each.name)) for each in where]
    inside = pl.all_horizontal(tests) if tests else pl.lit(value=True)
    return evolve(cases, frame=cases.frame.with_columns(inside.alias(DOMAIN)))


def _variable(cases: Cases, name: str) -> Variable:
    """The variable of that name.

    Raises:
        NotTabulated: it is the placement, and there is none.
    """
    if name not in cases.variables:
        raise NotTabulated("there is no placement: name a column of placements, or records")
    return cases.variables[name]


def _tables(cases: Cases, wanted: Wanted) -> Iterator[Table]:
    placement = cases.variables.get(PLACEMENT)
    alike = Alike(cases.frame)
    if placement is not None:
        yield _Maker(cases, alike, placement, None, wanted.small_shown).table()
    for name in dict.fromkeys(wanted.by):
        if name != PLACEMENT:
            variable = _variable(cases, name)
            check_few(variable)
            yield _Maker(cases, alike, variable, placement, wanted.small_shown).table()


@frozen
class _Part:
    """Some cases that a table has rows for: all of them, or those of one placement."""

    level: Level
    name: str

    def cell(self, level: Level) -> str:
        return f"{self.name} {level.code}"


class _Maker:
    """Makes one table: the indicators of all its cells are estimated from one sample."""

    def __init__(
        self,
        cases: Cases,
        alike: Alike,
        variable: Variable,
        placement: Variable | None,
        small_shown: bool,
    ) -> None:
        self.variable = variable
        self.placement = placement
        self.small_shown = small_shown
        everything = _Part(Level("", "all cases", pl.lit(value=True)), "0")
        places = placement.levels if placement is not None else ()
        tops = (level for level in places if level.depth == 0)
        self.parts = [everything, *(_Part(top, str(at)) for at, top in enumerate(tops, start=1))]
        cells = alike.by(variable.columns)
        inside = cells.filter(pl.col(DOMAIN))
        columns = (*variable.columns, PLACEMENT)
        self.sums = summed(inside, (*columns, POSSIBLE))
        units = [name for name in DESIGN if name != WEIGHT]
        indicators = dict(self._indicators())
        told = summed(cells, (*units, UNIT, DOMAIN, *columns))
        self.estimator = Estimator(told, cases.design, cases.size, indicators)
        # Of a subpopulation, as R has it: the degrees of freedom are those that it has itself.
        domain = "" if inside.height == cells.height else everything.name
        self.totals = self.estimator.totals(list(indicators), domain)

    def _indicators(self) -> Iterator[tuple[str, pl.Expr]]:
        for part in self.parts:
            within = pl.col(DOMAIN) & part.level.holds
            yield part.name, within
            yield from ((part.cell(lv), within & lv.holds) for lv in self.variable.levels)

    def table(self) -> Table:
        """The table, with a group for all cases and one for each placement."""
        groups = tuple(map(self._group, self.parts))
        return Table(self.variable.name, self.variable.title, self.variable.exclusive, groups)

    def _group(self, part: _Part) -> Group:
        names = [part.cell(level) for level in self.variable.levels]
        shares = self.estimator.shares(names, part.name)
        n, total = self.estimator.n(part.name), self.totals[part.name]
        rows = tuple(
            self._row(part, level, shares[part.cell(level)]) for level in self.variable.levels
        )
        flags = reliability.flags(n, total, None)
        return Group(part.level.code, part.level.label, n, total, flags, self._shown(n), rows)

    def _row(self, part: _Part, level: Level, share: Estimate) -> Row:
        n, total = self.estimator.n(part.cell(level)), self.totals[part.cell(level)]
        flags = reliability.flags(n, total, share)
        bounded = self._bounds(part, level)
        return Row(
            level.code, level.label, level.depth, n, total, share, bounded, flags, self._shown(n)
        )

    def _shown(self, n: int) -> bool:
        return self.small_shown or not reliability.is_small(n)

    def _bounds(self, part: _Part, level: Level) -> Bounds | None:
        """Bounds of a cell, for which outcomes of the rules are told on one side or the other."""
        if self.variable.name == PLACEMENT:
            return bounds.bounds(self.sums, level.outcomes, None) if level.outcomes else None
        if not part.level.outcomes:
            return None
        return bounds.bounds(self.sums, part.level.outcomes, level.holds)
