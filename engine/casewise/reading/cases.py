"""Case records and worked cases: a mapping, a list of them, or JSON lines, to values."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from attrs import evolve

from casewise.errors import Problem, ProblemsFound
from casewise.model.case import Case, Expectation, WorkedCase
from casewise.model.names import names_of
from casewise.model.ruleset import Ruleset
from casewise.reading.citations import read_citations
from casewise.reading.rules import read_under
from casewise.reading.shape import Notes, Unreadable, check_keys, items, suggest
from casewise.reading.tree import Mapping, Node, Scalar, Sequence, Text, decode, read_tree
from casewise.reading.values import read_facts

CASE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
WORKED_KEYS = ("case", "title", "under", "facts", "expect", "rests on", "basis", "cites", "note")
EXPECT_KEYS = ("eligible", "placement", "settled", "possible")
BASES = ("letter", "our reading", "text silent")
T = TypeVar("T")


def read_case_text(text: Text, ruleset: Ruleset) -> list[Case]:
    """The records of a text that is one mapping or a list of mappings (YAML or JSON).

    Worked cases are read as the records they hold.

    Raises:
        ProblemsFound: the text is no such thing, holds no case, or says what cannot be.
    """
    return _each(text, lambda notes, node: read_case(notes, node, ruleset))


def read_worked_cases(text: Text, ruleset: Ruleset) -> list[WorkedCase]:
    """The worked cases of a text: records with the answers that they should get.

    Raises:
        ProblemsFound: the text is not a list of worked cases.
    """
    return _each(text, lambda notes, node: _worked(notes, node, ruleset))


def read_case_lines(
    lines: Iterable[bytes], name: str, ruleset: Ruleset
) -> Iterator[Case]:
    """The records of JSON lines, one by one; blank lines are passed over.

    Raises:
        ProblemsFound: at the first line that is not a record; or there was no record at all.
    """
    seen: dict[str, int] = {}
    number = 0
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        try:
            case = _line(decode(raw.strip(b"\r\n"), name), ruleset)
        except ProblemsFound as error:
            raise ProblemsFound(_moved(problem, number) for problem in error.problems) from None
        if case.id is not None and case.id in seen:
            text = decode(raw, name)
            hint = f"first on line {seen[case.id]}"
            problem = text.problem(1, 1, "C208", f"case `{case.id}` appears twice", hint)
            raise ProblemsFound([_moved(problem, number)])
        if case.id is not None:
            seen[case.id] = number
        seen.setdefault("", number)
        yield case
    if not seen:
        raise ProblemsFound([Text(name, "").problem(1, 1, "C209", "there is no case in this input")])


def _line(text: Text, ruleset: Ruleset) -> Case:
    cases = read_case_text(text, ruleset)
    if len(cases) != 1:
        raise ProblemsFound([text.problem(1, 1, "C203", "a line holds one case")])
    return cases[0]


def _moved(problem: Problem, line: int) -> Problem:
    return evolve(problem, place=evolve(problem.place, line=problem.place.line + line - 1))


def _each(text: Text, read: Callable[[Notes, Node], T]) -> list[T]:
    notes = Notes()
    root = read_tree(text)
    nodes = root.items if isinstance(root, Sequence) else [root]
    if not nodes:
        raise ProblemsFound([root.problem("C209", "there is no case in this input")])
    found = []
    for node in nodes:
        try:
            found.append(read(notes, node))
        except Unreadable:
            continue
    _check_ids(notes, nodes)
    notes.raise_if_any()
    return found


def _check_ids(notes: Notes, nodes: list[Node]) -> None:
    first: dict[str, Node] = {}
    for node in nodes:
        if not isinstance(node, Mapping) or "case" not in node.entries:
            continue
        value = node.entries["case"][1]
        if not isinstance(value, Scalar) or value.value in ("", "null", "~"):
            continue
        if value.value in first:
            where = first[value.value]
            hint = f"first at {where.line}:{where.column}"
            notes.add(value, "C208", f"case `{value.value[:64]}` appears twice", hint)
        first.setdefault(value.value, value)


def read_case(notes: Notes, node: Node, ruleset: Ruleset) -> Case:
    """One record, or the record within a worked case."""
    if not isinstance(node, Mapping):
        raise notes.fail(node, "C203", "a case must be a mapping of facts to answers")
    name = _case_id(notes, node)
    facts = node
    besides = ["case"]
    if "facts" in node.entries and ruleset.vocabulary.find("", "facts") is None:
        check_worked_keys(notes, node)
        facts, besides = _facts(notes, node), []
    values = read_facts(notes, ruleset.vocabulary.facts, facts, besides)
    return Case(name, values, node.place)


def _facts(notes: Notes, node: Mapping) -> Mapping:
    facts = node.entries["facts"][1]
    if not isinstance(facts, Mapping):
        raise notes.fail(facts, "C203", "`facts` must be a mapping of facts to answers")
    return facts


def check_worked_keys(notes: Notes, node: Mapping) -> None:
    """Note the keys that a worked case does not have."""
    for key, (scalar, _) in node.entries.items():
        if key not in WORKED_KEYS:
            notes.add(scalar, "C201", f"unknown key `{key[:60]}`", suggest(key, WORKED_KEYS))


def _case_id(notes: Notes, node: Mapping) -> str | None:
    if "case" not in node.entries:
        return None
    value = node.entries["case"][1]
    if isinstance(value, Scalar) and not value.quoted and value.value in ("", "null", "~"):
        return None
    if not isinstance(value, Scalar) or not CASE_ID.fullmatch(value.value):
        hint = "use up to 64 letters, digits, `_`, `.` and `-`, no name"
        raise notes.fail(value, "C207", "this is not a case id", hint)
    return value.value


def _worked(notes: Notes, node: Node, ruleset: Ruleset) -> WorkedCase:
    if not isinstance(node, Mapping):
        raise notes.fail(node, "C203", "a worked case must be a mapping")
    check_keys(notes, node, ("case", "title", "facts", "expect", "basis", "cites"), WORKED_KEYS)
    get = dict(items(node))
    return WorkedCase(
        case=read_case(notes, node, ruleset),
        title=notes.text(get["title"], "`title`"),
        under=read_under(notes, get["under"], ruleset.readings) if "under" in get else (),
        expect=_expectation(notes, get["expect"], ruleset),
        rests_on=_rests_on(notes, get["rests on"], ruleset) if "rests on" in get else (),
        basis=notes.one_of(get["basis"], BASES, "a basis", "C211"),
        cites=read_citations(notes, get["cites"]),
        note=notes.text(get["note"], "`note`") if "note" in get else "",
    )


def _expectation(notes: Notes, node: Node, ruleset: Ruleset) -> Expectation:
    mapping = notes.mapping(node, "`expect`")
    check_keys(notes, mapping, EXPECT_KEYS)
    get = dict(items(mapping))
    outcomes = (*ruleset.outcomes, "conflict")
    placements = (*outcomes, *ruleset.subtypes, "undecided")
    return Expectation(
        eligible=notes.one_of(get["eligible"], ("yes", "no", "unknown"), "an answer", "C211"),
        placement=notes.one_of(get["placement"], placements, "a placement", "C211"),
        settled=notes.one_of(get["settled"], ("yes", "no"), "an answer", "C211") == "yes",
        possible=frozenset(
            notes.one_of(item, outcomes, "an outcome", "C211")
            for item in notes.sequence(get["possible"], "`possible`")
        ),
    )


def _rests_on(notes: Notes, node: Node, ruleset: Ruleset) -> tuple[str, ...]:
    names = names_of(ruleset)
    found = notes.sequence(node, "`rests on`")
    return tuple(notes.one_of(item, names, "a rule", "C211") for item in found)

