"""Redundant conditions: what can be removed without any case getting another outcome.

What is redundant must be so under the chosen readings and with each other value of one reading.
"""

from collections.abc import Collection, Iterator

from attrs import evolve, frozen

from casewise.audit.accepted import accepted
from casewise.audit.findings import REDUNDANT_PART, REDUNDANT_RULE, Finding
from casewise.audit.sameness import proved_to_differ, shown_to_differ
from casewise.audit.survey import Survey
from casewise.audit.view import View
from casewise.evaluation.plan import Plan, Question, simplify
from casewise.model.conditions import AllOf, AnyOf, Branch, Condition, NoneOf, Some
from casewise.model.rules import Kind, Rule

CONNECTIVES = {AllOf: "all of", AnyOf: "any of", NoneOf: "none of"}


@frozen
class Removal:
    """A part of a condition, the connective it is a part of, and the condition without it."""

    part: Condition
    connective: str
    left: Condition


def redundant(survey: Survey, dead: Collection[str]) -> Iterator[Finding]:
    """Redundant parts of conditions and redundant eligibility rules.

    Rules, branches and exclusions that are dead are passed over: nothing in them matters.
    """
    for rule in survey.first.ruleset.rules:
        for name, condition in _conditions(rule):
            if rule.id not in dead and name not in dead:
                yield from _parts(survey, rule, name, condition, dead)
    yield from _rules(survey)


def _conditions(rule: Rule) -> Iterator[tuple[str, Condition]]:
    if rule.when is not None:
        yield rule.id, rule.when
    for exclusion in rule.exclusions:
        yield exclusion.id, exclusion.when


def _parts(
    survey: Survey, rule: Rule, name: str, condition: Condition, dead: Collection[str]
) -> Iterator[Finding]:
    within: Condition | None = None
    for removal in removals(condition):
        part = removal.part
        if (isinstance(part, Branch) and part.id in dead) or _is_in(part, within):
            continue
        if not _matters(survey, name, removal.left):
            within = part
            words = f"{name}: without this part of `{removal.connective}` no outcome changes"
            by = accepted(survey.first.ruleset, rule, part)
            yield Finding(REDUNDANT_PART, (name,), words, part.place, accepted=by)


def removals(condition: Condition) -> Iterator[Removal]:
    """Every part that stands beside others, each before the parts that it has itself."""
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            for at, part in enumerate(parts):
                if len(parts) > 1:
                    left = evolve(condition, parts=parts[:at] + parts[at + 1 :])
                    yield Removal(part, CONNECTIVES[type(condition)], left)
                for below in removals(part):
                    changed = (*parts[:at], below.left, *parts[at + 1 :])
                    yield evolve(below, left=evolve(condition, parts=changed))
        case Some() | Branch():
            for below in removals(condition.condition):
                yield evolve(below, left=evolve(condition, condition=below.left))


def _is_in(part: Condition, whole: Condition | None) -> bool:
    """Whether a part stands within another one."""
    return whole is not None and any(below.part is part for below in removals(whole))


def _matters(survey: Survey, name: str, left: Condition) -> bool:
    """Whether some outcome changes if a condition is replaced, under some of the readings."""
    return any(
        shown_to_differ(view, _replaced(view, name, left), view.affected(name))
        for view in survey.views
    ) or any(proved_to_differ(view, _replaced(view, name, left)) for view in survey.views)


def _replaced(view: View, name: str, condition: Condition) -> Plan:
    changed = Question(name, view.rules[name].scope, simplify(condition, view.ruleset))
    return view.rules | {name: changed}


def _rules(survey: Survey) -> Iterator[Finding]:
    for rule in survey.first.ruleset.of_kind(Kind.ELIGIBILITY):
        if not survey.anywhere(_decides, rule):
            words = f"{rule.id}: every case that meets the other eligibility rules meets this one"
            place = rule.when.place if rule.when is not None else rule.place
            by = accepted(survey.first.ruleset, rule)
            yield Finding(REDUNDANT_RULE, (rule.id,), words, place, accepted=by)


def _decides(view: View, rule: Rule) -> bool:
    others = view.ruleset.of_kind(Kind.ELIGIBILITY)
    return view.some({each.id: each is not rule for each in others})
