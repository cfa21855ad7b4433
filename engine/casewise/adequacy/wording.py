"""Conditions on one line, in the words of a rule file."""

from datetime import date

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
from casewise.model.vocabulary import Fact, FactType, Vocabulary

CONNECTIVES = {AllOf: "all of", AnyOf: "any of", NoneOf: "none of"}
ALWAYS, NEVER = "what always holds", "what never holds"


def as_written(vocabulary: Vocabulary, condition: Condition, scope: str = "") -> str:
    """The condition as its key and value; what stands below a connective is left out."""
    match condition:
        case AllOf(()):
            return ALWAYS
        case AnyOf(()):
            return NEVER
        case AllOf() | AnyOf() | NoneOf():
            return f"{CONNECTIVES[type(condition)]}: …"
        case Some(group, _):
            fact = vocabulary.find("", group)
            return f"some {fact.singular if fact else group}: …"
        case Holds(name):
            return f"rule: {name}"
        case Under(reading, value):
            return f"reading: {{{reading}: {value}}}"
        case Branch():
            return f"branch: {condition.id}"
        case FactTest(name, test):
            return f"{name}: {test_as_written(vocabulary.find(scope, name), test)}"


def test_as_written(fact: Fact | None, test: Test) -> str:
    """The test of a fact as a rule file has it: `no`, `{at most: 17}`, `{one of: [a, b]}`."""
    match test:
        case IsOneOf(values) if len(values) == 1:
            return next(iter(values))
        case IsOneOf(values):
            return f"{{one of: [{', '.join(_ordered(fact, values))}]}}"
        case IncludesAny(members):
            return f"{{includes any of: [{', '.join(_ordered(fact, members))}]}}"
        case IsEmpty():
            return "none"
        case IsStated(stated):
            return "stated" if stated else "absent"
        case IsWithin(low, high):
            return _within(fact, low, high)


def _ordered(fact: Fact | None, codes: frozenset[str]) -> list[str]:
    return [code for code in fact.codes if code in codes] if fact else sorted(codes)


def _within(fact: Fact | None, low: int, high: int) -> str:
    is_date = fact is not None and fact.type is FactType.DATE
    words = ("from", "to") if is_date else ("at least", "at most")
    first, last = (date.fromordinal(n).isoformat() if is_date else str(n) for n in (low, high))
    bounds = []
    if fact is None or low > fact.low:
        bounds.append(f"{words[0]}: {first}")
    if fact is None or high < fact.high or not bounds:
        bounds.append(f"{words[1]}: {last}")
    return f"{{{', '.join(bounds)}}}"
