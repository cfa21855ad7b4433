"""Consistency rules that exclude nothing."""

from collections.abc import Iterator

from casewise.audit.accepted import accepted
from casewise.audit.findings import VACUOUS, Finding
from casewise.audit.view import View
from casewise.model.conditions import Some
from casewise.model.rules import Kind, Rule


def vacuous(view: View) -> Iterator[Finding]:
    """Consistency rules of which another excludes everything that they exclude."""
    rules = view.ruleset.of_kind(Kind.CONSISTENCY)
    for rule in rules:
        others = {each.id: False for each in rules if each is not rule}
        if not _excludes(view, rule, others):
            words = f"{rule.id} excludes nothing that another consistency rule lets pass"
            place = rule.when.place if rule.when is not None else rule.place
            by = accepted(view.ruleset, rule)
            yield Finding(VACUOUS, (rule.id,), words, place, accepted=by)


def _excludes(view: View, rule: Rule, others: dict[str, bool]) -> bool:
    condition = view.plan[rule.id].condition
    if isinstance(condition, Some):
        return view.some_entity(condition.scope, condition.condition, rule.id)
    return view.some({rule.id: True}, given=others)
