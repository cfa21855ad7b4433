"""Citations: `bulletin-2003, lines 42-43, 304-330` (several sources parted by `;`)."""

import re

from casewise.model.vocabulary import Citation
from casewise.reading.shape import Notes
from casewise.reading.tree import Node

_RANGE = re.compile(r"([1-9][0-9]{0,6})(?:-([1-9][0-9]{0,6}))?")


def read_citations(notes: Notes, node: Node) -> tuple[Citation, ...]:
    """The citations a text names, in its order.

    Raises:
        Unreadable: the text does not have that form (R115).
    """
    found: list[Citation] = []
    for part in notes.text(node, "`cites`").split(";"):
        source, _, lines = part.strip().partition(", line")
        for piece in lines.removeprefix("s").split(","):
            found.append(_citation(notes, node, source, piece.strip()))
    return tuple(found)


def _citation(notes: Notes, node: Node, source: str, piece: str) -> Citation:
    match = _RANGE.fullmatch(piece)
    if match is None or not source:
        hint = "write `bulletin-2003, line 50` or `bulletin-2003, lines 42-43, 304-330`"
        raise notes.fail(node, "R115", "this is not a citation of lines", hint)
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise notes.fail(node, "R115", f"lines {piece} end before they begin")
    return Citation(source, first, last)


def read_citation(notes: Notes, node: Node) -> Citation:
    """One citation in the short form `bulletin-2003:42-43`.

    Raises:
        Unreadable: the text does not have that form (R115).
    """
    source, _, lines = notes.text(node, "`lines`").rpartition(":")
    return _citation(notes, node, source, lines)
