"""Whether two plans over the same facts give every case the same outcome."""

from attrs import evolve

from casewise.audit.view import View
from casewise.evaluation.exact.space import Space, joint
from casewise.evaluation.plan import Plan, Question
from casewise.model.conditions import AllOf, AnyOf, Condition, Holds, NoneOf, walk

MARK, DIFFERS = "~", "differs"


def same_outcomes(view: View, other: Plan) -> bool:
    """Whether no case has another outcome, or is consistent only once, under the other plan."""
    return not shown_to_differ(view, other) and not proved_to_differ(view, other)


def shown_to_differ(view: View, other: Plan) -> bool:
    """Whether an example differs."""
    if view.answers is None:
        return False
    mine, others = view.answers, view.answers.under(other)
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
    plan = joint(view.rules, other, MARK)
    outcomes: Condition = AnyOf(
        tuple(_only_first(f"outcome:{name}") for name in view.ruleset.outcomes)
    )
    about_the_case = [name for name in changed if not view.rules[name].scope]
    if len(about_the_case) == len(changed):  # where none of these differs, nothing does
        cause = AnyOf(tuple(map(_only_one, about_the_case)))
        outcomes = AllOf((cause, outcomes))
    plan[DIFFERS] = Question(DIFFERS, "", outcomes)
    if _behind(view.rules, "consistent") == _behind(other, "consistent"):
        return Space(view.ruleset, plan).some({DIFFERS: True})
    there = AllOf((Holds("consistent"), outcomes))
    consistent = (_only_first("consistent"), _only_second("consistent"))
    plan[DIFFERS] = Question(DIFFERS, "", AnyOf((*consistent, there)))
    # Consistency is part of what is compared: no entity is impossible beforehand.
    return Space(evolve(view.ruleset, rules=(), variants={}), plan).some({DIFFERS: True}, given={})


def _behind(plan: Plan, name: str) -> Plan:
    """A question and all that it refers to."""
    found: Plan = {}
    waiting = [name]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found[at] = plan[at]
            parts = walk(plan[at].condition)
            waiting += [part.rule for _, part in parts if isinstance(part, Holds)]
    return found


def _only_first(name: str) -> Condition:
    return AllOf((Holds(name), NoneOf((Holds(name + MARK),))))


def _only_one(name: str) -> Condition:
    return AnyOf((_only_first(name), _only_second(name)))


def _only_second(name: str) -> Condition:
    return AllOf((Holds(name + MARK), NoneOf((Holds(name),))))
