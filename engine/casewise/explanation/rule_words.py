"""A rule in words: what it asks, of which facts, what beats it and what it beats."""

from collections.abc import Iterator
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
    walk,
)
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Citation, Fact, FactType

INDENT = "  "


def condition_lines(
    ruleset: Ruleset, condition: Condition, scope: str = "", depth: int = 0
) -> Iterator[str]:
    """The condition as an indented list."""
    pad = INDENT * depth
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            words = {AllOf: "all of:", AnyOf: "any of:", NoneOf: "none of:"}[type(condition)]
            yield pad + words
            for part in parts:
                yield from condition_lines(ruleset, part, scope, depth + 1)
        case Some(group, inner):
            fact = ruleset.vocabulary.find("", group)
            yield f"{pad}some {fact.singular if fact else group}, one and the same:"
            yield from condition_lines(ruleset, inner, group, depth + 1)
        case Holds(name):
            yield f"{pad}{name} ({ruleset.by_id[name].means})"
        case Under(reading, value):
            yield f"{pad}under the reading {reading} = {value}"
        case Branch():
            yield f"{pad}{condition.id}: {condition.means} {cited(condition.cites)}"
            yield from condition_lines(ruleset, condition.condition, scope, depth + 1)
        case FactTest(name, test):
            found = ruleset.vocabulary.find(scope, name)
            yield f"{pad}{found.label if found else name}: {test_words(found, test)}"


def test_words(fact: Fact | None, test: Test) -> str:
    """A test in words: `at most 17`, `includes on a computer or on removable media`."""
    match test:
        case IsOneOf(values):
            return _either(fact, values)
        case IncludesAny(members):
            return f"includes {_either(fact, members)}"
        case IsEmpty():
            return "none"
        case IsStated(stated):
            return "has a value" if stated else "has no value"
        case IsWithin(low, high):
            return _within(fact, low, high)


def _either(fact: Fact | None, codes: frozenset[str]) -> str:
    ordered = [code for code in fact.codes if code in codes] if fact else sorted(codes)
    return " or ".join(fact.words(code) if fact else code for code in ordered)


def _within(fact: Fact | None, low: int, high: int) -> str:
    if fact is None:
        return f"{low} to {high}"
    is_date = fact.type is FactType.DATE
    first, last = ((date.fromordinal(n).isoformat() if is_date else str(n)) for n in (low, high))
    if low == fact.low:
        return f"{'until' if is_date else 'at most'} {last}"
    if high == fact.high:
        return f"{'from' if is_date else 'at least'} {first}"
    return f"{first} to {last}"


def cited(cites: tuple[Citation, ...]) -> str:
    """`[bulletin-2003:42-43]`."""
    return f"[{', '.join(map(str, cites))}]" if cites else ""


def rule_text(ruleset: Ruleset, rule: Rule) -> str:
    """Everything a reader wants to know of a rule."""
    return "\n".join(_rule_lines(ruleset, rule)) + "\n"


def _rule_lines(ruleset: Ruleset, rule: Rule) -> Iterator[str]:
    yield f"{rule.id} ({rule.kind}{f', {rule.label}' if rule.label else ''})"
    yield rule.title
    if rule.asks:
        yield f"Asks: {rule.asks}"
    yield f"Means: {rule.means}."
    yield f"Cites: {', '.join(map(str, rule.cites))}"
    yield ""
    yield "Holds when"
    if rule.when is None:
        yield f"{INDENT}none of its neighbours does"
    else:
        yield from condition_lines(ruleset, rule.when, rule.scope, 1)
    for exclusion in rule.exclusions:
        yield f"Unless {exclusion.id}: {exclusion.means} {cited(exclusion.cites)}"
        yield from condition_lines(ruleset, exclusion.when, "", 1)
    yield from _neighbours(ruleset, rule)
    if rule.note:
        yield f"\n{rule.note.rstrip()}"


def _neighbours(ruleset: Ruleset, rule: Rule) -> Iterator[str]:
    for entry in rule.yields:
        under = "".join(f", under {name} = {value}" for name, value in entry.under)
        yield f"Yields to {entry.to}{under} {cited(entry.cites)}"
    for other in ruleset.rules:
        for entry in other.yields:
            if entry.to == rule.id:
                yield f"Comes before {other.id} {cited(entry.cites)}"
    used = [other.id for other in ruleset.rules if rule.id in set(_names_in(other))]
    if used:
        yield f"Used by {', '.join(used)}"
    readings = sorted(set(_readings_in(rule)))
    if readings:
        yield f"Depends on the readings {', '.join(readings)}"


def _names_in(rule: Rule) -> Iterator[str]:
    for condition in rule.conditions():
        yield from (part.rule for _, part in walk(condition) if isinstance(part, Holds))


def _readings_in(rule: Rule) -> Iterator[str]:
    for condition in rule.conditions():
        yield from (part.reading for _, part in walk(condition) if isinstance(part, Under))
    for entry in rule.yields:
        yield from (name for name, _ in entry.under)


def rule_table(ruleset: Ruleset) -> str:
    """A Markdown table of all rules, for `rules/README.md`."""
    lines = ["| rule | kind | what it says | lines |", "|--|--|--|--|"]
    lines += [
        f"| `{rule.id}` | {rule.kind} | {rule.means} | {', '.join(_lines(c) for c in rule.cites)} |"
        for rule in sorted(ruleset.rules, key=lambda r: (list(Kind).index(r.kind), r.id))
    ]
    return "\n".join(lines) + "\n"


def _lines(cite: Citation) -> str:
    return str(cite).partition(":")[2]
