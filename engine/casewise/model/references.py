"""What a rule refers to by name: other rules, facts, readings."""

from collections.abc import Iterator

from casewise.model.conditions import Branch, Condition, FactTest, Holds, Under, walk
from casewise.model.rules import Rule


def rules_in(rule: Rule) -> tuple[str, ...]:
    """The ids of the rules that its conditions name, in the order of the file."""
    return tuple(dict.fromkeys(p.rule for _, p in parts(rule) if isinstance(p, Holds)))


def facts_in(rule: Rule) -> tuple[str, ...]:
    """The facts that its conditions test, in the order of the file: `route`, `items.weight`."""
    tests = ((scope, p.fact) for scope, p in parts(rule) if isinstance(p, FactTest))
    return tuple(dict.fromkeys(path_of(scope, fact) for scope, fact in tests))


def readings_in(rule: Rule) -> tuple[str, ...]:
    """The names of the readings on which its conditions and precedences depend."""
    asked = (p.reading for _, p in parts(rule) if isinstance(p, Under))
    under = (name for entry in rule.yields for name, _ in entry.under)
    return tuple(dict.fromkeys((*asked, *under)))


def branches_in(rule: Rule) -> tuple[Branch, ...]:
    """The named branches of its conditions."""
    return tuple(p for _, p in parts(rule) if isinstance(p, Branch))


def path_of(scope: str, fact: str) -> str:
    """The name of a fact with the list that it belongs to, if any: `items.weight`."""
    return f"{scope}.{fact}" if scope else fact


def parts(rule: Rule) -> Iterator[tuple[str, Condition]]:
    """Every condition in the rule and its exclusions, each with the scope it is judged in."""
    if rule.when is not None:
        yield from walk(rule.when, rule.scope)
    for exclusion in rule.exclusions:
        yield from walk(exclusion.when)
