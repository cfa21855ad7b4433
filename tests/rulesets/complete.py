"""Complete records without a thought: every value of every fact, up to two entities on a list."""

from collections.abc import Iterator
from itertools import combinations_with_replacement, product
from math import prod

from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType
from rulesets.naive import Complete, Entity, Value, agreeing

MOST_ENTITIES = 2


def every_record(ruleset: Ruleset) -> Iterator[Complete]:
    """Every complete record with at most two entities on each list."""
    facts = ruleset.vocabulary.facts
    choices = [list(values_of(fact)) for fact in facts]
    for chosen in product(*choices):
        yield {fact.name: value for fact, value in zip(facts, chosen, strict=True)}


def values_of(fact: Fact) -> Iterator["Value | tuple[Entity, ...]"]:
    if fact.type is not FactType.LIST:
        yield from agreeing(fact, None)
        return
    every = [agreeing(inner, None) for inner in fact.facts]
    names = [inner.name for inner in fact.facts]
    entities = [dict(zip(names, chosen, strict=True)) for chosen in product(*every)]
    for number in range(MOST_ENTITIES + 1):
        yield from combinations_with_replacement(entities, number)


def size(ruleset: Ruleset) -> int:
    """How many such records there are."""
    return prod(map(count, ruleset.vocabulary.facts))


def count(fact: Fact) -> int:
    """How many values a fact has."""
    if fact.type is not FactType.LIST:
        return len(agreeing(fact, None))
    entities = prod(map(count, fact.facts))
    return 1 + entities + entities * (entities + 1) // 2
