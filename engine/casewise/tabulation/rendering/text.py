"""Sheets as plain text, aligned, no wider than `WIDTH`."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from casewise.tabulation.estimates import Tabulation
from casewise.tabulation.rendering.sheets import Kind, Line, Sheet, report

WIDTH = 100
NARROWEST = 14
INDENT = {Kind.GROUP: "", Kind.ROW: "  ", Kind.PART: "    "}


def as_text(tabulation: Tabulation) -> str:
    """The tables as text."""
    found = report(tabulation)
    parts = ["\n".join(_sheet(sheet)) for sheet in found.sheets]
    parts.append("\n".join(_wrapped(found.notes)))
    return "\n\n".join(parts) + "\n"


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield from wrap(sheet.caption, WIDTH)
    columns = list(zip(*(line.cells for line in sheet.lines), strict=True))
    heading = sheet.heading[1:]
    widths = [max(map(len, (head, *cells))) for head, cells in zip(heading, columns, strict=True)]
    room = max(NARROWEST, WIDTH - sum(widths) - 2 * len(widths))
    names = max(len(INDENT[line.kind]) + len(line.name) for line in sheet.lines)
    width = min(room, max(names, NARROWEST))
    yield _row("", heading, widths, width)
    for line in sheet.lines:
        yield from _line(line, widths, width)
    yield from _wrapped(sheet.notes)


def _line(line: Line, widths: Sequence[int], width: int) -> Iterator[str]:
    """A line; where its name is too long the rest of the name stands above the cells."""
    indent = INDENT[line.kind]
    *above, last = wrap(line.name, width - len(indent)) or [""]
    yield from (indent + part for part in above)
    yield _row(indent + last, line.cells, widths, width)


def _row(name: str, cells: Sequence[str], widths: Sequence[int], width: int) -> str:
    numbers = [cell.rjust(size) for cell, size in zip(cells, widths, strict=True)]
    if len(cells) > 2:
        numbers[-1] = cells[-1]
    return "  ".join([name.ljust(width), *numbers]).rstrip()


def _wrapped(notes: Sequence[str]) -> Iterator[str]:
    for note in notes:
        yield from wrap(note, WIDTH, subsequent_indent="  ")
