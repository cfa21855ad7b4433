"""The records that are measured: the shipped worked cases, and random partial ones."""

import json
import random
from collections.abc import Iterator

from attrs import frozen

import casewise
from casewise.corpus import shipped
from casewise.facts import Values
from casewise.library import load_worked_cases
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from oracle.strategies import random_facts

RULES = casewise.load("njov-1")


@frozen
class Item:
    """A record, and the ruleset under the readings it is to be classified with."""

    rules: Ruleset
    case: Case

    @property
    def values(self) -> Values:
        """What is known of the record."""
        return self.case.values


NOTHING_KNOWN = Item(RULES, Case(None, {}))


def worked_items() -> list[Item]:
    """Every shipped worked case, under its own readings."""
    return [
        Item(RULES.under(dict(worked.under)), worked.case)
        for file in sorted((shipped("cases") / RULES.id).rglob("*.cases.yaml"))
        for worked in load_worked_cases(file, RULES)
    ]


def random_items(count: int, seed: int) -> list[Item]:
    """Random partial records under the default readings; the same for the same seed."""
    return [Item(RULES, case) for case in random_cases(count, seed)]


def random_cases(count: int, seed: int) -> Iterator[Case]:
    """Random partial records, from nearly complete to nothing known, one by one."""
    rng = random.Random(seed)
    for _ in range(count):
        yield from casewise.read_cases(json.dumps(random_facts(rng)), RULES)
