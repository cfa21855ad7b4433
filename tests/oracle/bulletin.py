"""What follows from a partial record, by trying every completion of it (contract, section 4).

Slow and plain on purpose: it shares no code with the engine, and is what the engine is held to.
A record is completed part by part (arrest, material, each victim, each role ...): every completion
of the part is asked what the definitions ask, completions that answer alike are kept once, and the
parts are then put together in every possible way.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product, starmap
from typing import TypeVar

from oracle import definitions as d
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
from oracle.definitions import Readings, Verdict

Answers = frozenset[int]  # each member: the questions that one completion answers with yes
NOBODY: Answers = frozenset({0})
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Answer:
    """Contract, sections 4 and 6."""

    eligible: str
    placement: str
    settled: bool
    possible: frozenset[str]


def answer(facts: Facts, readings: Mapping[str, str] | None = None) -> Answer:
    """The two results of section 4, and what follows from them."""
    verdicts = every_verdict(facts, d.readings_of(readings))
    possible = frozenset(each.outcome for each in verdicts) or frozenset({"conflict"})
    placement = place(verdicts)
    return Answer(
        eligible=eligibility(verdicts),
        placement=placement,
        settled=possible == {placement},
        possible=possible,
    )


def every_verdict(facts: Facts, readings: Readings) -> frozenset[Verdict]:
    """The verdict on every completion, each different one once."""
    people = people_answers(
        victims_answers(listing(facts.get("victims")), readings),
        roles_answers(listing(facts.get("undercover_roles")), readings),
        readings,
    )
    found = {d.verdict(each, readings) for each in every_union((case_answers(facts), people))}
    return frozenset(each for each in found if each)


# Section 4: from all verdicts to one answer.


def eligibility(verdicts: frozenset[Verdict]) -> str:
    """`yes` or `no` where every completion agrees."""
    agreed = {each.eligible for each in verdicts}
    if len(agreed) != 1:  # they differ, or there is none
        return "unknown"
    return "yes" if agreed == {True} else "no"


def place(verdicts: frozenset[Verdict]) -> str:
    """The study's reading, which judges on what is known (lines 312-313, 672-673)."""
    if not verdicts:
        return "conflict"
    if not any(each.eligible for each in verdicts):
        return "not-eligible"
    if not all(each.eligible for each in verdicts):
        return "undecided"
    category = first_known(d.CATEGORIES, verdicts)
    if category == d.IDENTIFIED:
        return first_known(d.SUBTYPES, verdicts) or category
    return category or the_one_gap(verdicts)


def first_known(rules: tuple[str, ...], verdicts: frozenset[Verdict]) -> str | None:
    """The first rule that is known to hold, and is not known to be barred."""
    for rule in rules:
        holds = all(rule in each.holds for each in verdicts)
        barred = all(rule in each.barred for each in verdicts)
        if holds and not barred:
            return rule
    return None


def the_one_gap(verdicts: frozenset[Verdict]) -> str:
    """The gap in which every completion ends, if there is one."""
    outcomes = {each.outcome for each in verdicts}
    only = min(outcomes)
    return only if len(outcomes) == 1 and only.startswith("gap.") else "undecided"


# All completions of the parts of a record.


def case_answers(facts: Facts) -> Answers:
    """All that the facts outside the two lists may answer."""
    alleged = truths(facts.get("sex_crime_against_minor"))
    attempted = truths(facts.get("online_attempt_on_individual_child"))
    together = every_union(
        (
            arrest_answers(arrest_options(facts)),
            frozenset(map(d.sex_crime_answers, alleged)),
            frozenset(map(d.attempt_answers, attempted)),
            material_answers(material_options(facts)),
        )
    )
    return frozenset(map(case_without_spent, together))


