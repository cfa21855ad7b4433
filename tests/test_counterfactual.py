"""What is not so: edits, what is kept, what stands in the way, on cases one can read."""

from pathlib import Path

import pytest

import casewise
from casewise.counterfactual.arrivals import Arrival, arrive
from casewise.counterfactual.changing import UnknownOutcome, changes, endings_of, outcome_of
from casewise.counterfactual.edits import (
    Added,
    Change,
    Edit,
    LeftOut,
    Member,
    NoOthers,
    Removed,
    Told,
)
from casewise.counterfactual.keeping import Keeping, NotAFact
from casewise.counterfactual.lists import makable
from casewise.counterfactual.search import NEVER
from casewise.counterfactual.smallest import smallest
from casewise.counterfactual.why_not import Standing, why_not
from casewise.evaluation.classification import classify
from casewise.facts import Choice, Entities, Members, Span
from casewise.model.ruleset import Ruleset
from casewise.result import Result

PARCELS = Path(__file__).parent / "rulesets" / "parcels" / "rules" / "parcels"

UNDERCOVER = """
arrest_made: yes
arrest_date: 2000-10-15
duplicate_record: no
sex_crime_against_minor: yes
victims: none
undercover_roles:
  - {operator: law_enforcement, role: fictional_minor, online: yes, persona_age: 13, solicited: yes}
"""
PRECIOUS = """
accepted: yes
declared_value: 600
contents: [books, plants]
route: road
items: [{weight: 3, fragile: no, packing: none}]
handlers: none
"""


@pytest.fixture(scope="module")
def parcels() -> Ruleset:
    return casewise.load(PARCELS)


def result_of(rules: Ruleset, text: str) -> Result:
    (case,) = casewise.read_cases(text, rules)
    return classify(rules, case)


def sets_of(found: tuple[Change, ...]) -> set[tuple[Edit, ...]]:
    return {change.edits for change in found}


def code(*codes: str) -> Choice:
    return Choice(frozenset(codes))


# -- changes --------------------------------------------------------------------------------------


def test_one_fact_of_one_entity_makes_another_outcome(rules: Ruleset) -> None:
    nothing = ["material_produced", "material_depicts_minor", "online_attempt_on_individual_child"]
    text = UNDERCOVER + "".join(f"{name}: no\n" for name in nothing)
    found = changes(result_of(rules, text), "gap.civilian-decoy")
    told = Told("undercover_roles.1.operator", (code("civilian_group", "private_person"),))
    assert (found.size, sets_of(found.found)) == (1, {(told,)})
    assert found.found[0].settled


def test_values_that_rules_do_not_tell_apart_are_one_and_the_nearest_comes_first(
    rules: Ruleset,
) -> None:
    result = result_of(rules, UNDERCOVER)
    found = changes(result, "not-eligible", free=["arrest_date"])
    dates = [edit for change in found.found for edit in change.edits if "date" in str(edit)]
    (told,) = (edit for edit in dates if isinstance(edit, Told))
    assert [type(value) for value in told.values] == [Span, Span]
    first, second = (value for value in told.values if isinstance(value, Span))
    assert first.high + 1 == 730302  # 2000-07-01, the nearer end of the study year
    assert second.low == 730302 + 365
    assert not any("date" in str(edit) for change in changes(result).found for edit in change.edits)


def test_what_is_declared_unchangeable_is_kept_but_may_be_told(rules: Ruleset) -> None:
    text = UNDERCOVER.replace("2000-10-15", "{from: 2001-06-01, to: 2001-07-31}")
    found = changes(result_of(rules, text), "undercover-solicitation")
    (change,) = found.found
    (told,) = change.edits
    assert isinstance(told, Told)
    assert told.path == "arrest_date"
    assert casewise.classify(rules, casewise.Case(None, change.values)).settled
    assert "arrest_date" in found.kept


def test_a_set_is_changed_member_by_member(parcels: Ruleset) -> None:
    result = result_of(parcels, PRECIOUS.replace("600", "60"))
    assert result.placement == "gap.plants-not-inspected"
    found = changes(result, "gap.passed-on", settled=True)
    handler = Added("handlers", {"inspected": code("yes")})
    assert sets_of(found.found) == {(Member("contents", "plants", False),), (handler,)}


