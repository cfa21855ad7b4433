"""The definitions, read on one complete record (contract, sections 2, 3 and 5).

Everything here is two-valued. Every definition of the bulletin asks yes/no questions, of the
arrest, of the material, of "some victim" or of "some role". Each question that reaches beyond the
one thing it is asked of is a bit below; a thing answers with the bits to which it says yes, and a
record answers with all the bits that anything in it says yes to. "Some victim who ..." is therefore
an OR, and what must hold of one and the same victim is one question, put to each victim alone.

Line numbers are those of the bulletin (bulletin-2003).
"""

from collections.abc import Mapping
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from oracle.completions import WINDOW, Arrest, Material, Role, Victim

IDENTIFIED = "identified-victim"
INITIATED = "identified-victim.internet-initiated"
ACQUAINTED = "identified-victim.family-or-prior-acquaintance"
NOT_DETERMINED = "identified-victim.subtype-not-determined"
SOLICITATION = "undercover-solicitation"
POSSESSION = "possession-or-distribution"
CATEGORIES = (IDENTIFIED, SOLICITATION, POSSESSION)  # in order of precedence (3.4)
SUBTYPES = (INITIATED, ACQUAINTED, NOT_DETERMINED)

# Facts that cannot be true of one thing, whatever else is true (3.1, rules 1, 2, 3, 6 and 7).
CLASH = 1 << 0

# Questions on which consistency rules that join two things rest (3.1, rules 3, 4, 5 and 8).
SEX_CRIME = 1 << 1
DISTRIBUTED = 1 << 2
PRODUCED = 1 << 3
OFFENDED_AGAINST = 1 << 4  # some offended-against victim
CHILD_IMAGES_DISTRIBUTED = 1 << 5  # image_distribution on some minor victim
CHILD_IN_PRODUCTION = 1 << 6  # production on some minor victim
MINOR_IDENTIFIED = 1 << 7  # some identified minor victim, offended against or not
IDENTITY_ROLE = 1 << 8  # some role identity_of_identified_victim

# Eligibility (3.2 and 3.3).
COUNTED_ARREST = 1 << 9
MINOR_INVOLVED = 1 << 10
INTERNET_RELATED = 1 << 11

# Categories (3.4).
QUALIFYING = 1 << 12  # some identified victim of an Internet-related crime
QUALIFYING_BEGUN_ONLINE = 1 << 13
QUALIFYING_ACQUAINTED = 1 << 14
OFFENDED_AND_IDENTIFIED = 1 << 15  # one and the same minor victim, contacted or not
ASSUMED_IDENTITY = 1 << 16  # a law-enforcement role identity_of_identified_victim, online
PERSONA_SOLICITED = 1 << 17  # undercover solicitation
OFFICER_SOLICITED = 1 << 18  # any law-enforcement role, online and solicited
MATERIAL_HELD = 1 << 19  # depicts a minor, possessed or distributed
MATERIAL_MOVED_ONLINE = 1 << 20
ATTEMPT_ONLINE = 1 << 21  # online attempt on a child

# Gaps (3.5); `PRODUCED` is another.
QUALIFYING_BUT_FOR_CONTACT = 1 << 22
ATTEMPT_ON_UNIDENTIFIED = 1 << 23
ADULT_ROLE_SOLICITED = 1 << 24
DECOY_SOLICITED = 1 << 25

GAPS = (
    ("gap.identified-not-contacted", QUALIFYING_BUT_FOR_CONTACT),
    ("gap.produced-without-identified-victim", PRODUCED),
    ("gap.attempt-on-unidentified-child", ATTEMPT_ON_UNIDENTIFIED),
    ("gap.undercover-adult-role", ADULT_ROLE_SOLICITED),
    ("gap.civilian-decoy", DECOY_SOLICITED),
)

# Questions that only consistency and eligibility ask: a category or a gap never looks at them.
ASKED_BEFORE_RULES = (
    (CLASH | SEX_CRIME | DISTRIBUTED | OFFENDED_AGAINST)
    | (CHILD_IMAGES_DISTRIBUTED | CHILD_IN_PRODUCTION | MINOR_IDENTIFIED | IDENTITY_ROLE)
    | (COUNTED_ARREST | MINOR_INVOLVED | INTERNET_RELATED)
)
ASKED_BY_RULES = ~ASKED_BEFORE_RULES

