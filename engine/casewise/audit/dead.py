"""What is dead: rules, branches, exclusions and readings that never decide anything.

What is dead under the chosen readings must be so with each other value of one reading too.
"""

from collections.abc import Iterator

from casewise.audit.findings import (
    DEAD_BRANCH,
    DEAD_EXCLUSION,
    DEAD_READING,
    DEAD_RULE,
    UNREACHED,
    UNUSED,
    Finding,
)
from casewise.audit.sameness import same_outcomes
from casewise.audit.survey import Survey
from casewise.audit.view import View
from casewise.errors import Place
from casewise.model.conditions import AllOf, Branch, Condition, Holds, Some, walk
from casewise.model.rules import Exclusion, Kind, Rule
from casewise.model.ruleset import Ruleset


def dead(survey: Survey) -> Iterator[Finding]:
    """All that is dead."""
    for rule in survey.first.ruleset.rules:
        yield from _dead_rule(survey, rule)
    yield from _unused(survey.first.ruleset)
    yield from _dead_branches(survey)
    yield from _dead_exclusions(survey)
    yield from _dead_readings(survey)


# -- rules ---------------------------------------------------------------------------------------


def _dead_rule(survey: Survey, rule: Rule) -> Iterator[Finding]:
    name = rule.id
    if rule.kind is Kind.CONSISTENCY:
        return
    if rule.when is not None and not survey.anywhere(lambda view: _can(view, rule, Holds(name))):
        yield Finding(DEAD_RULE, (name,), f"{name} never holds", _culprit(survey, rule, rule.when))
    elif name in survey.first.ruleset.outcomes and not survey.anywhere(
        lambda view: view.some({f"outcome:{name}": True})
    ):
        words = f"{name} is the outcome of no case: others always come first"
        yield Finding(UNREACHED, (name,), words, rule.when.place if rule.when else rule.place)


def _can(view: View, rule: Rule, condition: Condition) -> bool:
    """Whether a condition in the scope of a rule holds in some case."""
    if isinstance(condition, Holds) and not rule.scope:
        return view.some({condition.rule: True})
    if rule.scope:
        return view.some_entity(rule.scope, condition)
    return view.asking({"part": condition}).some({"part": True})


def _culprit(survey: Survey, rule: Rule, condition: Condition, scope: str = "") -> Place | None:
    """The part that makes a condition impossible: the first that cannot be beside those before."""
    if isinstance(condition, Branch | Some):
        return _culprit(survey, rule, condition.condition, scope or _below(condition))
    if not isinstance(condition, AllOf):
        return condition.place
    for count in range(1, len(condition.parts) + 1):
        tried = AllOf(condition.parts[:count])
        if not survey.anywhere(_can, rule, _within(scope, tried)):
            part = condition.parts[count - 1]
            alone = survey.anywhere(_can, rule, _within(scope, part))
            return part.place if alone else _culprit(survey, rule, part, scope)
    return condition.place


def _below(condition: Branch | Some) -> str:
    return condition.scope if isinstance(condition, Some) else ""


def _within(scope: str, condition: Condition) -> Condition:
    return Some(scope, condition) if scope else condition


def _unused(ruleset: Ruleset) -> Iterator[Finding]:
    """Terms and criteria that nothing refers to."""
    used = {
        part.rule
        for rule in ruleset.rules
        for condition in rule.conditions()
        for _, part in walk(condition)
        if isinstance(part, Holds)
    }
    for rule in ruleset.rules:
        if rule.kind in (Kind.TERM, Kind.CRITERION) and rule.id not in used:
            yield Finding(UNUSED, (rule.id,), f"no rule refers to {rule.id}", rule.place)


# -- branches and exclusions ---------------------------------------------------------------------


def _dead_branches(survey: Survey) -> Iterator[Finding]:
    for name, part in survey.first.parts.items():
        if not survey.anywhere(_decides, name):
            words = f"{name} never decides: it does not hold, or another part does too"
            yield Finding(DEAD_BRANCH, (name,), words, part.branch.place)


def _decides(view: View, name: str) -> bool:
    part = view.parts[name]
    if part.scope:
        return view.some_entity(part.scope, view.alone(part))
    return view.some({part.alone: True})


def _dead_exclusions(survey: Survey) -> Iterator[Finding]:
    for rule in survey.first.ruleset.rules:
        for exclusion in rule.exclusions:
            name = exclusion.id
            if not survey.anywhere(_takes_away, rule, exclusion):
                words = f"{name} never takes a case away that nothing else takes"
                yield Finding(DEAD_EXCLUSION, (name,), words, exclusion.place)


def _takes_away(view: View, rule: Rule, exclusion: Exclusion) -> bool:
    others = {each.id: False for each in rule.exclusions if each is not exclusion}
    taken = {f"claims:{entry.to}": False for entry in view.ruleset.active_yields(rule)}
    wanted = {"eligible": True, rule.id: True, exclusion.id: True, **others, **taken}
    return view.some(wanted)


# -- readings ------------------------------------------------------------------------------------


def _dead_readings(survey: Survey) -> Iterator[Finding]:
    first, *others = survey.views
    values = [
        (reading, value)
        for reading in first.ruleset.readings
        for value in reading.values
        if value.code != first.ruleset.choice[reading.name]
    ]
    for (reading, value), other in zip(values, others, strict=True):
        if same_outcomes(first, other.rules):
            words = f"{reading.name}={value.code} changes no outcome"
            place = value.place or reading.place
            yield Finding(DEAD_READING, (reading.name, value.code), words, place)
