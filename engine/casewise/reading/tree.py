"""YAML text to a tree of text scalars with positions: the only module that knows YAML.

Every scalar stays text, because YAML 1.1 would turn `no` into a truth value. What could hide
or multiply content is refused: aliases, anchors, tags, merge keys, duplicate keys, several
documents, characters that cannot be seen; size, depth, the number of parts and the number of
problems are bounded. JSON is read as the YAML that it is.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import yaml
from attrs import evolve
from yaml import (
    AliasEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from casewise.errors import Place, Problem, ProblemsFound
from casewise.reading.codes import KEY_ALONE
from casewise.reading.words import ticked

MAX_DEPTH = 32
MAX_PARTS = 200_000
MAX_BYTES = 4 * 1024 * 1024
MAX_PROBLEMS = 100
EXCERPT_WIDTH = 160

# The parser alone, without what makes objects. If it is not compiled, PyYAML has one in Python.
_LOADER = getattr(getattr(yaml, "cyaml", yaml), "CParser", yaml.BaseLoader)
# A key as it is written, with its colon.
_KEY = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^"'\s].*?(?=:(?:\s|$)))(?:\s*:)?""")
_LINE_END = re.compile("\r\n|\r|\n")
# Control characters, line ends that only YAML sees as such, marks that turn the direction of
# the text, byte order marks within it, halves of characters, and what is no character.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


class Mark(Protocol):
    """A position as the YAML parser gives it: line and column from 0."""

    @property
    def line(self) -> int:
        """The line, from 0."""

    @property
    def column(self) -> int:
        """The column, from 0."""


class Start(NamedTuple):
    """The position of what stands at the beginning, or nowhere in particular."""

    line: int = 0
    column: int = 0


class Text:
    """A named text, of whose lines `first` is the first; makes problems with places in it."""

    def __init__(self, name: str, content: str, first: int = 1) -> None:
        self.name = name
        self.content = content
        self.first = first

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return _LINE_END.split(self.content)

    def problem(self, line: int, column: int, code: str, what: str, hint: str = "") -> Problem:
        """A problem at a line and column, both from 1, with the line as its excerpt.

        Of some problems (`KEY_ALONE`) no more than a key is shown. A position past the end,
        which YAML gives where something is missing, becomes the end.
        """
        last = self.first + len(self.lines) - 1
        if line > last:
            line, column = last, len(self.lines[-1]) + 1
        excerpt = self.lines[line - self.first]
        place = Place(self.name, line, min(column, len(excerpt) + 1))
        if code in KEY_ALONE:
            excerpt = _key_alone(excerpt, place.column - 1, is_value=code == "C207")
        return Problem(place, code, what, hint, _printable(excerpt))


def _key_alone(line: str, at: int, *, is_value: bool) -> str:
    """The line without the values in it: up to a value, or to the end of a key."""
    start = line.rfind(",", 0, at) + 1  # what stands before a comma could be a value too
    key = None if is_value else _KEY.match(line, at)
    return (" " * start + line[start : key.end() if key else at]).rstrip()


def discreet(problems: Iterable[Problem]) -> list[Problem]:
    """The problems; none shows a line of which another may show no more than a key."""
    found = list(problems)
    lines = {(each.place.file, each.place.line) for each in found if each.code in KEY_ALONE}
    return [
        evolve(each, excerpt="")
        if each.code not in KEY_ALONE and (each.place.file, each.place.line) in lines
        else each
        for each in found
    ]


def _printable(line: str) -> str:
    """The line with every character one column wide; nothing if it is too long to be shown."""
    if len(line) > EXCERPT_WIDTH:
        return ""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else " " if c.isspace() else "?" for c in line)


class Node:
    """A piece of the tree and where it starts."""

    __slots__ = ("mark", "text")

    def __init__(self, text: Text, mark: Mark) -> None:
        self.text = text
        self.mark = mark

    @property
    def line(self) -> int:
        """The line, from 1."""
        return self.mark.line + self.text.first

    @property
    def column(self) -> int:
        """The column, from 1."""
        return self.mark.column + 1

    @property
    def place(self) -> Place:
        """Where the piece starts."""
        return Place(self.text.name, self.line, self.column)

    def problem(self, code: str, what: str, hint: str = "") -> Problem:
        """A problem at this piece."""
        return self.text.problem(self.line, self.column, code, what, hint)


