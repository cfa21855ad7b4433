"""Tables made: each level an indicator on the full sample, by itself and within each placement."""

from collections.abc import Iterable, Iterator

import polars as pl
from attrs import evolve, frozen

from casewise.tabulation import bounds, reliability
from casewise.tabulation.bounds import Ends
from casewise.tabulation.cases import Cases, Sources, gather
from casewise.tabulation.cells import DOMAIN, Alike, Cell, Estimator
from casewise.tabulation.conditions import Condition, expression
from casewise.tabulation.estimates import Bounds, Count, Group, Row, Table, Tabulation
from casewise.tabulation.placements import PLACEMENT
from casewise.tabulation.survey import LIBRARY
from casewise.tabulation.variables import Level, NotTabulated, Variable, check_few

ALL = pl.lit(value=True)


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
    alike = Alike(cases.frame)
    counted = alike.by(())
    inside = counted.filter(pl.col(DOMAIN))
    if inside.is_empty():
        raise NotTabulated("no case is in the subpopulation")
    rules = sources.how.rules
    nothing = Count(0, 0.0)
    return Tabulation(
        file=str(sources.table),
        ruleset=(rules.id, rules.release, rules.fingerprint) if placed else None,
        readings=rules.chosen if placed else (),
        design=sources.design,
        size=cases.size,
        library=LIBRARY,
        where=tuple(each.text for each in wanted.where),
        cases=bounds.count(inside),
        outside=bounds.count(counted.filter(pl.col(DOMAIN).is_null())),
        undecided=bounds.undecided(inside) if placed else nothing,
        unsettled=bounds.unsettled(inside) if placed else nothing,
        small_shown=wanted.small_shown,
        tables=tuple(_tables(cases, alike, wanted)),
    )


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


def _tables(cases: Cases, alike: Alike, wanted: Wanted) -> Iterator[Table]:
    placement = cases.variables.get(PLACEMENT)
    if placement is not None:
        yield _Maker(cases, alike, placement, None, wanted.small_shown).table()
    for name in dict.fromkeys(wanted.by):
        if name != PLACEMENT:
            variable = _variable(cases, name)
            check_few(variable)
            yield _Maker(cases, alike, variable, placement, wanted.small_shown).table()


class _Maker:
    """Makes one table, group by group: all cases, and those of each placement."""

    def __init__(
        self,
        cases: Cases,
        alike: Alike,
        variable: Variable,
        placement: Variable | None,
        small_shown: bool,
    ) -> None:
        self.variable = variable
        self.small_shown = small_shown
        everything = Level("", "all cases", ALL)
        places = placement.levels if placement is not None else ()
        self.groups = [everything, *(level for level in places if not level.depth)]
        rows = alike.by(variable.columns)
        self.estimator = Estimator(rows, cases.design, cases.size)
        self.ends: list[Ends] = []
        if PLACEMENT in cases.variables:
            # An open record may end in another row of placements, but not of what it says.
            own = variable.name == PLACEMENT
            held = [ALL if own else level.holds for level in variable.levels]
            self.ends = bounds.ends(rows.filter(pl.col(DOMAIN)), held)

    def table(self) -> Table:
        """The table, with a group for all cases and one for each placement."""
        levels = [level.holds for level in self.variable.levels]
        cells = self.estimator.cells([group.holds for group in self.groups], levels)
        groups = tuple(map(self._group, self.groups, cells))
        return Table(self.variable.name, self.variable.title, self.variable.exclusive, groups)

    def _group(self, within: Level, cells: list[Cell]) -> Group:
        whole, *parts = cells
        told = enumerate(zip(self.variable.levels, parts, strict=True))
        rows = tuple(self._row(level, cell, self._bounds(within, at)) for at, (level, cell) in told)
        flags = reliability.flags(whole.n, whole.total, None)
        shown = self._shown(whole.n)
        return Group(within.code, within.label, whole.n, whole.total, flags, shown, rows)

    def _row(self, level: Level, cell: Cell, limits: Bounds | None) -> Row:
        return Row(
            level.code,
            level.label,
            level.depth,
            cell.n,
            cell.total,
            cell.share,
            limits,
            reliability.flags(cell.n, cell.total, cell.share),
            self._shown(cell.n),
        )

    def _shown(self, n: int) -> bool:
        return self.small_shown or not reliability.is_small(n)

    def _bounds(self, within: Level, at: int) -> Bounds | None:
        """Bounds of a cell, for which outcomes of the rules are told on one side or the other."""
        own = self.variable.name == PLACEMENT
        outcomes = self.variable.levels[at].outcomes if own else within.outcomes
        return bounds.bounds(self.ends[at], outcomes) if outcomes else None
