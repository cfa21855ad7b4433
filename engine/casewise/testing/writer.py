"""Random conditions, as the reader of rule files would make them.

Tests fit the types of their facts, and a rule about one entity stands only where an entity is
judged.
"""

import random
from collections.abc import Callable

from attrs import define, field

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
    Under,
)
from casewise.model.rules import Rule
from casewise.model.ruleset import Reading
from casewise.model.vocabulary import Fact, FactType, Vocabulary


def _random_test(rng: random.Random, fact: Fact) -> Test:
    match fact.type:
        case FactType.NUMBER | FactType.DATE:
            if fact.optional and rng.random() < 0.4:
                return IsStated(rng.random() < 0.5)
            low, high = sorted(rng.choices(range(fact.low, fact.high + 1), k=2))
            ends = ((fact.low, high), (low, fact.high), (low, high))
            return IsWithin(*rng.choice(ends))
        case FactType.SET:
            if rng.random() < 0.3:
                return IsEmpty(frozenset(fact.codes))
            return IncludesAny(_some_of(rng, fact.codes))
        case FactType.YES_NO:
            return IsOneOf(frozenset({rng.choice(fact.codes)}))
        case _:
            return IsOneOf(_some_of(rng, fact.codes))


def _some_of(rng: random.Random, codes: tuple[str, ...]) -> frozenset[str]:
    """One code or several, perhaps all."""
    return frozenset(rng.sample(codes, rng.choice((1, 1, 2, len(codes)))))


@define
class Writer:
    """Writes the conditions of one ruleset; rules written before may be referred to."""

    rng: random.Random
    vocabulary: Vocabulary
    readings: tuple[Reading, ...]
    rules: list[Rule] = field(factory=list)
    _branches: int = 0

    def condition(self, scope: str = "", depth: int = 3) -> Condition:
        """A random condition about the case, or about one entity of a list."""
        below = depth - 1
        if depth <= 0 or self.rng.random() < 0.35:
            return self._leaf(scope, depth)
        match self.rng.choice(("all", "any", "none", "branch")):
            case "all":
                return AllOf(self._parts(scope, below))
            case "any":
                return AnyOf(self._parts(scope, below))
            case "none":
                return NoneOf(self._parts(scope, below))
            case _:
                self._branches += 1
                return Branch(f"branch-{self._branches}", "", (), self.condition(scope, below))

    def _parts(self, scope: str, depth: int) -> tuple[Condition, ...]:
        count = self.rng.choice((1, 2, 2, 2, 3, 4))
        return tuple(self.condition(scope, depth) for _ in range(count))

    def _leaf(self, scope: str, depth: int) -> Condition:
        choices: list[Callable[[], Condition]] = [lambda: self.fact_test(scope)] * 4
        if self.readings:
            choices.append(self._under)
        known = [rule.id for rule in self.rules if rule.scope == scope and rule.when is not None]
        if known:
            choices += [lambda: Holds(self.rng.choice(known))] * 2
        lists = [fact.name for fact in self.vocabulary.lists()]
        if lists and not scope:
            choices += [lambda: self.some(self.rng.choice(lists), depth)] * 4
        return self.rng.choice(choices)()

    def fact_test(self, scope: str) -> FactTest:
        """A random test of a random fact of the scope."""
        facts = [fact for fact in self.vocabulary.of(scope) if fact.type is not FactType.LIST]
        fact = self.rng.choice(facts)
        return FactTest(fact.name, _random_test(self.rng, fact))

    def some(self, scope: str, depth: int) -> Some:
        """A random condition about some entity of a list."""
        return Some(scope, self.condition(scope, depth))

    def _under(self) -> Under:
        reading = self.rng.choice(self.readings)
        return Under(reading.name, self.rng.choice(reading.codes))

    def unlikely(self) -> Condition:
        """What few records fulfil: for consistency, which must leave something over."""
        lists = [fact.name for fact in self.vocabulary.lists()]
        parts: list[Condition] = [self.fact_test(""), self.fact_test("")]
        if lists and self.rng.random() < 0.7:
            scope = self.rng.choice(lists)
            joint = Some(scope, AllOf((self.fact_test(scope), self.fact_test(scope))))
            parts = [joint] if self.rng.random() < 0.5 else [joint, self.fact_test("")]
            if self.rng.random() < 0.3:
                parts[-1] = NoneOf((parts[-1],))
        if self.rng.random() < 0.2:
            parts.append(self.condition("", 1))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))
