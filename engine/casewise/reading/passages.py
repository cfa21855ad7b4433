"""`passages.yaml`: hashes of the cited passages, read only when a source text is at hand."""

from casewise.errors import ProblemsFound
from casewise.model.passages import DIGITS, Passage
from casewise.reading.citations import read_citation
from casewise.reading.shape import Notes, Unreadable, check_keys, items
from casewise.reading.tree import Node, Text, read_tree


def read_passages(text: Text) -> tuple[Passage, ...]:
    """The recorded passages of a ruleset.

    Raises:
        ProblemsFound: the text is not a list of passages.
    """
    notes = Notes()
    found = []
    try:
        for item in notes.sequence(read_tree(text), "the passages"):
            found.append(_passage(notes, item))
    except Unreadable:
        raise ProblemsFound(notes.problems) from None
    return tuple(found)


def _passage(notes: Notes, node: Node) -> Passage:
    mapping = notes.mapping(node, "a passage")
    check_keys(notes, mapping, ("lines", "digest"))
    get = dict(items(mapping))
    digest = notes.text(get["digest"], "`digest`")
    if len(digest) != DIGITS or not set(digest) <= set("0123456789abcdef"):
        raise notes.fail(get["digest"], "R107", f"`digest` must be {DIGITS} hexadecimal digits")
    return Passage(read_citation(notes, get["lines"]), digest)
