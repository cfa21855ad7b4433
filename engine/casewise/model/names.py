"""Everything in a ruleset that has a name and can decide a case."""

from collections.abc import Iterator

from casewise.model.references import branches_in
from casewise.model.rules import Rule
from casewise.model.ruleset import Ruleset


def names_of(ruleset: Ruleset) -> tuple[str, ...]:
    """Ids of rules, branches, exclusions, precedences (`loser>winner`), `reading=value` pairs."""
    readings = (f"{r.name}={code}" for r in ruleset.readings for code in r.codes)
    return (*(name for rule in ruleset.rules for name in names_in(rule)), *readings)


def names_in(rule: Rule) -> Iterator[str]:
    """The id of a rule, of its branches and exclusions, and its precedences."""
    yield rule.id
    yield from (branch.id for branch in branches_in(rule))
    yield from (exclusion.id for exclusion in rule.exclusions)
    yield from (f"{rule.id}>{entry.to}" for entry in rule.yields)
