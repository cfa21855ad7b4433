"""The complete values that agree with what a record states of one fact (contract, section 1).

An unknown fact agrees with every value. Where no definition tells two values apart (two days on
the same side of the window, two ages on the same side of 18, two lists with the same members that
matter), one of them stands for both; what each complete thing below has as a field is all that the
definitions can see of it.
"""

import calendar
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeVar

Facts = Mapping[str, object]

WINDOW = (date(2000, 7, 1), date(2001, 6, 30))  # bulletin-2003, line 159: both days included
OLDEST_MINOR = 17  # line 50

FORMS = (
    "computer",
    "removable_media",
    "computer_printout",
    "other_digital",
    "film_or_print_only",
)
OFFENSES = (
    "contact_offense",
    "attempt",
    "online_solicitation",
    "production",
    "promotion_or_sale",
    "image_distribution",
    "possession_only",
)
RELATIONSHIPS = ("family", "prior_acquaintance", "met_online", "stranger_offline", "none")
OPERATORS = ("law_enforcement", "civilian_group", "private_person")
ROLES = (
    "fictional_minor",
    "identity_of_identified_victim",
    "trader",
    "adult_with_access_to_minor",
    "buyer",
    "other_adult",
)
TRIGGERS = ("proactive", "report_about_this_person", "report_other")


class Arrest(NamedTuple):
    """Whether there was an arrest, on which day, and whether it is counted elsewhere."""

    made: bool
    day: date | None
    duplicate: bool


class Forms(NamedTuple):
    """In which forms the material was found."""

    digital: bool
    film_or_print_only: bool


class Material(NamedTuple):
    """What is asked of the material, in the order of the contract."""

    possessed: bool
    distributed: bool
    produced: bool
    depicts_minor: bool
    received_online: bool
    distributed_online: bool
    arranged_online: bool
    found_as: Forms


class Offenses(NamedTuple):
    """What is asked of the offenses alleged against one victim."""

    any: bool
    beyond_possession: bool
    attempt: bool
    online_solicitation: bool
    production: bool
    image_distribution: bool
    images_or_sale: bool  # production, promotion_or_sale or image_distribution


class Victim(NamedTuple):
    """One actual child, or one who turns out to be an adult."""

    minor: bool
    identified: bool
    contacted: bool
    offenses: Offenses
    relationship: str
    begun_online: bool
    communication_to_further: bool
    otherwise_exploited_online: bool
    images_digital: bool


class Role(NamedTuple):
    """One role played in an undercover investigation."""

    operator: str
    role: str
    online: bool
    portrays_under_18: bool
    solicited: bool
    trigger: str


class Listing(NamedTuple):
    """The entities that a record lists, and whether there may be any number of others."""

    listed: tuple[Facts, ...]
    others: bool


Options = tuple[tuple[object, ...], ...]  # for each field in turn, the values it may have
Seen = TypeVar("Seen")


def arrest_options(facts: Facts) -> Options:
    """Arrest, day and duplicate; that a day needs an arrest is left to the consistency stage."""
    stated = facts.get("arrest_date")
    days = (None, *some_days(stated)) if unknown(stated) else some_days(stated)
    return truths(facts.get("arrest_made")), days, truths(facts.get("duplicate_record"))


def material_options(facts: Facts) -> Options:
    """The fields of `Material`, in order."""
    names = (
        "material_possessed",
        "material_distributed",
        "material_produced",
        "material_depicts_minor",
        "material_received_online",
        "material_distributed_online",
        "material_arranged_online",
    )
    forms = seen_as(forms_of, facts.get("material_found_as"), FORMS)
    return *(truths(facts.get(name)) for name in names), forms


def victim_options(facts: Facts) -> Options:
    """The fields of `Victim`, in order."""
    return (
        under_18(facts.get("age_at_offense")),
        truths(facts.get("identified")),
        truths(facts.get("contacted")),
        seen_as(offenses_of, facts.get("offenses"), OFFENSES),
        choices(facts.get("relationship"), RELATIONSHIPS),
        truths(facts.get("relationship_initiated_online")),
        truths(facts.get("online_communication_to_further")),
        truths(facts.get("otherwise_exploited_online")),
        truths(facts.get("images_of_child_digital")),
    )


def role_options(facts: Facts) -> Options:
    """The fields of `Role`, in order."""
    return (
        choices(facts.get("operator"), OPERATORS),
        choices(facts.get("role"), ROLES),
        truths(facts.get("online")),
        under_18(facts.get("persona_age")),
        truths(facts.get("solicited")),
        choices(facts.get("trigger"), TRIGGERS),
    )


def unknown(value: object) -> bool:
    """Asked but not known, or not stated: both agree with everything."""
    return value is None or value in ("unknown", "null")


