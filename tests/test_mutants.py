"""Mutants of rulesets: which there are, that each is a ruleset, and what becomes of them."""

from functools import cache
from pathlib import Path

import pytest
from attrs import evolve

import casewise
from casewise.adequacy.judging import Sort, judged
from casewise.adequacy.killing import answer, kills
from casewise.adequacy.mutants import Mutant, mutants
from casewise.adequacy.mutation import Killed, Mutation, fates
from casewise.adequacy.readings import readings_looked_at
from casewise.corpus import shipped
from casewise.evaluation.classification import classify
from casewise.facts import IncludesAny, IsEmpty, IsOneOf, IsStated, IsWithin, Test
from casewise.library import load_worked_cases
from casewise.model.case import Case, WorkedCase
from casewise.model.conditions import (
    AllOf,
    AnyOf,
    Condition,
    FactTest,
    Holds,
    NoneOf,
    Some,
    Under,
    walk,
)
from casewise.model.rules import Exclusion, Kind, Yield
from casewise.model.ruleset import Reading, ReadingValue, Ruleset
from casewise.model.vocabulary import Fact, FactType, Vocabulary
from casewise.reading.chains import Edges, cycles
from casewise.reading.precedence import circles
from rulesets.generator import day, entities, listed, number, rule, ruleset, yes_no

PARCELS = Path(__file__).parent / "rulesets" / "parcels"
HOMES: dict[str, tuple[Path, Path]] = {
    "njov-1": (shipped("rules") / "njov-1", shipped("cases") / "njov-1"),
    "parcels": (PARCELS / "rules" / "parcels", PARCELS / "cases" / "parcels"),
}
EVERY = 20
"""Of the many mutants of njov-1 every one at this distance is tried in the quick run."""


@cache
def rules_of(name: str) -> Ruleset:
    return casewise.load(HOMES[name][0])


@cache
def cases_of(name: str) -> tuple[WorkedCase, ...]:
    files = sorted(HOMES[name][1].rglob("*.cases.yaml"))
    return tuple(case for file in files for case in load_worked_cases(file, rules_of(name)))


@cache
def mutants_of(name: str) -> list[Mutant]:
    return mutants(rules_of(name))


def made(*rules: Condition, facts: tuple[Fact, ...]) -> Ruleset:
    terms = [rule(f"term-{at}", Kind.TERM, when) for at, when in enumerate(rules)]
    rest = rule("gap.else", Kind.GAP, None)
    return ruleset(Vocabulary(facts), [*terms, rest], gap_order=("gap.else",))


def words_of(condition: Condition, *facts: Fact) -> set[str]:
    return {mutant.words for mutant in mutants(made(condition, facts=facts))}


# -- which there are ------------------------------------------------------------------------------