READINGS: Mapping[str, tuple[str, ...]] = {  # section 5; the default stands first
    "contact": ("required", "not-required"),
    "roles-barring-possession": ("minor-persona", "any-undercover-role"),
    "undercover-scope": ("any-role", "proactive-only"),
    "digital-form-only": ("counts", "needs-an-online-act"),
    "stranger-met-offline": ("not-determined", "prior-acquaintance"),
    "mixed-subtypes": ("internet-initiated", "family-or-prior-acquaintance", "not-determined"),
    "assumed-identity": ("identified-victim", "needs-an-offense"),
}


class Readings(NamedTuple):
    """One value for each named reading (contract, section 5)."""

    contact: str
    roles_barring_possession: str
    undercover_scope: str
    digital_form_only: str
    stranger_met_offline: str
    mixed_subtypes: str
    assumed_identity: str


class Record(NamedTuple):
    """A complete record."""

    arrest: Arrest
    sex_crime_against_minor: bool
    online_attempt_on_individual_child: bool
    material: Material
    victims: tuple[Victim, ...]
    roles: tuple[Role, ...]


class Verdict(NamedTuple):
    """What the rules say of one complete and consistent record."""

    eligible: bool
    outcome: str
    holds: frozenset[str]  # the categories and subtypes whose `when` holds
    barred: frozenset[str]  # those whose `unless` holds (exclusions and yields)


INELIGIBLE = Verdict(False, "not-eligible", frozenset(), frozenset())


def readings_of(chosen: Mapping[str, str] | None) -> Readings:
    """The chosen readings, and the default of all others."""
    values = {name: allowed[0] for name, allowed in READINGS.items()} | dict(chosen or {})
    assert all(value in READINGS[name] for name, value in values.items()), "no such reading"
    return Readings(**{name.replace("-", "_"): value for name, value in values.items()})


def outcome(record: Record, readings: Readings) -> str:
    """The final outcome of one complete record."""
    judged = verdict(record_answers(record, readings), readings)
    return judged.outcome if judged else "conflict"


def record_answers(record: Record, readings: Readings) -> int:
    """Every question to which something in the record says yes."""
    things = (
        arrest_answers(record.arrest),
        sex_crime_answers(record.sex_crime_against_minor),
        attempt_answers(record.online_attempt_on_individual_child),
        material_answers(record.material),
        *(victim_answers(each, readings) for each in record.victims),
        *(role_answers(each, readings) for each in record.roles),
    )
    return reduce(or_, things)


def bits(*asked: tuple[int, bool]) -> int:
    """The questions that were answered with yes."""
    return sum(question for question, yes in asked if yes)


def arrest_answers(arrest: Arrest) -> int:
    """Lines 120-124 and 159: the arrested person is counted once, by the day of the arrest."""
    opens, closes = WINDOW
    inside = arrest.day is not None and opens <= arrest.day <= closes
    return bits(
        (CLASH, arrest.made != (arrest.day is not None)),  # rule 1
        (COUNTED_ARREST, arrest.made and inside and not arrest.duplicate),
    )


def sex_crime_answers(alleged: bool) -> int:
    """Lines 158 and 213-216."""
    return bits((SEX_CRIME, alleged))


def attempt_answers(attempted: bool) -> int:
    """Lines 360-362: an attempt on a child bars a category, and is a gap of its own."""
    return bits((ATTEMPT_ONLINE | ATTEMPT_ON_UNIDENTIFIED, attempted))


def material_answers(m: Material) -> int:
    """Lines 183-186 and 353-362."""
    found = m.found_as.digital or m.found_as.film_or_print_only
    online = m.received_online or m.distributed_online or m.arranged_online
    moved_online = m.depicts_minor and online
    found_digital = m.depicts_minor and m.found_as.digital
    return bits(
        (
            CLASH,
            (found and not m.possessed)  # rule 2
            or (m.found_as.digital and m.found_as.film_or_print_only)  # rule 2
            or (m.distributed_online and not m.distributed),  # rule 3
        ),
        (DISTRIBUTED, m.distributed),
        (PRODUCED, m.produced),
        (MINOR_INVOLVED, m.depicts_minor and (m.possessed or m.distributed or m.produced)),
        (INTERNET_RELATED, moved_online or found_digital),  # lines 183-184, 185-186
        (MATERIAL_HELD, m.depicts_minor and (m.possessed or m.distributed)),  # line 355
        (MATERIAL_MOVED_ONLINE, moved_online),
    )