class Scalar(Node):
    """A text."""

    __slots__ = ("quoted", "value")

    def __init__(self, text: Text, mark: Mark, value: str, quoted: bool) -> None:
        self.text = text
        self.mark = mark
        self.value = value
        self.quoted = quoted


class Sequence(Node):
    """A list of pieces."""

    __slots__ = ("items",)

    def __init__(self, text: Text, mark: Mark, items: list[Node]) -> None:
        super().__init__(text, mark)
        self.items = items


class Mapping(Node):
    """Pairs of key and piece, in the order of the text; keys are unique texts."""

    __slots__ = ("entries",)

    def __init__(self, text: Text, mark: Mark, entries: dict[str, tuple[Scalar, Node]]) -> None:
        super().__init__(text, mark)
        self.entries = entries


def decode(raw: bytes, name: str, limit: int = MAX_BYTES, first: int = 1) -> Text:
    """Bytes to a named text, of whose lines `first` is the first.

    Raises:
        ProblemsFound: more than `limit` bytes (Y006), not UTF-8 (Y001), or a character that
            cannot be seen (Y011).
    """
    if len(raw) > limit:
        what = f"the text has more than {limit:,} bytes"
        hint = "split it, or use JSON lines"
        raise ProblemsFound([Problem(Place(name, first, 1), "Y006", what, hint)])
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        text = Text(name, raw.decode(), first)
    except UnicodeDecodeError as error:
        place = _end(Text(name, raw[: error.start].decode(), first))
        what, hint = "the text is not UTF-8", "save it as UTF-8"
        raise ProblemsFound([Problem(place, "Y001", what, hint)]) from None
    return _checked(text)


def _end(text: Text) -> Place:
    """The place right after a text."""
    return Place(text.name, text.first + len(text.lines) - 1, len(text.lines[-1]) + 1)


def _checked(text: Text) -> Text:
    found = _REFUSED.search(text.content)
    if found is None:
        return text
    place = _end(Text(text.name, text.content[: found.start()], text.first))
    raise ProblemsFound([text.problem(place.line, place.column, "Y011", _refusal(found))])


def _refusal(found: re.Match[str]) -> str:
    return f"the character U+{ord(found[0]):04X} is not allowed"


def stop_if_many(problems: list[Problem]) -> None:
    """Leave off where there is already much to mend: every further problem costs time.

    Raises:
        ProblemsFound: there are `MAX_PROBLEMS`; one more says so (Y013).
    """
    if len(problems) >= MAX_PROBLEMS:
        last = max(problem.place for problem in problems)
        what = f"these are the first {MAX_PROBLEMS} problems; there may be more"
        raise ProblemsFound([*discreet(problems), Problem(last, "Y013", what)])


def read_tree(text: Text) -> Node:
    """The tree of a text that holds one YAML or JSON document.

    Raises:
        ProblemsFound: the text is not YAML (Y002) or has something that is refused (Y003-Y013).
    """
    problems: list[Problem] = []
    try:
        root = _Parser(text, problems).document()
    except yaml.MarkedYAMLError as error:
        problems.append(_syntax_problem(text, error))
    except (yaml.YAMLError, ValueError, OverflowError):
        # The parser that is not compiled stumbles over some numbers instead of refusing them.
        problems.append(text.problem(text.first, 1, "Y002", _not_a_tree(text)))
    if problems:
        raise ProblemsFound(discreet(problems))
    return root


def _not_a_tree(text: Text) -> str:
    is_json = text.name.endswith((".json", ".jsonl", ".ndjson"))
    return f"this is not {'JSON' if is_json else 'YAML'}"