def victims_answers(stated: Listing, readings: Readings) -> Answers:
    """All that the victims of a record may answer together."""
    # Only these two readings are about a victim: the others must not spoil the cache.
    mine = d.readings_of(
        {
            "contact": readings.contact,
            "stranger-met-offline": readings.stranger_met_offline,
        }
    )
    parts = [victim_answers(victim_options(each), mine) for each in stated.listed]
    others = any_number(victim_answers(victim_options({}), mine)) if stated.others else NOBODY
    return every_union((*parts, others))


def roles_answers(stated: Listing, readings: Readings) -> Answers:
    """All that the undercover roles of a record may answer together."""
    mine = d.readings_of({"undercover-scope": readings.undercover_scope})
    parts = [role_answers(role_options(each), mine) for each in stated.listed]
    others = any_number(role_answers(role_options({}), mine)) if stated.others else NOBODY
    return every_union((*parts, others))


@lru_cache(maxsize=1_000)
def arrest_answers(options: Options) -> Answers:
    """All that one arrest may answer."""
    return consistent(starmap(Arrest, product(*options)), d.arrest_answers)


@lru_cache(maxsize=10_000)
def material_answers(options: Options) -> Answers:
    """All that the material may answer."""
    return consistent(starmap(Material, product(*options)), d.material_answers)


@lru_cache(maxsize=10_000)
def victim_answers(options: Options, readings: Readings) -> Answers:
    """All that one victim may answer."""
    ask = partial(d.victim_answers, readings=readings)
    return consistent(starmap(Victim, product(*options)), ask)


@lru_cache(maxsize=10_000)
def role_answers(options: Options, readings: Readings) -> Answers:
    """All that one role may answer."""
    return consistent(starmap(Role, product(*options)), partial(d.role_answers, readings=readings))


def consistent(things: Iterable[Thing], ask: Callable[[Thing], int]) -> Answers:
    """The different answers of some things, without those that clash in themselves."""
    return frozenset(each for each in map(ask, things) if not each & d.CLASH)


# Parts put together: "some victim who ..." is true if it is true of any, so answers are united.


def every_union(parts: Iterable[Answers]) -> Answers:
    """One completion of each part, in every possible way."""
    reached = NOBODY
    for part in parts:
        reached = frozenset(one | other for one in reached for other in part)
    return reached


@lru_cache(maxsize=100)
def any_number(each: Answers) -> Answers:
    """None, one or any number of entities, each of which may answer in any of these ways."""
    reached = {0}
    for one in each:
        reached |= {one | other for other in reached}
    return frozenset(reached)


@lru_cache(maxsize=10_000)
def people_answers(victims: Answers, roles: Answers, readings: Readings) -> Answers:
    """Victims and roles together; rule 8 joins the two."""
    together = every_union((victims, roles))
    return frozenset(
        people_without_spent(each, readings)
        for each in together
        if not d.nobody_to_impersonate(each)
    )


# Answers that can make no difference to the verdict any more are dropped, which only saves time:
# the verdict is the same with and without them (test_oracle.py tries them all).


def case_without_spent(yes: int) -> int:
    """Without a counted arrest for a sex crime, consistency is all that is left to ask."""
    needed = d.COUNTED_ARREST | d.SEX_CRIME
    return yes if yes & needed == needed else yes & (d.SEX_CRIME | d.DISTRIBUTED | d.PRODUCED)


def people_without_spent(yes: int, readings: Readings) -> int:
    """Rule 8 is kept, some questions are not asked in these readings, some gaps are closed."""
    spent = d.IDENTITY_ROLE | d.MINOR_IDENTIFIED
    if readings.roles_barring_possession == "minor-persona":
        spent |= d.OFFICER_SOLICITED
    if readings.assumed_identity == "identified-victim":
        spent |= d.OFFENDED_AND_IDENTIFIED
    if yes & (d.QUALIFYING | d.PERSONA_SOLICITED):  # a category takes the record: it is no gap
        spent |= d.QUALIFYING_BUT_FOR_CONTACT | d.ATTEMPT_ON_UNIDENTIFIED
        spent |= d.ADULT_ROLE_SOLICITED | d.DECOY_SOLICITED
    return yes & ~spent