def victim_answers(v: Victim, readings: Readings) -> int:
    """What one victim answers; an adult answers nothing, but may clash."""
    clash = bits((CLASH, victim_clashes(v)))
    if not v.minor:  # line 50
        return clash
    sought = v.offenses.attempt or v.offenses.online_solicitation
    return clash | bits(
        (CHILD_IMAGES_DISTRIBUTED, v.offenses.image_distribution),
        (CHILD_IN_PRODUCTION, v.offenses.production),
        (MINOR_IDENTIFIED, v.identified),
        (ATTEMPT_ONLINE, v.offenses.online_solicitation),  # lines 360-362
        (ATTEMPT_ON_UNIDENTIFIED, sought and not v.identified),
        # Lines 361-368: a child merely pictured is not this person's victim.
        (offended_against_answers(v, readings), v.offenses.beyond_possession),
    )


def victim_clashes(v: Victim) -> bool:
    """Rule 6, of a victim of any age."""
    return (
        (v.relationship == "met_online" and not v.begun_online)
        or (v.relationship == "stranger_offline" and v.begun_online)
        or ((v.communication_to_further or v.otherwise_exploited_online) and not v.offenses.any)
    )


def offended_against_answers(v: Victim, readings: Readings) -> int:
    """What an offended-against victim answers besides."""
    of_internet_crime = v.identified and internet_crime(v)
    qualifying = of_internet_crime and (v.contacted or readings.contact == "not-required")
    return bits(
        (OFFENDED_AGAINST | MINOR_INVOLVED, True),
        (OFFENDED_AND_IDENTIFIED, v.identified),
        # Lines 176, 177-180 and 185-186.
        (INTERNET_RELATED, v.begun_online or known_online(v) or v.images_digital),
        (QUALIFYING, qualifying),  # lines 276-278
        (QUALIFYING_BUT_FOR_CONTACT, of_internet_crime),
        (QUALIFYING_BEGUN_ONLINE, qualifying and v.begun_online),  # lines 244-252
        # Lines 255-263.
        (
            QUALIFYING_ACQUAINTED,
            qualifying and not v.begun_online and acquainted(v, readings),
        ),
    )


def internet_crime(v: Victim) -> bool:
    """Lines 176-180 and 276-281: the crime against this one victim was Internet-related."""
    return (
        v.begun_online
        or known_online(v)
        or (v.images_digital and v.offenses.images_or_sale)
        or v.offenses.online_solicitation
    )


def known_online(v: Victim) -> bool:
    """Lines 177-180: a known offender who used the Internet against this victim."""
    return v.relationship in ("family", "prior_acquaintance") and (
        v.communication_to_further or v.otherwise_exploited_online
    )


def acquainted(v: Victim, readings: Readings) -> bool:
    """Lines 255-263, and the reading that counts a stranger first met offline."""
    return v.relationship in ("family", "prior_acquaintance") or (
        v.relationship == "stranger_offline"
        and readings.stranger_met_offline == "prior-acquaintance"
    )


def role_answers(r: Role, readings: Readings) -> int:
    """Lines 42-43, 182, 304-330 and 358."""
    police = r.operator == "law_enforcement"
    borrowed = r.role == "identity_of_identified_victim"
    persona = r.role == "fictional_minor" or borrowed
    in_scope = readings.undercover_scope == "any-role" or r.trigger == "proactive"
    return bits(
        (CLASH, r.role == "fictional_minor" and not r.portrays_under_18),  # rule 7
        (IDENTITY_ROLE, borrowed),
        (MINOR_INVOLVED, persona or r.role == "adult_with_access_to_minor"),
        (INTERNET_RELATED, r.online and in_scope),  # line 182
        (ASSUMED_IDENTITY, police and borrowed and r.online),  # lines 318-321
        (PERSONA_SOLICITED, police and persona and r.online and r.solicited),
        (OFFICER_SOLICITED, police and r.online and r.solicited),
        (ADULT_ROLE_SOLICITED, police and r.solicited and not persona),
        (DECOY_SOLICITED, not police and r.solicited and persona),
    )


def verdict(yes: int, readings: Readings) -> Verdict | None:
    """What the rules say, given every question answered with yes; None if it cannot all be true."""
    if conflict(yes):
        return None
    return ruling(yes & ASKED_BY_RULES, readings) if eligible(yes) else INELIGIBLE


