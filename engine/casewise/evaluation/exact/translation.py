"""Conditions of the plan to formulas."""

from collections.abc import Callable

from casewise.evaluation.exact.formulas import Formulas
from casewise.evaluation.exact.variables import Scope
from casewise.evaluation.plan import Plan
from casewise.facts import IncludesAny, IsEmpty, Test
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, Holds, NoneOf, Some


class Translation:
    """Translates the conditions of one scope; questions referred to are translated once.

    `some` gives the formula of a *some entity* test; in an entity's own scope there is none.
    """

    def __init__(
        self,
        plan: Plan,
        scope: Scope,
        formulas: Formulas,
        some: Callable[[Some], int] | None = None,
    ) -> None:
        self._plan = plan
        self._scope = scope
        self._formulas = formulas
        self._some = some
        self._named: dict[str, int] = {}

    def named(self, name: str) -> int:
        """The formula of a question of the plan."""
        found = self._named.get(name)
        if found is None:
            found = self._named[name] = self.of(self._plan[name].condition)
        return found

    def of(self, condition: Condition) -> int:
        """The formula of a condition."""
        match condition:
            case AllOf(parts):
                return self._formulas.conjunction(map(self.of, parts))
            case AnyOf(parts):
                return self._formulas.disjunction(map(self.of, parts))
            case NoneOf(parts):
                return self._formulas.negation(self._formulas.disjunction(map(self.of, parts)))
            case Holds(rule):
                return self.named(rule)
            case FactTest(fact, test):
                return self._test(fact, test)
            case Some() if self._some is not None:
                return self._some(condition)
        raise TypeError(f"{type(condition).__name__} cannot stand here")  # the reader prevents it

    def _test(self, fact: str, test: Test) -> int:
        if isinstance(test, IsEmpty):
            return self._formulas.negation(self._test(fact, IncludesAny(test.members)))
        tests = [self._formulas.test(*pair) for pair in self._scope.tests(fact, test)]
        return self._formulas.disjunction(tests)


def asked_tests(
    plan: Plan, conditions: list[tuple[str, Condition]], scope: str
) -> dict[str, list[Test]]:
    """The tests that conditions, and the questions they refer to, put to the facts of a scope.

    Facts come in the order in which they are first asked for; that is the order of variables.
    """
    asked: dict[str, list[Test]] = {}
    seen: set[str] = set()
    stack = list(reversed(conditions))
    while stack:
        where, condition = stack.pop()
        match condition:
            case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
                stack.extend((where, part) for part in reversed(parts))
            case Some(below, inner):
                stack.append((below, inner))
            case Holds(rule) if rule not in seen:
                seen.add(rule)
                stack.append((where, plan[rule].condition))
            case FactTest(fact, test) if where == scope:
                asked.setdefault(fact, []).append(test)
    return asked
