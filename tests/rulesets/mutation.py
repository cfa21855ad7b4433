"""Single edits of a ruleset, as values of the model: what somebody could have got wrong in it.

A test is negated, widened or narrowed, a part is dropped, a connective is taken for another, an
exclusion or a precedence is left out, gaps stand in another order, another reading is chosen.
"""

import random
from collections.abc import Callable, Iterator

from attrs import evolve

from casewise.facts import IncludesAny, IsOneOf, IsStated, IsWithin, Test
from casewise.model.conditions import (
    AllOf,
    AnyOf,
    Branch,
    Condition,
    FactTest,
    NoneOf,
    Some,
)
from casewise.model.rules import Rule
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType


def mutants(ruleset: Ruleset) -> Iterator[Ruleset]:
    """Every single edit of the ruleset, in the order of its parts."""
    for at, rule in enumerate(ruleset.rules):
        for edited in _rules(ruleset, rule):
            rules = (*ruleset.rules[:at], edited, *ruleset.rules[at + 1 :])
            yield evolve(ruleset, rules=rules, variants={})
    *named, residual = ruleset.gap_order
    for at in range(1, len(named)):
        order = [*named[: at - 1], named[at], named[at - 1], *named[at + 1 :], residual]
        yield evolve(ruleset, gap_order=tuple(order), variants={})
    for reading in ruleset.readings:
        for code in reading.codes:
            if code != ruleset.choice[reading.name]:
                yield ruleset.under({reading.name: code})


def some_mutants(rng: random.Random, ruleset: Ruleset, count: int) -> list[Ruleset]:
    """So many of the single edits, or all if there are fewer."""
    every = list(mutants(ruleset))
    return rng.sample(every, min(count, len(every)))


def _rules(ruleset: Ruleset, rule: Rule) -> Iterator[Rule]:
    if rule.when is not None:
        for condition in _conditions(ruleset, rule.when, rule.scope):
            yield evolve(rule, when=condition)
    for at, exclusion in enumerate(rule.exclusions):
        rest = rule.exclusions[:at], rule.exclusions[at + 1 :]
        yield evolve(rule, exclusions=(*rest[0], *rest[1]))
        for condition in _conditions(ruleset, exclusion.when, ""):
            edited = evolve(exclusion, when=condition)
            yield evolve(rule, exclusions=(*rest[0], edited, *rest[1]))
    for at in range(len(rule.yields)):
        yield evolve(rule, yields=rule.yields[:at] + rule.yields[at + 1 :])


def _conditions(ruleset: Ruleset, condition: Condition, scope: str) -> Iterator[Condition]:
    yield NoneOf((condition,))
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            yield from _connectives(condition)
            for at, part in enumerate(parts):
                rest = parts[:at], parts[at + 1 :]
                yield evolve(condition, parts=(*rest[0], *rest[1]))
                for edited in _conditions(ruleset, part, scope):
                    yield evolve(condition, parts=(*rest[0], edited, *rest[1]))
        case Some(group, inner):
            for edited in _conditions(ruleset, inner, group):
                yield evolve(condition, condition=edited)
        case Branch():
            for edited in _conditions(ruleset, condition.condition, scope):
                yield evolve(condition, condition=edited)
        case FactTest(name, test):
            fact = ruleset.vocabulary.find(scope, name)
            assert fact is not None
            for other in _tests(fact, test):
                yield evolve(condition, test=other)


def _connectives(condition: AllOf | AnyOf | NoneOf) -> Iterator[Condition]:
    kinds: tuple[Callable[..., Condition], ...] = (AllOf, AnyOf, NoneOf)
    yield from (kind(condition.parts) for kind in kinds if kind is not type(condition))


def _tests(fact: Fact, test: Test) -> Iterator[Test]:
    match test:
        case IsOneOf(values) if fact.type is not FactType.YES_NO:
            yield from (IsOneOf(left) for left in _one_more_or_less(fact, values))
        case IncludesAny(members):
            yield from (IncludesAny(left) for left in _one_more_or_less(fact, members))
        case IsStated(stated):
            yield IsStated(not stated)
        case IsWithin(low, high):
            for bounds in ((low - 1, high), (low + 1, high), (low, high - 1), (low, high + 1)):
                if fact.low <= bounds[0] <= bounds[1] <= fact.high:
                    yield IsWithin(*bounds)


def _one_more_or_less(fact: Fact, codes: frozenset[str]) -> Iterator[frozenset[str]]:
    for code in fact.codes:
        left = codes ^ {code}
        if left:
            yield left
