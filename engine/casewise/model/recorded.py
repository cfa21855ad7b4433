"""A kept record: how one case was classified, by which rules, and hashes that bind the parts."""

from collections.abc import Mapping

from attrs import field, frozen

SCHEMA = "casewise.record/1"


@frozen
class Seal:
    """What a ruleset meant when the record was made: one hash of it all, and one of each part.

    `facts` are by path (`victims.age_at_offense`), `gaps` in the order they are considered.
    """

    id: str
    release: str
    fingerprint: str
    readings: Mapping[str, str]
    rules: Mapping[str, str]
    facts: Mapping[str, str]
    gaps: tuple[str, ...]


@frozen
class Answered:
    """The answer; `eligible` is `yes`, `no` or `unknown`, `possible` is sorted."""

    eligible: str
    placement: str
    label: str
    settled: bool
    possible: tuple[str, ...]


@frozen
class Rested:
    """A rule that the placement rests on: whether it holds, and the facts it rests on in turn.

    It holds (or fails) whichever is true of the facts that are `implied`.
    """

    rule: str
    holds: bool
    facts: tuple[str, ...]
    implied: tuple[str, ...] = ()


@frozen
class Chain:
    """A hash of each part, and one over these and all that stands in no part."""

    facts: str
    ruleset: str
    result: str
    record: str


@frozen
class Recorded:
    """A kept record.

    `facts` are what is known of the case in the shapes of a case file, each said in one way only;
    `None` where only their hash was kept. `time` is a moment in UTC, where it was asked for.
    `text` is what the record was read from.
    """

    tool: str
    engine: str
    time: str | None
    case: str | None
    seal: Seal
    facts: Mapping[str, object] | None
    answered: Answered
    because: tuple[Rested, ...]
    chain: Chain
    text: str = field(default="", eq=False, repr=False)
