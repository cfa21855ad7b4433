"""What is known can be written as a case file would state it, and is read again."""

import random

from casewise.facts import Choice, Entities, Known, Members
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact
from casewise.reading.plain_values import read_plain
from casewise.reading.writing import plain
from laws.records import try_seeds
from rulesets.generator import random_record, random_ruleset


def says_nothing(fact: Fact, known: Known | None) -> bool:
    return known in (None, Choice(frozenset(fact.codes)), Members(frozenset(), frozenset()))


def told(fact: Fact, known: Known) -> Known:
    """The same without answers that leave everything open, which say nothing."""
    if not isinstance(known, Entities):
        return known
    facts = {inner.name: inner for inner in fact.facts}
    listed = [
        {name: value for name, value in entity.items() if not says_nothing(facts[name], value)}
        for entity in known.listed
    ]
    return Entities(tuple(listed), known.others)


def what_is_written_is_read_again(_: Ruleset, rng: random.Random) -> None:
    vocabulary = random_ruleset(rng).vocabulary
    values = random_record(rng, vocabulary)
    for fact in vocabulary.facts:
        known = values.get(fact.name)
        if known is not None and not says_nothing(fact, known):
            assert read_plain(fact, plain(fact, known)) == told(fact, known)


def test_knowledge_that_is_written_is_read_again(rules: Ruleset) -> None:
    try_seeds(what_is_written_is_read_again, rules, 300, "records written and read again")