def _syntax_problem(text: Text, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    reason = error.problem or error.context
    what = _not_a_tree(text) + (f": {reason}" if reason else "")
    tab = line < len(text.lines) and text.lines[line][column : column + 1] == "\t"
    hint = "indent with spaces, not with tabs" if tab else ""
    return text.problem(line + text.first, column + 1, "Y002", what, hint)


class _Parser:
    """Makes the tree from parse events and refuses what is not wanted.

    It descends no deeper than `MAX_DEPTH`; events are made as they are asked for, so that
    nothing past the first refusal of size or depth is ever looked at.
    """

    def __init__(self, text: Text, problems: list[Problem]) -> None:
        self.text = text
        self.problems = problems
        self.parts = 0
        self._next: Callable[[], Any] = _LOADER(text.content).get_event

    def document(self) -> Node:
        self._next()  # the stream starts
        start = self._next()
        if type(start) is StreamEndEvent:
            raise ProblemsFound([Node(self.text, Start()).problem("Y010", "the text is empty")])
        root = self._node(self._next(), 0)
        self._next()  # the document ends
        after = self._next()
        if type(after) is not StreamEndEvent:
            hint = "one document in a file"
            raise self._stop(after, "Y009", "a second document starts here", hint)
        return root

    # The type of an event is compared, not asked for: this runs for every word of every file.

    def _node(self, event: Any, depth: int) -> Node:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise self._stop(event, "Y008", f"the text has more than {MAX_PARTS:,} parts")
        kind: type = type(event)
        if kind is ScalarEvent:
            if event.anchor or event.tag:
                self._refuse_properties(event)
            if event.style == '"':
                self._check_escapes(event)
            return Scalar(self.text, event.start_mark, event.value, bool(event.style))
        if kind is AliasEvent:
            return self._alias(event)
        return self._collection(event, kind, depth)

    def _alias(self, event: Any) -> Scalar:
        name = f"*{event.anchor}"
        self._refuse(event, "Y003", f"aliases ({ticked(name)}) are not allowed", "write it out")
        return Scalar(self.text, event.start_mark, name, False)

    def _collection(self, event: Any, kind: type, depth: int) -> Node:
        if event.anchor or event.tag:
            self._refuse_properties(event)
        if depth >= MAX_DEPTH:
            what = f"the text is nested deeper than {MAX_DEPTH} levels"
            raise self._stop(event, "Y007", what)
        if kind is SequenceStartEvent:
            return self._sequence(event.start_mark, depth + 1)
        return self._mapping(event.start_mark, depth + 1)

    def _sequence(self, mark: Mark, depth: int) -> Sequence:
        items: list[Node] = []
        next_event, node = self._next, self._node
        while type(event := next_event()) is not SequenceEndEvent:
            items.append(node(event, depth))
        return Sequence(self.text, mark, items)

    def _mapping(self, mark: Mark, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        next_event, node = self._next, self._node
        while type(event := next_event()) is not MappingEndEvent:
            key = node(event, depth)
            value = node(next_event(), depth)
            if not isinstance(key, Scalar):
                self._note(key.problem("Y002", "a key must be a plain text"))
            elif entries.setdefault(key.value, (key, value))[0] is not key:
                self._refuse_twice(key, entries[key.value][0])
            elif key.value == "<<" and not key.quoted:
                self._note(key.problem("Y012", "merge keys (`<<`) are not allowed"))
        return Mapping(self.text, mark, entries)

    # -- what is refused --------------------------------------------------------------------

    def _note(self, problem: Problem) -> None:
        self.problems.append(problem)
        stop_if_many(self.problems)

    def _refuse(self, event: Any, code: str, what: str, hint: str = "") -> None:
        self._note(Node(self.text, event.start_mark).problem(code, what, hint))

    def _refuse_properties(self, event: Any) -> None:
        if event.anchor:
            self._refuse(event, "Y003", f"anchors ({ticked('&' + event.anchor)}) are not allowed")
        if event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(event, "Y004", f"tags ({ticked(tag)}) are not allowed")

    def _check_escapes(self, event: Any) -> None:
        """What may not be written as it is may not be written as an escape either."""
        found = _REFUSED.search(event.value)
        if found is not None:
            self._refuse(event, "Y011", _refusal(found))

    def _refuse_twice(self, key: Scalar, first: Scalar) -> None:
        hint = f"first at {first.line}:{first.column}"
        self._note(key.problem("Y005", f"key {ticked(key.value)} appears twice", hint))

    def _stop(self, event: Any, code: str, what: str, hint: str = "") -> ProblemsFound:
        self._refuse(event, code, what, hint)
        return ProblemsFound(discreet(self.problems))
