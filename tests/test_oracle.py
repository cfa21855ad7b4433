"""The oracle itself: key situations with answers worked out by hand, and laws it must obey."""

import random
from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle import definitions as d
from oracle.bulletin import (
    Answer,
    answer,
    any_number,
    case_without_spent,
    every_union,
    every_verdict,
    material_answers,
    people_without_spent,
    role_answers,
    victim_answers,
)
from oracle.completions import (
    Arrest,
    Facts,
    Listing,
    Material,
    Options,
    Role,
    Victim,
    arrest_options,
    listing,
    material_options,
    role_options,
    truths,
    victim_options,
)
from oracle.strategies import (
    ADULT,
    BORROWED,
    CASE_TYPES,
    DECOY,
    HELD,
    LISTS,
    MADE,
    MET_ONLINE,
    NOTHING,
    OFFLINE,
    PERSONA,
    PICTURED,
    PRODUCTION,
    RELATIVE,
    STRANGER,
    UNIDENTIFIED,
    Record,
    blurred,
    drawn,
    less_known,
    partial_facts,
    random_complete_facts,
    random_facts,
    random_readings,
    readings,
)

INITIATED = "identified-victim.internet-initiated"
ACQUAINTED = "identified-victim.family-or-prior-acquaintance"
NOT_DETERMINED = "identified-victim.subtype-not-determined"
SOLICITATION = "undercover-solicitation"
POSSESSION = "possession-or-distribution"
NOT_ELIGIBLE = "not-eligible"
EVERY_OUTCOME = {
    INITIATED,
    ACQUAINTED,
    NOT_DETERMINED,
    SOLICITATION,
    POSSESSION,
    NOT_ELIGIBLE,
    "gap.identified-not-contacted",
    "gap.produced-without-identified-victim",
    "gap.attempt-on-unidentified-child",
    "gap.undercover-adult-role",
    "gap.civilian-decoy",
    "gap.other",
}


def case(
    *parts: Mapping[str, object], victims: object = "none", roles: object = "none", **facts: object
) -> Record:
    """A record in which nothing happened but what is said."""
    record = {**NOTHING, "victims": victims, "undercover_roles": roles}
    for part in parts:
        record |= part
    return record | facts


def settled(facts: Facts, **chosen: str) -> str:
    """The one outcome of a record that leaves nothing open."""
    found = answer(facts, {name.replace("_", "-"): value for name, value in chosen.items()})
    assert found.settled
    assert found.possible == {found.placement}
    return found.placement


# Eligibility


def test_of_nothing_known_everything_is_possible() -> None:
    assert answer({}) == Answer("unknown", "undecided", False, frozenset(EVERY_OUTCOME))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2000-06-30", NOT_ELIGIBLE),
        ("2000-07-01", SOLICITATION),
        ("2001-06-30", SOLICITATION),
        ("2001-07-01", NOT_ELIGIBLE),
        ("2001-06", SOLICITATION),
        ({"from": "2000-07-01", "to": "2001-06-30"}, SOLICITATION),
        ({"to": "2000-06-30"}, NOT_ELIGIBLE),
        ({"from": "2001-07"}, NOT_ELIGIBLE),
    ],
)
def test_the_window_has_both_its_end_days(day: object, expected: str) -> None:
    assert settled(case(roles=[PERSONA], arrest_date=day)) == expected


@pytest.mark.parametrize("day", ["2000", {"from": "2001-06-30"}, {"to": "2000-07-01"}, None])
def test_a_period_that_straddles_the_window_leaves_eligibility_open(day: object) -> None:
    found = answer(case(roles=[PERSONA], arrest_date=day))
    assert found == Answer("unknown", "undecided", False, frozenset({NOT_ELIGIBLE, SOLICITATION}))


def test_a_date_says_that_there_was_an_arrest() -> None:
    facts = case(roles=[PERSONA], arrest_made="unknown", arrest_date="2000-10")
    assert answer(facts).eligible == "yes"


def test_a_date_without_an_arrest_is_a_conflict() -> None:
    facts = case(roles=[PERSONA], arrest_made="no", arrest_date="2000")
    assert answer(facts) == Answer("unknown", "conflict", True, frozenset({"conflict"}))


