"""What can never hold: tests of one fact, required together, that no value passes at once."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Lookup

from casewise.errors import Place
from casewise.facts import IncludesAny, IsEmpty, IsOneOf, IsStated, IsWithin, Test
from casewise.model.conditions import (
    AllOf,
    AnyOf,
    Branch,
    Condition,
    FactTest,
    Holds,
    NoneOf,
    Some,
)
from casewise.model.rules import Kind, Rule

Joint = dict[str, Test]
"""What the tests required so far leave of each fact."""


def contradictions(rules: Lookup[str, Rule]) -> Iterator[tuple[Place | None, str]]:
    """Where a rule requires what contradicts the rest of it, and of which fact.

    Rules that are referred to are followed as far as they require something outright. The
    eligibility rules are required together. No rule may lead back to itself.
    """
    finder = _Finder(rules)
    for rule in rules.values():
        for condition in rule.conditions():
            yield from finder.within(condition, {})
    eligible = [r.when for r in rules.values() if r.kind is Kind.ELIGIBILITY and r.when]
    yield from finder.clashes(_required(AllOf(tuple(eligible))), {})


class _Finder:
    def __init__(self, rules: Lookup[str, Rule]) -> None:
        self.rules = rules
        self._joints: dict[str, Joint] = {}

    def within(self, condition: Condition, joint: Joint) -> Iterator[tuple[Place | None, str]]:
        """The clashes in a condition that is required beside others."""
        joint = dict(joint)
        parts = list(_required(condition))
        yield from self.clashes(parts, joint)
        for part in parts:
            below = joint if isinstance(part, AnyOf) else {}
            for inner in _choices(part):
                yield from self.within(inner, below)

    def clashes(
        self, parts: Iterable[Condition], joint: Joint
    ) -> Iterator[tuple[Place | None, str]]:
        """The clashes between what all these parts require; `joint` is narrowed."""
        for part in parts:
            for fact, test in self._tests(part):
                left = _both(joint.get(fact, test), test)
                if left is None:
                    yield part.place, fact
                else:
                    joint[fact] = left

    def _tests(self, part: Condition) -> Iterable[tuple[str, Test]]:
        """The tests that a part requires outright, of the entity or case it is about."""
        if isinstance(part, FactTest):
            return [(part.fact, part.test)]
        return self._of_rule(part.rule).items() if isinstance(part, Holds) else ()

    def _of_rule(self, name: str) -> Joint:
        """What a rule leaves of each fact; where it contradicts itself is told in its own file."""
        if name not in self._joints:
            when = self.rules[name].when
            joint: Joint = {}
            for _ in self.clashes(() if when is None else _required(when), joint):
                continue
            self._joints[name] = joint
        return self._joints[name]


def _required(condition: Condition) -> Iterator[Condition]:
    """The parts of a condition that must all hold."""
    if isinstance(condition, AllOf):
        for part in condition.parts:
            yield from _required(part)
    elif isinstance(condition, Branch):
        yield from _required(condition.condition)
    else:
        yield condition


def _choices(part: Condition) -> tuple[Condition, ...]:
    """What stands below a part and is not required outright."""
    match part:
        case AnyOf(parts) | NoneOf(parts):
            return parts
        case Some(_, condition):
            return (condition,)
        case _:
            return ()


def _both(one: Test, other: Test) -> Test | None:
    """A test passed by whatever passes both; nothing if there is no such value."""
    match one, other:
        case IsOneOf(these), IsOneOf(those):
            return IsOneOf(these & those) if these & those else None
        case IsWithin(low, high), IsWithin(least, most):
            low, high = max(low, least), min(high, most)
            return IsWithin(low, high) if low <= high else None
        case (IsStated(), IsStated()) | (IsEmpty(), IsEmpty()):
            return one if one == other else None
        case (IsEmpty(), IncludesAny()) | (IncludesAny(), IsEmpty()):
            return None
        case (IsStated(stated), IsWithin() as bounds) | (IsWithin() as bounds, IsStated(stated)):
            return bounds if stated else None
        case _:
            return one
