"""Sheets as LaTeX tables, to be included in a document that uses the package `booktabs`."""

from collections.abc import Iterator

from casewise.tabulation.estimates import Tabulation
from casewise.tabulation.rendering.sheets import Kind, Line, Sheet, report

_ESCAPES = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    **{char: f"\\{char}" for char in "&%$#_{}"},
}  # fmt: skip


def as_latex(tabulation: Tabulation) -> str:
    """The tables as LaTeX."""
    found = report(tabulation)
    parts = ["\n".join(_sheet(sheet)) for sheet in found.sheets]
    notes = "\n\n".join(f"\\noindent {_plain(note)}" for note in found.notes)
    return "% needs \\usepackage{booktabs}\n" + "\n\n".join([*parts, notes]) + "\n"


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield r"\begin{table}"
    yield rf"\caption{{{_plain(sheet.caption)}}}"
    yield rf"\begin{{tabular}}{{l{'r' * (len(sheet.heading) - 1)}}}"
    yield r"\toprule"
    yield _row(*map(_plain, sheet.heading))
    yield r"\midrule"
    yield from map(_line, sheet.lines)
    yield r"\bottomrule"
    yield r"\end{tabular}"
    yield from (rf"\par\footnotesize {_plain(note)}" for note in sheet.notes)
    yield r"\end{table}"


def _line(line: Line) -> str:
    name = _plain(line.name)
    shown = {Kind.GROUP: rf"\textbf{{{name}}}", Kind.PART: rf"\quad {name}", Kind.ROW: name}
    return _row(shown[line.kind], *map(_plain, line.cells))


def _row(*cells: str) -> str:
    return " & ".join(cells) + r" \\"


def _plain(text: str) -> str:
    """A text in which LaTeX finds no command."""
    return "".join(_ESCAPES.get(char, char) for char in text)
