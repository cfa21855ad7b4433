"""Random records for tests: complete ones, partial ones, and readings.

A complete record starts from a template in which one thing happened, is changed in a few places,
and is then mostly made consistent, so that all outcomes, near misses and some conflicts are common.
A partial record is a complete one of which some facts are blurred or left out: whatever the
complete one is, is one of its completions. Everything is valid input by the contract.

All of it draws from a `random.Random`, so that a loop over seeds and hypothesis share the code. In
every choice what is simplest stands first, since that is where hypothesis shrinks to.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from oracle.completions import (
    FORMS,
    OFFENSES,
    OPERATORS,
    RELATIONSHIPS,
    ROLES,
    TRIGGERS,
    WINDOW,
)
from oracle.definitions import READINGS

Record = dict[str, Any]

# What each fact may be: a tuple of words is one of them, a frozenset any number of them.
YES_NO, AGE, DAY = "yes or no", "age", "day"
CASE_TYPES: Mapping[str, object] = {
    "arrest_made": YES_NO,
    "arrest_date": DAY,
    "duplicate_record": YES_NO,
    "sex_crime_against_minor": YES_NO,
    "material_possessed": YES_NO,
    "material_distributed": YES_NO,
    "material_produced": YES_NO,
    "material_depicts_minor": YES_NO,
    "material_received_online": YES_NO,
    "material_distributed_online": YES_NO,
    "material_arranged_online": YES_NO,
    "material_found_as": frozenset(FORMS),
    "online_attempt_on_individual_child": YES_NO,
}
VICTIM_TYPES: Mapping[str, object] = {
    "age_at_offense": AGE,
    "identified": YES_NO,
    "contacted": YES_NO,
    "offenses": frozenset(OFFENSES),
    "relationship": RELATIONSHIPS,
    "relationship_initiated_online": YES_NO,
    "online_communication_to_further": YES_NO,
    "otherwise_exploited_online": YES_NO,
    "images_of_child_digital": YES_NO,
}
ROLE_TYPES: Mapping[str, object] = {
    "operator": OPERATORS,
    "role": ROLES,
    "online": YES_NO,
    "persona_age": AGE,
    "solicited": YES_NO,
    "trigger": TRIGGERS,
}
ARREST = ("arrest_made", "arrest_date", "duplicate_record", "sex_crime_against_minor")
LISTS = {"victims": VICTIM_TYPES, "undercover_roles": ROLE_TYPES}

DAYS = (
    "2000-10-15",
    "2000-07-01",
    "2001-06-30",
    "2000-06-30",
    "2001-07-01",
    "2000-02-29",
    "2001-12-31",
    "1999-01-01",
)
AGES = (17, 18, 13, 0, 16, 19, 9, 35, 120)

# An arrest in the window, and nothing else that would make the record eligible.
NOTHING: Record = {
    name: "no" if kind == YES_NO else "none" for name, kind in CASE_TYPES.items()
} | {"arrest_made": "yes", "arrest_date": "2000-10-15", "sex_crime_against_minor": "yes"}

MET_ONLINE: Record = {
    "age_at_offense": 14,
    "identified": "yes",
    "contacted": "yes",
    "offenses": ["online_solicitation"],
    "relationship": "met_online",
    "relationship_initiated_online": "yes",
    "online_communication_to_further": "yes",
    "otherwise_exploited_online": "no",
    "images_of_child_digital": "no",
}
RELATIVE: Record = MET_ONLINE | {
    "age_at_offense": 11,
    "offenses": ["contact_offense"],
    "relationship": "family",
    "relationship_initiated_online": "no",
}
OFFLINE: Record = RELATIVE | {"online_communication_to_further": "no"}
PRODUCTION: Record = OFFLINE | {"offenses": ["production"], "images_of_child_digital": "yes"}
STRANGER: Record = PRODUCTION | {"relationship": "stranger_offline"}
PICTURED: Record = OFFLINE | {
    "offenses": ["possession_only"],
    "relationship": "none",
    "images_of_child_digital": "yes",
}
UNIDENTIFIED: Record = {"identified": "no", "contacted": "no"}

PERSONA: Record = {
    "operator": "law_enforcement",
    "role": "fictional_minor",
    "online": "yes",
    "persona_age": 13,
    "solicited": "yes",
    "trigger": "proactive",
}
BORROWED: Record = PERSONA | {"role": "identity_of_identified_victim", "trigger": "report_other"}
ADULT: Record = PERSONA | {"role": "adult_with_access_to_minor", "persona_age": 38}
DECOY: Record = PERSONA | {"operator": "civilian_group"}
TRADER: Record = PERSONA | {"role": "trader", "persona_age": 35, "solicited": "no"}

HELD: Mapping[str, object] = {
    "material_possessed": "yes",
    "material_depicts_minor": "yes",
    "material_received_online": "yes",
    "material_found_as": ["computer"],
}
MADE: Mapping[str, object] = {
    "material_possessed": "yes",
    "material_depicts_minor": "yes",
    "material_produced": "yes",
    "material_found_as": ["removable_media"],
}
PRINTED: Mapping[str, object] = {
    "material_possessed": "yes",
    "material_depicts_minor": "yes",
    "material_arranged_online": "yes",
    "material_found_as": ["film_or_print_only"],
}
SENT: Mapping[str, object] = {
    "material_depicts_minor": "yes",
    "material_distributed": "yes",
    "material_distributed_online": "yes",
}
ATTEMPTED: Mapping[str, object] = {"online_attempt_on_individual_child": "yes"}

# Each template: case-level facts, victims, roles.
Template = tuple[Mapping[str, object], Sequence[Record], Sequence[Record]]
TEMPLATES: tuple[Template, ...] = (
    ({}, [], [PERSONA]),
    (HELD, [], []),
    ({}, [MET_ONLINE], []),
    ({}, [RELATIVE], []),
    ({}, [MET_ONLINE, RELATIVE], []),
    (MADE, [PRODUCTION], []),
    (MADE, [STRANGER], []),
    (MADE, [PRODUCTION | UNIDENTIFIED], []),
    ({}, [MET_ONLINE | {"contacted": "no"}], []),
    (HELD, [PICTURED], []),
    (HELD, [OFFLINE], []),
    (HELD, [MET_ONLINE | UNIDENTIFIED], []),
    (HELD, [], [PERSONA]),
    (HELD, [], [ADULT]),
    (HELD, [MET_ONLINE], [PERSONA]),
    (SENT, [], [TRADER]),
    (PRINTED, [], []),
    (ATTEMPTED, [], [ADULT | {"solicited": "no"}]),
    ({}, [], [ADULT]),
    ({}, [], [DECOY]),
    ({}, [OFFLINE], [BORROWED]),
    ({}, [OFFLINE | {"offenses": "none"}], [BORROWED]),
    ({}, [MET_ONLINE | UNIDENTIFIED], [PERSONA]),
    ({}, [], []),
)


def complete_facts() -> st.SearchStrategy[Record]:
    """A complete record; about one in twelve is a conflict."""
    return drawn().map(random_complete_facts)


def partial_facts() -> st.SearchStrategy[Record]:
    """A partial record, from nearly complete to nothing known."""
    return drawn().map(random_facts)


def readings() -> st.SearchStrategy[dict[str, str]]:
    """A choice of readings; those left out have their default."""
    return drawn().map(random_readings)


def drawn() -> st.SearchStrategy[random.Random]:
    """A generator whose every draw hypothesis can shrink."""
    return st.randoms(use_true_random=False)


def random_facts(rng: random.Random) -> Record:
    """A random partial record."""
    return blurred(rng, random_complete_facts(rng))


def random_readings(rng: random.Random) -> dict[str, str]:
    """No reading, one or several, of any value."""
    some = rng.sample(sorted(READINGS), rng.choice((0, 1, 2, len(READINGS))))
    return {name: rng.choice(READINGS[name]) for name in some}


# Complete records.


def random_complete_facts(rng: random.Random) -> Record:
    """A template, changed in a few places."""
    case, victims, roles = rng.choice(TEMPLATES)
    facts: Record = {
        **NOTHING,
        **case,
        "victims": [dict(each) for each in victims],
        "undercover_roles": [dict(each) for each in roles],
    }
    for _ in range(rng.choice((0, 0, 1, 2, 3, 5))):
        change_a_fact(rng, facts)
    change_the_lists(rng, facts)
    if rng.random() < 0.9:
        make_consistent(rng, facts)
    if facts["arrest_made"] == "no" and rng.random() < 0.9:
        del facts["arrest_date"]
    return {name: value if value != [] else "none" for name, value in facts.items()}


def change_a_fact(rng: random.Random, facts: Record) -> None:
    """One fact, of the case or of one of its entities, is drawn anew."""
    things = [(facts, CASE_TYPES)]
    for name, types in LISTS.items():
        things += [(entity, types) for entity in facts[name]] * 2
    thing, kinds = rng.choice(things)
    name = rng.choice(list(kinds))
    thing[name] = any_value(rng, kinds[name])


def change_the_lists(rng: random.Random, facts: Record) -> None:
    """Sometimes one entity more: a copy of one with a change, or any at all."""
    for name, types in LISTS.items():
        most = 3 if name == "victims" else 2
        while rng.random() > 0.8 and len(facts[name]) < most:
            entity = {fact: any_value(rng, kind) for fact, kind in types.items()}
            if facts[name] and rng.random() < 0.5:
                changed = rng.choice(list(types))
                entity = rng.choice(facts[name]) | {changed: entity[changed]}
            facts[name].append(entity)


def any_value(rng: random.Random, kind: object) -> object:
    """Any exact value of one type."""
    if isinstance(kind, tuple):
        return rng.choice(kind)
    if isinstance(kind, frozenset):
        members = sorted(kind)
        return rng.sample(members, rng.choice((0, 1, 1, 1, 2, 2, 3, len(members)))) or "none"
    return rng.choice({YES_NO: ("no", "yes"), AGE: AGES, DAY: DAYS}[str(kind)])


def make_consistent(rng: random.Random, facts: Record) -> None:
    """The contract's section 3.1, rule by rule, by changing what is cheapest to change."""
    for victim in facts["victims"]:
        make_victim_consistent(victim)
    for role in facts["undercover_roles"]:
        if role["role"] == "fictional_minor":
            role["persona_age"] = min(role["persona_age"], 17)
    minors = [each for each in facts["victims"] if each["age_at_offense"] <= 17]
    alleged = {offense for each in minors for offense in members(each["offenses"])}
    if "production" in alleged:
        facts["material_produced"] = "yes"
    if "image_distribution" in alleged or facts["material_distributed_online"] == "yes":
        facts["material_distributed"] = "yes"
    if alleged - {"possession_only"}:
        facts["sex_crime_against_minor"] = "yes"
    make_forms_consistent(rng, facts)
    make_identity_consistent(minors, facts["undercover_roles"])


