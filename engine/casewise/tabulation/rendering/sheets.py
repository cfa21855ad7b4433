"""A tabulation as sheets of cells: what every format shows, in the same words."""

from collections.abc import Iterator
from enum import StrEnum

from attrs import frozen

from casewise.tabulation import reliability
from casewise.tabulation.estimates import Estimate, Group, Row, Table, Tabulation

NOT_SHOWN, NOTHING = "*", "-"
ESTIMATES = ("n", "weighted", "SE", "95% interval", "%", "SE %", "95% interval", "df", "flag")
LIMITS = ("lowest", "highest")
MANY = 10_000
"""From here on totals are shown without decimals."""


class Kind(StrEnum):
    """What a line is: the name of a group, a row in it, or a part of the row above."""

    GROUP = "group"
    ROW = "row"
    PART = "part"


@frozen
class Line:
    """A name and the cells beside it."""

    kind: Kind
    name: str
    cells: tuple[str, ...]


@frozen
class Sheet:
    """A table to be written: its caption, its heading, lines, and what stands below it."""

    caption: str
    heading: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


@frozen
class Report:
    """The sheets of a tabulation, and what holds for all of them."""

    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...]


def report(tabulation: Tabulation) -> Report:
    """The tables as sheets, each followed by one of bounds where open records could move it."""
    sheets = [sheet for each in tabulation.tables for sheet in _sheets(tabulation, each)]
    return Report(tuple(sheets), tuple(_general(tabulation)))


def _sheets(tabulation: Tabulation, table: Table) -> Iterator[Sheet]:
    notes = (*_about(table), design_words(tabulation), *_open_words(tabulation))
    caption = _caption(tabulation, table)
    heading = (table.title, *ESTIMATES)
    yield Sheet(caption, heading, tuple(_lines(table)), notes)
    limits = tuple(_limits(table))
    if limits:
        words = "How far open records could move the totals"
        note = (
            "lowest and highest weighted total over all ways in which the records that are not "
            "settled may end, by what each leaves possible; rows that cannot move are left out"
        )
        yield Sheet(f"{words}: {caption}", (table.title, *LIMITS), limits, (note,))


def _caption(tabulation: Tabulation, table: Table) -> str:
    crossed = len(table.groups) > 1 and table.variable != "placement"
    within = f", where {' and '.join(tabulation.where)}" if tabulation.where else ""
    return f"{table.title}{' by placement' if crossed else ''}{within}"


# -- lines ----------------------------------------------------------------------------------------


def _lines(table: Table) -> Iterator[Line]:
    decimals = 0 if max(group.total.value for group in table.groups) >= MANY else 1
    for group in filter(_has_cases, table.groups):
        yield _heading(group, decimals)
        yield from (Line(_kind(row), row.label, _cells(row, decimals)) for row in group.rows)


def _has_cases(group: Group) -> bool:
    return group.n > 0


def _heading(group: Group, decimals: int) -> Line:
    if not group.shown:
        return Line(Kind.GROUP, group.label, _hidden(group.n, group.flags))
    total = _total(group.total, decimals)
    share = ("100.0", NOTHING, NOTHING)
    cells = (f"{group.n:,}", *total, *share, str(group.total.df), " ".join(group.flags))
    return Line(Kind.GROUP, group.label, cells)


def _kind(row: Row) -> Kind:
    return Kind.PART if row.depth else Kind.ROW


def _cells(row: Row, decimals: int) -> tuple[str, ...]:
    if not row.n:
        return ("0", "0", NOTHING, NOTHING, "0", NOTHING, NOTHING, NOTHING, "none")
    if not row.shown:
        return _hidden(row.n, row.flags)
    share = _share(row.share)
    degrees = NOTHING if row.share.df is None else str(row.share.df)
    return (f"{row.n:,}", *_total(row.total, decimals), *share, degrees, " ".join(row.flags))


def _hidden(n: int, flags: tuple[str, ...]) -> tuple[str, ...]:
    return (f"{n:,}", *(NOT_SHOWN,) * 7, " ".join(flags))


