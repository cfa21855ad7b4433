"""Everything in a ruleset that has a name and can decide a case."""

from collections.abc import Iterator

from casewise.model.conditions import Branch, walk
from casewise.model.rules import Rule
from casewise.model.ruleset import Ruleset


def names_of(ruleset: Ruleset) -> tuple[str, ...]:
    """Ids of rules, branches, exclusions, precedences (`loser>winner`), `reading=value` pairs."""
    readings = (f"{r.name}={code}" for r in ruleset.readings for code in r.codes)
    return (*(name for rule in ruleset.rules for name in _names(rule)), *readings)


def _names(rule: Rule) -> Iterator[str]:
    yield rule.id
    for condition in rule.conditions():
        yield from (part.id for _, part in walk(condition) if isinstance(part, Branch))
    yield from (exclusion.id for exclusion in rule.exclusions)
    yield from (f"{rule.id}>{entry.to}" for entry in rule.yields)
