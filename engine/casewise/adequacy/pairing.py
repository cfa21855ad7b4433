"""Two plans as one, in which what both say alike has one name."""

from collections.abc import Callable, Iterator, Mapping

from attrs import evolve, frozen

from casewise.evaluation.plan import Plan, Question
from casewise.model.conditions import (
    AllOf,
    AnyOf,
    Condition,
    FactTest,
    Holds,
    NoneOf,
    Some,
    walk,
)

Leaf = Callable[[str, Condition], Condition]
"""What becomes of a leaf of a condition, given the scope that it stands in."""


@frozen
class Pairing:
    """The questions of two plans: those of the first, and those of the second that differ."""

    plan: Plan
    names: Mapping[str, str]
    """For each question of the second plan the name that it has here."""


def paired(first: Plan, second: Plan, mark: str) -> Pairing:
    """Both plans as one; a question of the second that means something else has a marked name."""
    differing = reaching(
        second, {name for name, question in second.items() if first.get(name) != question}
    )
    names = {name: name + mark if name in differing else name for name in second}

    def leaf(_: str, condition: Condition) -> Condition:
        if isinstance(condition, Holds):
            return evolve(condition, rule=names[condition.rule])
        return condition

    added = {
        names[name]: Question(
            names[name],
            second[name].scope,
            rewritten(second[name].condition, leaf, second[name].scope),
        )
        for name in differing
    }
    return Pairing(first | added, names)


def reaching(plan: Plan, names: set[str]) -> set[str]:
    """The questions of the plan that are among these, or refer to one of them in the end."""
    users: dict[str, list[str]] = {}
    for question in plan.values():
        for name in _named(question.condition):
            users.setdefault(name, []).append(question.name)
    found, waiting = set(names), list(names)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in found:
                found.add(user)
                waiting.append(user)
    return found


def _named(condition: Condition) -> Iterator[str]:
    return (part.rule for _, part in walk(condition) if isinstance(part, Holds))


def rewritten(condition: Condition, leaf: Leaf, scope: str = "") -> Condition:
    """The condition of a plan with its leaves replaced."""
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            changed = tuple(rewritten(part, leaf, scope) for part in parts)
            return evolve(condition, parts=changed)
        case Some(group, inner):
            return evolve(condition, condition=rewritten(inner, leaf, group))
        case FactTest() | Holds():
            return leaf(scope, condition)
        case _:
            return condition
