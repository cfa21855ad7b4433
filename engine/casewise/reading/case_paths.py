"""Which fact stands where in a text of cases: a path for each line and column."""

from collections.abc import Iterator, Mapping

from casewise.reading.tree import Mapping as Entries
from casewise.reading.tree import Node, Sequence, Text, read_tree

Paths = Mapping[tuple[int, int], str]
"""By line and column: `victims.1.identified`, and before it the number of the case in a list."""


def case_paths(text: Text) -> Paths:
    """The path of every piece of a text.

    Raises:
        ProblemsFound: the text has no pieces.
    """
    return dict(_paths(read_tree(text), ""))


def _paths(node: Node, path: str) -> Iterator[tuple[tuple[int, int], str]]:
    yield (node.line, node.column), path
    below = f"{path}." if path else ""
    if isinstance(node, Sequence):
        for number, item in enumerate(node.items, start=1):
            yield from _paths(item, f"{below}{number}")
    elif isinstance(node, Entries):
        for name, (key, value) in node.entries.items():
            yield (key.line, key.column), f"{below}{name}"
            yield from _paths(value, f"{below}{name}")
