"""Comparing two rulesets: moves with their cases, proofs, and the changes responsible."""

from pathlib import Path

import pytest
from attrs import evolve

import casewise
from casewise.adequacy.mutants import PRECEDENCE_REVERSED as REVERSED
from casewise.adequacy.mutants import mutants
from casewise.comparison.alignment import NotComparable
from casewise.comparison.blending import blending
from casewise.comparison.changes import How, Kind, changes
from casewise.comparison.comparing import Comparison, compare
from casewise.comparison.differing import difference
from casewise.comparison.responsibility import Responsibility
from casewise.evaluation.classification import classify
from casewise.facts import Choice, IsEmpty, IsOneOf, IsWithin
from casewise.library import load_worked_cases
from casewise.model.case import Case
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, Holds, NoneOf, Some
from casewise.model.rules import Exclusion, Rule
from casewise.model.rules import Kind as RuleKind
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType, Vocabulary
from rulesets.generator import entities, listed, number, rule, ruleset, yes_no

PARCELS = Path(__file__).parent / "rulesets" / "parcels" / "rules" / "parcels"
CASES = sorted((Path(__file__).parent.parent / "cases" / "njov-1" / "categories").glob("*.yaml"))
Ends = tuple[str, str]


def moves(found: Comparison) -> set[Ends]:
    return {(move.from_outcome, move.to_outcome) for move in found.moves}


def check_witnesses(found: Comparison, at_most: int = 100) -> None:
    """Each is settled in both outcomes, whichever engine infers."""
    for move in found.moves[:at_most]:
        case = move.witness()
        first, second = classify(found.first, case), classify(found.second, case)
        assert (first.placement, second.placement) == (move.from_outcome, move.to_outcome)
        assert first.settled
        assert second.settled


def yes(name: str) -> Condition:
    return FactTest(name, IsOneOf(frozenset({"yes"})))


def made(*categories: tuple[str, Condition], facts: tuple[Fact, ...], **more: Rule) -> Ruleset:
    """Categories by their conditions, other rules by name, and the gap `gap.else`."""
    rules = [rule(name, RuleKind.CATEGORY, when) for name, when in categories]
    rules += [*more.values(), rule("gap.else", RuleKind.GAP, None)]
    return ruleset(Vocabulary(facts), rules, gap_order=("gap.else",))


A, B, C = yes_no("a"), yes_no("b"), yes_no("c")


# -- shipped rules --------------------------------------------------------------------------------


def test_rules_are_the_same_as_themselves_and_that_is_proved(rules: Ruleset) -> None:
    found = compare(rules, casewise.load())
    assert found.same
    assert found.placed_alike
    assert compare(rules, rules).same
    assert changes(rules, casewise.load()) == ()


@pytest.mark.parametrize(
    ("reading", "value", "count"),
    [
        ("contact", "not-required", 12),
        ("roles-barring-possession", "any-undercover-role", 3),
        ("undercover-scope", "proactive-only", 10),
        ("digital-form-only", "needs-an-online-act", 5),
        ("stranger-met-offline", "prior-acquaintance", 1),
        ("mixed-subtypes", "not-determined", 1),
        ("assumed-identity", "needs-an-offense", 7),
    ],
)
def test_every_move_between_two_readings_is_shown_by_a_case(
    rules: Ruleset, reading: str, value: str, count: int
) -> None:
    found = compare(rules, rules.under({reading: value}))
    assert len(found.moves) == count
    check_witnesses(found)


def test_another_ruleset_of_another_shape_is_compared_alike() -> None:
    parcels = casewise.load(PARCELS)
    found = compare(parcels, parcels.under({"delicate-weight": "thirty"}))
    assert moves(found) == {
        (before, "delicate") for before in ("precious", "gap.plants-not-inspected", "gap.passed-on")
    }
    check_witnesses(found)


def test_rules_without_anything_in_common_are_compared_too(rules: Ruleset) -> None:
    found = compare(rules, casewise.load(PARCELS))
    assert ("not-eligible", "delicate") in moves(found)
    check_witnesses(found, at_most=5)


# -- consistency ----------------------------------------------------------------------------------


def test_a_consistency_rule_of_one_ruleset_only_makes_a_conflict_there() -> None:
    clash = rule("clash", RuleKind.CONSISTENCY, AllOf((yes("a"), yes("b"))))
    first, second = (
        made(("one", yes("a")), facts=(A, B), clash=clash),
        made(("one", yes("a")), facts=(A, B)),
    )
    found = compare(first, second)
    assert moves(found) == {("conflict", "one")}
    check_witnesses(found)
    assert moves(compare(second, first)) == {("one", "conflict")}


def test_an_entity_is_barred_only_if_both_rulesets_bar_it() -> None:
    boxes = entities("boxes", yes_no("empty"), yes_no("heavy"))
    barred = Some("boxes", AllOf((yes("empty"), yes("heavy"))))
    clash = rule("clash", RuleKind.CONSISTENCY, barred)
    heavy = ("heavy", Some("boxes", yes("heavy")))
    first = made(heavy, facts=(boxes,), clash=clash)
    second = made(heavy, facts=(boxes,))
    for pair, expected in (((first, second), ("conflict", "heavy")), ((first, first), None)):
        found = compare(*pair)
        assert moves(found) == ({expected} if expected else set())
        check_witnesses(found)