def make_victim_consistent(victim: Record) -> None:
    """Rule 6."""
    if victim["relationship"] in ("met_online", "stranger_offline"):
        met_online = victim["relationship"] == "met_online"
        victim["relationship_initiated_online"] = "yes" if met_online else "no"
    if victim["offenses"] == "none":
        victim["online_communication_to_further"] = "no"
        victim["otherwise_exploited_online"] = "no"


def make_forms_consistent(rng: random.Random, facts: Record) -> None:
    """Rule 2."""
    forms = members(facts["material_found_as"])
    if "film_or_print_only" in forms and len(forms) > 1:
        digital = [each for each in forms if each != "film_or_print_only"]
        forms = rng.choice((digital, ["film_or_print_only"]))
        facts["material_found_as"] = forms
    if forms:
        facts["material_possessed"] = "yes"


def make_identity_consistent(minors: list[Record], roles: list[Record]) -> None:
    """Rule 8."""
    if any(role["role"] == "identity_of_identified_victim" for role in roles):
        for minor in minors[:1]:
            minor["identified"] = "yes"
    if not minors:
        for role in roles:
            if role["role"] == "identity_of_identified_victim":
                role["role"] = "other_adult"


def members(value: Any) -> list[str]:
    """The members of an exactly known set."""
    return [] if value == "none" else list(value)


