"""How every complete record ends under two rulesets, by trying them all.

What is tried are the records that the conditions of either ruleset tell apart: those of one ruleset
with the rules of both, which is never asked for its own answer.
"""

from attrs import evolve

from casewise.model.conditions import (
    AllOf,
    AnyOf,
    Branch,
    Condition,
    Holds,
    NoneOf,
    Some,
    Under,
)
from casewise.model.rules import Rule
from casewise.model.ruleset import Ruleset
from rulesets.naive import Complete, Naive, Stages

Ends = tuple[str, str]


def of_both(first: Ruleset, second: Ruleset) -> Naive:
    """The complete records that either ruleset tells apart."""
    rules = (*_marked(first, "first "), *_marked(second, "second "))
    return Naive(evolve(first, rules=rules, variants={}))


def pairs(first: Ruleset, second: Ruleset) -> set[Ends]:
    """The pairs of outcomes that complete records have, `conflict` among the outcomes."""
    found = {
        (outcome(first, record), outcome(second, record))
        for record in of_both(first, second).completions({})
    }
    return found - {("conflict", "conflict")}


def outcome(ruleset: Ruleset, record: Complete) -> str:
    """The final outcome of a complete record."""
    judged = Stages(ruleset, record).judged()
    return judged.outcome if judged.consistent else "conflict"


def _marked(ruleset: Ruleset, mark: str) -> list[Rule]:
    """The rules under other names, with readings resolved."""

    def marked(condition: Condition) -> Condition:
        match condition:
            case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
                return evolve(condition, parts=tuple(map(marked, parts)))
            case Some() | Branch():
                return evolve(condition, condition=marked(condition.condition))
            case Holds(rule):
                return Holds(mark + rule)
            case Under(reading, value):
                return AllOf(()) if ruleset.choice[reading] == value else AnyOf(())
            case _:
                return condition

    return [
        evolve(
            rule,
            id=mark + rule.id,
            when=None if rule.when is None else marked(rule.when),
            exclusions=tuple(evolve(each, when=marked(each.when)) for each in rule.exclusions),
        )
        for rule in ruleset.rules
    ]
