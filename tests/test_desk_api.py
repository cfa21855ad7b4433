"""The desk over HTTP: answers as on the command line, problems with paths, one description."""

import json
from typing import Any

import jsonschema
import pytest

import casewise
from casewise.desk.api import MOST_CASES
from casewise.evaluation.classification import classify
from casewise.explanation.explaining import explain
from casewise.explanation.json_form import json_form
from casewise.explanation.ladder import ladder
from casewise.interview.interviewing import interview
from casewise.interview.wording import plain_values
from casewise.library import load_cases
from casewise.model.ruleset import Ruleset
from casewise.reading.writing import plain_case
from desks import HOST, PARCELS, ROOT, Answer, Visitor, asked

DEMO = ROOT / "cases" / "demo.yaml"
PATHS = ("/api/classify", "/api/next", "/api/explain")


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return casewise.load()


@pytest.fixture(scope="module")
def there(rules: Ruleset) -> Visitor:
    return Visitor(rules)


def sent(there: Visitor, path: str, body: object, kind: str = "application/json") -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    key = f"Bearer {there.door.program_key}"
    headers = [("host", HOST), ("authorization", key), ("content-type", kind)]
    return asked(there.app, "POST", path, headers, raw)


def described(there: Visitor) -> dict[str, Any]:
    key = f"Bearer {there.door.program_key}"
    headers = [("host", HOST), ("authorization", key)]
    return json.loads(asked(there.app, "GET", "/api/openapi.json", headers).text)  # type: ignore[no-any-return]


def checked(there: Visitor, path: str, answer: Answer) -> Any:
    """The answer, which is as the description says."""
    whole = described(there)
    responses = whole["paths"][path]["post"]["responses"]
    schema = responses[str(int(answer.status))]["content"]["application/json"]["schema"]
    found = json.loads(answer.text)
    jsonschema.validate(found, {**schema, "components": whole["components"]})
    return found


def test_the_answers_are_those_of_the_command_line(rules: Ruleset, there: Visitor) -> None:
    for case in load_cases(DEMO, rules):
        body = plain_case(rules.vocabulary, case, asked=True)
        found = checked(there, "/api/classify", sent(there, "/api/classify", body))
        assert found == json.loads(json.dumps(json_form(explain(classify(rules, case)))))
        found = checked(there, "/api/next", sent(there, "/api/next", body))
        assert found == json.loads(json.dumps(plain_values(interview(rules, case.values), case.id)))


def test_an_explanation_has_words_and_the_ladder(rules: Ruleset, there: Visitor) -> None:
    (case, *_) = load_cases(DEMO, rules)
    body = plain_case(rules.vocabulary, case, asked=True)
    found = checked(there, "/api/explain", sent(there, "/api/explain", body))
    explanation = explain(classify(rules, case))
    assert found["headline"].startswith("This case is placed in I-STULE")
    rungs = [(rung.rule.id, rung.stands.value) for rung in ladder(explanation)]
    assert [(each["rule"], each["stands"]) for each in found["ladder"]] == rungs


@pytest.mark.parametrize("path", PATHS)
def test_a_list_is_answered_by_a_list(there: Visitor, path: str) -> None:
    assert isinstance(checked(there, path, sent(there, path, {"case": "a"})), dict)
    found = checked(there, path, sent(there, path, [{"case": "a"}]))
    assert [each["case"] for each in found] == ["a"]
    found = checked(there, path, sent(there, path, [{"case": "a"}, {"case": "b"}]))
    assert [each["case"] for each in found] == ["a", "b"]


@pytest.mark.parametrize("path", PATHS)
def test_problems_have_codes_and_paths(there: Visitor, path: str) -> None:
    body = [
        {"case": "a", "arrest_made": "perhaps"},
        {"case": "b", "victims": [{}, {"age_at_offense": 300, "shoe_size": 9}]},
    ]
    answer = sent(there, path, body)
    assert answer.status == 400
    found = checked(there, path, answer)
    assert [(each["code"], each["path"]) for each in found["problems"]] == [
        ("C202", "1.arrest_made"),
        ("C206", "2.victims.2.age_at_offense"),
        ("C201", "2.victims.2.shoe_size"),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'"x"',
        b"{} {}",
        b"\xff",
        b"[" * 9999,
        b'{"a": 1, "a": 2}',
        b"\x00",
    ],
)
def test_what_holds_no_case_is_a_problem(there: Visitor, raw: bytes) -> None:
    for path in PATHS:
        answer = sent(there, path, raw)
        assert answer.status == 400
        assert checked(there, path, answer)["problems"]


def test_cases_are_counted(there: Visitor) -> None:
    answer = sent(there, "/api/classify", [{}] * (MOST_CASES + 1))
    assert answer.status == 413
    assert "201 cases" in checked(there, "/api/classify", answer)["error"]


def test_other_bodies_are_refused(there: Visitor) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = sent(there, "/api/next", {}, kind)
        assert answer.status == 415
        checked(there, "/api/next", answer)


def test_without_a_key_there_is_a_problem_as_json(there: Visitor) -> None:
    answer = asked(there.app, "POST", "/api/next", [("host", HOST)])
    assert answer.status == 403
    assert checked(there, "/api/next", answer)["problems"] == []


def test_readings_are_those_of_the_case(there: Visitor) -> None:
    body = {"case": "a", "under": {"contact": "not-required"}, "facts": {}}
    found = checked(there, "/api/classify", sent(there, "/api/classify", body))
    assert found["ruleset"]["readings"]["contact"] == "not-required"


def test_an_error_inside_says_nothing_of_the_case(
    there: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("2000-10-15")

    monkeypatch.setattr("casewise.desk.api.cases_in", fails)
    answer = sent(there, "/api/next", {"arrest_date": "2000-10-15"})
    assert answer.status == 500
    assert "report id" in answer.text
    assert "2000" not in answer.text


def test_the_description_is_that_of_the_ruleset(rules: Ruleset, there: Visitor) -> None:
    whole = described(there)
    assert whole["openapi"].startswith("3.1")
    record = whole["components"]["schemas"]["record"]["properties"]
    assert set(record) == {"case", *(fact.name for fact in rules.vocabulary.facts)}
    text = json.dumps(whole)
    assert "$defs" not in text
    for target in {part.partition('"')[0] for part in text.split('"$ref": "')[1:]}:
        at: Any = whole
        for part in target.removeprefix("#/").split("/"):
            at = at[part]


def test_another_ruleset_is_served_as_well() -> None:
    there = Visitor(casewise.load(PARCELS), str(PARCELS))
    found = checked(there, "/api/next", sent(there, "/api/next", {"declared_value": 10}))
    assert found["question"]["fact"]
