"""Kept records: what is in them, that they are made alike everywhere, and every verdict on one."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import casewise
from casewise.corpus import shipped
from casewise.evaluation.classification import classify
from casewise.facts import Entities, Known, Members, Span, knowledge
from casewise.model.case import Case
from casewise.model.recorded import Recorded
from casewise.model.ruleset import Ruleset
from casewise.reading.recorded import read_recorded
from casewise.reading.schema import record_schema
from casewise.recording.canonical import canonical, digest
from casewise.recording.form import text_of
from casewise.recording.making import record_text
from casewise.recording.stated import known, stated
from casewise.recording.verifying import verify
from casewise.recording.words import says
from casewise.testing import cases, rulesets
from rulesets.named import rules_of
from tampering import bound, is_whole, verifier

ONE = {
    "arrest_made": "yes", "arrest_date": "2000-10", "duplicate_record": "no",
    "sex_crime_against_minor": "yes", "material_found_as": {"excludes": ["computer_printout"]},
    "undercover_roles": [
        {"operator": "law_enforcement", "role": "fictional_minor", "online": "yes",
         "solicited": "yes", "persona_age": {"at most": 15}},
    ],
}  # fmt: skip


def result_of(rules: Ruleset, facts: object = ONE, name: str = "one") -> casewise.Result:
    (case,) = casewise.read_cases(json.dumps(facts), rules)
    return classify(rules, evolve(case, id=name), "reference")


def read(text: str) -> Recorded:
    return read_recorded(text.encode(), "record.json")


# -- the canonical form ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        ([True, False, 0, -7], "[true,false,0,-7]"),
        ({"b": 1, "a": {}}, '{"a":{},"b":1}'),
        ("\u20ac$\u000f\nA'B\"\\\\\"/", '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ({"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7},
         '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}'),
        ("\x7f\u2028", '"\x7f\u2028"'),
    ],
)  # fmt: skip
def test_the_canonical_form_is_that_of_rfc_8785(value: object, text: str) -> None:
    assert canonical(value) == text


def test_the_hash_of_nothing_known_is_the_one_that_sha256sum_gives() -> None:
    wanted = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert digest({}) == f"sha256:{wanted}"


@pytest.mark.parametrize("value", [1.5, {1: "x"}, {"x": {"y"}}, b"x", object()])
def test_what_no_record_holds_has_no_canonical_form(value: object) -> None:
    with pytest.raises((TypeError, AttributeError)):
        canonical(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800", {"\udfff": 1}])
def test_what_json_cannot_carry_has_no_canonical_form(value: object) -> None:
    with pytest.raises(ValueError, match=r"large|surrogates"):
        canonical(value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda below: st.lists(below) | st.dictionaries(st.text(), below),
    max_leaves=12,
)


@settings(max_examples=60)
@given(VALUES)
def test_both_writers_of_the_canonical_form_agree_and_json_reads_it(value: object) -> None:
    text = canonical(value)
    assert text == verifier.canonical(value)
    assert json.loads(text) == value


# -- what is in a record --------------------------------------------------------------------------


def shuffled(rng: random.Random, facts: dict[str, Known | None]) -> dict[str, Known | None]:
    """The same, said in another order."""
    return {name: _shuffled(rng, facts[name]) for name in rng.sample(list(facts), len(facts))}


def _shuffled(rng: random.Random, told: Known | None) -> Known | None:
    if not isinstance(told, Entities):
        return told
    return Entities(tuple(shuffled(rng, dict(entity)) for entity in told.listed), told.others)


@settings(max_examples=60)
@given(st.data(), st.randoms(use_true_random=False))
def test_facts_are_said_in_one_way_and_say_what_is_known(data: Any, rng: random.Random) -> None:
    rules = data.draw(rulesets())
    values = dict(data.draw(cases(rules)).values)
    said = stated(rules, values)
    assert canonical(said) == canonical(stated(rules, shuffled(rng, values)))
    again = known(rules, said)
    assert canonical(stated(rules, again)) == canonical(said)
    result, replayed = (classify(rules, Case(None, v), "reference") for v in (values, again))
    assert (result.placement, result.possible) == (replayed.placement, replayed.possible)


def test_what_is_known_comes_back_as_it_was(rules: Ruleset) -> None:
    told = {name: value for name, value in result_of(rules).case.values.items() if value}
    assert knowledge(known(rules, stated(rules, told))) == knowledge(told)
    assert isinstance(told["material_found_as"], Members)
    assert isinstance(told["arrest_date"], Span)


def test_what_was_asked_and_is_not_known_is_left_out(rules: Ruleset) -> None:
    assert stated(rules, result_of(rules, {"arrest_made": "unknown"}).case.values) == {}


@settings(max_examples=40)
@given(st.data())
def test_a_record_fits_its_schema_which_has_no_place_for_free_text(data: Any) -> None:
    rules = rules_of(data.draw(st.sampled_from(["njov-1", "parcels"])))
    result = classify(
        rules, data.draw(cases(rules)), data.draw(st.sampled_from([None, "reference"]))
    )
    time = data.draw(st.sampled_from([None, "2026-01-31T12:00:00Z"]))
    text = record_text(result, facts=data.draw(st.booleans()), time=time)
    Draft202012Validator(record_schema(rules)).validate(json.loads(text))


def test_the_schema_of_records_takes_no_other_words(rules: Ruleset) -> None:
    valid = Draft202012Validator(record_schema(rules))
    record = json.loads(record_text(result_of(rules), time="2026-01-31T12:00:00Z"))
    assert valid.is_valid(record)
    for home, key in texts(record):
        if home is not record["chain"] and not home[key].startswith("sha256:"):
            before, home[key] = home[key], "some words about somebody"
            assert not valid.is_valid(record), key
            home[key] = before
    assert not valid.is_valid({**record, "note": "words"})


def texts(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, str):
            yield value, key
        elif isinstance(inner, dict | list):
            yield from texts(inner)


def test_a_record_has_no_time_and_no_facts_unless_it_is_asked_to(rules: Ruleset) -> None:
    result = result_of(rules)
    assert "time" not in json.loads(record_text(result))
    bare = json.loads(record_text(result, facts=False, time="2026-01-31T12:00:00Z"))
    assert bare["time"] == "2026-01-31T12:00:00Z"
    assert "facts" not in bare


def test_a_record_from_which_the_facts_are_taken_is_the_one_made_without_them(
    rules: Ruleset,
) -> None:
    whole = json.loads(record_text(result_of(rules)))
    del whole["facts"]
    assert verifier.canonical(whole) + "\n" == record_text(result_of(rules), facts=False)


def test_a_record_is_read_as_it_was_made(rules: Ruleset) -> None:
    text = record_text(result_of(rules))
    assert text_of(read(text)) == text
    assert read(text).text == text


MAKING = """
import sys, casewise
from casewise.evaluation.classification import classify
from casewise.recording.making import record_text
rules = casewise.load()
for case in casewise.read_cases(open(sys.argv[1]).read(), rules):
    sys.stdout.write(record_text(classify(rules, case, "reference")))
