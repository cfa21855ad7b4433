"""The ends that a row reaches, as `placement` asks of them, and the answer that they give."""

from attrs import frozen

from casewise.evaluation.columns.joint import End
from casewise.evaluation.placement import eligibility, place
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT
from casewise.truth import Truth

_UNLESS = "unless:"


@frozen
class EndsReached:
    """What the completions of one row come to."""

    ends: frozenset[End]

    @property
    def possible(self) -> frozenset[str]:
        """The outcomes that are reached; empty if no completion exists."""
        return frozenset(end.outcome for end in self.ends)

    @property
    def eligible(self) -> Truth:
        """Whether every completion is eligible, none is, or some are."""
        return eligibility(self.possible)

    def always(self, question: str) -> bool:
        """Whether a category or subtype holds (or, `unless:…`, is taken away) in all of them.

        As `place` asks of rows whose completions are all eligible, of subtypes where their
        category always holds, and what takes one away where it always holds.
        """
        if question.startswith(_UNLESS):
            name = question.removeprefix(_UNLESS)
            return not any(name in end.spared for end in self.ends)
        return not any(question in end.fails for end in self.ends)


@frozen
class Answer:
    """The answer for a row: what `classification.ends` gives for its record."""

    placement: str
    possible: frozenset[str]
    eligible: Truth

    @property
    def settled(self) -> bool:
        """Nothing that may yet be learned can change the placement."""
        return self.possible == {self.placement}


def answer(ruleset: Ruleset, ends: frozenset[End]) -> Answer:
    """The answer that the ends of a row give."""
    reached = EndsReached(ends)
    eligible = reached.eligible if ends else None
    return Answer(place(ruleset, reached), reached.possible or frozenset({CONFLICT}), eligible)
