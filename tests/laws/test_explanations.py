"""What an explanation says is so, by the oracle: because, what is open, and the readings."""

import random
import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

import casewise
from casewise.corpus import shipped
from casewise.explanation.json_form import json_form
from casewise.explanation.values import Explanation, OpenFact
from casewise.library import load_worked_cases
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset
from laws.records import (
    Facts,
    case_of,
    few_readings,
    is_closed,
    known_at,
    listed_in,
    only,
    paths_of,
    times,
    try_seeds,
    with_known,
)
from oracle.bulletin import answer
from oracle.completions import unknown
from oracle.definitions import READINGS
from oracle.strategies import LISTS, YES_NO, drawn, random_facts

Readings = dict[str, str]

DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def explained(rules: Ruleset, facts: Facts, readings: Readings) -> Explanation:
    return casewise.explain(casewise.classify(rules.under(readings), case_of(rules, facts)))


# -- because --------------------------------------------------------------------------------------


def because_is_enough_and_no_more(found: Explanation, facts: Facts, readings: Readings) -> None:
    paths = list(dict.fromkeys(path for reason in found.because for path in reason.facts))
    placement = found.result.placement
    assert answer(only(facts, paths), readings).placement == placement
    for path in paths:
        rest = [other for other in paths if other != path]
        assert answer(only(facts, rest), readings).placement != placement, path


@given(rng=drawn())
@settings(max_examples=times(0.4))
def test_because_alone_gives_the_placement_and_none_of_it_can_be_dropped(
    rules: Ruleset, rng: random.Random
) -> None:
    facts, readings = random_facts(rng), few_readings(rng)
    because_is_enough_and_no_more(explained(rules, facts, readings), facts, readings)


def worked_cases() -> list[tuple[WorkedCase, Facts]]:
    """The worked cases, each also as plain facts."""
    found: list[tuple[WorkedCase, Facts]] = []
    rules = casewise.load()
    for file in sorted((shipped("cases") / rules.id).rglob("*.cases.yaml")):
        # Makes nothing but texts, lists and mappings, so that `no` stays `no`.
        entries = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        plain = [entry["facts"] for entry in entries]
        found += zip(load_worked_cases(file, rules), plain, strict=True)
    return found


def because_of_worked_cases(rules: Ruleset, step: int) -> int:
    """Try every so manieth; how many were tried."""
    tried = worked_cases()[::step]
    for worked, facts in tried:
        readings = dict(worked.under)
        found = casewise.explain(casewise.classify(rules.under(readings), worked.case))
        because_is_enough_and_no_more(found, facts, readings)
    return len(tried)


def test_because_of_a_worked_case_is_enough_and_no_more(rules: Ruleset) -> None:
    assert because_of_worked_cases(rules, 12)


# -- what is open ---------------------------------------------------------------------------------


def told(facts: Facts, path: str, words: str) -> dict[str, Any]:
    """The record once an open fact is answered in these words."""
    known = known_at(facts, path)
    if path in LISTS:
        listed = listed_in(known)
        if words == ("another" if listed else "one or more"):
            return with_another(facts, path, {})
        assert words == ("no others" if listed else "none")
        return {**facts, path: listed or "none"}
    return with_known(facts, path, value_of(words, known))


def with_another(facts: Facts, name: str, entity: Facts) -> dict[str, Any]:
    """The record with one more entity on a list that is not closed."""
    listed = [*listed_in(facts.get(name)), entity]
    return {**facts, name: {"listed": listed, "others": "possible"}}


def value_of(words: str, known: Any) -> Any:
    """What an answer in words says, as a case file would; a set keeps what is known of it."""
    part = known if isinstance(known, dict) else {}
    if words == "no others":
        return part["includes"]
    if words.startswith("includes "):
        included = [*part.get("includes", ()), words.removeprefix("includes ")]
        excluded = {"excludes": part["excludes"]} if "excludes" in part else {}
        return {"includes": included, **excluded}
    return span_of(words)


def span_of(words: str) -> Any:
    """A number or a date, exact or between bounds; any other word is an answer as it stands."""
    forms = (
        (rf"until ({DAY})", ("to",)),
        (rf"from ({DAY})", ("from",)),
        (rf"({DAY}) to ({DAY})", ("from", "to")),
        (r"at most ([0-9]+)", ("at most",)),
        (r"at least ([0-9]+)", ("at least",)),
        (r"([0-9]+) to ([0-9]+)", ("at least", "at most")),
    )
    for form, names in forms:
        match = re.fullmatch(form, words)
        if match:
            return dict(zip(names, match.groups(), strict=True))
    return words


def open_answers_leave_what_they_say(rules: Ruleset, rng: random.Random) -> None:
    facts, readings = random_facts(rng), few_readings(rng)
    for fact in explained(rules, facts, readings).open:
        for each in fact.answers:
            expected = answer(told(facts, fact.path, each.words), readings)
            assert set(each.possible) == expected.possible
            assert each.placement == expected.placement


@given(rng=drawn())
@settings(max_examples=times(0.08))
def test_an_open_answer_leaves_what_it_says(rules: Ruleset, rng: random.Random) -> None:
    open_answers_leave_what_they_say(rules, rng)