"""


def test_a_record_is_the_same_in_every_process() -> None:
    """However Python hashes texts, on which the order of sets depends."""
    file = str(shipped("cases") / "demo.yaml")
    made = {
        subprocess.run(
            [sys.executable, "-c", MAKING, file],
            env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(made) == 1
    assert b"casewise.record/1" in made.pop()


def test_the_order_in_which_a_case_is_told_does_not_matter(rules: Ruleset) -> None:
    backwards = dict(reversed(ONE.items()))
    assert record_text(result_of(rules)) == record_text(result_of(rules, backwards))


# -- the verdicts ---------------------------------------------------------------------------------


def finding(rules: Ruleset, text: str, facts: object = None) -> tuple[str, str]:
    """The word and the sentence for a record."""
    given = None if facts is None else result_of(rules, facts).case.values
    recorded = read(text)
    verdict = verify(recorded, rules, given, "reference")
    return verdict.finding, says(verdict, recorded)


def test_a_genuine_record_holds(rules: Ruleset) -> None:
    assert finding(rules, record_text(result_of(rules))) == (
        "holds", "holds: under njov-1 1.0.0 its facts still give I-STULE",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("part", "path", "value"),
    [
        ("facts", ("facts", "arrest_made"), "no"),
        ("ruleset", ("ruleset", "release"), "2.0.0"),
        ("result", ("result", "settled"), True),
        ("result", ("because", 0, "holds"), False),
        ("heading", ("engine",), "another"),
        ("heading", ("tool",), "casewise 2.0.0"),
        ("heading", ("case",), "two"),
        ("heading", ("time",), "2026-01-31T12:00:00Z"),
        ("heading", ("chain", "record"), f"sha256:{'0' * 64}"),
    ],
)
def test_an_altered_part_is_named(
    rules: Ruleset, part: str, path: tuple[Any, ...], value: object
) -> None:
    record = json.loads(record_text(result_of(rules)))
    home = record
    for key in path[:-1]:
        home = home[key]
    home[path[-1]] = value
    text = verifier.canonical(record) + "\n"
    assert finding(rules, text) == (
        "altered",
        f"does not hold: it was altered after it was made (its {part} does not fit its hash)",
    )
    assert not is_whole(text)


def test_several_altered_parts_are_all_named(rules: Ruleset) -> None:
    record = json.loads(record_text(result_of(rules)))
    record["facts"]["arrest_made"], record["result"]["label"] = "no", ""
    assert finding(rules, verifier.canonical(record) + "\n")[1] == (
        "does not hold: it was altered after it was made "
        "(its facts and its result do not fit their hashes)"
    )


def test_a_record_written_anew_is_not_the_one_that_was_made(rules: Ruleset) -> None:
    record = json.loads(record_text(result_of(rules)))
    word, sentence = finding(rules, json.dumps(record, indent=1))
    assert word == "form"
    assert "its values fit their hashes" in sentence


def with_edit(folder: Path, name: str, old: str, new: str) -> Ruleset:
    from shutil import copytree

    copy = Path(copytree(shipped("rules") / "njov-1", folder / "edited"))
    text = (copy / name).read_text()
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1))
    return casewise.load(copy)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("terms/minor-victim.yaml", "at most: 17", "at most: 16",
         "rule `minor-victim` changed; this case is still answered alike"),
        ("eligibility/in-the-study-year.yaml", "2000-07-01", "2000-11-01",
         "rule `in-the-study-year` changed; this case was I-STULE and is now not-eligible"),
        ("facts.yaml", "at most: 120", "at most: 119",
         "fact `victims.age_at_offense` changed; this case is still answered alike"),
        ("ruleset.yaml",
         "  - gap.identified-not-contacted\n  - gap.produced-without-identified-victim\n",
         "  - gap.produced-without-identified-victim\n  - gap.identified-not-contacted\n",
         "the order of the gaps changed; this case is still answered alike"),
        ("ruleset.yaml", "id: njov-1", "id: njov-x",
         "the ruleset `njov-1` gave way to `njov-x`; this case is still answered alike"),
        ("readings.yaml", "value: not-required", "value: not-needed", None),
    ],
)  # fmt: skip
def test_under_other_rules_it_says_what_changed_and_what_came_of_it(
    rules: Ruleset, tmp_path: Path, name: str, old: str, new: str, said: str | None
) -> None:
    if said is None:  # the value that this record does not use
        edited = with_reading_renamed(tmp_path)
        assert finding(edited, record_text(result_of(rules)))[0] == "other-rules"
        text = record_text(result_of(rules.under({"contact": "not-required"})))
        assert (
            "reading `contact` no longer has the value `not-required`" in finding(edited, text)[1]
        )
        return
    edited = with_edit(tmp_path, name, old, new)
    assert finding(edited, record_text(result_of(rules))) == (
        "other-rules", f"does not hold: since it was made, {said}",
    )  # fmt: skip


def with_reading_renamed(folder: Path) -> Ruleset:
    """`contact: not-required` by another name, in every file."""
    from shutil import copytree

    copy = Path(copytree(shipped("rules") / "njov-1", folder / "edited"))
    for path in copy.rglob("*.yaml"):
        if path.parent.name != "study":
            path.write_text(path.read_text().replace("not-required", "not-needed"))
    return casewise.load(copy)


def test_many_changes_are_counted(rules: Ruleset) -> None:
    word, sentence = finding(rules_of("parcels"), record_text(result_of(rules)))
    assert word == "other-rules"
    assert sentence.count("`") == 8
    assert sentence.endswith("more")


def test_words_and_release_are_no_part_of_what_rules_mean(rules: Ruleset, tmp_path: Path) -> None:
    edited = with_edit(tmp_path, "ruleset.yaml", "release: 1.0.0", "release: 1.0.1")
    assert finding(edited, record_text(result_of(rules)))[0] == "holds"


def test_a_record_without_facts_is_checked_against_those_given(rules: Ruleset) -> None:
    text = record_text(result_of(rules), facts=False)
    assert finding(rules, text)[0] == "no-facts"
    assert finding(rules, text, ONE)[0] == "holds"
    assert finding(rules, text, {**ONE, "arrest_made": "unknown"}) == (
        "other-facts",
        "does not hold for these facts: they are not those that it was made of",
    )


def test_facts_are_compared_even_if_the_record_has_its_own(rules: Ruleset) -> None:
    assert finding(rules, record_text(result_of(rules)), {"arrest_made": "no"})[0] == "other-facts"


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        (("result", "placement"), "possession-or-distribution", "placement"),
        (("result", "possible"), ["undercover-solicitation"], "possible"),
        (("facts", "duplicate_record"), "yes", "eligible"),
        (("facts", "no_such_fact"), "yes", "facts"),
        (("facts", "arrest_made"), "perhaps", "facts"),
        (("facts", "arrest_made"), {"one of": ["yes"]}, "facts"),
        (("because", 0, "holds"), False, "because"),
        (("because", 0, "rule"), "no-such-rule", "because"),
        (("because", 5, "facts"), [], "because"),
        (("because", 0, "facts"), ["arrest_date", "material_found_as"], "because"),
        (("because", 0, "facts"), ["arrest_date", "victims"], "because"),
        (("because",), [], "because"),
    ],
)
def test_what_the_rules_do_not_give_is_refused_though_its_hashes_fit(
    rules: Ruleset, path: tuple[Any, ...], value: object, part: str
) -> None:
    record = json.loads(record_text(result_of(rules)))
    home = record
    for key in path[:-1]:
        home = home[key]
    home[path[-1]] = value
    text = bound(record)
    word, sentence = finding(rules, text)
    assert is_whole(text)
    assert word == "other-answer"
    assert f"`{part}`" in sentence


def test_a_fingerprint_that_its_parts_do_not_have_is_refused(rules: Ruleset) -> None:
    record = json.loads(record_text(result_of(rules)))
    record["ruleset"]["fingerprint"] = f"sha256:{'0' * 64}"
    assert "another fingerprint than its parts" in finding(rules, bound(record))[1]
