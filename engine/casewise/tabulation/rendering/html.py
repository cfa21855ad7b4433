"""Sheets as one HTML page: captions, scopes, no script, nothing fetched from anywhere."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape

from casewise.tabulation.estimates import Tabulation
from casewise.tabulation.rendering.sheets import Kind, Line, Sheet, report

_STYLE = """\
body { font: 1rem/1.4 system-ui, sans-serif; color: #111; background: #fff; margin: 2rem; }
table { border-collapse: collapse; margin: 1rem 0 .25rem; }
caption { text-align: left; font-weight: bold; padding-bottom: .25rem; }
th, td { padding: .15rem .6rem; text-align: right; white-space: nowrap; }
th[scope=row], th[scope=rowgroup], thead th:first-child { text-align: left; font-weight: normal; }
th[scope=rowgroup] { font-weight: bold; }
th.part { padding-left: 2rem; }
thead { border-bottom: 2px solid #111; }
tbody { border-bottom: 1px solid #767676; }
figure { margin: 1rem 0; }
img { max-width: 100%; }
ul { font-size: .85rem; }"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def as_html(tabulation: Tabulation) -> str:
    """The tables as a page of their own."""
    return page(tabulation, ())


def figure(picture: bytes, form: str, words: str) -> str:
    """A picture (`svg` or `png`) inside the page itself, with words for those who do not see it."""
    kind = "svg+xml" if form == "svg" else form
    data = b64encode(picture).decode("ascii")
    image = f'<img src="data:image/{kind};base64,{data}" alt="{escape(words)}">'
    return f"<figure>{image}</figure>"


def page(tabulation: Tabulation, figures: Sequence[str]) -> str:
    """The tables as a page, with figures (as `figure` makes them) above them."""
    found = report(tabulation)
    body = "\n".join([*figures, *("\n".join(_sheet(sheet)) for sheet in found.sheets)])
    notes = "\n".join(_notes(found.notes))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>Weighted tables</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<main>\n"
        f"<h1>Weighted tables</h1>\n{body}\n{notes}\n</main>\n</body>\n</html>\n"
    )


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield "<table>"
    yield f"<caption>{escape(sheet.caption)}</caption>"
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in sheet.heading)
    yield f"<thead><tr>{heads}</tr></thead>"
    opened = False
    for line in sheet.lines:
        if line.kind is Kind.GROUP or not opened:
            yield "</tbody>\n<tbody>" if opened else "<tbody>"
            opened = True
        yield _line(line)
    yield "</tbody>\n</table>"
    yield from _notes(sheet.notes)


def _line(line: Line) -> str:
    scope = "rowgroup" if line.kind is Kind.GROUP else "row"
    part = ' class="part"' if line.kind is Kind.PART else ""
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in line.cells)
    return f'<tr><th scope="{scope}"{part}>{escape(line.name)}</th>{cells}</tr>'


def _notes(notes: Sequence[str]) -> Iterator[str]:
    yield "<ul>"
    yield from (f"<li>{escape(note)}</li>" for note in notes)
    yield "</ul>"