SHIFTED: list[tuple[Fact, Test, set[str]]] = [
    (number("n", 0, 9), IsWithin(2, 9), {
        "`n: {at least: 2}` became `n: {at least: 1}`",
        "`n: {at least: 2}` became `n: {at least: 3}`",
        "`n: {at least: 2}` became `n: {at most: 2}`",
    }),
    (number("n", 0, 9), IsWithin(2, 2), {
        "`n: {at least: 2, at most: 2}` became `n: {at least: 1, at most: 2}`",
        "`n: {at least: 2, at most: 2}` became `n: {at least: 2, at most: 3}`",
        "`n: {at least: 2, at most: 2}` became `n: {at most: 2}`",
        "`n: {at least: 2, at most: 2}` became `n: {at least: 2}`",
    }),
    (day("d", optional=True), IsStated(stated=True), {"`d: stated` became `d: absent`"}),
    (listed("s", FactType.SET, "a", "b"), IsEmpty(frozenset("ab")), {
        "`s: none` became `s: {includes any of: [a, b]}`",
    }),
    (listed("s", FactType.SET, "a", "b", "c"), IncludesAny(frozenset("ab")), {
        "`s: {includes any of: [a, b]}` became `s: {includes any of: [a]}`",
        "`s: {includes any of: [a, b]}` became `s: {includes any of: [b]}`",
        "`s: {includes any of: [a, b]}` became `s: {includes any of: [a, b, c]}`",
        "`s: {includes any of: [a, b]}` became `s: {includes any of: [b, c]}`",
        "`s: {includes any of: [a, b]}` became `s: {includes any of: [a, c]}`",
    }),
    (listed("c", FactType.CHOICE, "a", "b"), IsOneOf(frozenset("a")), {
        "`c: a` became `c: {one of: [a, b]}`", "`c: a` became `c: b`",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "test", "wanted"), SHIFTED)
def test_the_mutants_of_a_fact_test(fact: Fact, test: Test, wanted: set[str]) -> None:
    leaf = FactTest(fact.name, test)
    constants = {words for words in words_of(leaf, fact) if "what " in words}
    assert len(constants) == 2
    negated = {words for words in words_of(leaf, fact) if words.endswith("negated")}
    assert len(negated) == 1
    assert words_of(leaf, fact) - constants - negated == wanted


def test_a_yes_no_fact_is_turned_and_not_negated_as_well() -> None:
    leaf = FactTest("f", IsOneOf(frozenset({"yes"})))
    found = words_of(leaf, yes_no("f"))
    assert {words for words in found if "what " not in words} == {"`f: yes` became `f: no`"}


def test_connectives_and_parts() -> None:
    yes = IsOneOf(frozenset({"yes"}))
    both = AllOf((FactTest("f", yes), FactTest("g", yes)))
    found = words_of(both, yes_no("f"), yes_no("g"))
    assert {
        "`all of` became `any of`", "`all of` became `none of`", "`all of: …` negated",
        "`f: yes` dropped", "`g: yes` dropped",
    } <= found  # fmt: skip
    one = NoneOf((FactTest("f", yes),))
    assert {words for words in words_of(one, yes_no("f")) if "of`" in words} == {
        "`none of` became `all of`", "`none of` became `any of`",
    }  # fmt: skip


def test_one_and_the_same_entity_and_other_lists() -> None:
    yes = IsOneOf(frozenset({"yes"}))
    lists = entities("as", yes_no("f"), yes_no("g")), entities("bs", yes_no("f"), yes_no("g"))
    some = Some("as", AllOf((FactTest("f", yes), FactTest("g", yes))))
    found = words_of(some, *lists)
    assert "`some a: …` need not be one and the same" in found
    assert "`some a: …` became `some b: …`" in found
    assert "`some a: …` holds whenever there is one" in found


def test_what_the_reader_would_not_take_is_no_mutant() -> None:
    low, high = (FactTest("n", IsWithin(*ends)) for ends in ((0, 2), (3, 9)))
    either = AnyOf((low, high))
    assert "`any of` became `all of`" not in words_of(either, number("n", 0, 9))


def test_precedence_exclusions_gaps_and_readings() -> None:
    made = with_everything()
    found = {(mutant.about, mutant.operator) for mutant in mutants(made)}
    assert {
        ("b>a", "precedence dropped"), ("b>a", "precedence reversed"),
        ("b>a", "precedence under another reading"), ("b>a", "precedence redirected"),
        ("c>a", "precedence added"), ("a>c", "precedence added"), ("b.x", "exclusion dropped"),
        ("gap.2", "gaps reordered"), ("r", "default reading changed"), ("a", "reading changed"),
    } <= found  # fmt: skip


def with_everything() -> Ruleset:
    yes = FactTest("f", IsOneOf(frozenset({"yes"})))
    values = tuple(ReadingValue(code, "", ()) for code in ("one", "two"))
    reading = Reading("r", "", "one", values, "")
    loser = evolve(
        rule("b", Kind.CATEGORY, yes),
        exclusions=(Exclusion("b.x", "", (), FactTest("g", yes.test)),),
        yields=(Yield("a", (), (("r", "one"),)),),
    )
    rules = [
        rule("a", Kind.CATEGORY, AnyOf((Under("r", "one"), yes))),
        loser,
        rule("c", Kind.CATEGORY, Holds("t")),
        rule("t", Kind.TERM, yes),
        rule("gap.1", Kind.GAP, yes),
        rule("gap.2", Kind.GAP, yes),
        rule("gap.else", Kind.GAP, None),
    ]
    facts = Vocabulary((yes_no("f"), yes_no("g")))
    return ruleset(facts, rules, (reading,), ("gap.1", "gap.2", "gap.else"))


@pytest.mark.parametrize("name", HOMES)
def test_every_mutant_is_a_ruleset_of_another_meaning_with_a_place(name: str) -> None:
    original = rules_of(name)
    codes = {reading.name: reading.codes for reading in original.readings}
    seen = {original.fingerprint}
    for mutant in mutants_of(name)[:: EVERY if name == "njov-1" else 1]:
        by_id = mutant.ruleset.by_id
        graph: Edges = {
            each.id: [(part.rule, None) for tree in each.conditions() for part in holds_in(tree)]
            for each in mutant.ruleset.rules
        }
        assert not list(cycles(graph))
        assert not list(circles(by_id, codes))
        assert mutant.ruleset.fingerprint not in seen, mutant
        seen.add(mutant.ruleset.fingerprint)
        assert mutant.place is not None
        assert str(HOMES[name][0]) in mutant.place.file


def holds_in(condition: Condition) -> list[Holds]:
    return [part for _, part in walk(condition) if isinstance(part, Holds)]


# -- what becomes of them -------------------------------------------------------------------------


def test_every_mutant_of_parcels_is_killed_or_proved_the_same() -> None:
    mutation = everything("parcels", 1)
    assert not mutation.missed
    assert len(mutation.killed) > 150


def test_a_sample_of_the_mutants_of_njov_1_is_killed_or_proved_the_same() -> None:
    assert not everything("njov-1", EVERY).missed


@pytest.mark.deep
def test_every_mutant_of_njov_1_is_killed_or_proved_the_same() -> None:
    mutation = everything("njov-1", 1)
    alike, same = mutation.of(Sort.EQUIVALENT), mutation.of(Sort.SAME_OUTCOMES)
    print(
        f"{len(mutation.fates):,} mutants of njov-1: {len(mutation.killed):,} killed, "
        f"{len(alike):,} equivalent, {len(same):,} of the same outcomes"
    )
    assert not mutation.missed


def everything(name: str, every: int) -> Mutation:
    tried = mutants_of(name)[::every]
    return Mutation(tuple(fates(rules_of(name), cases_of(name), tried)))


def test_a_killer_gets_another_answer_than_expected() -> None:
    for fate in everything("parcels", 7).fates:
        if isinstance(fate, Killed):
            assert kills(fate.by, fate.mutant)
            rules = fate.mutant.ruleset.under(dict(fate.by.under))
            result = classify(rules, fate.by.case, "reference")
            expect = fate.by.expect
            assert (result.eligible_word, result.placement, result.possible) != (
                expect.eligible, expect.placement, expect.possible
            )  # fmt: skip


@pytest.mark.parametrize(("name", "every"), [("parcels", 5), ("njov-1", 120)])
def test_what_is_missed_without_cases_comes_with_a_record_that_shows_it(
    name: str, every: int
) -> None:
    shown = 0
    for mutant in mutants_of(name)[::every]:
        found = judged(rules_of(name), mutant, ())
        if found.sort is Sort.MISSED:
            assert found.values is not None
            results = [
                classify(each.under(dict(found.under)), Case(None, found.values), "reference")
                for each in (rules_of(name), mutant.ruleset)
            ]
            answers = [(r.eligible, r.placement, r.possible) for r in results]
            assert answers[0] != answers[1], mutant
            shown += 1
    assert shown > 3


def test_a_mutant_that_only_places_a_partial_record_elsewhere_is_not_equivalent() -> None:
    """`dangerous.airfield` comes first in any complete case; known to be one of both, neither."""
    words = "`route: {one of: [road, sea]}` became `route: {one of: [road, sea, air]}`"
    mutant = next(each for each in mutants_of("parcels") if each.words == words)
    found = judged(rules_of("parcels"), mutant, ())
    assert found.sort is Sort.MISSED
    assert found.values is not None
    before, after = (answer(each, found.values) for each in (rules_of("parcels"), mutant.ruleset))
    assert before.possible == after.possible
    assert before.placement != after.placement


def test_a_mutant_of_a_reading_is_judged_under_it() -> None:
    rules = rules_of("njov-1")
    mutant = next(
        each
        for each in mutants_of("njov-1")
        if each.about == "possession-or-distribution.solicitation"
        and each.words
        == "`operator: law_enforcement` became `operator: {one of: "
        "[law_enforcement, private_person]}`"
    )
    found = judged(rules, mutant, ())
    assert dict(found.under) == {"roles-barring-possession": "any-undercover-role"}


def test_the_readings_looked_at_are_all_values_and_those_of_cases() -> None:
    rules = rules_of("njov-1")
    looked_at = readings_looked_at(rules, cases_of("njov-1"))
    assert looked_at[0] == ()
    for reading in rules.readings:
        for code in reading.codes:
            assert code == reading.default or ((reading.name, code),) in looked_at
    assert {worked.under for worked in cases_of("njov-1")} <= set(looked_at)
