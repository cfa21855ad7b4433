"""Learning more only takes possibilities away, and what is settled stays."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings

from casewise.model.ruleset import Ruleset
from casewise.result import Result
from laws.records import ENGINES, few_readings, result_of, times, try_seeds
from oracle.strategies import drawn, less_known, random_facts

Check = Callable[[Result, Result], None]


def learned(rules: Ruleset, rng: random.Random, check: Check) -> None:
    """What is said of a record, before and after more is known of it."""
    chosen, facts = rules.under(few_readings(rng)), random_facts(rng)
    engine = rng.choice(ENGINES)
    less = result_of(chosen, less_known(rng, facts), engine)
    check(less, result_of(chosen, facts, engine))


def only_shrinks(less: Result, more: Result) -> None:
    assert more.placement == "conflict" or more.possible <= less.possible


def settled_stays(less: Result, more: Result) -> None:
    if less.settled and more.placement != "conflict":
        assert more.settled
        assert more.placement == less.placement


def conflict_stays(less: Result, more: Result) -> None:
    if less.placement == "conflict":
        assert more.placement == "conflict"


def eligibility_stays(less: Result, more: Result) -> None:
    if less.eligible is not None and more.placement != "conflict":
        assert more.eligible is less.eligible


def answers_stay(less: Result, more: Result) -> None:
    for question, truth in less.verdicts.answers.items():
        assert truth is None or more.verdicts.answers[question] is truth


@given(rng=drawn())
@settings(max_examples=times(1))
def test_learning_more_makes_nothing_possible(rules: Ruleset, rng: random.Random) -> None:
    learned(rules, rng, only_shrinks)


@given(rng=drawn())
@settings(max_examples=times(1))
def test_a_settled_case_stays_where_it_is(rules: Ruleset, rng: random.Random) -> None:
    learned(rules, rng, settled_stays)


@given(rng=drawn())
@settings(max_examples=times(0.5))
def test_a_conflict_cannot_be_mended_by_learning_more(rules: Ruleset, rng: random.Random) -> None:
    learned(rules, rng, conflict_stays)


@given(rng=drawn())
@settings(max_examples=times(0.5))
def test_eligibility_once_known_stays(rules: Ruleset, rng: random.Random) -> None:
    learned(rules, rng, eligibility_stays)


@given(rng=drawn())
@settings(max_examples=times(0.5))
def test_an_answer_once_given_stays(rules: Ruleset, rng: random.Random) -> None:
    learned(rules, rng, answers_stay)


@pytest.mark.deep
def test_learning_deeply(rules: Ruleset) -> None:
    def law(rules: Ruleset, rng: random.Random) -> None:
        for check in (only_shrinks, settled_stays, conflict_stays, eligibility_stays, answers_stay):
            learned(rules, rng, check)

    try_seeds(law, rules, 20_000, "random records, each of five laws of learning more")
