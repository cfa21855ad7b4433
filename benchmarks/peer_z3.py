"""z3 as an exact oracle: the rules as formulas, made from the plan.

A model is one completion. The rules are asserted once; what is known of a record is asserted on
top of them, and each outcome is checked in turn.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import z3

from benchmarks.slots import CASE, asked, entities, slots
from casewise.evaluation.plan import Plan, unfold
from casewise.facts import (
    Choice,
    IncludesAny,
    IsEmpty,
    IsOneOf,
    IsStated,
    IsWithin,
    Known,
    Members,
    Span,
    Test,
    Values,
)
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, Holds, NoneOf, Some
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType

Formula = Any
"""z3 has no annotations."""


class Variable:
    """One fact of one slot: its variables, and formulas about them."""

    def __init__(self, fact: Fact, name: str) -> None:
        self._fact = fact
        self._members = {
            code: z3.Bool(f"{name}:{code}") for code in fact.codes if fact.type is FactType.SET
        }
        self._number = z3.Int(name)
        self._stated = z3.Bool(f"{name}:stated")

    def domain(self) -> Iterator[Formula]:
        """What is true of any value."""
        if not self._members:
            codes = self._fact.codes
            low, high = (0, len(codes) - 1) if codes else (self._fact.low, self._fact.high)
            yield z3.And(low <= self._number, self._number <= high)
            if not self._fact.optional:
                yield self._stated

    def known(self, known: Known | None) -> Iterator[Formula]:
        """What a record says."""
        match known:
            case Choice(values):
                yield self._one_of(values)
            case Span(low, high):
                yield self._within(low, high)
            case Members(included, excluded):
                yield from (self._members[code] for code in included)
                yield from (z3.Not(self._members[code]) for code in excluded)

    def passes(self, test: Test) -> Formula:
        """The formula of a test."""
        match test:
            case IsOneOf(values):
                return self._one_of(values)
            case IsWithin(low, high):
                return self._within(low, high)
            case IsStated(stated):
                return self._stated if stated else z3.Not(self._stated)
            case IncludesAny(members):
                return z3.Or([self._members[code] for code in sorted(members)])
            case IsEmpty():
                return z3.Not(z3.Or(list(self._members.values())))

    def _one_of(self, codes: frozenset[str]) -> Formula:
        every = self._fact.codes
        return z3.Or([self._number == at for at, code in enumerate(every) if code in codes])

    def _within(self, low: int, high: int) -> Formula:
        return z3.And(self._stated, low <= self._number, self._number <= high)


class Z3Oracle:
    """The formulas of one ruleset, for records that list at most so many entities."""

    def __init__(self, ruleset: Ruleset, most_listed: Mapping[str, int]) -> None:
        self._plan: Plan = unfold(ruleset)
        self._slots = slots(ruleset, most_listed)
        self._made: dict[tuple[str, int, Condition], Formula] = {}
        self._solver = z3.Solver()
        self._outcomes = {name: z3.Bool(f"outcome:{name}") for name in ruleset.outcomes}
        self._present: dict[tuple[str, int], Formula] = {}
        self._variables: dict[tuple[str, int], dict[str, Variable]] = {}
        for scope, numbers in self._slots.items():
            for number in numbers:
                self._present[scope, number] = z3.Bool(f"{scope}.{number}")
                self._variables[scope, number] = {}
        for scope, name in asked(self._plan):
            fact = ruleset.vocabulary.find(scope, name)
            assert fact is not None
            for number in self._slots[scope]:
                variable = Variable(fact, f"{scope}.{number}.{name}")
                self._variables[scope, number][name] = variable
                self._solver.add(*variable.domain())
        for name, outcome in self._outcomes.items():
            self._solver.add(outcome == self._formula(CASE, 0, Holds(f"outcome:{name}")))
        self._solver.add(self._formula(CASE, 0, Holds("consistent")))

    def possible(self, values: Values) -> frozenset[str]:
        """The outcomes of all completions of a record; empty if it has none."""
        self._solver.push()
        self._solver.add(*self._known(values))
        found = [name for name, outcome in self._outcomes.items() if self._is_possible(outcome)]
        self._solver.pop()
        return frozenset(found)

    def _is_possible(self, outcome: Formula) -> bool:
        answer = self._solver.check(outcome)
        assert answer != z3.unknown
        return bool(answer == z3.sat)

    def _known(self, values: Values) -> Iterator[Formula]:
        for scope, numbers in self._slots.items():
            listed, others = ((values,), False) if scope == CASE else entities(values, scope)
            for number in numbers:
                position = number - numbers.start
                if position < len(listed):
                    yield self._present[scope, number]
                    for name, variable in self._variables[scope, number].items():
                        yield from variable.known(listed[position].get(name))
                elif not others:
                    yield z3.Not(self._present[scope, number])

    def _formula(self, scope: str, number: int, condition: Condition) -> Formula:
        key = (scope, number, condition)
        if key not in self._made:
            self._made[key] = self._translate(scope, number, condition)
        return self._made[key]

    def _translate(self, scope: str, number: int, condition: Condition) -> Formula:
        match condition:
            case AllOf(parts):
                return z3.And([self._formula(scope, number, part) for part in parts])
            case AnyOf(parts):
                return z3.Or([self._formula(scope, number, part) for part in parts])
            case NoneOf(parts):
                return z3.Not(z3.Or([self._formula(scope, number, part) for part in parts]))
            case Holds(rule):
                return self._formula(scope, number, self._plan[rule].condition)
            case Some(below, inner):
                return z3.Or(
                    [
                        z3.And(self._present[below, each], self._formula(below, each, inner))
                        for each in self._slots[below]
                    ]
                )
            case FactTest(fact, test):
                return self._variables[scope, number][fact].passes(test)
        raise TypeError(type(condition).__name__)
