"""Trying a worked case: whether the engine gives the answer that it should get."""

from attrs import frozen

from casewise.evaluation.classification import classify, meant
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset
from casewise.result import Result


@frozen
class Difference:
    """One part of the answer that is not as expected."""

    part: str
    expected: str
    actual: str


@frozen
class Trial:
    """A worked case, the result it got, and where the two differ."""

    worked: WorkedCase
    result: Result
    differences: tuple[Difference, ...]


def trial(ruleset: Ruleset, worked: WorkedCase, engine: str | None = None) -> Trial:
    """Classify a worked case under its readings and compare."""
    result = classify(meant(ruleset, worked.case), worked.case, engine)
    expect = worked.expect
    parts = (
        Difference("eligible", expect.eligible, result.eligible_word),
        Difference("placement", expect.placement, result.placement),
        Difference("settled", _word(expect.settled), _word(result.settled)),
        Difference("possible", _set(expect.possible), _set(result.possible)),
    )
    return Trial(worked, result, tuple(part for part in parts if part.expected != part.actual))


def _word(truth: bool) -> str:
    return "yes" if truth else "no"


def _set(outcomes: frozenset[str]) -> str:
    return ", ".join(sorted(outcomes))