def test_an_entity_is_removed_or_there_are_no_others(parcels: Ruleset) -> None:
    text = PRECIOUS.replace("fragile: no, packing: none", "fragile: yes, packing: none")
    result = result_of(parcels, text)
    assert result.placement == "delicate"
    found = changes(result, "precious", keep=["items.1.fragile", "items.1.packing"])
    assert (Removed("items.1"),) in sets_of(found.found)
    kept = changes(result, "precious", keep=["items"])
    assert not any(isinstance(edit, Removed) for change in kept.found for edit in change.edits)
    batteries = PRECIOUS.replace("books, plants", "batteries").replace("handlers: none", "")
    settled = changes(result_of(parcels, batteries), "precious", settled=True, keep=["contents"])
    assert sets_of(settled.found) == {(NoOthers("handlers"),)}


def test_an_entity_that_is_added_is_told_no_more_than_needed(rules: Ruleset) -> None:
    found = changes(result_of(rules, UNDERCOVER), "identified-victim")
    (change,) = found.found
    (added,) = change.edits
    assert added == Added(
        "victims",
        {
            "age_at_offense": Span(0, 17),
            "identified": code("yes"),
            "contacted": code("yes"),
            "offenses": Members(frozenset({"online_solicitation"}), frozenset()),
        },
    )


def test_a_fact_that_may_be_absent_is_left_out(rules: Ruleset) -> None:
    found = changes(result_of(rules, UNDERCOVER), "not-eligible", free=["arrest_date"])
    assert all(change.edits != (LeftOut("arrest_date"),) for change in found.found)
    keep = ["duplicate_record", "sex_crime_against_minor", "undercover_roles", "victims"]
    clash = result_of(rules, "arrest_made: no\narrest_date: 2000-10-15")
    free = changes(clash, "not-eligible", keep=keep, free=["arrest_date"])
    assert sets_of(free.found) == {(LeftOut("arrest_date"),)}


def test_a_case_that_is_there_already_needs_no_change(rules: Ruleset) -> None:
    result = result_of(rules, UNDERCOVER)
    for settled in (False, True):
        found = changes(result, "undercover-solicitation", settled=settled)
        assert (found.size, found.found) == (0, ())


def test_where_all_is_kept_no_change_gives_another_outcome(rules: Ruleset) -> None:
    result = result_of(rules, UNDERCOVER)
    keep = [fact.name for fact in rules.vocabulary.facts]
    found = changes(result, "not-eligible", keep=keep)
    assert (found.size, found.found) == (None, ())


def test_an_outcome_goes_by_its_id_or_its_label(rules: Ruleset) -> None:
    assert outcome_of(rules, "possession-or-distribution") == "possession-or-distribution"
    assert outcome_of(rules, "I-CHP") == "possession-or-distribution"
    assert outcome_of(rules, "I-CIV") == "identified-victim"
    with pytest.raises(UnknownOutcome, match="did you mean `I-CHP`"):
        outcome_of(rules, "I-CHB")


# -- what is kept ---------------------------------------------------------------------------------


def test_the_nearest_name_decides_what_is_kept(rules: Ruleset) -> None:
    kept = Keeping(
        rules.vocabulary, frozenset({"victims", "online"}), frozenset({"victims.2", "arrest_date"})
    )
    assert not kept.changeable("victims")
    assert not kept.changeable("victims.1.identified")
    assert kept.changeable("victims.2")
    assert kept.changeable("victims.2.age_at_offense")
    assert not kept.changeable("undercover_roles.1.online")
    assert kept.changeable("undercover_roles.1.role")
    assert not kept.changeable("undercover_roles.1.persona_age")
    assert kept.changeable("arrest_date")


@pytest.mark.parametrize(
    ("keep", "free", "words"),
    [
        (["arest_date"], [], "`arest_date` is no fact of this record .did you mean `arrest_date`"),
        (["victims.1"], [], "`victims.1` is no fact of this record"),
        ([], ["no such thing"], "`no such thing` is no fact of this record"),
        (["online"], ["online"], "`online` cannot be kept and freed at once"),
    ],
)
def test_names_that_cannot_be_kept_or_freed(
    rules: Ruleset, keep: list[str], free: list[str], words: str
) -> None:
    with pytest.raises(NotAFact, match=words):
        changes(result_of(rules, UNDERCOVER), keep=keep, free=free)


# -- why not --------------------------------------------------------------------------------------


def test_an_exclusion_takes_the_case_away(rules: Ruleset) -> None:
    found = why_not(result_of(rules, UNDERCOVER), "I-CHP")
    assert found.standing is Standing.IMPOSSIBLE
    (hindrance,) = found.hindrances
    role = "undercover_roles.1"
    assert hindrance.facts == (
        f"{role}.operator",
        f"{role}.role",
        f"{role}.online",
        f"{role}.solicited",
    )
    (obstacle,) = hindrance.obstacles
    assert (obstacle.stands, obstacle.rule) == (
        "exclusion",
        "possession-or-distribution.solicitation",
    )
    assert str(obstacle.cites[0]) == "bulletin-2003:46-47"


