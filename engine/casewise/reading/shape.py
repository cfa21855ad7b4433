"""Taking a tree apart: what is expected where, with problems collected on the way."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from casewise.errors import Place, Problem, ProblemsFound
from casewise.reading.tree import Mapping, Node, Scalar, Sequence, discreet, stop_if_many
from casewise.reading.words import nearest, ticked
from casewise.reading.words import suggest as suggest

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
T = TypeVar("T")
StandIn = TypeVar("StandIn")


def is_null(node: Scalar) -> bool:
    """Whether a value is left out, or is what YAML and JSON write for nothing."""
    return node.value in _NULLS and not node.quoted


class Unreadable(Exception):
    """Raised inside a reader after a problem was noted, to leave the piece at hand."""


class Notes:
    """Collects the problems of one reading run.

    `noted` counts them; those with a code in `silent` are counted and left out, because
    something else that is known to be wrong may be all that causes them.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.noted = 0
        self.silent: frozenset[str] = frozenset()

    def put(self, problem: Problem) -> None:
        """Note a problem that is already made.

        Raises:
            ProblemsFound: enough were noted to leave off.
        """
        self.noted += 1
        if problem.code not in self.silent:
            self.problems.append(problem)
            stop_if_many(self.problems)

    def add(self, node: Node, code: str, what: str, hint: str = "") -> None:
        """Note a problem and go on."""
        self.put(node.problem(code, what, hint))

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
            raise ProblemsFound(discreet(self.problems))

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

    def each(self, node: Node, what: str, read: Callable[[Node], T]) -> tuple[T, ...]:
        """What each item of a list that is not empty reads as; the unreadable are left out."""
        return self.readable(self.sequence(node, what), read)

    def readable(self, nodes: Iterable[Node], read: Callable[[Node], T]) -> tuple[T, ...]:
        """What the nodes read as; those that cannot be read were noted and are left out."""
        found: list[T] = []
        for node in nodes:
            try:
                found.append(read(node))
            except Unreadable:
                continue
        return tuple(found)

    def text(self, node: Node, what: str) -> str:
        """The text of a scalar, without space around it; otherwise a problem R107."""
        return self.word(node, what).strip()

    def word(self, node: Node, what: str) -> str:
        """The text of a scalar as it is, if there is any; otherwise a problem R107."""
        if isinstance(node, Scalar) and not is_null(node) and node.value.strip():
            return node.value
        raise self.fail(node, "R107", f"{what} must be a text")

    def one_of(self, node: Node, allowed: Iterable[str], what: str, code: str) -> str:
        """The text of a scalar that is among `allowed`; otherwise a problem of that code."""
        known = tuple(allowed)
        value = self.word(node, what)
        if value not in known:
            raise self.fail(node, code, f"{ticked(value)} is not {what}", suggest(value, known))
        return value

    def number(self, node: Node, what: str) -> int:
        """The whole number of a scalar; otherwise a problem R107."""
        value = self.word(node, what)
        plain = value.isascii() and value.isdecimal() and len(value) < 10
        if not plain or value != str(int(value)):
            raise self.fail(node, "R107", f"{what} must be a whole number")
        return int(value)


class Fields:
    """A mapping taken apart key by key.

    A value that cannot be read does not hide the problems of the next: a stand-in is taken in
    its place, and `whole` sees to it that nothing made with one gets out.
    """

    def __init__(self, notes: Notes, mapping: Mapping) -> None:
        self.notes = notes
        self.mapping = mapping
        self._before = notes.noted

    def __contains__(self, key: str) -> bool:
        return key in self.mapping.entries

    @property
    def place(self) -> Place:
        """Where the mapping starts."""
        return self.mapping.place

    def node(self, key: str) -> Node:
        """The value of a key that is there."""
        return self.mapping.entries[key][1]

    def take(self, key: str, read: Callable[[Node], T], stand_in: StandIn) -> T | StandIn:
        """What the value of a key reads as; the stand-in if it is missing or unreadable."""
        entry = self.mapping.entries.get(key)
        if entry is None:
            return stand_in
        try:
            return read(entry[1])
        except Unreadable:
            return stand_in

    def text(self, key: str) -> str:
        """The text of a key."""
        return self.take(key, lambda node: self.notes.text(node, f"`{key}`"), "")

    def number(self, key: str, stand_in: int = 0) -> int:
        """The whole number of a key."""
        return self.take(key, lambda node: self.notes.number(node, f"`{key}`"), stand_in)

    def one_of(self, key: str, allowed: Iterable[str], what: str, code: str) -> str:
        """The text of a key whose value is among `allowed`."""
        return self.take(key, lambda node: self.notes.one_of(node, allowed, what, code), "")

    def each(self, key: str, read: Callable[[Node], T]) -> tuple[T, ...]:
        """What the items of a key's list read as."""
        return self.take(key, lambda node: self.notes.each(node, f"`{key}`", read), ())

    def whole(self, value: T) -> T:
        """The value, if nothing was wrong with the mapping.

        Raises:
            Unreadable: something was.
        """
        if self.notes.noted > self._before:
            raise Unreadable
        return value


class Keys:
    """The keys that a kind of mapping has, in their order; the `optional` may be left out."""

    def __init__(
        self,
        what: str,
        names: Iterable[str],
        optional: Iterable[str] = (),
        *,
        ordered: bool = True,
    ) -> None:
        self.what = what
        self.names = tuple(names)
        self.required = tuple(name for name in self.names if name not in optional)
        self.ordered = ordered
        self._ranks = {name: rank for rank, name in enumerate(self.names)}

    def read(self, notes: Notes, node: Node) -> Fields:
        """A mapping of such keys.

        Unknown keys (R101), missing ones (R102) and keys out of order (R117) are noted.

        Raises:
            Unreadable: the node is no mapping (R107).
        """
        fields = Fields(notes, notes.mapping(node, self.what))
        meant = self._check(notes, fields.mapping)
        for name in self.required:
            if name not in fields and name not in meant:
                notes.add(node, "R102", f"key `{name}` is missing")
        return fields

    def _check(self, notes: Notes, mapping: Mapping) -> set[str]:
        """Note keys that are wrong; the keys that were probably meant instead."""
        highest = 0
        meant = set()
        for key, (scalar, _) in mapping.entries.items():
            rank = self._ranks.get(key)
            if rank is None:
                notes.add(scalar, "R101", f"unknown key {ticked(key)}", suggest(key, self.names))
                meant.add(nearest(key, self.names))
            elif rank >= highest:
                highest = rank
            elif self.ordered:
                what = f"key `{key}` belongs before `{self.names[highest]}`"
                notes.add(scalar, "R117", what)
        return meant


def declared(
    notes: Notes, node: Node, what: str, read: Callable[[Node], T], name: Callable[[T], str]
) -> tuple[T, ...]:
    """What a list declares, each under a name of its own; a second one is a problem R108."""
    found: dict[str, T] = {}

    def declare(item: Node) -> None:
        value = read(item)
        if found.setdefault(name(value), value) is not value:
            notes.add(item, "R108", f"{ticked(name(value))} is declared twice")

    notes.each(node, what, declare)
    return tuple(found.values())


def single_entry(notes: Notes, node: Node, what: str) -> tuple[Scalar, Node]:
    """The one entry of a mapping of exactly one key; otherwise a problem R107."""
    mapping = notes.mapping(node, what)
    if len(mapping.entries) != 1:
        hint = "put each in a list item" if mapping.entries else ""
        raise notes.fail(node, "R107", f"{what} has exactly one key", hint)
    return next(iter(mapping.entries.values()))
