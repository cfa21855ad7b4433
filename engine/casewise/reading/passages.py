"""`passages.yaml`: hashes of the cited passages, read when a source text is at hand, or checked."""

from collections.abc import Iterable

from casewise.errors import ProblemsFound
from casewise.model.passages import DIGITS, Passage
from casewise.model.ruleset import Source
from casewise.model.vocabulary import Citation
from casewise.reading.citations import CitationReader
from casewise.reading.shape import Keys, Notes, Unreadable
from casewise.reading.tree import Node, Text, read_tree
from casewise.reading.words import ticked

PASSAGE = Keys("a passage", ("lines", "digest"))


def read_passages(text: Text, sources: Iterable[Source]) -> tuple[Passage, ...]:
    """The recorded passages of a ruleset that cites these sources.

    Raises:
        ProblemsFound: the text is not a list of passages in these sources.
    """
    notes = Notes()
    reader = _Reader(notes, sources)
    try:
        found = notes.each(read_tree(text), "the passages", reader.read)
    except Unreadable:
        raise ProblemsFound(notes.problems) from None
    notes.raise_if_any()
    return found


class _Reader:
    """Reads passages one by one, and sees that none has two hashes."""

    def __init__(self, notes: Notes, sources: Iterable[Source]) -> None:
        self.notes = notes
        self.citations = CitationReader(notes, sources)
        self.first: dict[Citation, Node] = {}

    def read(self, node: Node) -> Passage:
        """One passage; whatever is wrong with it leaves none."""
        fields = PASSAGE.read(self.notes, node)
        if not all(name in fields for name in PASSAGE.names):
            raise Unreadable
        lines = fields.node("lines")
        cite = self.citations.read_short(lines)
        earlier = self.first.setdefault(cite, lines)
        if earlier is not lines:
            hint = f"first at {earlier.line}:{earlier.column}"
            raise self.notes.fail(lines, "R108", f"passage {ticked(str(cite))} appears twice", hint)
        return fields.whole(Passage(cite, _digest(self.notes, fields.node("digest"))))


def _digest(notes: Notes, node: Node) -> str:
    value = notes.text(node, "`digest`")
    if len(value) != DIGITS or not set(value) <= set("0123456789abcdef"):
        raise notes.fail(node, "R107", f"`digest` must be {DIGITS} hexadecimal digits")
    return value
