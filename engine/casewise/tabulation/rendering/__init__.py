"""Tabulations in words and figures: sheets first, which each format then writes in its own way."""

from collections.abc import Callable, Mapping

from casewise.tabulation.estimates import Tabulation
from casewise.tabulation.rendering.comma import as_csv
from casewise.tabulation.rendering.html import as_html
from casewise.tabulation.rendering.json_form import as_json
from casewise.tabulation.rendering.latex import as_latex
from casewise.tabulation.rendering.markdown import as_markdown
from casewise.tabulation.rendering.text import as_text

RENDERERS: Mapping[str, Callable[[Tabulation], str]] = {
    "text": as_text,
    "csv": as_csv,
    "json": as_json,
    "markdown": as_markdown,
    "latex": as_latex,
    "html": as_html,
}
