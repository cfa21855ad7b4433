"""The fingerprint of a ruleset: one hash of all that can change an answer, and of nothing else.

Words, citations, comments, key order, formatting and the order of parts leave it as it is; a
changed test, bound, connective, label, precedence or chosen reading does not.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

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
from casewise.model.vocabulary import Fact, Vocabulary


def fingerprint(
    vocabulary: Vocabulary,
    rules: Iterable[Rule],
    gap_order: Iterable[str],
    chosen: Iterable[tuple[str, str]],
) -> str:
    """`sha256:` and 64 hexadecimal digits over the canonical JSON of the meaning."""
    meaning = {
        "facts": sorted((_fact(fact) for fact in vocabulary.facts), key=canonical),
        "rules": sorted((_rule(rule) for rule in rules), key=canonical),
        "gaps": list(gap_order),
        "readings": sorted(chosen),
    }
    return _hash(meaning)


def rule_fingerprint(rule: Rule) -> str:
    """The same of one rule: two rules with one fingerprint say the same in other words."""
    return _hash(_rule(rule))


def fact_fingerprint(fact: Fact) -> str:
    """The same of one declared fact."""
    return _hash(_fact(fact))


def _hash(meaning: Any) -> str:
    return "sha256:" + hashlib.sha256(canonical(meaning).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: one text for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _fact(fact: Fact) -> Any:
    return {
        "name": fact.name,
        "type": fact.type,
        "values": sorted(fact.codes),
        "bounds": [fact.low, fact.high],
        "optional": fact.optional,
        "facts": sorted((_fact(inner) for inner in fact.facts), key=canonical),
    }


def _rule(rule: Rule) -> Any:
    return {
        "id": rule.id,
        "kind": rule.kind,
        "scope": rule.scope,
        "parent": rule.parent,
        "label": rule.label,
        "when": rule.when and _condition(rule.when),
        "excluded": sorted((_condition(e.when) for e in rule.exclusions), key=canonical),
        "yields": sorted([y.to, sorted(y.under)] for y in rule.yields),
    }


def _condition(condition: Condition) -> Any:
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            inner = sorted((_condition(part) for part in parts), key=canonical)
            return [type(condition).__name__, inner]
        case Branch():
            return _condition(condition.condition)
        case Some(scope, below):
            return ["Some", scope, _condition(below)]
        case Holds(rule):
            return ["Holds", rule]
        case Under(reading, value):
            return ["Under", reading, value]
        case FactTest(fact, test):
            return ["FactTest", fact, type(test).__name__, _test(test)]


def _test(test: Test) -> Any:
    match test:
        case IsOneOf(values) | IncludesAny(values):
            return sorted(values)
        case IsWithin(low, high):
            return [low, high]
        case IsStated(stated):
            return stated
        case IsEmpty():
            return None
