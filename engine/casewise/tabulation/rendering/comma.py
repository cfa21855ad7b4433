"""A tabulation as CSV: one row for each cell of each table, numbers as they are."""

import csv
from collections.abc import Iterator
from io import StringIO

from casewise.tabulation.estimates import Estimate, Group, Row, Table, Tabulation
from casewise.tabulation.rendering.json_form import DIGITS

PARTS = ("value", "se", "low", "high", "df")
HEADING = (
    "variable", "placement", "code", "label", "n",
    *(f"total_{part}" for part in PARTS), *(f"proportion_{part}" for part in PARTS),
    "lowest", "highest", "flags",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet takes for a formula."""


def as_csv(tabulation: Tabulation) -> str:
    """The tables as CSV; what is not shown is blank."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADING)
    for table in tabulation.tables:
        for group in table.groups:
            writer.writerows(_rows(table, group))
    return text.getvalue()


def _rows(table: Table, group: Group) -> Iterator[list[object]]:
    if table.variable != "placement":
        total = _estimate(group.total, group.shown)
        head = [table.variable, group.code, "", _safe(group.label), group.n]
        yield [*head, *total, *_estimate(None, shown=False), "", "", " ".join(group.flags)]
    yield from (_row(table, group, row) for row in group.rows)


def _row(table: Table, group: Group, row: Row) -> list[object]:
    bounds = row.bounds if row.shown else None
    limits = ["", ""] if bounds is None else [_number(bounds.low), _number(bounds.high)]
    head = [table.variable, group.code, _safe(row.code), _safe(row.label), row.n]
    total, share = _estimate(row.total, row.shown), _estimate(row.share, row.shown)
    return [*head, *total, *share, *limits, " ".join(row.flags)]


def _estimate(estimate: Estimate | None, shown: bool) -> list[object]:
    if estimate is None or not shown:
        return [""] * len(PARTS)
    numbers = (estimate.value, estimate.se, estimate.low, estimate.high)
    return [*map(_number, numbers), "" if estimate.df is None else estimate.df]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.{DIGITS}g}"


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
