"""Texts that hold cases: one record, a list of them, JSON lines, or a list of worked cases."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from casewise.errors import Place, Problem, ProblemsFound
from casewise.model.case import Case, WorkedCase, is_case_id
from casewise.model.ruleset import Ruleset
from casewise.reading.json_tree import read_json
from casewise.reading.records import RecordReader
from casewise.reading.shape import Notes, T, Unreadable, is_null
from casewise.reading.tree import (
    MAX_BYTES,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Text,
    decode,
    read_tree,
)
from casewise.reading.words import ticked
from casewise.reading.worked import WorkedCaseReader

_NO_CASE = "there is no case in this input"


def read_case_text(text: Text, ruleset: Ruleset) -> list[Case]:
    """The records of a text that is one mapping or a list of mappings (YAML or JSON).

    Worked cases are read as the records they hold.

    Raises:
        ProblemsFound: the text is no such thing, holds no case, or says what cannot be.
    """
    notes = Notes()
    return _each(notes, text, RecordReader(notes, ruleset).read)


def read_worked_cases(text: Text, ruleset: Ruleset) -> list[WorkedCase]:
    """The worked cases of a text: records with the answers that they should get.

    Raises:
        ProblemsFound: the text is not a list of worked cases.
    """
    notes = Notes()
    return _each(notes, text, WorkedCaseReader(notes, ruleset).read)


def _each(notes: Notes, text: Text, read: Callable[[Node], T]) -> list[T]:
    root = read_tree(text)
    nodes = root.items if isinstance(root, Sequence) else [root]
    if not nodes:
        raise ProblemsFound([root.problem("C209", _NO_CASE)])
    found = notes.readable(nodes, read)
    _check_ids(notes, nodes)
    notes.raise_if_any()
    return list(found)


def _check_ids(notes: Notes, nodes: Iterable[Node]) -> None:
    first: dict[str, Scalar] = {}
    for node in nodes:
        scalar = _id(node)
        if scalar is None:
            continue
        earlier = first.setdefault(scalar.value, scalar)
        if earlier is not scalar:
            hint = f"first at {earlier.line}:{earlier.column}"
            notes.add(scalar, "C208", f"case {ticked(scalar.value)} appears twice", hint)


def _id(node: Node) -> Scalar | None:
    """Where a record states its id, if it does; what is no id is not repeated."""
    if not isinstance(node, Mapping) or "case" not in node.entries:
        return None
    value = node.entries["case"][1]
    if not isinstance(value, Scalar) or is_null(value) or not is_case_id(value.value):
        return None
    return value


def read_case_lines(lines: Iterable[bytes], name: str, ruleset: Ruleset) -> Iterator[Case]:
    """The records of JSON lines, one by one; blank lines are passed over.

    Raises:
        ProblemsFound: at the first line that is not a record; or there was no record at all.
    """
    reader = _LineReader(ruleset)
    for number, raw in enumerate(chain.from_iterable(map(bytes.splitlines, lines)), start=1):
        if raw.strip():
            yield reader.read(decode(raw, name, MAX_BYTES, number))
    if not reader.lines:
        raise ProblemsFound([Problem(Place(name, 1, 1), "C209", _NO_CASE)])


class _LineReader:
    """Reads lines as JSON; a line with anything wrong again as YAML, which knows the place."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.quick = RecordReader(Notes(), ruleset)
        self.lines = 0
        self.first: dict[str, int] = {}

    def read(self, text: Text) -> Case:
        self.lines += 1
        node = read_json(text)
        try:
            case = None if node is None else self.quick.read(node)
        except (Unreadable, ProblemsFound):
            case = None
        if case is not None and self._is_new(case.id, text.first):
            return case
        return self._read_again(text)

    def _is_new(self, name: str | None, line: int) -> bool:
        return name is None or self.first.setdefault(name, line) == line

    def _read_again(self, text: Text) -> Case:
        notes = Notes()
        node = read_tree(text)
        # What is no object would be read as YAML, and each line of a YAML file taken for a case.
        if not isinstance(node, Mapping) or not text.content.lstrip().startswith("{"):
            what = "a line holds one case, as a JSON object"
            raise ProblemsFound([node.problem("C203", what)])
        found = notes.readable([node], RecordReader(notes, self.ruleset).read)
        scalar = _id(node)
        if scalar is not None and not self._is_new(scalar.value, text.first):
            what = f"case {ticked(scalar.value)} appears twice"
            notes.add(scalar, "C208", what, f"first on line {self.first[scalar.value]}")
        notes.raise_if_any()
        return found[0]
