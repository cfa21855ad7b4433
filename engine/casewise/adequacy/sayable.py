"""Conditions as records show them: that a fact is absent is nothing that a record can say."""

from attrs import frozen

from casewise.evaluation.plan import FALSE
from casewise.facts import IsStated
from casewise.model.conditions import AllOf, AnyOf, Branch, Condition, FactTest, NoneOf
from casewise.model.vocabulary import Vocabulary


@frozen
class Sayable:
    """What can be said of conditions about the case, or about the entities of a list."""

    vocabulary: Vocabulary
    scope: str

    def so(self, condition: Condition, *, holds: bool) -> Condition:
        """That a record shows the condition to hold, or to fail."""
        match condition:
            case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
                wanted = holds is not isinstance(condition, NoneOf)
                each = tuple(self.so(part, holds=wanted) for part in parts)
                every = holds is not isinstance(condition, AnyOf)
                return AllOf(each) if every else AnyOf(each)
            case Branch():
                return self.so(condition.condition, holds=holds)
            case FactTest() if self._may_be_absent(condition.fact):
                return self._of_optional(condition, holds)
            case _:
                return condition if holds else NoneOf((condition,))

    def _of_optional(self, condition: FactTest, holds: bool) -> Condition:
        """A test that knowledge decides only where it says that there is a value."""
        stated = FactTest(condition.fact, IsStated(stated=True))
        if isinstance(condition.test, IsStated):
            return stated if condition.test.stated is holds else FALSE
        return AllOf((stated, condition if holds else NoneOf((condition,))))

    def _may_be_absent(self, name: str) -> bool:
        fact = self.vocabulary.find(self.scope, name)
        return fact is not None and fact.optional