def test_a_requirement_fails(rules: Ruleset) -> None:
    result = result_of(rules, UNDERCOVER.replace("duplicate_record: no", "duplicate_record: yes"))
    (hindrance,) = why_not(result, "undercover-solicitation").hindrances
    assert hindrance.facts == ("duplicate_record",)
    assert [(o.stands, o.rule, o.holds) for o in hindrance.obstacles] == [
        ("requirement", "not-a-duplicate", False)
    ]


def test_another_category_comes_first_with_the_lines_that_say_so(parcels: Ruleset) -> None:
    text = PRECIOUS.replace("fragile: no, packing: none", "fragile: yes, packing: none")
    found = why_not(result_of(parcels, text), "precious")
    (hindrance,) = found.hindrances
    (obstacle,) = hindrance.obstacles
    assert (obstacle.stands, obstacle.rule) == ("precedence", "delicate")
    assert [str(cite) for cite in obstacle.cites] == ["notice-7:13-14"]


def test_what_is_possible_says_what_would_have_to_turn_out_how(rules: Ruleset) -> None:
    text = UNDERCOVER.replace("solicited: yes", "solicited: unknown")
    found = why_not(result_of(rules, text), "undercover-solicitation")
    assert found.standing is Standing.POSSIBLE
    assert found.tellings is not None
    told = Told("undercover_roles.1.solicited", (code("yes"),))
    assert sets_of(found.tellings.found) == {(told,)}


def test_a_placement_and_a_conflict_say_that_they_are_so(rules: Ruleset) -> None:
    assert why_not(result_of(rules, UNDERCOVER), "I-STULE").standing is Standing.PLACED
    clash = why_not(result_of(rules, "arrest_made: no\narrest_date: 2000"), "I-STULE")
    assert clash.standing is Standing.CONFLICT
    assert [each.rule for each in clash.clashes] == ["date-without-arrest"]


# -- searching ------------------------------------------------------------------------------------


def test_a_dearer_way_is_none_and_ways_multiply() -> None:
    start, states = Arrival(0), dict[str, Arrival]()
    one, other = Removed("a.1"), Removed("a.2")
    arrive(states, "here", 2, start, (one, other))
    arrive(states, "here", 1, start, (one,))
    arrive(states, "here", 1, start, (other,))
    arrive(states, "here", 2, start, (one, other))
    assert list(states["here"].paths()) == [(one,), (other,)]
    further = dict[str, Arrival]()
    arrive(further, "there", 2, states["here"], states["here"])
    assert len(list(further["there"].paths())) == 4


def test_smallest_sets_meet_every_need() -> None:
    enough = [{"a", "b"}, {"b", "c"}, {"d", "e", "f"}]
    found = smallest("abcdef", lambda kept: any(each <= set(kept) for each in enough))
    assert found == [{"a", "b"}, {"b", "c"}]
    assert smallest("abc", lambda _: True) == [frozenset()]
    assert smallest("abc", lambda _: False) == []


def test_edits_are_values_that_can_be_compared_and_kept_in_sets() -> None:
    entity = {"listed": Entities((), others=True)}
    assert len({Added("victims", entity), Added("victims", dict(entity))}) == 1


# -- what can be made of a list -------------------------------------------------------------------


@pytest.mark.parametrize("most", [0, 1])
def test_what_was_made_of_a_list_for_more_serves_for_less(parcels: Ruleset, most: int) -> None:
    tests = endings_of(parcels).made.lists[0]
    values = result_of(parcels, PRECIOUS).case.values.get(tests.name)
    assert isinstance(values, Entities)
    costs = [
        {unions: arrival.cost for unions, arrival in makable(tests, values, _any, each).lists}
        for each in (most, 3)
    ]
    whole = makable(tests, values, _any, 3)
    within, beyond = whole.within(most)
    assert whole.covers(most)
    assert {unions: arrival.cost for unions, arrival in within} == costs[0]
    dearer = (cost for cost in costs[1].values() if cost > most)
    assert beyond == min(dearer, default=whole.beyond)


def test_what_was_made_of_a_list_serves_for_more_if_that_was_all(parcels: Ruleset) -> None:
    tests = endings_of(parcels).made.lists[0]
    none = makable(tests, Entities((), others=False), _none, 0)
    assert none.covers(5)
    assert none.within(5) == (none.lists, NEVER)
    some = makable(tests, Entities((), others=False), _any, 0)
    assert not some.covers(1)


def _any(_: str) -> bool:
    return True


def _none(_: str) -> bool:
    return False
