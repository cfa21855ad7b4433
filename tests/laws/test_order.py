"""The order in which things are written or told does not matter."""

import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings

from casewise.evaluation.classification import classify
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from laws.records import (
    ENGINES,
    as_list,
    few_readings,
    is_closed,
    listed_in,
    result_of,
    times,
    try_seeds,
)
from oracle.strategies import LISTS, Record, drawn, random_facts
from rulesets.generator import (
    random_choice,
    random_record,
    random_ruleset,
    shuffled_keys,
    shuffled_parts,
    shuffled_rules,
)

Said = tuple[bool | None, str, frozenset[str], Mapping[str, bool | None]]


def said(rules: Ruleset, facts: Record, engine: str) -> Said:
    result = result_of(rules, facts, engine)
    return result.eligible, result.placement, result.possible, dict(result.verdicts.answers)


def shuffled_lists(rng: random.Random, facts: Record) -> Record:
    """The same record with its victims and its roles in another order."""
    found = dict(facts)
    for name in set(LISTS) & set(found):
        entities = listed_in(found[name])
        if entities:
            mixed = rng.sample(entities, len(entities))
            found[name] = as_list(mixed, closed=is_closed(found[name]))
    return found


def shuffled_facts(rng: random.Random, facts: Mapping[str, Any]) -> Record:
    """The same record with its facts, and those of its entities, in another order."""
    found: Record = {}
    for name in rng.sample(sorted(facts), len(facts)):
        value = facts[name]
        if name in LISTS and listed_in(value):
            entities = [shuffled_facts(rng, entity) for entity in listed_in(value)]
            value = as_list(entities, closed=is_closed(value))
        found[name] = value
    return found


def order_of_lists(rules: Ruleset, rng: random.Random) -> None:
    chosen, facts, engine = rules.under(few_readings(rng)), random_facts(rng), rng.choice(ENGINES)
    assert said(chosen, shuffled_lists(rng, facts), engine) == said(chosen, facts, engine)


def order_of_facts(rules: Ruleset, rng: random.Random) -> None:
    chosen, facts, engine = rules.under(few_readings(rng)), random_facts(rng), rng.choice(ENGINES)
    assert said(chosen, shuffled_facts(rng, facts), engine) == said(chosen, facts, engine)


@given(rng=drawn())
@settings(max_examples=times(0.5))
def test_the_order_of_victims_and_of_roles_does_not_matter(
    rules: Ruleset, rng: random.Random
) -> None:
    order_of_lists(rules, rng)


@given(rng=drawn())
@settings(max_examples=times(0.5))
def test_the_order_of_facts_does_not_matter(rules: Ruleset, rng: random.Random) -> None:
    order_of_facts(rules, rng)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("shuffled", [shuffled_rules, shuffled_parts])
def test_the_order_of_rules_and_of_parts_does_not_matter(
    rules: Ruleset, shuffled: Any, seed: int
) -> None:
    rng = random.Random(seed)
    mixed = shuffled(rng, rules)
    assert mixed.fingerprint == rules.fingerprint
    for _ in range(40):
        facts, engine = random_facts(rng), rng.choice(ENGINES)
        assert said(mixed, facts, engine) == said(rules, facts, engine)


def order_in_random_rulesets(_: Ruleset, rng: random.Random) -> None:
    made = random_choice(rng, random_ruleset(rng))
    mixed = shuffled_parts(rng, shuffled_rules(rng, made))
    assert mixed.fingerprint == made.fingerprint
    for _turn in range(3):
        record, engine = random_record(rng, made.vocabulary), rng.choice(ENGINES)
        one = classify(made, Case(None, record), engine)
        other = classify(mixed, Case(None, shuffled_keys(rng, record)), engine)
        assert (one.placement, one.possible) == (other.placement, other.possible)
        assert one.verdicts == other.verdicts


@pytest.mark.parametrize("seed", range(15))
def test_the_order_of_anything_in_a_random_ruleset_does_not_matter(
    rules: Ruleset, seed: int
) -> None:
    order_in_random_rulesets(rules, random.Random(seed))


# -- deep -----------------------------------------------------------------------------------------


@pytest.mark.deep
def test_the_order_within_records_deeply(rules: Ruleset) -> None:
    def law(rules: Ruleset, rng: random.Random) -> None:
        order_of_lists(rules, rng)
        order_of_facts(rules, rng)

    try_seeds(law, rules, 10_000, "random records in another order of entities and of facts")


@pytest.mark.deep
def test_the_order_within_rulesets_deeply(rules: Ruleset) -> None:
    what = "random rulesets in another order of rules, parts and facts"
    try_seeds(order_in_random_rulesets, rules, 1_000, what)
