"""What the classifier says is what trying every completion says."""

import random

import pytest
from hypothesis import given, settings

from casewise.evaluation.classification import decided
from casewise.evaluation.engines import exact_engine, reference_engine
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from laws.records import answer_of, few_readings, result_of, times, try_seeds, values_of
from oracle.bulletin import answer, every_verdict
from oracle.definitions import readings_of
from oracle.strategies import (
    Record,
    drawn,
    random_complete_facts,
    random_facts,
    random_readings,
)


def agrees(rules: Ruleset, facts: Record, readings: dict[str, str]) -> None:
    assert answer_of(result_of(rules.under(readings), facts)) == answer(facts, readings)


@given(rng=drawn())
@settings(max_examples=times(3))
def test_a_partial_record_is_classified_as_all_its_completions_are(
    rules: Ruleset, rng: random.Random
) -> None:
    agrees(rules, random_facts(rng), few_readings(rng))


@given(rng=drawn())
@settings(max_examples=times(1))
def test_a_complete_record_is_classified_as_the_definitions_say(
    rules: Ruleset, rng: random.Random
) -> None:
    agrees(rules, random_complete_facts(rng), few_readings(rng))


@given(rng=drawn())
@settings(max_examples=times(1))
def test_a_complete_record_is_settled(rules: Ruleset, rng: random.Random) -> None:
    result = result_of(rules.under(few_readings(rng)), random_complete_facts(rng))
    assert result.settled
    assert result.placement != "undecided"


def verdicts_hold_in_every_completion(rules: Ruleset, rng: random.Random) -> None:
    facts, readings = random_facts(rng), few_readings(rng)
    chosen = rules.under(readings)
    verdicts = every_verdict(facts, readings_of(readings))
    answers = reference_engine(chosen).verdicts(values_of(chosen, facts)).answers
    for each in verdicts:
        assert answers["eligible"] in (each.eligible, None)
        if not each.eligible:
            continue
        for rule in (*chosen.of_kind(Kind.CATEGORY), *chosen.of_kind(Kind.SUBTYPE)):
            assert answers[rule.id] in (rule.id in each.holds, None)
            assert answers[f"unless:{rule.id}"] in (rule.id in each.barred, None)
        for outcome in chosen.outcomes:
            assert answers[f"outcome:{outcome}"] in (outcome == each.outcome, None)
    if answers["consistent"] is False:
        assert not verdicts


@given(rng=drawn())
@settings(max_examples=times(1.5))
def test_a_verdict_holds_in_every_completion(rules: Ruleset, rng: random.Random) -> None:
    verdicts_hold_in_every_completion(rules, rng)


def decisions_are_exact(rules: Ruleset, rng: random.Random) -> None:
    chosen = rules.under(few_readings(rng))
    values = values_of(chosen, random_facts(rng))
    answers = reference_engine(chosen).verdicts(values).answers
    completions = exact_engine(chosen).completions(values)
    for question, truth in answers.items():
        if truth is not None and completions.possible:
            assert completions.always(question) is truth
    outcome = decided(chosen, answers)
    if outcome is not None:
        assert (completions.possible or {"conflict"}) == {outcome}


@given(rng=drawn())
@settings(max_examples=times(1.5))
def test_what_verdicts_decide_is_what_the_exact_engine_finds(
    rules: Ruleset, rng: random.Random
) -> None:
    decisions_are_exact(rules, rng)


# -- deep -----------------------------------------------------------------------------------------


@pytest.mark.deep
def test_partial_records_deeply(rules: Ruleset) -> None:
    def law(rules: Ruleset, rng: random.Random) -> None:
        agrees(rules, random_facts(rng), random_readings(rng))

    try_seeds(law, rules, 20_000, "random partial records against the oracle")


@pytest.mark.deep
def test_complete_records_deeply(rules: Ruleset) -> None:
    def law(rules: Ruleset, rng: random.Random) -> None:
        agrees(rules, random_complete_facts(rng), random_readings(rng))

    try_seeds(law, rules, 20_000, "random complete records against the oracle")


@pytest.mark.deep
def test_verdicts_deeply(rules: Ruleset) -> None:
    what = "random records whose verdicts hold in every completion"
    try_seeds(verdicts_hold_in_every_completion, rules, 20_000, what)


@pytest.mark.deep
def test_decisions_deeply(rules: Ruleset) -> None:
    what = "random records whose verdicts fit the exact engine"
    try_seeds(decisions_are_exact, rules, 20_000, what)
