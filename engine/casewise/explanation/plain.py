"""An explanation in plain words, at most `WIDTH` columns wide."""

from collections.abc import Callable, Iterator
from functools import partial
from textwrap import fill

from casewise.explanation.sections import (
    Item,
    Section,
    cite_words,
    footer,
    headline,
    sections,
    standing,
    title,
)
from casewise.explanation.values import Explanation

WIDTH = 96

# Labels and ids have hyphens, and are found again only in one piece.
_fill = partial(fill, break_long_words=False, break_on_hyphens=False)


def plain(explanation: Explanation, width: int = WIDTH) -> str:
    """The explanation as text: the placement and why first, then the facts, then what is open."""
    wrap = partial(_fill, width=width)
    parts = [
        title(explanation),
        f"{wrap(headline(explanation))}\n{wrap(standing(explanation))}",
        *("\n".join(_section(section, wrap)) for section in sections(explanation)),
        "\n".join(map(wrap, footer(explanation).splitlines())),
    ]
    return "\n\n".join(parts) + "\n"


def _section(section: Section, wrap: Callable[..., str]) -> Iterator[str]:
    yield section.heading
    for number, item in enumerate(section.items, start=1):
        yield from _item(item, f"  {number}. " if section.numbered else "  - ", wrap)


def _item(item: Item, bullet: str, wrap: Callable[..., str]) -> Iterator[str]:
    cites = f" [{cite_words(item.cites)}]" if item.cites else ""
    indent = " " * len(bullet)
    yield wrap(item.words + cites, initial_indent=bullet, subsequent_indent=indent)
    for detail in item.details:
        yield wrap(detail, initial_indent=f"{indent}. ", subsequent_indent=f"{indent}  ")
