"""What many complete cases answer to the questions of a plan."""

from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_

from casewise.audit.examples import CASE, Bits, Examples, Subject
from casewise.evaluation.plan import Plan
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, Holds, NoneOf, Some


class Answers:
    """What many cases answer to the questions of one plan."""

    def __init__(self, examples: Examples, plan: Plan, known: "Answers | None" = None) -> None:
        self._examples = examples
        self._plan = plan
        self._found: dict[tuple[str, Subject], Bits] = {}
        self._tests: dict[tuple[Subject, FactTest], Bits] = {} if known is None else known._tests

    def under(self, plan: Plan, affected: Collection[str] | None = None) -> "Answers":
        """The answers of the same cases to another plan.

        `affected` are the questions that may have other answers under it, if they are known.
        """
        other = Answers(self._examples, plan, self)
        if affected is not None:
            kept = ((key, bits) for key, bits in self._found.items() if key[0] not in affected)
            other._found.update(kept)
        return other

    def to(self, name: str, subject: Subject = CASE) -> Bits:
        """The cases of which a question holds, about the case or an entity of it."""
        key = (name, subject)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self.of(self._plan[name].condition, subject)
        return found

    def of(self, condition: Condition, subject: Subject = CASE) -> Bits:
        """The cases in which a condition of the plan holds."""
        match condition:
            case AllOf(parts):
                found = self._examples.all
                for part in parts:
                    found &= self.of(part, subject)
                return found
            case AnyOf(parts):
                return reduce(or_, (self.of(part, subject) for part in parts), 0)
            case NoneOf(parts):
                some = reduce(or_, (self.of(part, subject) for part in parts), 0)
                return self._examples.all & ~some
            case Some(scope, inner):
                return self.some(scope, inner)
            case Holds(name):
                return self.to(name, subject if self._plan[name].scope else CASE)
            case FactTest():
                return self._test(condition, subject)
        raise TypeError(f"{type(condition).__name__} cannot stand here")  # a plan has none

    def some(self, scope: str, condition: Condition) -> Bits:
        """The cases in which some entity of a list satisfies a condition."""
        there = self._examples.there
        return reduce(
            or_,
            (there(at) & self.of(condition, at) for at in self._examples.subjects(scope)),
            0,
        )

    def all_of(self, wanted: Mapping[str, bool]) -> Bits:
        """The cases that have all these answers."""
        found = self._examples.all
        for name, answer in wanted.items():
            found &= self.to(name) if answer else ~self.to(name)
        return found

    def _test(self, condition: FactTest, subject: Subject) -> Bits:
        key = (subject, condition)
        found = self._tests.get(key)
        if found is None:
            found = self._examples.passing(subject, condition.fact, condition.test)
            self._tests[key] = found
        return found