def _total(total: Estimate, decimals: int) -> tuple[str, str, str]:
    def shown(value: float | None) -> str:
        return NOTHING if value is None else f"{value:,.{decimals}f}"

    return shown(total.value), shown(total.se), _interval(shown(total.low), shown(total.high))


def _share(share: Estimate) -> tuple[str, str, str]:
    def shown(value: float | None) -> str:
        return NOTHING if value is None else f"{100 * value:.1f}"

    return shown(share.value), shown(share.se), _interval(shown(share.low), shown(share.high))


def _interval(low: str, high: str) -> str:
    return NOTHING if NOTHING in (low, high) else f"{low} to {high}"


def _limits(table: Table) -> Iterator[Line]:
    for group in table.groups:
        lines = [_limit(row) for row in group.rows if _moves(row)]
        if lines and group.code:
            yield Line(Kind.GROUP, group.label, ("", ""))
        yield from lines


def _moves(row: Row) -> bool:
    return row.bounds is not None and row.bounds.high - row.bounds.low > 1e-9 * row.bounds.high


def _limit(row: Row) -> Line:
    assert row.bounds is not None
    cells = (f"{row.bounds.low:,.1f}", f"{row.bounds.high:,.1f}")
    return Line(_kind(row), row.label, cells if row.shown else (NOT_SHOWN, NOT_SHOWN))


# -- notes ----------------------------------------------------------------------------------------


def _about(table: Table) -> Iterator[str]:
    empty = [group.label for group in table.groups if not group.n]
    if empty:
        yield f"no case: {'; '.join(empty)}"
    if not table.exclusive:
        yield "a case may be in several rows: they do not add up to all cases"
    groups = ([r for r in group.rows if not r.depth] for group in table.groups if group.shown)
    if table.exclusive and any(sum(not row.shown for row in rows) == 1 for rows in groups):
        yield "a single row that is not shown can be worked out from the others: leave out another"


def design_words(tabulation: Tabulation) -> str:
    """The design on one line, with the rule for lone sampling units."""
    design, size = tabulation.design, tabulation.size
    units = f"{size.psus:,} PSUs ({design.psu or 'each case one'})"
    strata = f"{size.strata:,} strata ({design.strata})" if design.strata else "one stratum"
    population = f"population `{design.population}`" if design.population else "no population size"
    rule = f"rule {design.singleton}: {design.singleton.words}"
    alone = f"strata with one PSU: {len(size.lone) or 'none'} ({rule})"
    certain = f", and {len(size.certain)} whose one PSU is all there is" if size.certain else ""
    return (
        f"design: {units} in {strata}, weight `{design.weight}`, {population}; df {size.df} = PSUs "
        f"less strata; {alone}{certain}; Taylor linearization, {tabulation.library}"
    )


def _open_words(tabulation: Tabulation) -> Iterator[str]:
    if tabulation.ruleset is None:
        return
    undecided, unsettled = tabulation.undecided, tabulation.unsettled
    yield (
        f"undecided: {undecided.n:,} cases (weighted {undecided.weighted:,.1f}); not settled, "
        f"these among them: {unsettled.n:,} cases (weighted {unsettled.weighted:,.1f})"
    )
    if not unsettled.n:
        yield "every record is settled: no answer that is still open could move a total"


def _general(tabulation: Tabulation) -> Iterator[str]:
    if tabulation.where:
        cases, outside = tabulation.cases, tabulation.outside
        yield (
            f"subpopulation: {' and '.join(tabulation.where)}: {cases.n:,} cases (weighted "
            f"{cases.weighted:,.1f}); not known whether in it, and left out: {outside.n:,} cases "
            f"(weighted {outside.weighted:,.1f})"
        )
    yield (
        "intervals are 95%: of totals t, of proportions logit; a proportion within a placement and "
        "a subpopulation have the df of the PSUs and strata that they have cases in"
    )
    yield f"flags: {reliability.RULE}"
    if tabulation.ruleset is not None:
        name, release, fingerprint = tabulation.ruleset
        yield f"rules: {name} {release} {fingerprint}"
    yield "a research classification under these rules, not a legal finding"
