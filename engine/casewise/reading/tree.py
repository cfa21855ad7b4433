"""YAML text to a tree of text scalars with positions: the only module that knows YAML.

Every scalar stays text, because YAML 1.1 would turn `no` into a truth value. What could hide
or multiply content is refused: aliases, anchors, tags, merge keys, duplicate keys, several
documents; size, depth and node count are bounded. JSON is read as the YAML that it is.
"""

import re
from collections.abc import Iterator
from functools import cached_property

import yaml
from attrs import define, field, frozen

from casewise.errors import Place, Problem, ProblemsFound

MAX_DEPTH = 32
MAX_NODES = 200_000
MAX_BYTES = 4 * 1024 * 1024
EXCERPT_WIDTH = 160

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@frozen(slots=False, eq=False)
class Text:
    """A named text; gives excerpts and makes problems with places in it."""

    name: str
    content: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return self.content.split("\n")

    def problem(self, line: int, column: int, code: str, what: str, hint: str = "") -> Problem:
        """A problem at a line and column, both from 1, with the line as its excerpt."""
        excerpt = self.lines[line - 1].rstrip("\r") if line <= len(self.lines) else ""
        if len(excerpt) > EXCERPT_WIDTH or not excerpt.isprintable():
            excerpt = ""
        return Problem(Place(self.name, line, column), code, what, hint, excerpt)


@define(eq=False)
class Node:
    """A piece of the tree and where it starts (line and column from 1)."""

    text: Text
    line: int
    column: int

    @property
    def place(self) -> Place:
        """Where the piece starts."""
        return Place(self.text.name, self.line, self.column)

    def problem(self, code: str, what: str, hint: str = "") -> Problem:
        """A problem at this piece."""
        return self.text.problem(self.line, self.column, code, what, hint)


@define(eq=False)
class Scalar(Node):
    """A text."""

    value: str
    quoted: bool


@define(eq=False)
class Sequence(Node):
    """A list of pieces."""

    items: list[Node] = field(factory=list)


@define(eq=False)
class Mapping(Node):
    """Pairs of key and piece, in the order of the text; keys are unique texts."""

    entries: dict[str, tuple[Scalar, Node]] = field(factory=dict)


