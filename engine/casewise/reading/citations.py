"""Citations: `bulletin-2003, lines 42-43, 304-330` (several sources parted by `;`)."""

import re

from casewise.model.vocabulary import Citation
from casewise.reading.shape import Notes
from casewise.reading.tree import Node
from casewise.reading.words import ticked

_NUMBER = "[1-9][0-9]{0,6}"
_RANGE = f"{_NUMBER}(?:-{_NUMBER})?"
PART = rf"([a-z0-9-]+), lines? ({_RANGE}(?:, ?{_RANGE})*)"
_PART = re.compile(PART)
_SHORT = re.compile(rf"([a-z0-9-]+):({_RANGE})")
_FORM = "write `bulletin-2003, line 50` or `bulletin-2003, lines 42-43, 304-330`"


def read_citations(notes: Notes, node: Node) -> tuple[Citation, ...]:
    """The citations a text names, in its order.

    Raises:
        Unreadable: the text does not have that form (R115).
    """
    found: list[Citation] = []
    for part in notes.text(node, "`cites`").split(";"):
        match = _PART.fullmatch(part.strip())
        if match is None:
            raise notes.fail(node, "R115", "this is not a citation of lines", _FORM)
        found += (_citation(notes, node, match[1], piece) for piece in match[2].split(","))
    return tuple(found)


def read_citation(notes: Notes, node: Node) -> Citation:
    """One citation in the short form `bulletin-2003:42-43`.

    Raises:
        Unreadable: the text does not have that form (R115).
    """
    match = _SHORT.fullmatch(notes.text(node, "`lines`"))
    if match is None:
        what = "this is not a citation of lines"
        raise notes.fail(node, "R115", what, "write `bulletin-2003:50`")
    return _citation(notes, node, match[1], match[2])


def _citation(notes: Notes, node: Node, source: str, piece: str) -> Citation:
    first, _, last = piece.strip().partition("-")
    if last and int(last) < int(first):
        raise notes.fail(node, "R115", f"lines {ticked(piece.strip())} end before they begin")
    return Citation(source, int(first), int(last or first))
