"""What an audit finds, as values."""

from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from casewise.errors import Place
from casewise.model.case import Case

GAP, GROUP, NOT_ACCEPTED = "A101", "A102", "A103"
OVERLAP, UNDECLARED = "A201", "A202"
DEAD_RULE, DEAD_BRANCH, DEAD_EXCLUSION, DEAD_READING, UNREACHED, UNUSED = (
    "A301", "A302", "A303", "A304", "A305", "A306",
)  # fmt: skip
REDUNDANT_PART, REDUNDANT_RULE, REDUNDANT_PRECEDENCE = "A401", "A402", "A403"
VACUOUS, NO_CASE = "A501", "A502"
NOT_MONOTONE, NOT_ALWAYS, NOTHING_TO_STATE, NOT_REDUNDANT = "A601", "A602", "A603", "A604"

CODES = {
    GAP: "eligible cases that no category takes, in a declared gap",
    GROUP: "what falls into a gap that takes what remains",
    NOT_ACCEPTED: "a case in a gap that is not what the gap accepts",
    OVERLAP: "two of a family can hold together; precedence decides",
    UNDECLARED: "two of a family can hold together, and no precedence is declared",
    DEAD_RULE: "a rule that never holds",
    DEAD_BRANCH: "a branch that never decides",
    DEAD_EXCLUSION: "an exclusion that never takes a case away",
    DEAD_READING: "a value of a reading that changes no outcome",
    UNREACHED: "an outcome that no case has, as others always come first",
    UNUSED: "a term or criterion that no rule refers to",
    REDUNDANT_PART: "a part of a condition without which no outcome changes",
    REDUNDANT_RULE: "an eligibility rule that no case fails alone",
    REDUNDANT_PRECEDENCE: "a precedence between two that never hold together",
    VACUOUS: "a consistency rule that excludes nothing",
    NO_CASE: "no case passes all consistency rules",
    NOT_MONOTONE: "something added moves a case out of an outcome that a statement keeps it in",
    NOT_ALWAYS: "a case of which a statement is not so",
    NOTHING_TO_STATE: "a statement about cases that there are not",
    NOT_REDUNDANT: "what a statement calls redundant, and is not",
}
"""What each code means. Those that declare nothing wrong are in `DECLARED`."""

DECLARED = frozenset({GAP, GROUP, OVERLAP})


@frozen
class Finding:
    """One finding: what it is about, in words, and a case that shows it where there can be one.

    Where there is no witness, that there can be none is what was proved. `twin` is the same case
    with something added, where the finding is about both. `accepted` names the statement by which
    the ruleset accepts what was found.
    """

    code: str
    about: tuple[str, ...]
    words: str
    place: Place | None = field(default=None, eq=False)
    witness: Case | None = None
    twin: Case | None = None
    accepted: str = ""

    @property
    def wrong(self) -> bool:
        """Whether it is a fault, and not something that the ruleset declares."""
        return self.code not in DECLARED and not self.accepted


@frozen
class Measured:
    """How large the space of cases is, and which share of it each outcome takes.

    `kinds` is the number of cases that rules tell apart, with at most two entities on a list.
    Every answer to a fact is taken for equally likely, and so are none, one and two entities on a
    list. `shares` are of all these cases, `conflict` among them for those that are inconsistent.
    """

    kinds: int
    shares: Mapping[str, Fraction]


@frozen
class Audit:
    """All findings about a ruleset, and what was proved of every case there can be."""

    findings: tuple[Finding, ...]
    outcomes: tuple[str, ...]
    """The outcomes that some case has; every consistent case has exactly one of them."""
    proved: tuple[str, ...] = ()
    """The statements of the ruleset that were proved."""
    measured: Measured | None = None

    @property
    def clean(self) -> bool:
        """Nothing was found but what the ruleset declares."""
        return not any(finding.wrong for finding in self.findings)
