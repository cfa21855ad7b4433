"""Taking a tree apart: what is expected where, with problems collected on the way."""

from collections.abc import Iterable, Iterator

from casewise.errors import Problem, ProblemsFound
from casewise.reading.tree import Mapping, Node, Scalar, Sequence


class Unreadable(Exception):
    """Raised inside a reader after a problem was noted, to leave the piece at hand."""


class Notes:
    """Collects the problems of one reading run."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, node: Node, code: str, what: str, hint: str = "") -> None:
        """Note a problem and go on."""
        self.problems.append(node.problem(code, what, hint))

    def fail(self, node: Node, code: str, what: str, hint: str = "") -> Unreadable:
        """Note a problem; the caller raises what this returns to leave the piece."""
        self.add(node, code, what, hint)
        return Unreadable()

    def raise_if_any(self) -> None:
        """Raise what was collected.

        Raises:
            ProblemsFound: at least one problem was noted.
        """
        if self.problems:
            raise ProblemsFound(self.problems)

    # -- what is expected where -------------------------------------------------------------

    def mapping(self, node: Node, what: str) -> Mapping:
        """The node as a mapping; otherwise a problem R107."""
        if not isinstance(node, Mapping):
            raise self.fail(node, "R107", f"{what} must be a mapping of keys to values")
        return node

    def sequence(self, node: Node, what: str) -> list[Node]:
        """The items of a list that is not empty; otherwise a problem R107."""
        if not isinstance(node, Sequence):
            raise self.fail(node, "R107", f"{what} must be a list")
        if not node.items:
            raise self.fail(node, "R107", f"{what} must not be empty")
        return node.items

    def text(self, node: Node, what: str) -> str:
        """The text of a scalar that is not empty; otherwise a problem R107."""
        if not isinstance(node, Scalar) or not node.value.strip():
            raise self.fail(node, "R107", f"{what} must be a text")
        return node.value.strip()

    def one_of(self, node: Node, allowed: Iterable[str], what: str, code: str) -> str:
        """The text of a scalar that is among `allowed`; otherwise a problem of that code."""
        known = tuple(allowed)
        value = self.text(node, what)
        if value not in known:
            raise self.fail(node, code, f"`{value[:60]}` is not {what}", suggest(value, known))
        return value

    def number(self, node: Node, what: str) -> int:
        """The whole number of a scalar; otherwise a problem R107."""
        value = self.text(node, what)
        if not (value.isascii() and value.isdecimal() and len(value) < 10):
            raise self.fail(node, "R107", f"{what} must be a whole number")
        return int(value)


def check_keys(
    notes: Notes, node: Mapping, required: Iterable[str], optional: Iterable[str] = ()
) -> None:
    """Note unknown keys (R101) and missing ones (R102).

    Raises:
        Unreadable: a required key is missing.
    """
    required = tuple(required)
    known = (*required, *optional)
    for key, (scalar, _) in node.entries.items():
        if key not in known:
            notes.add(scalar, "R101", f"unknown key `{key[:60]}`", suggest(key, known))
    missing = [key for key in required if key not in node.entries]
    for key in missing:
        notes.add(node, "R102", f"key `{key}` is missing")
    if missing:
        raise Unreadable


def check_order(notes: Notes, node: Mapping, order: Iterable[str]) -> None:
    """Note the first key that stands out of the fixed order (R117)."""
    ranks = {key: rank for rank, key in enumerate(order)}
    highest = ""
    for key, (scalar, _) in node.entries.items():
        if key not in ranks:
            continue
        if highest and ranks[key] < ranks[highest]:
            notes.add(scalar, "R117", f"key `{key}` belongs before `{highest}`")
            return
        highest = key


def single_entry(notes: Notes, node: Node, what: str) -> tuple[Scalar, Node]:
    """The one entry of a mapping of exactly one key; otherwise a problem R107."""
    mapping = notes.mapping(node, what)
    if len(mapping.entries) != 1:
        raise notes.fail(node, "R107", f"{what} has exactly one key", "put each in a list item")
    return next(iter(mapping.entries.values()))


def items(node: Mapping) -> Iterator[tuple[str, Node]]:
    """The keys and values of a mapping."""
    return ((key, value) for key, (_, value) in node.entries.items())


def suggest(word: str, known: Iterable[str]) -> str:
    """A hint: the nearest known word, or the known words if they are few."""
    from difflib import get_close_matches  # only wanted when something is wrong

    known = tuple(known)
    near = get_close_matches(word[:60], known, n=1, cutoff=0.6)
    if near:
        return f"did you mean `{near[0]}`?"
    if 0 < len(known) <= 8:
        return "choose " + ", ".join(f"`{name}`" for name in known)
    return ""
