"""What all combinations of readings do to random rulesets is what running each of them says."""

import random

import pytest

from casewise.comparison.answers import answered
from casewise.laboratory.answers import EveryReading
from casewise.laboratory.combinations import combinations
from casewise.laboratory.effects import effects
from casewise.model.case import Case
from casewise.model.ruleset import Reading, Ruleset
from laws.records import times, try_seeds
from rulesets.generator import random_choice, random_record, random_ruleset
from rulesets.naive_pairs import of_both, pairs

MOST = 200
"""Rulesets with more complete records than this are passed over where all are tried."""


def answers_agree(_: Ruleset, rng: random.Random) -> None:
    ruleset = random_choice(rng, random_ruleset(rng))
    laboratory = EveryReading(ruleset)
    for _each in range(5):
        case = Case(None, random_record(rng, ruleset.vocabulary))
        found = laboratory.answers(case.values)
        for combination in combinations(ruleset.readings):
            assert found.under(combination) == answered(ruleset.under(combination), case)


def moved(
    ruleset: Ruleset, reading: Reading, before: str, after: str
) -> dict[tuple[str, str], int]:
    """The moves that some case makes, each with how few other readings must be changed for it."""
    found: dict[tuple[str, str], int] = {}
    others = [each for each in ruleset.readings if each is not reading]
    for each in combinations(others):
        first, second = (ruleset.under({**each, reading.name: code}) for code in (before, after))
        distance = sum(ruleset.choice[name] != code for name, code in each.items())
        for move in pairs(first, second):
            if move[0] != move[1]:
                found[move] = min(distance, found.get(move, distance))
    return found


def effects_agree(_: Ruleset, rng: random.Random) -> None:
    ruleset = random_choice(rng, random_ruleset(rng))
    if not ruleset.readings or of_both(ruleset, ruleset).size({}) > MOST:
        return
    found: dict[tuple[str, str, str], dict[tuple[str, str], int]] = {}
    for effect in effects(ruleset):
        change = (effect.reading, effect.from_value, effect.to_value)
        moves = found.setdefault(change, {})
        moves[effect.from_outcome, effect.to_outcome] = len(effect.others)
    for reading in ruleset.readings:
        chosen = ruleset.choice[reading.name]
        codes = (chosen, *(code for code in reading.codes if code != chosen))
        for at, before in enumerate(codes):
            for after in codes[at + 1 :]:
                expected = moved(ruleset, reading, before, after)
                assert found.get((reading.name, before, after), {}) == expected


def test_records_are_answered_as_under_each_combination(rules: Ruleset) -> None:
    try_seeds(answers_agree, rules, times(0.4), "random rulesets under all combinations")


def test_what_a_reading_moves_is_what_trying_every_case_says(rules: Ruleset) -> None:
    try_seeds(effects_agree, rules, times(0.3), "random rulesets, each reading against the others")


@pytest.mark.deep
def test_answers_under_all_combinations_deeply(rules: Ruleset) -> None:
    try_seeds(answers_agree, rules, times(20), "random rulesets under all combinations, deeply")


@pytest.mark.deep
def test_what_readings_move_deeply(rules: Ruleset) -> None:
    try_seeds(effects_agree, rules, times(10), "random rulesets, each reading, deeply")
