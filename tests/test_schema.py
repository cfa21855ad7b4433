"""The JSON Schemas: what is shipped validates, and schema and readers refuse the same."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from casewise.errors import ProblemsFound
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType
from casewise.reading.cases import read_case_lines, read_case_text, read_worked_cases
from casewise.reading.ruleset import STUDY
from casewise.reading.schema import case_schema, record_schema, register_schemas, rule_schema
from casewise.reading.tree import decode
from rulesets.folders import GOLDEN, MINIMAL, ROOT, RULES, minimal, shipped

# Read only when a source text is at hand, and written by a program.
NOT_FOR_EDITORS = "passages.yaml"


class Core(yaml.SafeLoader):
    """YAML as an editor reads it today: by the core schema of version 1.2, `yes` is a text."""


Core.yaml_implicit_resolvers = {}
for _tag, _form, _starts in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Core.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_form})$"), list(_starts)
    )


def as_editor(text: str, loader: type[yaml.SafeLoader]) -> Any:
    """The value of a text, as JSON has it: what YAML 1.1 takes for a day is a text again."""
    try:
        value = yaml.load(text, Loader=loader)  # noqa: S506  # both loaders are safe ones
    except ValueError:  # YAML 1.1 takes it for a day, and there is none
        return None
    return json.loads(json.dumps(value, default=date.isoformat))


@cache
def validator(ruleset: Ruleset, path: str) -> Draft202012Validator:
    """What checks a file of that path."""
    if "cases." in path:
        return Draft202012Validator(case_schema(ruleset))
    if path == "record.json":
        return Draft202012Validator(record_schema(ruleset))
    registers = register_schemas(ruleset)
    return Draft202012Validator(registers[path] if path in registers else rule_schema(ruleset))


def fits(ruleset: Ruleset, path: str, value: Any) -> bool:
    return bool(validator(ruleset, path).is_valid(value))


def schemas(ruleset: Ruleset) -> Iterator[Any]:
    yield case_schema(ruleset)
    yield rule_schema(ruleset)
    yield record_schema(ruleset)
    yield from register_schemas(ruleset).values()


# -- the schemas themselves ----------------------------------------------------------------------


@pytest.mark.parametrize("ruleset", [minimal(), shipped()], ids=lambda ruleset: ruleset.id)
def test_the_schemas_are_schemas(ruleset: Ruleset) -> None:
    for schema in schemas(ruleset):
        Draft202012Validator.check_schema(schema)
        assert json.loads(json.dumps(schema)) == schema


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for below in schema.values():
            yield from objects(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from objects(below)


def test_no_mapping_takes_keys_that_are_not_named() -> None:
    for schema in schemas(shipped()):
        assert all(each["additionalProperties"] is False for each in objects(schema))


def test_every_fact_shows_its_question() -> None:
    definitions = case_schema(shipped())["$defs"]
    for scope, fact in shipped().vocabulary:
        assert fact.asks in definitions[scope or "record"]["properties"][fact.name]["description"]


def test_no_fact_takes_free_text() -> None:
    record = validator(shipped(), "cases.yaml")
    for scope, fact in shipped().vocabulary:
        inner: Any = {fact.name: "some words"}
        assert not record.is_valid({scope: [inner]} if scope else inner)


# -- what is shipped -----------------------------------------------------------------------------

RULE_FILES = sorted(
    path
    for path in RULES.rglob("*.yaml")
    if path.name != NOT_FOR_EDITORS and path.parent.name != STUDY
)
CASE_FILES = sorted((ROOT / "cases").rglob("*.yaml"))
LOADERS = pytest.mark.parametrize("loader", [Core, yaml.SafeLoader], ids=["1.2", "1.1"])


@LOADERS
@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_a_shipped_rule_file_fits(path: Path, loader: type[yaml.SafeLoader]) -> None:
    name = path.relative_to(RULES).as_posix()
    assert fits(shipped(), name, as_editor(path.read_text(), loader))


@LOADERS
@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_a_shipped_case_file_fits(path: Path, loader: type[yaml.SafeLoader]) -> None:
    assert fits(shipped(), "cases.yaml", as_editor(path.read_text(), loader))


@LOADERS
@pytest.mark.parametrize("path", sorted(MINIMAL.rglob("*.yaml")), ids=lambda path: path.stem)
def test_a_minimal_rule_file_fits(path: Path, loader: type[yaml.SafeLoader]) -> None:
    name = path.relative_to(MINIMAL).as_posix()
    assert fits(minimal(), name, as_editor(path.read_text(), loader))


# -- the examples of problems --------------------------------------------------------------------

# What takes reckoning, or another file, or the place of a key.
RECKONED = {"C204", "C208", "R105", "R106", "R108", "R109", "R110", "R111", "R113", "R115", "R117"}
RECKONED |= {"R118", "R119", "R120", "R122", "R123"}
SEEN_THOUGH_RECKONED = {
    "C204-named-twice",
    "R106-no-such-reading",
    "R106-no-such-value",
    "R106-in-a-precedence",
    "R108-a-value-named-twice",
    "R111-too-many-readings",  # they are new: a schema is made again when a register changes
    "R113-a-day-that-does-not-exist",
    "R113-beyond-the-bounds-of-the-fact",
    "R113-a-month-is-no-bound",
    "R113-no-bound",
    "R115-not-a-citation",
    "R118-some-within-a-term",
    "R118-some-within-some",
}
RECKONED_THOUGH_SEEN = {
    "R107-not-a-whole-number",  # an editor takes 0100 for a number
    "R112-a-date-that-is-always-there",  # it is the other file that has changed
    "R114-about-something-else",  # the name of a rule may be one that is yet to be written
}


def inputs(example: Path) -> dict[str, str]:
    parts = re.split(r"^=== (.+)\n", example.read_text(), flags=re.MULTILINE)
    texts = dict(zip(parts[1::2], parts[2::2], strict=True))
    texts.pop("problems")
    return texts


def is_seen(example: Path) -> bool:
    if example.stem in SEEN_THOUGH_RECKONED:
        return True
    return example.stem[:4] not in RECKONED and example.stem not in RECKONED_THOUGH_SEEN


EXAMPLES = [path for path in sorted(GOLDEN.glob("*.txt")) if path.stem[0] in "RC"]
NOT_EDITED = {path for path in EXAMPLES if {"cases.jsonl", NOT_FOR_EDITORS} & set(inputs(path))}


@pytest.mark.parametrize("path", [p for p in EXAMPLES if p not in NOT_EDITED], ids=lambda p: p.stem)
def test_an_example_of_a_problem_fits_only_if_it_takes_reckoning(path: Path) -> None:
    for loader in (Core, yaml.SafeLoader):
        fit = [
            fits(minimal(), name, as_editor(text, loader))
            for name, text in inputs(path).items()
            if text
        ]
        assert all(fit) is not is_seen(path)


# -- schema and reader ---------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        *("yes", "no", "Yes", "TRUE", "true", "unknown", "none", "possible", "null", "other"),
        *("2000", "2000-10", "2000-10-15", "2000-1-5", "0000", "20001", "2000-13", "14", "014"),
        *("", "x y"),
    ]
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    WORDS | st.integers(-1, 130) | st.integers(1999, 2001) | st.booleans() | st.none(),
    lambda below: (
        st.lists(below, max_size=2)
        | st.dictionaries(
            st.sampled_from(["one of", "includes", "at least", "from", "listed", "others"]),
            below,
            max_size=2,
        )
    ),
    max_leaves=4,
)
DAYS = st.sampled_from(["2000", "2000-10", "2000-10-15", 2000, "1999-12-31", "2001-02-28"])


def parts(first: str, last: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional={first: values, last: values})


def answers(fact: Fact) -> st.SearchStrategy[Any]:
    """Mostly answers to the fact, some of them contradicting themselves."""
    known = st.sampled_from(fact.codes) if fact.codes else st.nothing()
    numbers = st.integers(fact.low, fact.high) | st.integers(0, 120).map(str)
    entities = st.lists(record(fact.facts), max_size=2) if fact.facts else st.nothing()
    in_part = st.fixed_dictionaries({"listed": entities, "others": st.just("possible")})
    forms = {
        FactType.YES_NO: st.sampled_from(["yes", "no", "True", True, False]),
        FactType.DATE: DAYS | parts("from", "to", DAYS),
        FactType.NUMBER: numbers | parts("at least", "at most", numbers),
        FactType.CHOICE: known | st.fixed_dictionaries({"one of": st.lists(known, max_size=3)}),
        FactType.SET: st.lists(known, max_size=3)
        | st.just("none")
        | parts("includes", "excludes", st.lists(known, max_size=2)),
        FactType.LIST: entities | st.just("none") | in_part,
    }
    return forms[fact.type] | forms[fact.type] | st.sampled_from(["unknown", None]) | ANYTHING


def record(facts: tuple[Fact, ...]) -> st.SearchStrategy[Any]:
    known = {fact.name: answers(fact) for fact in facts}
    return st.fixed_dictionaries({}, optional={**known, "another": ANYTHING})


def ids() -> st.SearchStrategy[Any]:
    return st.sampled_from(["first", "1", "a b", "_a", "a" * 65, "A.b-c_d"]) | ANYTHING


def records(ruleset: Ruleset) -> st.SearchStrategy[Any]:
    """Records, lists of them, and what is neither."""
    one = record(ruleset.vocabulary.facts)
    with_id = st.builds(lambda case, values: {"case": case, **values}, ids(), one)
    return one | one | with_id | st.lists(one, max_size=2) | ANYTHING


def codes_found(text: str, ruleset: Ruleset) -> set[str]:
    try:
        read_case_text(decode(text.encode(), "cases.json"), ruleset)
    except ProblemsFound as error:
        return {problem.code for problem in error.problems}
    return set()


def agree(ruleset: Ruleset, value: Any) -> None:
    """The schema takes what the reader takes, and refuses what needs no reckoning to refuse."""
    found = codes_found(json.dumps(value), ruleset)
    fit = fits(ruleset, "cases.yaml", value)
    assert fit or found
    assert not fit or found <= {"C204", "C206", "C208"}


@settings(max_examples=300, deadline=None)
@given(records(minimal()))
def test_schema_and_reader_agree_on_records(value: Any) -> None:
    agree(minimal(), value)


@settings(max_examples=60, deadline=None)
@given(records(shipped()))
def test_schema_and_reader_agree_on_records_of_the_shipped_rules(value: Any) -> None:
    agree(shipped(), value)


def read_or_codes(read: Callable[[], object]) -> object:
    try:
        return read()
    except ProblemsFound as error:
        return [(problem.place.column, problem.code, problem.what) for problem in error.problems]


@settings(max_examples=200, deadline=None)
@given(records(minimal()).filter(lambda value: isinstance(value, dict)))
def test_a_line_of_json_is_read_like_a_text(value: Any) -> None:
    raw = json.dumps(value).encode()
    as_text = read_or_codes(lambda: read_case_text(decode(raw, "text"), minimal()))
    as_line = read_or_codes(lambda: list(read_case_lines([raw], "text", minimal())))
    assert as_line == as_text


@pytest.mark.deep
@settings(max_examples=20_000, deadline=None)
@given(records(minimal()) | records(shipped()))
def test_schema_and_reader_agree_on_many_records(value: Any) -> None:
    agree(minimal(), value)
    agree(shipped(), value)


WORKED = {
    "case": "first",
    "title": "A parcel with a piece of glass.",
    "facts": {"sent": "yes"},
    "expect": {
        "eligible": "unknown",
        "placement": "undecided",
        "settled": "no",
        "possible": ["not-eligible", "brittle.heavy"],
    },
    "basis": "letter",
    "cites": "handbook, line 30",
}
CHANGES: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {},
    optional={
        "case": ids().filter(lambda case: case is not None),
        "title": st.sampled_from(["", "A title.", None, ["A title."]]),
        "under": st.sampled_from([{}, {"damp": "counted"}, {"damp": "dry"}, {"dump": "x"}, []]),
        "facts": record(minimal().vocabulary.facts) | ANYTHING,
        "expect": st.just({}) | ANYTHING,
        "rests on": st.sampled_from([["boxed", "plain>brittle"], [], ["boxd"], "boxed"]),
        "basis": st.sampled_from(["our reading", "text silent", "a guess", None]),
        "cites": st.sampled_from(["handbook, lines 1-2, 4; handbook, line 9", "handbook 1", ""]),
        "note": st.sampled_from(["A note.", "", None]),
        "another": ANYTHING,
    },
)


@settings(max_examples=200, deadline=None)
@given(CHANGES, st.sampled_from([*WORKED, ""]))
def test_schema_and_reader_agree_on_worked_cases(changes: Any, without: str) -> None:
    value = {key: each for key, each in {**WORKED, **changes}.items() if key != without}
    try:
        read_worked_cases(decode(json.dumps([value]).encode(), "cases.json"), minimal())
        found = set()
    except ProblemsFound as error:
        found = {problem.code for problem in error.problems}
    fit = fits(minimal(), "cases.yaml", [value])
    if "facts" in value:  # a record is no worked case, though a list may hold either
        assert fit or found
        assert not fit or found <= {"C204", "C206"}
