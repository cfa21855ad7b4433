"""Overlaps: which two of a family can hold together, and what settles that."""

from collections.abc import Iterator

from casewise.audit.accepted import accepted
from casewise.audit.findings import OVERLAP, REDUNDANT_PRECEDENCE, UNDECLARED, Finding
from casewise.audit.survey import Survey
from casewise.audit.view import View, pairs
from casewise.model.case import Case
from casewise.model.rules import Rule, Yield


def overlaps(view: View) -> Iterator[Finding]:
    """Pairs that hold together in some case with no exclusion, in the order of precedence."""
    for first, second, wanted in pairs(view):
        case = view.case(wanted)
        if case is not None:
            yield _overlap(view, first, second, case)


def _overlap(view: View, first: Rule, second: Rule, case: Case) -> Finding:
    about = (first.id, second.id)
    for rule, other in ((first, second), (second, first)):
        for entry in view.ruleset.active_yields(rule):
            if entry.to == other.id:
                words = f"{rule.id} yields to {other.id}"
                return Finding(OVERLAP, about, words, entry.place, case)
    words = f"{first.id} and {second.id} can hold together, and neither yields to the other"
    place = second.place if second.when is None else second.when.place
    return Finding(UNDECLARED, about, words, place, case)


def redundant_precedences(survey: Survey) -> Iterator[Finding]:
    """Precedences that settle nothing, as the two never hold together under any reading."""
    for rule in survey.first.ruleset.rules:
        for entry in rule.yields:
            if not survey.anywhere(_settles, rule, entry):
                words = f"{rule.id} yields to {entry.to}, yet the two never hold together"
                by = accepted(survey.first.ruleset, rule, precedence=entry.to)
                about = (rule.id, entry.to)
                yield Finding(REDUNDANT_PRECEDENCE, about, words, entry.place, accepted=by)


def _settles(view: View, rule: Rule, entry: Yield) -> bool:
    """Whether a precedence is in force and there is a case for it to settle."""
    if entry not in view.ruleset.active_yields(rule):
        return False
    both = {rule.id, entry.to}
    return any(
        view.some(wanted) for first, second, wanted in pairs(view) if {first.id, second.id} == both
    )
