"""The laws hold for rulesets that nobody wrote, held to one that tries every completion."""

import random
from collections.abc import Callable, Iterator

import pytest
from attrs import evolve

import casewise
from casewise.evaluation.classification import classify, decided
from casewise.evaluation.engines import durable_engine, exact_engine, reference_engine
from casewise.evaluation.placement import place
from casewise.explanation.units import restrict
from casewise.facts import Values
from casewise.model.case import Case
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.result import Result
from laws.records import Law, try_seeds
from rulesets.generator import Record, random_choice, random_record, random_ruleset
from rulesets.naive import Naive

MOST = 200
"""Records with more complete records than this to try are passed over."""

Check = Callable[[Naive, Values], None]


def records(rng: random.Random, naive: Naive, count: int) -> Iterator[Record]:
    """Records of a ruleset of which not too many complete ones have to be tried."""
    while count:
        record = random_record(rng, naive.ruleset.vocabulary)
        if naive.size(record) <= MOST:
            yield record
            count -= 1


def law(check: Check, count: int = 10) -> Law:
    """The check for so many records of a random ruleset."""

    def checked(_: Ruleset, rng: random.Random) -> None:
        naive = Naive(random_choice(rng, random_ruleset(rng)))
        for record in records(rng, naive, count):
            check(naive, record)

    return checked


def exact_engine_agrees(naive: Naive, values: Values) -> None:
    completions, expected = exact_engine(naive.ruleset).completions(values), naive.answer(values)
    assert (completions.possible or {"conflict"}) == expected.possible
    assert place(naive.ruleset, completions) == expected.placement
    if completions.possible:
        assert completions.eligible is expected.eligible


def what_always_holds_agrees(naive: Naive, values: Values) -> None:
    completions = exact_engine(naive.ruleset).completions(values)
    judged = [each for each in naive.every(values) if each.consistent]
    for question in reference_engine(naive.ruleset).verdicts(values).answers:
        always = all(question in each.holds for each in judged)
        assert completions.always(question) is always, question


def results_agree(naive: Naive, values: Values) -> None:
    result, expected = classify(naive.ruleset, Case(None, values)), naive.answer(values)
    assert (result.placement, result.possible) == (expected.placement, expected.possible)
    assert result.eligible is expected.eligible


def engines_agree(naive: Naive, values: Values) -> None:
    ruleset = naive.ruleset
    reference = reference_engine(ruleset).verdicts(values)
    assert durable_engine(ruleset).verdicts(values).answers == reference.answers
    durable, other = (
        classify(ruleset, Case(None, values), engine) for engine in ("durable-rules", "reference")
    )
    assert evolve(durable, engine="reference") == other


def verdicts_hold(naive: Naive, values: Values) -> None:
    answers = reference_engine(naive.ruleset).verdicts(values).answers
    every = naive.every(values)
    for question, truth in answers.items():
        for each in every:
            assert truth is None or question in (each.holds if truth else each.fails), question
    outcome = decided(naive.ruleset, answers)
    assert outcome is None or {outcome} == naive.answer(values).possible


def because_is_enough_and_no_more(naive: Naive, values: Values) -> None:
    if naive.size({}) > 5 * MOST:
        return  # records that say less would take too long
    result = classify(naive.ruleset, Case(None, values), "reference")
    paths = {path for reason in casewise.explain(result).because for path in reason.facts}
    assert naive.answer(restrict(values, paths)).placement == result.placement
    for path in paths:
        assert naive.answer(restrict(values, paths - {path})).placement != result.placement, path


def what_is_said_beside_it_is_so(naive: Naive, values: Values) -> None:
    """Categories that are `also_true` or `blocked` hold in every completion."""
    result = classify(naive.ruleset, Case(None, values), "reference")
    found = casewise.explain(result)
    every = [each for each in naive.every(values) if each.consistent]
    for yielded in found.also_true:
        assert all(yielded.rule in each.holds for each in every)
    for blocked in found.blocked:
        assert all({blocked.rule, blocked.by} <= each.holds for each in every)
    open_answers_are_so(naive, result)


def open_answers_are_so(naive: Naive, result: Result) -> None:
    for fact in casewise.explain(result).open:
        left = {outcome for each in fact.answers for outcome in each.possible}
        assert left <= result.possible
        kind = naive.ruleset.vocabulary.at(fact.path)
        assert kind is not None
        if kind.type.value != "list" and not kind.optional:
            assert left == result.possible


# -- the laws -------------------------------------------------------------------------------------

# By seeds: what hypothesis draws is simple, and seldom a ruleset in which many things meet.

LAWS: dict[str, tuple[Law, int]] = {
    "the exact engine finds what trying everything finds": (law(exact_engine_agrees), 60),
    "what always holds is what holds in every completion": (law(what_always_holds_agrees), 15),
    "a result is what trying everything says": (law(results_agree), 15),
    "both engines answer every question alike": (law(engines_agree), 60),
    "a verdict holds in every complete record": (law(verdicts_hold), 20),
    "because is enough and none of it can be dropped": (law(because_is_enough_and_no_more, 5), 15),
    "what an explanation adds is so": (law(what_is_said_beside_it_is_so, 5), 15),
}


@pytest.mark.parametrize("name", LAWS)
def test_in_random_rulesets(rules: Ruleset, name: str) -> None:
    checked, count = LAWS[name]
    try_seeds(checked, rules, count, f"random rulesets, {name}")


@pytest.mark.deep
@pytest.mark.parametrize("name", LAWS)
def test_in_random_rulesets_deeply(rules: Ruleset, name: str) -> None:
    try_seeds(LAWS[name][0], rules, 2_000, f"random rulesets deeply, {name}")


def test_every_kind_of_rule_and_of_outcome_is_generated() -> None:
    kinds: set[Kind] = set()
    placements: set[str] = set()
    for seed in range(150):
        rng = random.Random(seed)
        made = random_choice(rng, random_ruleset(rng))
        kinds |= {rule.kind for rule in made.rules}
        for _ in range(3):
            record = random_record(rng, made.vocabulary)
            placement = classify(made, Case(None, record), "reference").placement
            rule = made.by_id.get(placement)
            placements.add(rule.kind.value if rule is not None else placement)
    assert kinds == set(Kind)
    assert placements == {
        "conflict", "not-eligible", "undecided", "category", "subtype", "gap",
    }  # fmt: skip