@pytest.mark.parametrize(
    ("age", "expected"),
    [(17, INITIATED), (18, NOT_ELIGIBLE), ({"at most": 17}, INITIATED), ("17", INITIATED)],
)
def test_a_victim_is_a_minor_up_to_seventeen(age: object, expected: str) -> None:
    assert settled(case(victims=[MET_ONLINE | {"age_at_offense": age}])) == expected


def test_an_age_on_either_side_leaves_eligibility_open() -> None:
    facts = case(victims=[MET_ONLINE | {"age_at_offense": {"at least": 17}}])
    assert answer(facts).possible == {INITIATED, NOT_ELIGIBLE}


# Categories


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (case(victims=[MET_ONLINE]), INITIATED),
        (case(victims=[RELATIVE]), ACQUAINTED),
        (case(MADE, victims=[PRODUCTION]), ACQUAINTED),
        (case(MADE, victims=[STRANGER]), NOT_DETERMINED),
        (case(roles=[PERSONA]), SOLICITATION),
        (case(HELD), POSSESSION),
        (case(HELD, victims=[PICTURED]), POSSESSION),
        (case(HELD, victims=[OFFLINE]), POSSESSION),
        (case(HELD, roles=[PERSONA]), SOLICITATION),
        (case(HELD, roles=[PERSONA], victims=[MET_ONLINE]), INITIATED),
        (case(victims=[OFFLINE]), NOT_ELIGIBLE),
        (case(victims=[OFFLINE], roles=[PERSONA]), SOLICITATION),
        (case(victims=[OFFLINE], roles=[BORROWED]), NOT_DETERMINED),
        (case(victims=[OFFLINE | UNIDENTIFIED], roles=[BORROWED]), "conflict"),
    ],
)
def test_each_category_has_its_clear_cases(facts: Facts, expected: str) -> None:
    assert settled(facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (case(victims=[MET_ONLINE | {"contacted": "no"}]), "gap.identified-not-contacted"),
        (
            case(MADE, victims=[PRODUCTION | UNIDENTIFIED]),
            "gap.produced-without-identified-victim",
        ),
        (case(HELD, victims=[MET_ONLINE | UNIDENTIFIED]), "gap.attempt-on-unidentified-child"),
        (case(roles=[ADULT]), "gap.undercover-adult-role"),
        (case(roles=[DECOY]), "gap.civilian-decoy"),
        (case(roles=[ADULT | {"solicited": "no"}]), "gap.other"),
    ],
)
def test_each_gap_has_its_clear_case(facts: Facts, expected: str) -> None:
    assert settled(facts) == expected


# What is known in part


def test_an_exclusion_that_is_not_known_does_not_bar() -> None:
    found = answer(case(HELD, material_produced="unknown"))
    expected = frozenset({POSSESSION, "gap.produced-without-identified-victim"})
    assert found == Answer("yes", POSSESSION, False, expected)


def test_a_certain_solicitation_is_placed_while_a_victim_stays_possible() -> None:
    facts = {
        "arrest_made": "yes",
        "arrest_date": "2000-10-15",
        "duplicate_record": "no",
        "sex_crime_against_minor": "yes",
        "undercover_roles": {"listed": [PERSONA], "others": "possible"},
    }
    expected = frozenset({INITIATED, ACQUAINTED, NOT_DETERMINED, SOLICITATION})
    assert answer(facts) == Answer("yes", SOLICITATION, False, expected)


def test_a_certain_category_is_placed_while_its_subtype_is_open() -> None:
    victim = PRODUCTION | {"relationship_initiated_online": "unknown"}
    found = answer(case(MADE, victims=[victim]))
    expected = frozenset({INITIATED, ACQUAINTED})
    assert found == Answer("yes", "identified-victim", False, expected)


def test_two_unknowns_of_one_victim_are_not_independent() -> None:
    unclear = {"relationship": "unknown", "relationship_initiated_online": "unknown"}
    found = answer(case(victims=[RELATIVE | unclear]))
    # A stranger first met offline is neither begun online nor a known offender: not eligible.
    assert found.possible == {INITIATED, ACQUAINTED, NOT_ELIGIBLE}


