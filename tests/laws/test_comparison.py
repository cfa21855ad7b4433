"""What moves between two rulesets is what trying every case says, and each witness moves so."""

import random

from casewise.comparison.comparing import Comparison, Move, compare
from casewise.evaluation.classification import classify
from casewise.explanation.units import restrict, units
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from laws.records import times, try_seeds
from rulesets.generator import random_choice, random_ruleset
from rulesets.mutation import some_mutants
from rulesets.naive import Naive
from rulesets.naive_pairs import of_both, pairs

MOST = 400
"""Pairs of rulesets with more complete records than this are passed over."""


def placed(found: Comparison, case: Case) -> tuple[str, str]:
    """The placements under both rulesets; empty where it is not settled."""
    first, second = (
        classify(found.first, case, "reference"),
        classify(found.second, case, "reference"),
    )
    return (first.placement if first.settled else "", second.placement if second.settled else "")


def check_witness(found: Comparison, move: Move, *, brute_force: bool) -> None:
    case = move.witness()
    ends = (move.from_outcome, move.to_outcome)
    if placed(found, case) != ends:
        assert any(fact.optional for _, fact in found.first.vocabulary)
        return
    for path in units(case.values):
        less = restrict(case.values, [other for other in units(case.values) if other != path])
        if less != case.values:  # that there is an entity is said by its facts too
            assert placed(found, Case(None, less)) != ends
    if brute_force:
        for ruleset, outcome in zip((found.first, found.second), ends, strict=True):
            answer = Naive(ruleset).answer(case.values)
            assert answer.placement == outcome
            assert answer.possible == {outcome}


def comparison_agrees(_: Ruleset, rng: random.Random) -> None:
    first = random_choice(rng, random_ruleset(rng))
    for second in some_mutants(rng, first, 3):
        if of_both(first, second).size({}) > MOST:
            continue
        found = compare(first, second)
        moved = {(move.from_outcome, move.to_outcome) for move in found.moves}
        assert moved == {
            (before, after) for before, after in pairs(first, second) if before != after
        }
        assert found.same == (not moved)
        for move in found.moves:
            check_witness(found, move, brute_force=True)


def test_what_moves_is_what_trying_every_case_says(rules: Ruleset) -> None:
    try_seeds(comparison_agrees, rules, times(0.6), "random rulesets against mutants of theirs")