# Partial records.


def blurred(rng: random.Random, complete: Mapping[str, Any]) -> Record:
    """A complete record, of which some facts are known in part or not at all."""
    doubt = rng.choice((0.0, 0.05, 0.05, 0.1, 0.1, 0.2, 0.2, 0.4, 0.9))
    flat = {name: value for name, value in complete.items() if name not in LISTS}
    facts = blurred_facts(rng, flat, CASE_TYPES, doubt)
    if rng.random() < 0.5:  # else eligibility is nearly always open, and hides all the rest
        facts |= {name: flat[name] for name in ARREST if name in flat}
    for name, types in LISTS.items():
        facts |= blurred_list(rng, name, complete[name], types, doubt)
    return facts


def blurred_list(
    rng: random.Random, name: str, stated: Any, types: Mapping[str, object], doubt: float
) -> Record:
    """A list closed, open or left out, of entities that are blurred in turn."""
    whole = [] if stated == "none" else list(stated)
    entities = [blurred_entity(rng, each, types, doubt) for each in whole]
    if rng.random() >= doubt:
        return {name: entities or "none"}
    kept = rng.sample(entities, rng.randint(0, len(entities)))
    if kept:
        return {name: {"listed": kept, "others": "possible"}}
    return not_known(rng, name)


def blurred_entity(
    rng: random.Random, entity: Record, types: Mapping[str, object], doubt: float
) -> Record:
    """One entity; it is stated at least that something about it was asked."""
    return blurred_facts(rng, entity, types, doubt) or {next(iter(types)): "unknown"}


