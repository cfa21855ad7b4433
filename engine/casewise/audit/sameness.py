"""Whether two plans over the same facts give every case the same outcome."""

from collections.abc import Collection, Iterable

from attrs import evolve

from casewise.audit.view import View
from casewise.evaluation.exact.space import Space, joint
from casewise.evaluation.plan import Plan, Question
from casewise.model.conditions import AllOf, AnyOf, Condition, Holds, NoneOf, walk
from casewise.model.rules import Kind

MARK, DIFFERS = "~", "differs"


def same_outcomes(view: View, other: Plan) -> bool:
    """Whether no case has another outcome, or is consistent only once, under the other plan."""
    return not shown_to_differ(view, other) and not proved_to_differ(view, other)


def shown_to_differ(view: View, other: Plan, affected: Collection[str] | None = None) -> bool:
    """Whether an example differs; `affected` are the questions that may, if they are known."""
    if view.answers is None:
        return False
    mine, others = view.answers, view.answers.under(other, affected)
    consistent = mine.to("consistent")
    if consistent ^ others.to("consistent"):
        return True
    return any(
        (mine.to(f"outcome:{name}") ^ others.to(f"outcome:{name}")) & consistent
        for name in view.ruleset.outcomes
    )


def proved_to_differ(view: View, other: Plan) -> bool:
    """Whether some case differs, asked of all cases."""
    changed = [name for name, question in view.rules.items() if question != other[name]]
    if not changed:
        return False
    affected = frozenset[str]().union(*map(view.affected, changed))
    if "consistent" in affected:
        return _differs_in_consistency(view, other)
    stages = [name for name in _stages(view) if name in affected]
    if all(name in view.ruleset.by_id or _is_exclusion(view, name) for name in changed):
        # The outcome follows from the stages in the same way: where none differs, it does not.
        behind = _behind(view.rules, ["consistent", "eligible", *stages, *changed])
        cause = _any_differs(changed) if _are_about_the_case(view, changed) else AllOf(())
        asked = AllOf((Holds("eligible"), cause, _any_differs(stages)))
        if not _some(view, behind, _behind(other, [*stages, *changed]), asked):
            return False
    return _some(view, view.rules, other, _any_differs(_outcomes(view)))


def _differs_in_consistency(view: View, other: Plan) -> bool:
    """Whether some case differs, where consistency is part of what is compared."""
    there = AllOf((Holds("consistent"), _any_differs(_outcomes(view))))
    asked = AnyOf((_differs("consistent"), there))
    plan = joint(view.rules, other, MARK) | {DIFFERS: Question(DIFFERS, "", asked)}
    # No entity is impossible beforehand, as none would be if there were no rules.
    return Space(evolve(view.ruleset, rules=(), variants={}), plan).some({DIFFERS: True}, given={})


def _some(view: View, mine: Plan, other: Plan, asked: Condition) -> bool:
    """Whether a condition about both plans holds in some consistent case."""
    plan = joint(mine, other, MARK) | {DIFFERS: Question(DIFFERS, "", asked)}
    return Space(view.ruleset, plan).some({DIFFERS: True})


def _outcomes(view: View) -> list[str]:
    return [f"outcome:{name}" for name in view.ruleset.outcomes]


def _stages(view: View) -> list[str]:
    """The questions that the outcome follows from, but for consistency."""
    ruleset = view.ruleset
    claims = [*ruleset.of_kind(Kind.CATEGORY), *ruleset.of_kind(Kind.SUBTYPE)]
    gaps = [gap.id for gap in ruleset.of_kind(Kind.GAP)]
    return ["eligible", *(f"claims:{rule.id}" for rule in claims), *gaps]


def _is_exclusion(view: View, name: str) -> bool:
    return any(name == each.id for rule in view.ruleset.rules for each in rule.exclusions)


def _are_about_the_case(view: View, names: Iterable[str]) -> bool:
    return not any(view.rules[name].scope for name in names)


def _behind(plan: Plan, names: Iterable[str]) -> Plan:
    """Some questions and all that they refer to."""
    found: Plan = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = plan[name]
            parts = walk(plan[name].condition)
            waiting += [part.rule for _, part in parts if isinstance(part, Holds)]
    return found


def _any_differs(names: Iterable[str]) -> Condition:
    return AnyOf(tuple(map(_differs, names)))


def _differs(name: str) -> Condition:
    here, there = Holds(name), Holds(name + MARK)
    return AnyOf((AllOf((here, NoneOf((there,)))), AllOf((there, NoneOf((here,))))))
