"""What moves between two rulesets is what trying every case says, and each witness moves so."""

import random
from collections.abc import Iterable
from itertools import combinations
from time import process_time

import pytest
from attrs import evolve

from casewise.comparison.changes import Change, Kind
from casewise.comparison.comparing import Comparison, Move, compare
from casewise.comparison.differing import Region, difference
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
    try_seeds(comparison_agrees, rules, times(0.2), "random rulesets against mutants of theirs")


# -- responsibility -------------------------------------------------------------------------------


def mutated(rng: random.Random, first: Ruleset, edits: int) -> Ruleset:
    """The ruleset after several single edits, one after another."""
    second = first
    for _ in range(edits):
        (second,) = some_mutants(rng, second, 1) or [second]
    return second


def with_rules_of(first: Ruleset, second: Ruleset, made: Iterable[Change]) -> Ruleset:
    """The first ruleset with some changes, put together without the package's help."""
    names = {(change.kind, change.name) for change in made}
    rules = tuple(
        second.by_id[rule.id] if (Kind.RULE, rule.id) in names else rule for rule in first.rules
    )
    chosen = tuple(
        (name, second.choice[name] if (Kind.READING, name) in names else code)
        for name, code in first.chosen
    )
    order = second.gap_order if (Kind.GAP_ORDER, "") in names else first.gap_order
    return evolve(first, rules=rules, chosen=chosen, gap_order=order, variants={})


def responsibility_agrees(_: Ruleset, rng: random.Random) -> None:
    first = random_choice(rng, random_ruleset(rng))
    second = mutated(rng, first, rng.choice((1, 2, 2, 3)))
    found = difference(first, second)
    deciding = [change for change in found.changes if change.decides]
    for region in found.regions:
        if not region.settled:
            continue

        def moves(made: Iterable[Change], region: Region = region) -> bool:
            blend = with_rules_of(first, second, made)
            result = classify(blend, region.witness, "reference")
            return result.settled and result.placement == region.to_outcome

        made = [
            subset
            for size in range(len(deciding) + 1)
            for subset in combinations(deciding, size)
            if moves(subset)
        ]
        least = min(map(len, made))
        assert set(region.responsible.enough) == {each for each in made if len(each) == least}
        needed = {
            change for change in deciding if not moves(each for each in deciding if each != change)
        }
        assert set(region.responsible.needed) == needed


def test_the_changes_responsible_are_the_fewest_that_make_the_move(rules: Ruleset) -> None:
    try_seeds(responsibility_agrees, rules, times(0.3), "pairs of random rulesets, changes tried")


# -- mutants of the shipped rules -----------------------------------------------------------------


def check_mutants(rules: Ruleset, seed: str, count: int, witnesses: int) -> None:
    """Each is shown by cases that really are placed differently, or is proved equivalent.

    That such a proof is one is what brute force says of small rulesets, above.
    """
    equivalent, shown, open_dates, slowest = 0, 0, 0, 0.0
    for mutant in some_mutants(random.Random(seed), rules, count):
        start = process_time()
        found = compare(rules, mutant)
        cases = [(move, move.witness()) for move in found.moves[:witnesses]]
        slowest = max(slowest, process_time() - start)
        equivalent += found.same
        for move, case in cases:
            if placed(found, case) == (move.from_outcome, move.to_outcome):
                shown += 1
            else:  # a record cannot say that there is no date of the arrest
                open_dates += 1
                assert "arrest_date" not in case.values
    print(
        f"{count:,} mutants of {rules.id}: {equivalent:,} proved equivalent; of the others "
        f"{shown:,} moves shown by a settled case, {open_dates:,} by one whose date is open; "
        f"the slowest took {slowest:.1f} s"
    )
    assert shown > 10 * open_dates


def test_a_mutant_of_the_shipped_rules_is_shown_or_proved(rules: Ruleset) -> None:
    check_mutants(rules, "several mutants", 12, witnesses=1)


@pytest.mark.deep
def test_mutants_of_the_shipped_rules_deeply(rules: Ruleset) -> None:
    check_mutants(rules, "many mutants", 500, witnesses=1_000)


@pytest.mark.deep
def test_comparisons_deeply(rules: Ruleset) -> None:
    try_seeds(comparison_agrees, rules, times(5), "random rulesets against their mutants, deeply")


@pytest.mark.deep
def test_responsibility_deeply(rules: Ruleset) -> None:
    try_seeds(responsibility_agrees, rules, times(20), "pairs of random rulesets, deeply")