def open_answers_leave_nothing_out(rules: Ruleset, rng: random.Random) -> None:
    """The answers to a fact leave together what was possible, and one of them less.

    Of a list it may be that only more of another entity than that it exists leaves less.
    """
    found = explained(rules, random_facts(rng), few_readings(rng))
    for fact in found.open:
        together = {outcome for each in fact.answers for outcome in each.possible}
        assert together == found.result.possible
        less = any(set(each.possible) != found.result.possible for each in fact.answers)
        assert less or fact.path in LISTS


@given(rng=drawn())
@settings(max_examples=times(0.25))
def test_the_answers_to_an_open_fact_leave_nothing_out(rules: Ruleset, rng: random.Random) -> None:
    open_answers_leave_nothing_out(rules, rng)


def what_is_not_open_changes_nothing(rules: Ruleset, rng: random.Random) -> None:
    facts, readings = random_facts(rng), few_readings(rng)
    found = explained(rules, facts, readings)
    listed: dict[str, OpenFact] = {fact.path: fact for fact in found.open}
    for path, kind in paths_of(facts):
        codes = ("yes", "no") if kind == YES_NO else kind
        if path in listed or not isinstance(codes, tuple) or not unknown(known_at(facts, path)):
            continue
        for code in codes:
            possible = answer(with_known(facts, path, code), readings).possible
            assert possible in ({"conflict"}, found.result.possible), path


@given(rng=drawn())
@settings(max_examples=times(0.3))
def test_no_answer_to_a_fact_that_is_not_open_changes_what_is_possible(
    rules: Ruleset, rng: random.Random
) -> None:
    what_is_not_open_changes_nothing(rules, rng)


def a_list_is_open_if_another_entity_changes_something(rules: Ruleset, rng: random.Random) -> None:
    facts, readings = random_facts(rng), few_readings(rng)
    found = explained(rules, facts, readings)
    more = random_facts(rng)
    for name in LISTS:
        if is_closed(facts.get(name)) or any(each.path == name for each in found.open):
            continue
        for entity in listed_in(more.get(name)):
            possible = answer(with_another(facts, name, entity), readings).possible
            assert possible in ({"conflict"}, found.result.possible), name


@given(rng=drawn())
@settings(max_examples=times(0.5))
def test_a_list_is_open_if_another_entity_changes_what_is_possible(
    rules: Ruleset, rng: random.Random
) -> None:
    a_list_is_open_if_another_entity_changes_something(rules, rng)


# -- readings -------------------------------------------------------------------------------------


def readings_are_those_that_matter(rules: Ruleset, rng: random.Random) -> None:
    facts, readings = random_facts(rng), few_readings(rng)
    found = explained(rules, facts, readings)
    own = answer(facts, readings)
    expected = {}
    for name, values in READINGS.items():
        chosen = readings.get(name, values[0])
        others = {code: answer(facts, {**readings, name: code}) for code in values}
        moved = {
            code: (other.placement, tuple(sorted(other.possible)))
            for code, other in others.items()
            if (other.placement, other.possible) != (own.placement, own.possible)
        }
        if moved:
            expected[name] = (chosen, moved)
    assert expected == {
        each.reading: (each.chosen, {o.value: (o.placement, o.possible) for o in each.others})
        for each in found.readings
    }


@given(rng=drawn())
@settings(max_examples=times(0.6))
def test_the_readings_given_are_those_whose_change_changes_the_result(
    rules: Ruleset, rng: random.Random
) -> None:
    readings_are_those_that_matter(rules, rng)


# -- all of it ------------------------------------------------------------------------------------


@given(rng=drawn())
@settings(max_examples=times(0.25))
def test_an_explanation_does_not_depend_on_the_engine(rules: Ruleset, rng: random.Random) -> None:
    case, chosen = case_of(rules, random_facts(rng)), rules.under(few_readings(rng))
    one, other = (
        json_form(casewise.explain(casewise.classify(chosen, case, engine)))
        for engine in ("durable-rules", "reference")
    )
    assert one == {**other, "engine": one["engine"]}


@pytest.mark.deep
def test_because_deeply(rules: Ruleset) -> None:
    def law(rules: Ruleset, rng: random.Random) -> None:
        facts, readings = random_facts(rng), few_readings(rng)
        because_is_enough_and_no_more(explained(rules, facts, readings), facts, readings)

    try_seeds(law, rules, 5_000, "random records whose `because` is enough and minimal")


@pytest.mark.deep
def test_because_of_worked_cases_deeply(rules: Ruleset) -> None:
    count = because_of_worked_cases(rules, 1)
    print(f"{count:,} worked cases whose `because` is enough and minimal: 0 disagreements")


@pytest.mark.deep
def test_open_facts_deeply(rules: Ruleset) -> None:
    def law(rules: Ruleset, rng: random.Random) -> None:
        open_answers_leave_what_they_say(rules, rng)
        open_answers_leave_nothing_out(rules, rng)
        what_is_not_open_changes_nothing(rules, rng)
        a_list_is_open_if_another_entity_changes_something(rules, rng)

    try_seeds(law, rules, 500, "random records whose open facts are as the oracle says")


@pytest.mark.deep
def test_readings_deeply(rules: Ruleset) -> None:
    what = "random records whose readings that matter are as the oracle says"
    try_seeds(readings_are_those_that_matter, rules, 5_000, what)
