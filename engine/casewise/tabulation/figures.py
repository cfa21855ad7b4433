"""Figures by matplotlib: readable in shades of grey, and the same bytes in every run."""

from io import BytesIO
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from casewise.tabulation.estimates import Row, Tabulation
from casewise.tabulation.variables import NotTabulated

SETTINGS: Any = {
    "svg.hashsalt": "casewise",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "hatch.linewidth": 0.6,
}
# No date, no name of the program with its version: what is drawn depends on the numbers only.
METADATA = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}
WIDE, SHADE, PART_SHADE, EDGE = "///", "#8c8c8c", "#d9d9d9", "#1a1a1a"


def bars(tabulation: Tabulation, form: str) -> bytes:
    """The weighted totals of the placements as bars with their 95% intervals, as SVG or PNG.

    Parts are lighter, what is flagged `wide` is hatched; rows without a case and rows that are not
    shown have no bar, but their number of cases.

    Raises:
        NotTabulated: no placements were tabulated.
    """
    table = next((each for each in tabulation.tables if each.variable == "placement"), None)
    if table is None:
        raise NotTabulated("there is no placement to draw: name a column of placements, or records")
    rows = table.groups[0].rows
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(8, 1.3 + 0.34 * len(rows)), layout="constrained")
        _draw(figure.add_subplot(), rows, tabulation)
        written = BytesIO()
        figure.savefig(written, format=form, dpi=150, metadata=METADATA[form])
    return written.getvalue()


def description(tabulation: Tabulation) -> str:
    """The figure in words, for those who do not see it."""
    rows = next(t for t in tabulation.tables if t.variable == "placement").groups[0].rows
    said = [_words(row) for row in rows if row.n]
    return f"Bar chart of weighted totals with 95% intervals. {'; '.join(said)}."


def _words(row: Row) -> str:
    if not row.shown:
        return f"{row.label}: {row.n} cases, not shown"
    if row.total.low is None or row.total.high is None:
        return f"{row.label}: {row.total.value:,.0f}"
    interval = f"{row.total.low:,.0f} to {row.total.high:,.0f}"
    return f"{row.label}: {row.total.value:,.0f} ({interval})"


def _draw(axes: Axes, rows: tuple[Row, ...], tabulation: Tabulation) -> None:
    for at, row in enumerate(rows):
        if row.n and row.shown:
            _bar(axes, at, row)
        note = f"n = {row.n}" if row.shown else f"n = {row.n}, not shown"
        axes.annotate(
            note, (_end(row), at), (6, 0), textcoords="offset points", va="center", fontsize=8
        )
    axes.set_yticks(range(len(rows)), [row.label for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)  # the first on top, and room for those without a bar
    axes.set_xlim(left=min(0.0, *(row.total.low or 0.0 for row in rows if row.shown)))
    axes.margins(x=0.15)
    axes.set_xlabel("weighted total, with 95% interval")
    where = f", where {' and '.join(tabulation.where)}" if tabulation.where else ""
    axes.set_title(f"Placements{where}", loc="left", fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)


def _end(row: Row) -> float:
    if not row.shown or not row.n:
        return 0.0
    return row.total.value if row.total.high is None else row.total.high


def _bar(axes: Axes, at: int, row: Row) -> None:
    shade = PART_SHADE if row.depth else SHADE
    hatch = WIDE if "wide" in row.flags else ""
    axes.barh(at, row.total.value, 0.7, color=shade, edgecolor=EDGE, linewidth=0.8, hatch=hatch)
    if row.total.low is not None and row.total.high is not None:
        ends = [[row.total.value - row.total.low], [row.total.high - row.total.value]]
        axes.errorbar(
            row.total.value, at, xerr=ends, fmt="none", ecolor=EDGE, elinewidth=1.4, capsize=4
        )
