"""Two rulesets over one vocabulary: the facts, values and ranges of both.

A ruleset that does not declare a fact says nothing of it. A value that it does not declare passes
none of its tests; a bound that was the end of its range stays open, so that "at least 18" holds
of every number from 18 on, and a set is empty only if it has no member of either.
"""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from casewise.errors import CasewiseError
from casewise.facts import IsEmpty, IsWithin, Test
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
from casewise.model.vocabulary import Fact, Vocabulary


class NotComparable(CasewiseError):
    """Two rulesets have a fact of one name that is not of one type."""


def aligned(first: Ruleset, second: Ruleset) -> tuple[Ruleset, Ruleset]:
    """Both rulesets over the facts of both; unchanged if they declare the same.

    Raises:
        NotComparable: a fact of one name has two types.
    """
    if _meaning(first.vocabulary.facts) == _meaning(second.vocabulary.facts):
        return first, second
    both = Vocabulary(_union(first.vocabulary.facts, second.vocabulary.facts, ""))
    return _widened(first, both), _widened(second, both)


def _meaning(facts: tuple[Fact, ...]) -> dict[str, Any]:
    """All of the facts but words."""
    return {
        fact.name: (
            fact.type,
            frozenset(fact.codes),
            (fact.low, fact.high, fact.optional),
            _meaning(fact.facts),
        )
        for fact in facts
    }


def _union(first: tuple[Fact, ...], second: tuple[Fact, ...], scope: str) -> tuple[Fact, ...]:
    others = {fact.name: fact for fact in second}
    found = [
        _joined(fact, others.pop(fact.name), scope) if fact.name in others else fact
        for fact in first
    ]
    return (*found, *others.values())


def _joined(first: Fact, second: Fact, scope: str) -> Fact:
    name = f"{scope}.{first.name}" if scope else first.name
    if first.type is not second.type:
        raise NotComparable(
            f"the rulesets cannot be compared: `{name}` is {first.type} in the first "
            f"and {second.type} in the second (give one of them another name)"
        )
    known = set(first.codes)
    return evolve(
        first,
        values=(*first.values, *(value for value in second.values if value.code not in known)),
        low=min(first.low, second.low),
        high=max(first.high, second.high),
        optional=first.optional or second.optional,
        facts=_union(first.facts, second.facts, first.name),
    )


def _widened(ruleset: Ruleset, both: Vocabulary) -> Ruleset:
    def test_of(scope: str, test: FactTest) -> Test:
        own, wide = ruleset.vocabulary.find(scope, test.fact), both.find(scope, test.fact)
        assert own is not None  # the reader admits no test of a fact that is not declared
        assert wide is not None
        return _wide(test.test, own, wide)

    rules = tuple(_rule(rule, test_of) for rule in ruleset.rules)
    return evolve(ruleset, vocabulary=both, rules=rules, variants={})


def _wide(test: Test, own: Fact, wide: Fact) -> Test:
    match test:
        case IsEmpty():
            return IsEmpty(frozenset(wide.codes))
        case IsWithin(low, high):
            return IsWithin(
                wide.low if low <= own.low else low, wide.high if high >= own.high else high
            )
        case _:
            return test


Rewrite = Callable[[str, FactTest], Test]
"""What becomes of a test, given the scope that it stands in."""


def _rule(rule: Rule, rewrite: Rewrite) -> Rule:
    exclusions = [evolve(each, when=_condition(each.when, "", rewrite)) for each in rule.exclusions]
    when = None if rule.when is None else _condition(rule.when, rule.scope, rewrite)
    return evolve(rule, when=when, exclusions=tuple(exclusions))


def _condition(condition: Condition, scope: str, rewrite: Rewrite) -> Condition:
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            return evolve(
                condition, parts=tuple(_condition(part, scope, rewrite) for part in parts)
            )
        case Some(group, inner):
            return evolve(condition, condition=_condition(inner, group, rewrite))
        case Branch():
            return evolve(condition, condition=_condition(condition.condition, scope, rewrite))
        case FactTest():
            return evolve(condition, test=rewrite(scope, condition))
        case _:
            return condition
