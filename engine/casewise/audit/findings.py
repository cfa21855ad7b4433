"""What an audit finds, as values."""

from attrs import field, frozen

from casewise.errors import Place
from casewise.model.case import Case

GAP = "A101"
OVERLAP, UNDECLARED = "A201", "A202"
DEAD_RULE, DEAD_BRANCH, DEAD_EXCLUSION, DEAD_READING, UNREACHED = (
    "A301", "A302", "A303", "A304", "A305",
)  # fmt: skip
VACUOUS, NO_CASE = "A501", "A502"

CODES = {
    GAP: "eligible cases that no category takes, in a declared gap",
    OVERLAP: "two of a family can hold together; precedence decides",
    UNDECLARED: "two of a family can hold together, and no precedence is declared",
    DEAD_RULE: "a rule that never holds",
    DEAD_BRANCH: "a branch that never decides",
    DEAD_EXCLUSION: "an exclusion that never takes a case away",
    DEAD_READING: "a value of a reading that changes no outcome",
    UNREACHED: "an outcome that no case has, as others always come first",
    VACUOUS: "a consistency rule that excludes nothing",
    NO_CASE: "no case passes all consistency rules",
}
"""What each code means. Those that declare nothing wrong are in `DECLARED`."""

DECLARED = frozenset({GAP, OVERLAP})


@frozen
class Finding:
    """One finding: what it is about, in words, and a case that shows it where there can be one.

    Where there is no witness, that there can be none is what was proved.
    """

    code: str
    about: tuple[str, ...]
    words: str
    place: Place | None = field(default=None, eq=False)
    witness: Case | None = None

    @property
    def wrong(self) -> bool:
        """Whether it is a fault, and not something that the ruleset declares."""
        return self.code not in DECLARED


@frozen
class Audit:
    """All findings about a ruleset, and what was proved of every case there can be."""

    findings: tuple[Finding, ...]
    outcomes: tuple[str, ...]
    """The outcomes that some case has; every consistent case has exactly one of them."""

    @property
    def clean(self) -> bool:
        """Nothing was found but what the ruleset declares."""
        return not any(finding.wrong for finding in self.findings)