def truths(value: object) -> tuple[bool, ...]:
    """A yes/no fact; `true` and `false` read the same as `yes` and `no`."""
    if unknown(value):
        return (False, True)
    return ({"yes": True, "true": True, "no": False, "false": False}[str(value).lower()],)


def choices(value: object, members: tuple[str, ...]) -> tuple[str, ...]:
    """One of a list."""
    if unknown(value):
        return members
    if isinstance(value, Mapping):
        return tuple(sorted(words(value["one of"])))
    return (str(value),)


def under_18(value: object) -> tuple[bool, ...]:
    """A whole number; only the side of 18 matters, so the ends of the range say it all."""
    youngest, oldest = ages(value)
    sides = ((True, youngest <= OLDEST_MINOR), (False, oldest > OLDEST_MINOR))
    return tuple(side for side, reached in sides if reached)


def ages(value: object) -> tuple[int, int]:
    """The youngest and the oldest age that agree with what is stated."""
    if unknown(value):
        return 0, 120
    if isinstance(value, Mapping):
        return int(value.get("at least", 0)), int(value.get("at most", 120))
    return int(str(value)), int(str(value))


def some_days(value: object) -> tuple[date, ...]:
    """Days that agree with what is stated: both ends, and each day at an edge of the window.

    Only being in the window matters, and any period that has a day in (or out of) the window has
    such a day among these.
    """
    first, last = (date.min, date.max) if unknown(value) else period(value)
    opens, closes = WINDOW
    day = timedelta(days=1)
    days = {first, last, opens - day, opens, closes, closes + day}
    return tuple(sorted(each for each in days if first <= each <= last))


def period(value: object) -> tuple[date, date]:
    """A day, a month, a year or a stretch of days, as its first and last day."""
    if isinstance(value, Mapping):
        return (
            first_day(str(value["from"])) if "from" in value else date.min,
            last_day(str(value["to"])) if "to" in value else date.max,
        )
    return first_day(str(value)), last_day(str(value))


def first_day(text: str) -> date:
    """The first day of a day, month or year."""
    year, month, day = [*(int(part) for part in text.split("-")), 1, 1][:3]
    return date(year, month, day)


def last_day(text: str) -> date:
    """The last day of a day, month or year."""
    parts = [int(part) for part in text.split("-")]
    year, month = [*parts, 12][:2]
    return date(year, month, parts[2] if len(parts) == 3 else calendar.monthrange(year, month)[1])


def forms_of(members: frozenset[str]) -> Forms:
    """What matters of a set of forms (contract 3.1 rule 2, 3.3)."""
    return Forms(
        digital=bool(members - {"film_or_print_only"}),
        film_or_print_only="film_or_print_only" in members,
    )


def offenses_of(members: frozenset[str]) -> Offenses:
    """What matters of a set of offenses (contract, sections 2, 3.1 and 3.5)."""
    return Offenses(
        any=bool(members),
        beyond_possession=bool(members - {"possession_only"}),
        attempt="attempt" in members,
        online_solicitation="online_solicitation" in members,
        production="production" in members,
        image_distribution="image_distribution" in members,
        images_or_sale=bool(members & {"production", "promotion_or_sale", "image_distribution"}),
    )


def seen_as(
    look: Callable[[frozenset[str]], Seen], value: object, members: tuple[str, ...]
) -> tuple[Seen, ...]:
    """All that a partly known set may look like."""
    return tuple(dict.fromkeys(look(each) for each in subsets(*bounds(value, members), members)))


def bounds(value: object, members: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The members that a set has for certain, and those it lacks for certain."""
    if unknown(value):
        return frozenset(), frozenset()
    if isinstance(value, Mapping):
        return words(value.get("includes", ())), words(value.get("excludes", ()))
    exactly = frozenset[str]() if value == "none" else words(value)
    return exactly, frozenset(members) - exactly


@lru_cache(maxsize=10_000)
def subsets(
    includes: frozenset[str], excludes: frozenset[str], members: tuple[str, ...]
) -> tuple[frozenset[str], ...]:
    """Every set that has all of the first and none of the second."""
    found = [includes]
    for member in sorted(set(members) - includes - excludes):
        found += [each | {member} for each in found]
    return tuple(found)


def listing(value: object) -> Listing:
    """A list of entities: closed if stated, open if others are possible or nothing is known."""
    if unknown(value):
        return Listing((), others=True)
    if isinstance(value, Mapping):
        return Listing(listing(value["listed"]).listed, others=value.get("others") == "possible")
    return Listing(() if value == "none" else entities(value), others=False)


def entities(value: object) -> tuple[Facts, ...]:
    """The members of a plain list of entities."""
    assert isinstance(value, Iterable)
    return tuple(value)


def words(value: object) -> frozenset[str]:
    """The members of a plain list of words."""
    assert isinstance(value, Iterable)
    return frozenset(str(each) for each in value)
