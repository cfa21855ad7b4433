"""Texts that hold cases: one record, a list of them, JSON lines, or a list of worked cases."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from casewise.errors import Place, Problem, ProblemsFound
from casewise.model.case import Case, WorkedCase
from casewise.model.ruleset import Ruleset
from casewise.reading.records import read_record
from casewise.reading.shape import NULLS, Notes, T
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
    return _each(notes, text, lambda node: read_record(notes, node, ruleset))


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
    """Where a record states its id, if it does."""
    if not isinstance(node, Mapping) or "case" not in node.entries:
        return None
    value = node.entries["case"][1]
    return value if isinstance(value, Scalar) and value.value not in NULLS else None


def read_case_lines(lines: Iterable[bytes], name: str, ruleset: Ruleset) -> Iterator[Case]:
    """The records of JSON lines, one by one; blank lines are passed over.

    Raises:
        ProblemsFound: at the first line that is not a record; or there was no record at all.
    """
    first: dict[str, int] = {}
    none = True
    for number, raw in enumerate(chain.from_iterable(map(bytes.splitlines, lines)), start=1):
        if raw.strip():
            none = False
            yield _line(decode(raw, name, MAX_BYTES, number), ruleset, first)
    if none:
        raise ProblemsFound([Problem(Place(name, 1, 1), "C209", _NO_CASE)])


def _line(text: Text, ruleset: Ruleset, first: dict[str, int]) -> Case:
    notes = Notes()
    node = read_tree(text)
    # What is not JSON would be read as YAML, and each line of a YAML file taken for a case.
    if not isinstance(node, Mapping) or not text.content.lstrip().startswith("{"):
        raise ProblemsFound([node.problem("C203", "a line holds one case, as a JSON object")])
    found = notes.readable([node], lambda at: read_record(notes, at, ruleset))
    scalar = _id(node)
    if scalar is not None and first.setdefault(scalar.value, node.line) != node.line:
        hint = f"first on line {first[scalar.value]}"
        notes.add(scalar, "C208", f"case {ticked(scalar.value)} appears twice", hint)
    notes.raise_if_any()
    return found[0]
