"""Sheets as Markdown tables."""

from collections.abc import Iterator

from casewise.tabulation.estimates import Tabulation
from casewise.tabulation.rendering.sheets import Kind, Line, Sheet, report

_SPECIAL = "\\`*_[]<>|#"


def as_markdown(tabulation: Tabulation) -> str:
    """The tables as Markdown."""
    found = report(tabulation)
    parts = ["\n".join(_sheet(sheet)) for sheet in found.sheets]
    parts.append("\n".join(f"- {_plain(note)}" for note in found.notes))
    return "\n\n".join(parts) + "\n"


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f"**{_plain(sheet.caption)}**\n"
    yield _row(sheet.heading)
    yield "|--|" + "--:|" * (len(sheet.heading) - 1)
    yield from map(_line, sheet.lines)
    yield ""
    yield from (f"- {_plain(note)}" for note in sheet.notes)


def _line(line: Line) -> str:
    name = _plain(line.name)
    shown = f"**{name}**" if line.kind is Kind.GROUP else name
    row = _row(("", *line.cells)).removeprefix("|  |")
    return f"| {'&emsp;' if line.kind is Kind.PART else ''}{shown} |{row}"


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(_plain, cells))} |"


def _plain(text: str) -> str:
    """A text in which nothing is taken for markup."""
    return "".join(f"\\{char}" if char in _SPECIAL else char for char in text)
