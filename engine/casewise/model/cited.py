"""Everything in a ruleset that cites, with what it cites."""

from collections.abc import Iterator

from casewise.model.conditions import Branch, walk
from casewise.model.rules import Rule
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Citation

Cited = tuple[str, str, tuple[Citation, ...]]
"""A name, its words and its citations."""


def cited(ruleset: Ruleset) -> Iterator[Cited]:
    """All that cites: rules and their parts, readings, facts, statements, as the files have it."""
    for rule in ruleset.rules:
        yield from _of_rule(rule)
    for reading in ruleset.readings:
        for value in reading.values:
            yield f"{reading.name}={value.code}", value.means, value.cites
    for scope, fact in ruleset.vocabulary:
        yield f"{scope}.{fact.name}" if scope else fact.name, fact.asks, fact.cites
    for statement in ruleset.statements:
        yield statement.id, statement.means, statement.cites


def _of_rule(rule: Rule) -> Iterator[Cited]:
    yield rule.id, rule.means, rule.cites
    for condition in rule.conditions():
        for _, part in walk(condition):
            if isinstance(part, Branch):
                yield part.id, part.means, part.cites
    for exclusion in rule.exclusions:
        yield exclusion.id, exclusion.means, exclusion.cites
    for entry in rule.yields:
        yield f"{rule.id}>{entry.to}", f"yields to {entry.to}", entry.cites
    if rule.accepts is not None:
        yield f"{rule.id} accepts", rule.accepts.means, rule.accepts.cites
