"""Witnesses in rulesets that nobody wrote: the simplest case, and the fewest of its things."""

import random
from itertools import combinations

import pytest

from casewise.evaluation.exact.space import Space
from casewise.evaluation.exact.variables import ABSENT
from casewise.evaluation.plan import unfold
from casewise.explanation.units import restrict, units
from casewise.facts import Choice, Entities, Members, Values
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType
from casewise.witness import witness
from laws.records import Law, try_seeds
from rulesets.complete import every_record, size
from rulesets.generator import random_choice, random_ruleset
from rulesets.naive import Complete, Naive, Stages

MOST = 600
"""Rulesets with more complete records than this are passed over."""

Weight = tuple[int, int, int]
"""Facts that are absent, entities, answers `yes` and members of sets."""


def weight(facts: tuple[Fact, ...], record: Complete) -> Weight:
    """How much there is to a complete record."""
    absent = entities = yes = 0
    for fact in facts:
        value = record[fact.name]
        if isinstance(value, tuple):
            below = [weight(fact.facts, entity) for entity in value]
            absent += sum(each[0] for each in below)
            entities += len(value)
            yes += sum(each[2] for each in below)
        elif isinstance(value, frozenset):
            yes += len(value)
        else:
            absent += value is None
            yes += fact.type is FactType.YES_NO and value == "yes"
    return absent, entities, yes


def weight_told(facts: tuple[Fact, ...], case: Values) -> Weight:
    """How much there is to what a case says; what it leaves open can be `no`, or nothing."""
    absent = entities = yes = 0
    for fact in facts:
        known = case.get(fact.name)
        if isinstance(known, Entities):
            below = [weight_told(fact.facts, entity) for entity in known.listed]
            absent += sum(each[0] for each in below)
            entities += len(known.listed)
            yes += sum(each[2] for each in below)
        elif isinstance(known, Members):
            yes += len(known.included)
        else:
            absent += known == ABSENT
            yes += fact.type is FactType.YES_NO and known == Choice(frozenset({"yes"}))
    return absent, entities, yes


def simplest_agrees(_: Ruleset, rng: random.Random) -> None:
    ruleset = random_choice(rng, random_ruleset(rng))
    if size(ruleset) > MOST:
        return
    facts = ruleset.vocabulary.facts
    least: dict[str, Weight] = {}
    for record in every_record(ruleset):
        judged = Stages(ruleset, record).judged()
        if judged.consistent:
            found = weight(facts, record)
            least[judged.outcome] = min(found, least.get(judged.outcome, found))
    space = Space(ruleset, unfold(ruleset))
    for outcome in ruleset.outcomes:
        case = space.simplest({f"outcome:{outcome}": True})
        if case is not None:
            assert weight_told(facts, case) == least.get(outcome, weight_told(facts, case))
            assert outcome in least or weight_told(facts, case)[1] > 2
        else:
            assert outcome not in least


def fewest_agree(_: Ruleset, rng: random.Random) -> None:
    ruleset = random_choice(rng, random_ruleset(rng))
    naive = Naive(ruleset)
    if naive.size({}) > MOST:
        return
    space = Space(ruleset, unfold(ruleset))
    for outcome in ruleset.outcomes:
        wanted = {f"outcome:{outcome}": True}
        case = space.simplest(wanted)
        found = witness(ruleset, space, wanted)
        if case is None or found is None:
            assert case is found is None
            assert outcome not in naive.answer({}).possible
        elif not weight_told(ruleset.vocabulary.facts, case)[0]:
            assert naive.answer(found).possible == {outcome}
            assert len(list(units(found))) == fewest(naive, case, outcome)


def fewest(naive: Naive, case: Values, outcome: str) -> int:
    """The size of the smallest part of a case that has the outcome for certain."""
    every = list(units(case))
    for count in range(len(every) + 1):
        for kept in combinations(every, count):
            part = restrict(case, kept)
            if len(list(units(part))) == count and naive.answer(part).possible == {outcome}:
                return count
    raise AssertionError("not even all of it has the outcome")


LAWS: dict[str, tuple[Law, int, int]] = {
    "random rulesets, simplest cases": (simplest_agrees, 150, 3_000),
    "random rulesets, smallest witnesses": (fewest_agree, 30, 600),
}
"""Each law, and how often it is tried: always, and where there is time."""


@pytest.mark.parametrize("what", LAWS)
def test_a_witness_is_as_small_as_can_be(rules: Ruleset, what: str) -> None:
    law, count, _ = LAWS[what]
    try_seeds(law, rules, count, what)


@pytest.mark.deep
@pytest.mark.parametrize("what", LAWS)
def test_a_witness_of_many_is_as_small_as_can_be(rules: Ruleset, what: str) -> None:
    law, _, count = LAWS[what]
    try_seeds(law, rules, count, what)