# -- vocabularies ---------------------------------------------------------------------------------


def test_a_fact_that_one_ruleset_does_not_know_is_nothing_to_it() -> None:
    first = made(("one", yes("a")), facts=(A,))
    second = made(("one", AllOf((yes("a"), yes("b")))), facts=(A, B))
    found = compare(first, second)
    assert moves(found) == {("one", "gap.else")}
    (move,) = found.moves
    assert set(move.witness().values) == {"a", "b"}
    check_witnesses(found)


def test_a_value_that_one_ruleset_does_not_know_passes_none_of_its_tests() -> None:
    old = listed("way", FactType.CHOICE, "road", "sea")
    new = listed("way", FactType.CHOICE, "road", "sea", "air")
    dry = NoneOf((FactTest("way", IsOneOf(frozenset({"sea"}))),))
    first = made(("dry", dry), facts=(old,))
    assert compare(first, made(("dry", dry), facts=(new,))).same
    flown = FactTest("way", IsOneOf(frozenset({"air"})))
    found = compare(first, made(("dry", AllOf((dry, NoneOf((flown,))))), facts=(new,)))
    (move,) = found.moves
    assert (move.from_outcome, move.to_outcome) == ("dry", "gap.else")
    assert move.witness().values == {"way": Choice(frozenset({"air"}))}


def test_a_bound_that_was_the_end_of_the_range_stays_open() -> None:
    adult = FactTest("age", IsWithin(18, 99))
    first = made(("adult", adult), facts=(number("age", 0, 99),))
    second = made(("adult", FactTest("age", IsWithin(18, 120))), facts=(number("age", 0, 120),))
    assert compare(first, second).same
    assert not compare(first, made(("adult", adult), facts=(number("age", 0, 120),))).same


def test_a_set_is_empty_only_without_a_member_that_either_knows() -> None:
    old, new = (listed("has", FactType.SET, *codes) for codes in (("x",), ("x", "y")))
    first = made(("none", FactTest("has", IsEmpty(frozenset({"x"})))), facts=(old,))
    second = made(("none", FactTest("has", IsEmpty(frozenset({"x", "y"})))), facts=(new,))
    assert compare(first, second).same


def test_one_name_for_two_types_is_refused_in_words() -> None:
    first = made(("one", yes("a")), facts=(A,))
    second = made(("one", FactTest("a", IsWithin(1, 2))), facts=(number("a"),))
    with pytest.raises(NotComparable, match="`a` is yes/no in the first and whole number in the"):
        compare(first, second)


def test_lists_are_joined_fact_by_fact() -> None:
    first = made(("one", Some("boxes", yes("x"))), facts=(entities("boxes", yes_no("x")),))
    second = made(
        ("one", Some("boxes", AllOf((yes("x"), yes("y"))))),
        facts=(entities("boxes", yes_no("x"), yes_no("y")),),
    )
    found = compare(first, second)
    assert moves(found) == {("one", "gap.else")}
    check_witnesses(found)


# -- open facts -----------------------------------------------------------------------------------


def test_complete_cases_may_end_alike_though_records_with_open_facts_do_not() -> None:
    """What a category excludes is not known to apply; what it asks for must be known."""
    one = rule("one", RuleKind.CATEGORY, yes("a"))
    but = evolve(one, exclusions=(Exclusion("one.but", "", (), yes("b")),))
    first = made(facts=(A, B), one=but)
    second = made(("one", AllOf((yes("a"), NoneOf((yes("b"),))))), facts=(A, B))
    found = compare(first, second)
    assert found.same
    assert not found.placed_alike
    case = Case(None, {"a": Choice(frozenset({"yes"}))})
    placed = [classify(each, case).placement for each in (first, second)]
    assert placed == ["one", "undecided"]


# -- what changed ---------------------------------------------------------------------------------


def test_words_are_told_apart_from_meaning(rules: Ruleset) -> None:
    reworded = tuple(
        evolve(each, means="other words") if each.id == "minor-victim" else each
        for each in rules.rules
    )
    found = difference(rules, evolve(rules, rules=reworded, variants={}))
    assert [(each.name, each.how, each.decides) for each in found.changes] == [
        ("minor-victim", How.REWORDED, False)
    ]
    assert found.regions == ()
    assert found.comparison.placed_alike


def test_the_part_of_a_rule_that_changed_is_named(rules: Ruleset) -> None:
    name = "possession-or-distribution"
    less = evolve(rules.by_id[name], exclusions=(), yields=(), label="another")
    others = tuple(less if each.id == name else each for each in rules.rules)
    (change,) = changes(rules, evolve(rules, rules=others, variants={}))
    assert (change.name, change.how, change.part) == (
        name, How.CHANGED, "label, exclusions, precedence",
    )  # fmt: skip
    assert change.place is not None
    assert change.place.file.endswith(f"{name}.yaml")


