"""Whichever engine infers, the answer is the same."""

import random

import pytest
from attrs import evolve
from hypothesis import given, settings

from casewise.evaluation.engines import durable_engine, reference_engine
from casewise.model.ruleset import Ruleset
from laws.records import ENGINES, few_readings, result_of, times, try_seeds, values_of
from oracle.strategies import Record, drawn, random_facts, random_readings


def verdicts_are_equal(rules: Ruleset, facts: Record) -> None:
    values = values_of(rules, facts)
    reference = reference_engine(rules).verdicts(values)
    assert durable_engine(rules).verdicts(values).answers == reference.answers


def results_are_equal(rules: Ruleset, facts: Record) -> None:
    durable, reference = (result_of(rules, facts, engine) for engine in ENGINES)
    assert evolve(durable, engine=reference.engine) == reference


@given(rng=drawn())
@settings(max_examples=times(1.5))
def test_both_engines_answer_every_question_alike(rules: Ruleset, rng: random.Random) -> None:
    verdicts_are_equal(rules.under(few_readings(rng)), random_facts(rng))


@given(rng=drawn())
@settings(max_examples=times(1.5))
def test_a_result_does_not_depend_on_the_engine_that_gave_it(
    rules: Ruleset, rng: random.Random
) -> None:
    results_are_equal(rules.under(few_readings(rng)), random_facts(rng))


@given(rng=drawn())
@settings(max_examples=times(0.5))
def test_every_firing_is_an_answer_and_every_answer_was_fired(
    rules: Ruleset, rng: random.Random
) -> None:
    engine = durable_engine(rules)
    verdicts = engine.verdicts(values_of(rules, random_facts(rng)))
    fired = {firing.question: firing.answer for firing in verdicts.firings}
    assert len(fired) == len(verdicts.firings)
    for question, answer in verdicts.answers.items():
        if question not in engine.case_constants:
            assert fired.get(question) is answer


@given(rng=drawn())
@settings(max_examples=times(0.5))
def test_a_firing_joins_only_what_is_known_or_was_fired_before(
    rules: Ruleset, rng: random.Random
) -> None:
    values = values_of(rules, random_facts(rng))
    fired: set[str] = set()
    for firing in durable_engine(rules).verdicts(values).firings:
        for source in firing.by:
            stated = "@" not in source and source.partition(".")[0] in values
            assert stated or source in fired
        fired.add(firing.question)


# -- deep -----------------------------------------------------------------------------------------


@pytest.mark.deep
def test_engines_deeply(rules: Ruleset) -> None:
    def law(rules: Ruleset, rng: random.Random) -> None:
        chosen, facts = rules.under(random_readings(rng)), random_facts(rng)
        verdicts_are_equal(chosen, facts)
        results_are_equal(chosen, facts)

    what = "random records, all verdicts and the whole result of both engines"
    try_seeds(law, rules, 20_000, what)
