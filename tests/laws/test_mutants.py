"""What is said of mutants of rulesets that nobody wrote is what trying every case says."""

import random
from collections import Counter

import pytest

from casewise.adequacy.judging import Judgement, Sort, judged
from casewise.adequacy.killing import kills
from casewise.adequacy.mutants import Mutant, mutants
from casewise.adequacy.readings import readings_looked_at
from casewise.adequacy.suite import small_suite
from casewise.facts import Values
from casewise.model.ruleset import Ruleset
from laws.records import try_seeds
from rulesets.generator import random_record, random_ruleset
from rulesets.naive import Answer, Naive

MOST = 600
"""Rulesets with more complete records than this are passed over."""
MUTANTS = 4
RECORDS = 12
_sorts: Counter[Sort] = Counter()


def brute_force_agrees(_: Ruleset, rng: random.Random) -> None:
    made = random_ruleset(rng)
    if Naive(made).size({}) > MOST:
        return
    found = mutants(made)
    for mutant in rng.sample(found, min(MUTANTS, len(found))):
        judgement = judged(made, mutant, ())
        _sorts[judgement.sort] += 1
        if judgement.sort is Sort.MISSED:
            it_is_told_apart(made, judgement)
        else:
            no_record_is_told_apart(made, judgement, rng)


def it_is_told_apart(made: Ruleset, judgement: Judgement) -> None:
    assert judgement.values is not None
    first, second = both(made, judgement.mutant, dict(judgement.under))
    assert first.answer(judgement.values) != second.answer(judgement.values), judgement


def no_record_is_told_apart(made: Ruleset, judgement: Judgement, rng: random.Random) -> None:
    """Of an equivalent mutant no record is; one of the same outcomes has the same possible ones."""
    under = rng.choice(readings_looked_at(made, ()))
    first, second = both(made, judgement.mutant, dict(under))
    for values in [{}, *(random_record(rng, made.vocabulary) for _ in range(RECORDS))]:
        if judgement.sort is Sort.EQUIVALENT:
            assert first.answer(values) == second.answer(values), (judgement, values)
        elif judgement.sort is Sort.SAME_OUTCOMES:
            assert possible(first, values) == possible(second, values), (judgement, values)


def possible(naive: Naive, values: Values) -> frozenset[str]:
    answer: Answer = naive.answer(values)
    return answer.possible


def both(made: Ruleset, mutant: Mutant, under: dict[str, str]) -> tuple[Naive, Naive]:
    return Naive(made.under(under)), Naive(mutant.ruleset.under(under))


def a_generated_suite_leaves_nothing_missed(_: Ruleset, rng: random.Random) -> None:
    made = random_ruleset(rng)
    if Naive(made).size({}) > MOST or len(mutants(made)) > 120:
        return
    small = small_suite(made, (), lambda: None)
    for mutant in mutants(made):
        if not any(kills(worked, mutant) for worked in small.cases):
            assert judged(made, mutant, small.cases).sort is not Sort.MISSED


def test_brute_force_agrees_on_mutants(rules: Ruleset) -> None:
    _sorts.clear()
    try_seeds(brute_force_agrees, rules, 20, "random rulesets, their mutants judged")
    print(dict(_sorts))
    assert _sorts[Sort.MISSED] > 5 < _sorts[Sort.EQUIVALENT]


@pytest.mark.deep
def test_brute_force_agrees_on_mutants_deeply(rules: Ruleset) -> None:
    try_seeds(brute_force_agrees, rules, 1_500, "random rulesets, their mutants judged deeply")


def test_a_generated_suite_leaves_nothing_missed(rules: Ruleset) -> None:
    try_seeds(a_generated_suite_leaves_nothing_missed, rules, 8, "random rulesets, a suite made")


@pytest.mark.deep
def test_a_generated_suite_leaves_nothing_missed_deeply(rules: Ruleset) -> None:
    law = a_generated_suite_leaves_nothing_missed
    try_seeds(law, rules, 150, "random rulesets, a suite made deeply")
