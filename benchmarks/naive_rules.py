"""durable-rules as its tutorials use it: rules by hand in `durable.lang`, one fact a message.

They cover eligibility with its five criteria, and the three categories with their exclusions and
precedence, under the default readings. They leave out subtypes, gaps, readings, consistency rules
and the assumed identity of a victim. They have no notion of *not known*: what nobody asserts counts
as *no* once the message that ends the record is asserted.

Run as a process: a line in is a list of records, each a list of messages; a line out has their
placements, and the microseconds each took from its first message to its forgotten session.
"""

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import perf_counter_ns
from typing import Any

from durable.engine import MessageNotHandledException, MessageObservedException
from durable.lang import assert_fact, c, delete_state, m, none, ruleset, when_all

NAME = "naive"

placed: dict[str, str] = {}


def yes(fact: str) -> Any:
    """The message that a fact is so."""
    return (m.fact == fact) & (m.value == "yes")


def either(fact: str, *values: str) -> Any:
    """The message that a fact has one of some values, or includes one of them."""
    (first, *others) = (m.value == value for value in values)
    for other in others:
        first = first | other
    return (m.fact == fact) & first


def holds(name: str) -> Any:
    """The message that a rule about the case was found to hold."""
    return m.holds == name


def rule(name: str, *patterns: Any) -> None:
    """A rule about the case: if all patterns are matched, it holds."""
    when_all(*patterns)(_concluding(lambda _: {"holds": name}))


def victim_rule(name: str, first: Any, *others: Any) -> None:
    """A rule about one victim, of whom all the patterns must speak."""
    same = [(m.victim == c.first.victim) & other for other in others]
    when_all(c.first << first, *same)(
        _concluding(lambda context: {"victim": context.first.victim, "found": name})
    )


def role_rule(name: str, first: Any, *others: Any) -> None:
    """A rule about the case that is met by one undercover role."""
    same = [(m.role == c.first.role) & other for other in others]
    when_all(c.first << first, *same)(_concluding(lambda _: {"holds": name}))


def placement(name: str, *patterns: Any) -> None:
    """Where a record belongs once it has ended."""

    def place(context: Any) -> None:
        placed[context.s.sid] = name

    when_all(m.end == 1, *patterns)(place)


def _concluding(make: Callable[[Any], dict[str, Any]]) -> Callable[[Any], None]:
    def act(context: Any) -> None:
        # It may have been concluded before, or be of no use to any rule.
        with suppress(MessageObservedException, MessageNotHandledException):
            context.assert_fact(make(context))

    return act


PRODUCTION = ("production", "promotion_or_sale", "image_distribution")
OFFENSES = ("contact_offense", "attempt", "online_solicitation", *PRODUCTION)
DIGITAL = ("computer", "removable_media", "computer_printout", "other_digital")
KNOWN_OFFLINE = either("relationship", "family", "prior_acquaintance")
MINOR_PERSONA = either("role", "fictional_minor", "identity_of_identified_victim")
FURTHERED = yes("online_communication_to_further"), yes("otherwise_exploited_online")

with ruleset(NAME):
    # What victims are.
    victim_rule("minor", (m.fact == "age_at_offense") & (m.number <= 17) & (m.victim > 0))
    victim_rule("offended", m.found == "minor", either("offenses", *OFFENSES))
    victim_rule("identified", m.found == "offended", yes("identified"), yes("contacted"))
    victim_rule("online", yes("relationship_initiated_online") & (m.victim > 0))
    for furthered in FURTHERED:
        victim_rule("online", KNOWN_OFFLINE & (m.victim > 0), furthered)
        rule(
            "internet-related",
            c.first << (m.found == "offended"),
            (m.victim == c.first.victim) & KNOWN_OFFLINE,
            (m.victim == c.first.victim) & furthered,
        )
    victim_rule("online", yes("images_of_child_digital"), either("offenses", *PRODUCTION))
    victim_rule("online", either("offenses", "online_solicitation") & (m.victim > 0))

    # Eligibility.
    rule("arrested", yes("arrest_made"))
    rule("in-year", (m.day >= "2000-07-01") & (m.day <= "2001-06-30"))
    rule("in-scope", yes("sex_crime_against_minor"))
    rule("single", (m.fact == "duplicate_record") & (m.value == "no"))
    rule("minor-involved", m.found == "offended")
    for deed in ("material_possessed", "material_distributed", "material_produced"):
        rule("minor-involved", yes("material_depicts_minor"), yes(deed))
    rule("minor-involved", MINOR_PERSONA)
    rule("minor-involved", either("role", "adult_with_access_to_minor"))
    for trait in ("relationship_initiated_online", "images_of_child_digital"):
        rule(
            "internet-related",
            c.first << (m.found == "offended"),
            (m.victim == c.first.victim) & yes(trait),
        )
    rule("internet-related", yes("online") & (m.role > 0))
    for way in ("received", "distributed", "arranged"):
        rule("internet-related", yes("material_depicts_minor"), yes(f"material_{way}_online"))
    rule("internet-related", yes("material_depicts_minor"), either("material_found_as", *DIGITAL))
    rule(
        "eligible",
        *map(
            holds,
            ("arrested", "in-year", "in-scope", "single", "minor-involved", "internet-related"),
        ),
    )

    # Categories.
    victim_rule("qualifying", m.found == "identified", m.found == "online")
    rule("identified-victim", m.found == "qualifying")
    role_rule(
        "undercover-solicitation",
        either("operator", "law_enforcement"),
        MINOR_PERSONA,
        yes("online"),
        yes("solicited"),
    )
    for deed in ("material_possessed", "material_distributed"):
        rule("material", yes("material_depicts_minor"), yes(deed))
    rule("excluded", yes("material_produced"))
    rule("excluded", yes("online_attempt_on_individual_child"))
    rule(
        "excluded",
        c.first << (m.found == "minor"),
        (m.victim == c.first.victim) & either("offenses", "online_solicitation"),
    )

    # Placement, when the record has ended.
    IDENTIFIED, UNDERCOVER = holds("identified-victim"), holds("undercover-solicitation")
    POSSESSION, EXCLUDED = holds("material"), holds("excluded")
    ELIGIBLE = holds("eligible")
    placement("not-eligible", none(ELIGIBLE))
    placement("identified-victim", ELIGIBLE, IDENTIFIED)
    placement("undercover-solicitation", ELIGIBLE, UNDERCOVER, none(IDENTIFIED))
    placement(
        "possession-or-distribution",
        *(ELIGIBLE, POSSESSION, none(EXCLUDED), none(UNDERCOVER), none(IDENTIFIED)),
    )
    for missing in (none(POSSESSION), EXCLUDED):
        placement("no category", ELIGIBLE, missing, none(UNDERCOVER), none(IDENTIFIED))


def place_record(sid: str, messages: Sequence[dict[str, Any]]) -> str:
    """Where a record belongs if what it does not say is taken for *no*."""
    try:
        for message in messages:
            with suppress(MessageNotHandledException):  # no rule reads this fact
                assert_fact(NAME, {**message, "sid": sid})
        return placed.pop(sid, "nothing")
    finally:
        delete_state(NAME, sid)


def serve() -> None:
    """Answer line by line until there are no more."""
    number = 0
    for line in sys.stdin:
        answers, times = [], []
        for messages in json.loads(line):
            number += 1
            started = perf_counter_ns()
            answers.append(place_record(str(number), messages))
            times.append((perf_counter_ns() - started) / 1000)
        print(json.dumps([answers, times]), flush=True)


if __name__ == "__main__":
    serve()