@lru_cache(maxsize=100_000)
def ruling(yes: int, readings: Readings) -> Verdict:
    """What categories and gaps say of an eligible record (sections 3.4 and 3.5)."""
    holds = rules_that_hold(yes, readings)
    barred = rules_barred(yes, holds, readings)
    category = first_of(CATEGORIES, holds - barred)
    if category == IDENTIFIED:
        category = first_of(SUBTYPES, holds - barred)
    return Verdict(True, category or gap(yes), holds, barred)


def first_of(rules: tuple[str, ...], placing: frozenset[str]) -> str | None:
    """The first of these rules that holds and is not barred."""
    return next((each for each in rules if each in placing), None)


def conflict(yes: int) -> bool:
    """Section 3.1."""
    return bool(
        yes & CLASH
        or (yes & CHILD_IMAGES_DISTRIBUTED and not yes & DISTRIBUTED)  # rule 3
        or (yes & CHILD_IN_PRODUCTION and not yes & PRODUCED)  # rule 4
        or (yes & OFFENDED_AGAINST and not yes & SEX_CRIME)  # rule 5
        or nobody_to_impersonate(yes)
    )


def nobody_to_impersonate(yes: int) -> bool:
    """Section 3.1, rule 8."""
    return bool(yes & IDENTITY_ROLE and not yes & MINOR_IDENTIFIED)


def eligible(yes: int) -> bool:
    """Lines 157-160: every one of them."""
    needed = COUNTED_ARREST | SEX_CRIME | MINOR_INVOLVED | INTERNET_RELATED
    return yes & needed == needed


def rules_that_hold(yes: int, readings: Readings) -> frozenset[str]:
    """The categories and subtypes whose `when` holds."""
    begun_online = bool(yes & QUALIFYING_BEGUN_ONLINE)
    acquainted_too = bool(yes & QUALIFYING_ACQUAINTED)
    both_undecided = readings.mixed_subtypes == "not-determined" and begun_online
    whens = {
        IDENTIFIED: bool(yes & QUALIFYING) or identity_counts(yes, readings),
        INITIATED: begun_online,
        ACQUAINTED: acquainted_too,
        NOT_DETERMINED: (
            both_undecided if acquainted_too else not begun_online  # both, or neither
        ),
        SOLICITATION: bool(yes & PERSONA_SOLICITED),
        POSSESSION: possession_holds(yes, readings),
    }
    return frozenset(rule for rule, holds in whens.items() if holds)


def rules_barred(yes: int, holds: frozenset[str], readings: Readings) -> frozenset[str]:
    """The categories and subtypes whose `unless` holds: exclusions, and rules that come first."""
    unlesses = {
        INITIATED: ACQUAINTED in holds and readings.mixed_subtypes != "internet-initiated",
        ACQUAINTED: (
            INITIATED in holds and readings.mixed_subtypes != "family-or-prior-acquaintance"
        ),
        SOLICITATION: IDENTIFIED in holds,  # lines 315-317
        POSSESSION: (
            possession_excluded(yes, readings)
            or IDENTIFIED in holds  # lines 369-371
            or SOLICITATION in holds
        ),
    }
    return frozenset(rule for rule, bars in unlesses.items() if bars)


def identity_counts(yes: int, readings: Readings) -> bool:
    """Lines 318-321, and the reading of lines 327-328 that asks for an offense too."""
    return bool(
        yes & ASSUMED_IDENTITY
        and (readings.assumed_identity == "identified-victim" or yes & OFFENDED_AND_IDENTIFIED)
    )


def possession_holds(yes: int, readings: Readings) -> bool:
    """Line 355, and the reading of it that asks for an online act."""
    return bool(
        yes & MATERIAL_HELD
        and (readings.digital_form_only == "counts" or yes & MATERIAL_MOVED_ONLINE)
    )


def possession_excluded(yes: int, readings: Readings) -> bool:
    """Lines 356-362, and the reading of lines 46-47 and 370 that asks for no minor persona."""
    any_role = readings.roles_barring_possession == "any-undercover-role"
    barring = OFFICER_SOLICITED if any_role else PERSONA_SOLICITED
    return bool(yes & (PRODUCED | ATTEMPT_ONLINE | barring))


def gap(yes: int) -> str:
    """Section 3.5: the first gap of an eligible record that no category takes."""
    return next((name for name, asked in GAPS if yes & asked), "gap.other")