def decode(raw: bytes, name: str, limit: int = MAX_BYTES) -> Text:
    """Bytes to a named text.

    Raises:
        ProblemsFound: more than `limit` bytes (Y006), not UTF-8 (Y001) or a control character (Y011).
    """
    start = Text(name, "")
    if len(raw) > limit:
        what = f"the text has more than {limit:,} bytes"
        raise ProblemsFound([start.problem(1, 1, "Y006", what, "split it, or use JSON lines")])
    try:
        text = Text(name, raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        column = error.start - (raw[: error.start].rfind(b"\n") + 1) + 1
        raise ProblemsFound(
            [start.problem(line, column, "Y001", "the text is not UTF-8", "save it as UTF-8")]
        ) from None
    return _without_control_characters(text)


def _without_control_characters(text: Text) -> Text:
    found = _CONTROL.search(text.content)
    if found is None:
        return text
    before = text.content[: found.start()]
    column = found.start() - (before.rfind("\n") + 1) + 1
    what = f"the character U+{ord(found[0]):04X} is not allowed"
    raise ProblemsFound([text.problem(before.count("\n") + 1, column, "Y011", what)])


def read_tree(text: Text) -> Node:
    """The tree of a text that holds one YAML or JSON document.

    Raises:
        ProblemsFound: the text is not YAML (Y002) or has something that is refused (Y003-Y012).
    """
    builder = _Builder(text)
    try:
        for event in yaml.parse(text.content, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise ProblemsFound([_syntax_problem(text, error)]) from None
    except yaml.YAMLError:
        raise ProblemsFound([text.problem(1, 1, "Y002", "this is not YAML")]) from None
    except RecursionError:
        raise ProblemsFound([text.problem(1, 1, "Y007", "the text is nested too deeply")]) from None
    return builder.finish()


def _syntax_problem(text: Text, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    # libyaml reports the end of the text one line past its last one.
    if line > len(text.lines):
        line, column = len(text.lines), len(text.lines[-1]) + 1
    what = "this is not YAML"
    reason = error.problem or error.context
    return text.problem(line, column, "Y002", f"{what}: {reason}" if reason else what)


class _Builder:
    """Makes the tree from parse events without recursion, and refuses what is not wanted."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.stack: list[Sequence | Mapping] = []
        self.keys: list[Scalar | None] = []
        self.nodes = 0
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._check(event)
            mark = event.start_mark
            self._add(
                Scalar(
                    self.text, mark.line + 1, mark.column + 1, event.value, bool(event.style)
                )
            )
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._check(event)
            kind = Mapping if isinstance(event, yaml.MappingStartEvent) else Sequence
            mark = event.start_mark
            self._open(kind(self.text, mark.line + 1, mark.column + 1))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()
            self.keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(event, "Y003", "aliases (`*name`) are not allowed", "write it out")
            self._add(Scalar(self.text, 1, 1, "", False))
        elif isinstance(event, yaml.DocumentStartEvent):
            self._next_document(event)

    def finish(self) -> Node:
        if self.root is None and not self.problems:
            self.problems.append(self.text.problem(1, 1, "Y010", "the text is empty"))
        if self.problems or self.root is None:
            raise ProblemsFound(self.problems)
        return self.root

    def _refuse(self, event: yaml.Event, code: str, what: str, hint: str = "") -> None:
        mark = event.start_mark
        self.problems.append(self.text.problem(mark.line + 1, mark.column + 1, code, what, hint))

    def _stop(self, event: yaml.Event, code: str, what: str, hint: str = "") -> None:
        self._refuse(event, code, what, hint)
        raise ProblemsFound(self.problems)

    def _next_document(self, event: yaml.Event) -> None:
        self.documents += 1
        if self.documents > 1:
            self._stop(event, "Y009", "a second document starts here", "one document in a file")

    def _check(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor:
            self._refuse(event, "Y003", f"anchors (`&{event.anchor[:40]}`) are not allowed")
        if event.tag:
            self._refuse(event, "Y004", f"tags (`{event.tag[:40]}`) are not allowed")
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._stop(event, "Y008", f"the text has more than {MAX_NODES:,} parts")

    def _open(self, node: Sequence | Mapping) -> None:
        if len(self.stack) >= MAX_DEPTH:
            what = f"the text is nested deeper than {MAX_DEPTH} levels"
            self.problems.append(node.problem("Y007", what))
            raise ProblemsFound(self.problems)
        self._add(node)
        self.stack.append(node)
        self.keys.append(None)

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif self.keys[-1] is None:
            self.keys[-1] = self._key(node)
        else:
            key = self.keys[-1]
            self.keys[-1] = None
            self._put(parent, key, node)

    def _key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            if node.value == "<<" and not node.quoted:
                self.problems.append(node.problem("Y012", "merge keys (`<<`) are not allowed"))
            return node
        self.problems.append(node.problem("Y002", "a key must be a plain text"))
        return Scalar(self.text, node.line, node.column, "", True)

    def _put(self, parent: Mapping, key: Scalar, node: Node) -> None:
        first = parent.entries.get(key.value)
        if first is None:
            parent.entries[key.value] = (key, node)
            return
        what = f"key `{key.value[:60]}` appears twice"
        hint = f"first at {first[0].line}:{first[0].column}"
        self.problems.append(key.problem("Y005", what, hint))


def scalars(node: Node) -> Iterator[Scalar]:
    """Every text in the tree, keys left out."""
    stack = [node]
    while stack:
        piece = stack.pop()
        if isinstance(piece, Scalar):
            yield piece
        elif isinstance(piece, Sequence):
            stack.extend(reversed(piece.items))
        elif isinstance(piece, Mapping):
            stack.extend(value for _, value in reversed(piece.entries.values()))