def blurred_facts(
    rng: random.Random, facts: Record, types: Mapping[str, object], doubt: float
) -> Record:
    """Each fact exact, known in part, unknown or left out."""
    kept: Record = {}
    for name, value in facts.items():
        if rng.random() >= doubt:
            kept[name] = spelled(rng, value)
        elif rng.random() < 0.5:
            kept |= not_known(rng, name)
        else:
            kept[name] = part_of(rng, value, types[name])
    return kept


def spelled(rng: random.Random, value: object) -> object:
    """The same value, now and then in its other spelling."""
    if value in ("yes", "no") and rng.random() > 0.9:
        return value == "yes"
    return value


def not_known(rng: random.Random, name: str) -> Record:
    """Left out, unknown or null."""
    return rng.choice(({}, {name: "unknown"}, {name: None}))


def part_of(rng: random.Random, value: Any, kind: object) -> object:
    """Something true of the value that does not say all of it."""
    if kind == AGE:
        return part_of_age(rng, value)
    if kind == DAY:
        return part_of_day(rng, value)
    if isinstance(kind, tuple):
        others = [each for each in kind if each != value]
        some = rng.sample(others, rng.randint(1, len(others) - 1))
        return {"one of": sorted([value, *some], key=kind.index)}
    if isinstance(kind, frozenset):
        return part_of_set(rng, members(value), kind)
    return "unknown"


def part_of_age(rng: random.Random, age: int) -> object:
    """A bound on either side, or both; 0 and 120 bound nothing."""
    below = [each for each in (1, 13, 17, 18, age) if 0 < each <= age]
    above = [each for each in (17, 18, 35, age) if age <= each < 120]
    least = {"at least": rng.choice(below)} if below else {}
    most = {"at most": rng.choice(above)} if above else {}
    return rng.choice([each for each in (least, most, least | most) if each])


def part_of_day(rng: random.Random, text: str) -> object:
    """The month, the year, or a period open at either end or at none."""
    day = date.fromisoformat(text)
    opens, closes = WINDOW
    starts = [day, opens, opens - timedelta(days=1), day - timedelta(days=40)]
    ends = [day, closes, closes + timedelta(days=1), day + timedelta(days=40)]
    since = {"from": rng.choice([each for each in starts if each <= day]).isoformat()}
    until = {"to": rng.choice([each for each in ends if day <= each]).isoformat()}
    return rng.choice((text[:7], text[:4], since, until, since | until))


def part_of_set(rng: random.Random, has: list[str], kind: frozenset[str]) -> object:
    """Some members that it has, some that it lacks, or both."""
    lacks = sorted(kind.difference(has))
    parts: list[Record] = []
    if has:
        parts.append({"includes": rng.sample(has, rng.randint(1, len(has)))})
    if lacks:
        parts.append({"excludes": rng.sample(lacks, rng.randint(1, len(lacks)))})
    return rng.choice([*parts, {key: part[key] for part in parts for key in part}])


def less_known(rng: random.Random, facts: Mapping[str, Any]) -> Record:
    """The same record with some facts, or the end of a list, taken back."""
    kept: Record = {}
    for name, value in facts.items():
        if rng.random() < 0.2:
            continue
        kept[name] = less_listed(rng, value, LISTS[name]) if name in LISTS else value
    return kept


def less_listed(rng: random.Random, value: Any, types: Mapping[str, object]) -> object:
    """A list whose entities are known less well, and to which others may have been added."""
    if not value or isinstance(value, str):
        return value
    listed = value["listed"] if isinstance(value, Mapping) else value
    weaker = [blurred_again(rng, each, types) for each in listed]
    if isinstance(value, Mapping) or rng.random() < 0.2:
        return {"listed": weaker, "others": "possible"}
    return weaker


def blurred_again(rng: random.Random, entity: Record, types: Mapping[str, object]) -> Record:
    """One entity with some facts taken back."""
    kept = {name: value for name, value in entity.items() if rng.random() > 0.2}
    return kept or {next(iter(types)): "unknown"}