def test_an_offense_settles_what_follows_from_it() -> None:
    victim = PICTURED | UNIDENTIFIED | {"offenses": ["image_distribution"]}
    facts = case(
        victims=[victim],
        material_depicts_minor="yes",
        material_distributed="unknown",
        material_distributed_online="unknown",
    )
    assert settled(facts) == POSSESSION


# Readings


BUYER = PERSONA | {"role": "buyer", "persona_age": 41}
AFTER_A_REPORT = PERSONA | {"trigger": "report_other"}
ON_A_DISK = {**HELD, "material_received_online": "no"}
NO_OFFENSE = OFFLINE | {"offenses": "none"}
BOTH = [MET_ONLINE, RELATIVE]


@pytest.mark.parametrize(
    ("facts", "reading", "by_default", "otherwise"),
    [
        (
            case(victims=[MET_ONLINE | {"contacted": "no"}]),
            {"contact": "not-required"},
            "gap.identified-not-contacted",
            INITIATED,
        ),
        (
            case(HELD, roles=[BUYER]),
            {"roles_barring_possession": "any-undercover-role"},
            POSSESSION,
            "gap.undercover-adult-role",
        ),
        (
            case(roles=[AFTER_A_REPORT]),
            {"undercover_scope": "proactive-only"},
            SOLICITATION,
            NOT_ELIGIBLE,
        ),
        (
            case(ON_A_DISK),
            {"digital_form_only": "needs-an-online-act"},
            POSSESSION,
            "gap.other",
        ),
        (
            case(MADE, victims=[STRANGER]),
            {"stranger_met_offline": "prior-acquaintance"},
            NOT_DETERMINED,
            ACQUAINTED,
        ),
        (
            case(victims=BOTH),
            {"mixed_subtypes": "family-or-prior-acquaintance"},
            INITIATED,
            ACQUAINTED,
        ),
        (case(victims=BOTH), {"mixed_subtypes": "not-determined"}, INITIATED, NOT_DETERMINED),
        (
            case(victims=[NO_OFFENSE], roles=[BORROWED]),
            {"assumed_identity": "needs-an-offense"},
            NOT_DETERMINED,
            SOLICITATION,
        ),
    ],
)
def test_each_reading_decides_somewhere(
    facts: Facts, reading: dict[str, str], by_default: str, otherwise: str
) -> None:
    assert settled(facts) == by_default
    assert settled(facts, **reading) == otherwise


# Laws


@given(drawn(), readings())
@settings(deadline=None)
def test_a_complete_record_is_settled(rng: random.Random, chosen: dict[str, str]) -> None:
    assert answer(random_complete_facts(rng), chosen).settled


@given(drawn(), readings())
@settings(deadline=None)
def test_what_is_true_is_possible(rng: random.Random, chosen: dict[str, str]) -> None:
    complete = random_complete_facts(rng)
    truth = answer(complete, chosen)
    if truth.placement != "conflict":
        assert truth.possible <= answer(blurred(rng, complete), chosen).possible


@given(drawn(), readings())
@settings(deadline=None)
def test_learning_a_fact_only_shrinks_what_is_possible(
    rng: random.Random, chosen: dict[str, str]
) -> None:
    facts = random_facts(rng)
    more, less = answer(facts, chosen), answer(less_known(rng, facts), chosen)
    if more.placement != "conflict":
        assert more.possible <= less.possible
        assert less.eligible in (more.eligible, "unknown")


