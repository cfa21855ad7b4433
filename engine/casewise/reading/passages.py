"""`passages.yaml`: hashes of the cited passages, read only when a source text is at hand."""

from casewise.errors import ProblemsFound
from casewise.model.passages import DIGITS, Passage
from casewise.reading.citations import CitationReader
from casewise.reading.shape import Keys, Notes, Unreadable
from casewise.reading.tree import Node, Text, read_tree

PASSAGE = Keys("a passage", ("lines", "digest"))


def read_passages(text: Text) -> tuple[Passage, ...]:
    """The recorded passages of a ruleset.

    Raises:
        ProblemsFound: the text is not a list of passages.
    """
    notes = Notes()
    try:
        found = notes.each(read_tree(text), "the passages", lambda item: _passage(notes, item))
    except Unreadable:
        raise ProblemsFound(notes.problems) from None
    notes.raise_if_any()
    return found


def _passage(notes: Notes, node: Node) -> Passage:
    """One passage; whatever is wrong with it leaves none."""
    fields = PASSAGE.read(notes, node)
    if not all(name in fields for name in PASSAGE.names):
        raise Unreadable
    cite = CitationReader(notes).read_short(fields.node("lines"))
    return fields.whole(Passage(cite, _digest(notes, fields.node("digest"))))


def _digest(notes: Notes, node: Node) -> str:
    value = notes.text(node, "`digest`")
    if len(value) != DIGITS or not set(value) <= set("0123456789abcdef"):
        raise notes.fail(node, "R107", f"`digest` must be {DIGITS} hexadecimal digits")
    return value
