"""An explanation as Markdown."""

from collections.abc import Iterator

from casewise.explanation.sections import (
    Section,
    cite_words,
    footer,
    headline,
    sections,
    standing,
    title,
)
from casewise.explanation.values import Explanation


def markdown(explanation: Explanation) -> str:
    """The explanation as a Markdown document with one heading."""
    parts = [
        f"# {title(explanation)}",
        f"**{headline(explanation)}** {standing(explanation)}",
        *("\n".join(_section(section)) for section in sections(explanation)),
        "  \n".join(f"*{line}*" for line in footer(explanation).splitlines()),
    ]
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.heading}\n"
    for item in section.items:
        cites = f" ({cite_words(item.cites)})" if item.cites else ""
        yield f"{'1.' if section.numbered else '-'} {item.words}{cites}"
        yield from (f"   - {detail}" for detail in item.details)
