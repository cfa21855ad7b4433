"""Two plans as one, in which a question that means the same in both stands once."""

from collections.abc import Iterable

from attrs import field, frozen

from casewise.evaluation.plan import Plan, Question, renamed
from casewise.model.conditions import Condition, Holds, walk

MARK = "~"
"""What ends the name of a question of the second plan that means something else in the first."""


@frozen
class Overlay:
    """The joint plan, and the names under which the questions of the second stand in it."""

    plan: Plan
    _names: dict[str, str] = field(repr=False)

    def name(self, second: str) -> str:
        """The name in the joint plan of a question of the second."""
        return self._names[second]

    @property
    def second(self) -> Plan:
        """The second plan by its own names, its conditions in those of the joint plan."""
        return {name: self.plan[joint] for name, joint in self._names.items()}

    def reached(self, names: Iterable[str]) -> Plan:
        """The part of the joint plan that these questions refer to, in its order."""
        found = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += _referred(self.plan[name].condition)
        return {name: question for name, question in self.plan.items() if name in found}


def overlay(first: Plan, second: Plan) -> Overlay:
    """The joint plan of two."""
    same = _same(first, second)
    names = {name: name if name in same else name + MARK for name in second}
    plan = dict(first)
    for name, question in second.items():
        if name not in same:
            condition = renamed(question.condition, names.__getitem__)
            plan[names[name]] = Question(names[name], question.scope, condition)
    return Overlay(plan, names)


def _same(first: Plan, second: Plan) -> set[str]:
    """The questions of both with one condition, that refer to no others than such."""
    same = {name for name, question in second.items() if first.get(name) == question}
    # What refers to a question that differs differs itself; then so does what refers to that.
    while astray := {
        name for name in same if not same.issuperset(_referred(second[name].condition))
    }:
        same -= astray
    return same


def _referred(condition: Condition) -> list[str]:
    return [part.rule for _, part in walk(condition) if isinstance(part, Holds)]
