"""What tests do with random rulesets and records besides; they are made by `casewise.testing`."""

import random
from collections.abc import Iterator, Mapping

from attrs import evolve

from casewise.facts import Entities, Known
from casewise.model.conditions import AllOf, AnyOf, Branch, Condition, NoneOf, Some
from casewise.model.rules import Rule
from casewise.model.ruleset import Ruleset
from casewise.testing.generation import random_choice, random_ruleset, rule, ruleset
from casewise.testing.records import Record, random_record
from casewise.testing.vocabularies import FIRST, day, entities, listed, number, yes_no

__all__ = [
    "FIRST",
    "Record",
    "day",
    "entities",
    "listed",
    "number",
    "random_choice",
    "random_record",
    "random_ruleset",
    "rule",
    "ruleset",
    "rulesets",
    "shuffled_condition",
    "shuffled_keys",
    "shuffled_parts",
    "shuffled_rules",
    "yes_no",
]


def shuffled_rules(rng: random.Random, made: Ruleset) -> Ruleset:
    """The same rules in another order."""
    rules = tuple(rng.sample(made.rules, len(made.rules)))
    return evolve(made, rules=rules, variants={})


def shuffled_parts(rng: random.Random, made: Ruleset) -> Ruleset:
    """The same rules, with the parts of their conditions and their entries in another order."""

    def shuffled(entry: Rule) -> Rule:
        exclusions = [
            evolve(each, when=shuffled_condition(rng, each.when)) for each in entry.exclusions
        ]
        return evolve(
            entry,
            when=None if entry.when is None else shuffled_condition(rng, entry.when),
            exclusions=tuple(rng.sample(exclusions, len(exclusions))),
            yields=tuple(rng.sample(entry.yields, len(entry.yields))),
        )

    return evolve(made, rules=tuple(map(shuffled, made.rules)), variants={})


def shuffled_condition(rng: random.Random, condition: Condition) -> Condition:
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            mixed = rng.sample(parts, len(parts))
            return evolve(condition, parts=tuple(shuffled_condition(rng, part) for part in mixed))
        case Some() | Branch():
            return evolve(condition, condition=shuffled_condition(rng, condition.condition))
        case _:
            return condition


def shuffled_keys(rng: random.Random, values: Mapping[str, Known | None]) -> Record:
    """The same record, its facts and its entities in another order."""
    found: Record = {}
    for name in rng.sample(sorted(values), len(values)):
        known = values[name]
        if isinstance(known, Entities):
            mixed = rng.sample(known.listed, len(known.listed))
            known = Entities(tuple(shuffled_keys(rng, each) for each in mixed), known.others)
        found[name] = known
    return found


def rulesets(seed: int, count: int) -> Iterator[tuple[random.Random, Ruleset]]:
    """As many rulesets as wanted, each with the generator for its records."""
    for at in range(count):
        rng = random.Random(f"{seed}:{at}")
        yield rng, random_choice(rng, random_ruleset(rng))