def test_facts_that_come_go_and_change_are_named() -> None:
    first = made(("one", yes("a")), facts=(A, B, number("n", 0, 4)))
    second = made(("one", yes("a")), facts=(A, C, number("n", 0, 9)))
    found = {(each.name, each.how, each.part) for each in changes(first, second)}
    assert found == {
        ("b", How.REMOVED, ""), ("c", How.ADDED, ""), ("n", How.CHANGED, "range"),
    }  # fmt: skip
    assert difference(first, second).regions == ()


def test_another_reading_and_another_order_of_gaps_are_changes(rules: Ruleset) -> None:
    *order, last = rules.gap_order
    other = evolve(
        rules.under({"contact": "not-required"}), gap_order=(*order[::-1], last), variants={}
    )
    found = changes(rules, other)
    assert found[0].part == "required → not-required"
    assert [each.kind for each in found] == [Kind.READING, Kind.GAP_ORDER]
    between = blending(rules, other)
    assert between.end.gap_order == other.gap_order
    assert between.start.gap_order == rules.gap_order


# -- responsibility -------------------------------------------------------------------------------


def only(first: Ruleset, second: Ruleset) -> Responsibility:
    """What is responsible for the only move there is."""
    (region,) = difference(first, second).regions
    assert region.settled
    return region.responsible


def named(found: Responsibility) -> tuple[set[tuple[str, ...]], set[str]]:
    enough = {tuple(str(change) for change in made) for made in found.enough}
    return enough, set(map(str, found.needed))


def with_terms(whole: Condition, first: Condition, second: Condition) -> Ruleset:
    t1, t2 = rule("t1", RuleKind.TERM, first), rule("t2", RuleKind.TERM, second)
    return made(("one", whole), facts=(A, B, C), t1=t1, t2=t2)


NEVER = AllOf((yes("a"), NoneOf((yes("a"),))))


def test_a_change_that_moves_a_case_alone_is_responsible_and_needed() -> None:
    either = AnyOf((Holds("t1"), Holds("t2")))
    found = only(with_terms(either, NEVER, yes("c")), with_terms(either, yes("b"), yes("c")))
    assert named(found) == ({("t1",)}, {"t1"})


def test_changes_of_which_each_is_enough_are_both_named_and_neither_is_needed() -> None:
    either = AnyOf((Holds("t1"), Holds("t2")))
    found = only(with_terms(either, NEVER, NEVER), with_terms(either, yes("b"), yes("b")))
    assert named(found) == ({("t1",), ("t2",)}, set())


def test_changes_that_move_a_case_only_together_are_named_together() -> None:
    both = AllOf((Holds("t1"), Holds("t2")))
    found = only(with_terms(both, NEVER, NEVER), with_terms(both, yes("b"), yes("b")))
    assert named(found) == ({("t1", "t2")}, {"t1", "t2"})


def test_a_rule_that_needs_a_new_one_is_responsible_with_it() -> None:
    """Neither the rule without the term it asks for, nor the term alone, would be enough."""
    first = made(("one", yes("a")), facts=(A, B))
    second = made(
        ("one", Holds("t")), facts=(A, B), t=rule("t", RuleKind.TERM, AllOf((yes("a"), yes("b"))))
    )
    found = only(first, second)
    assert named(found) == ({("one", "t")}, {"one"})


def test_what_is_no_ruleset_is_not_tried() -> None:
    first = made(("one", yes("a")), facts=(A, B))
    second = made(("one", Holds("t")), facts=(A, B), t=rule("t", RuleKind.TERM, yes("b")))
    between = blending(first, second)
    term, category = sorted(between.deciding, key=str, reverse=True)
    assert (str(term), str(category)) == ("t", "one")
    assert between.after({category}) is None
    assert between.after({term}) is not None


def test_a_precedence_that_was_reversed_takes_the_changes_of_both_rules(rules: Ruleset) -> None:
    """Each alone would leave rules that yield to each other, which is no ruleset."""
    name = "undercover-solicitation>identified-victim"
    (mutant,) = (m for m in mutants(rules) if (m.operator, m.about) == (REVERSED, name))
    found = difference(rules, mutant.ruleset)
    assert found.regions
    for region in found.regions:
        (both,) = region.responsible.enough
        assert {change.name for change in both} == set(name.split(">"))


# -- records --------------------------------------------------------------------------------------


def test_a_crosswalk_counts_every_record_and_hides_none_that_is_undecided(rules: Ruleset) -> None:
    found = difference(rules, rules.under({"contact": "not-required"}))
    every = [worked.case for path in CASES for worked in load_worked_cases(path, rules)]
    crosswalk = found.crosswalk(every)
    assert crosswalk.count == len(every)
    undecided = [pair for pair in crosswalk.placed if "undecided" in pair]
    assert sum(crosswalk.placed[pair] for pair in undecided) > 0
    moved = sum(count for (before, after), count in crosswalk.placed.items() if before != after)
    assert moved == len(crosswalk.moved) > 0
    for each in crosswalk.moved:
        assert named(each.responsible) == ({("reading contact",)}, {"reading contact"})