@given(partial_facts(), readings(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_facts_and_of_victims_does_not_matter(
    facts: Record, chosen: dict[str, str], rng: random.Random
) -> None:
    names = rng.sample(list(facts), len(facts))
    shuffled = {name: shuffled_list(rng, facts[name]) for name in names}
    assert answer(shuffled, chosen) == answer(facts, chosen)


def shuffled_list(rng: random.Random, value: Any) -> Any:
    if isinstance(value, list):
        return rng.sample(value, len(value))
    if isinstance(value, dict) and "listed" in value:
        return value | {"listed": shuffled_list(rng, value["listed"])}
    return value


@given(partial_facts(), readings())
@settings(deadline=None)
def test_placement_and_eligibility_agree_with_what_is_possible(
    facts: Record, chosen: dict[str, str]
) -> None:
    found = answer(facts, chosen)
    assert found.possible
    assert found.settled == (found.possible == {found.placement})
    if found.eligible == "yes":
        assert NOT_ELIGIBLE not in found.possible
    elif found.eligible == "no":
        assert found.possible == {NOT_ELIGIBLE}
    else:
        assert found.placement in ("undecided", "conflict")


# Saving time changes nothing


@given(partial_facts(), readings())
@settings(deadline=None)
def test_completing_part_by_part_equals_trying_every_whole_record(
    facts: Record, chosen: dict[str, str]
) -> None:
    if how_many_records(facts) > 2_000:
        return
    values = d.readings_of(chosen)
    outright = {d.outcome(each, values) for each in every_record(facts)}
    part_by_part = {each.outcome for each in every_verdict(facts, values)}
    assert outright - {"conflict"} == part_by_part


def lists_of(facts: Facts) -> tuple[Listing, Listing]:
    return listing(facts.get("victims")), listing(facts.get("undercover_roles"))


def how_many_records(facts: Facts) -> float:
    victims, roles = lists_of(facts)
    if victims.others or roles.others:
        return float("inf")
    yes_no = 2 * 2  # at most, for the two facts that belong to neither arrest nor material
    parts = [arrest_options(facts), material_options(facts)]
    parts += [victim_options(each) for each in victims.listed]
    parts += [role_options(each) for each in roles.listed]
    return yes_no * prod(len(values) for part in parts for values in part)


def every_record(facts: Facts) -> Iterator[d.Record]:
    victims, roles = lists_of(facts)
    for whole in product(
        every(Arrest, arrest_options(facts)),
        truths(facts.get("sex_crime_against_minor")),
        truths(facts.get("online_attempt_on_individual_child")),
        every(Material, material_options(facts)),
        product(*(every(Victim, victim_options(each)) for each in victims.listed)),
        product(*(every(Role, role_options(each)) for each in roles.listed)),
    ):
        yield d.Record(*whole)


def every(thing: Any, options: Options) -> list[Any]:
    return [thing(*values) for values in product(*options)]


@pytest.mark.parametrize("default", [True, False])
def test_what_is_dropped_on_the_way_changes_no_verdict(default: bool) -> None:
    values = d.readings_of({name: each[0 if default else -1] for name, each in d.READINGS.items()})
    victims = any_number(victim_answers(victim_options({}), values))
    roles = any_number(role_answers(role_options({}), values))
    people = [each for each in every_union((victims, roles)) if not d.nobody_to_impersonate(each)]
    flags = (d.COUNTED_ARREST, d.SEX_CRIME, d.ATTEMPT_ONLINE | d.ATTEMPT_ON_UNIDENTIFIED)
    cases = every_union(
        (material_answers(material_options({})), *(frozenset({0, each}) for each in flags))
    )
    kept = [people_without_spent(each, values) for each in people]
    for facts in cases:
        rest = case_without_spent(facts)
        for whole, part in zip(people, kept, strict=True):
            assert d.verdict(facts | whole, values) == d.verdict(rest | part, values)


# What is generated


@given(drawn())
def test_every_generated_record_is_valid_input(rng: random.Random) -> None:
    facts = random_facts(rng)
    assert set(facts) <= set(CASE_TYPES) | set(LISTS)
    for name, value in facts.items():
        entities = listing(value).listed if name in LISTS else ()
        assert all(entities)
        assert all(set(each) <= set(LISTS[name]) for each in entities)
        things = [value] if name in CASE_TYPES else [v for each in entities for v in each.values()]
        assert all(says_something(each) for each in things)


def says_something(value: object) -> bool:
    """Neither empty nor against itself."""
    if not isinstance(value, dict):
        return value != []
    if "includes" in value and "excludes" in value:
        assert not set(value["includes"]) & set(value["excludes"])
    if "at least" in value and "at most" in value:
        assert value["at least"] <= value["at most"]
    if "from" in value and "to" in value:
        assert value["from"] <= value["to"]
    return bool(value) and all(part != [] for part in value.values())


def test_every_outcome_is_generated() -> None:
    rng = random.Random(1)
    placements = {answer(random_facts(rng), random_readings(rng)).placement for _ in range(1_500)}
    assert placements == EVERY_OUTCOME | {"conflict", "undecided", "identified-victim"}
