"""A ruleset of which some readings are left open: they become facts of the case.

What is then possible for a record is what is possible under some value of them. The rules say the
same as before: where they ask for a reading, they ask for the fact. Where one entity of a list is
judged, facts of the case cannot be asked; there the condition is told apart by the readings, from
outside. Readings that precedence depends on cannot be opened, as the order of categories hangs on
them.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import product

from attrs import evolve

from casewise.facts import Choice, IsOneOf, Known
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
    parts_of,
)
from casewise.model.rules import Rule
from casewise.model.ruleset import Reading, Ruleset
from casewise.model.vocabulary import Fact, FactType, Value, Vocabulary

Values = Mapping[str, str]
"""The value of each of some readings."""


def opened(ruleset: Ruleset, names: Collection[str]) -> Ruleset:
    """The ruleset with these readings as facts; none of them may be among those of `ordering`."""
    readings = [reading for reading in ruleset.readings if reading.name in names]
    facts = (*ruleset.vocabulary.facts, *map(_fact, readings))
    opening = _Opening(ruleset, {reading.name: reading for reading in readings})
    rules = tuple(opening.rule(rule) for rule in ruleset.rules)
    return evolve(ruleset, vocabulary=Vocabulary(facts), rules=rules, variants={})


def ordering(ruleset: Ruleset) -> frozenset[str]:
    """The readings that some precedence depends on."""
    entries = (entry for rule in ruleset.rules for entry in rule.yields)
    return frozenset(name for entry in entries for name, _ in entry.under)


def readings_in(ruleset: Ruleset, condition: Condition) -> frozenset[str]:
    """The readings that a condition asks for, also through the rules it refers to."""
    match condition:
        case Under(reading, _):
            return frozenset({reading})
        case Holds(name):
            when = ruleset.by_id[name].when
            return frozenset() if when is None else readings_in(ruleset, when)
        case _:
            return frozenset().union(*(readings_in(ruleset, each) for each in parts_of(condition)))


def known(values: Values) -> dict[str, Known | None]:
    """Readings as what a record of the opened ruleset says."""
    return {fact_name(name): Choice(frozenset({code})) for name, code in values.items()}


def fact_name(reading: str) -> str:
    """The name of the fact that a reading becomes; no other fact has it, as it has a space."""
    return f"reading {reading}"


def _fact(reading: Reading) -> Fact:
    values = tuple(Value(code, code) for code in reading.codes)
    return Fact(fact_name(reading.name), FactType.CHOICE, reading.name, reading.asks, values=values)


class _Opening:
    """Puts facts in the place of readings."""

    def __init__(self, ruleset: Ruleset, readings: Mapping[str, Reading]) -> None:
        self._ruleset = ruleset
        self._readings = readings

    def rule(self, rule: Rule) -> Rule:
        """A rule about an entity stays: what asks for it asks for its condition instead."""
        if rule.scope:
            return rule
        return evolve(
            rule,
            when=None if rule.when is None else self._case(rule.when),
            exclusions=tuple(evolve(each, when=self._case(each.when)) for each in rule.exclusions),
        )

    def _case(self, condition: Condition) -> Condition:
        match condition:
            case Under(reading, value) if reading in self._readings:
                return _is(reading, value)
            case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
                return evolve(condition, parts=tuple(map(self._case, parts)))
            case Branch():
                return self._case(condition.condition)
            case Some():
                return self._some(condition)
            case _:
                return condition

    def _some(self, condition: Some) -> Condition:
        """The condition under each combination of the readings that it asks for."""
        names = sorted(self._asked(condition.condition))
        if not names:
            return condition
        return AnyOf(tuple(self._under(condition, values) for values in self._combinations(names)))

    def _under(self, condition: Some, values: Values) -> Condition:
        inner = self._entity(condition.condition, values)
        given = (_is(name, code) for name, code in values.items())
        return AllOf((*given, evolve(condition, condition=inner)))

    def _combinations(self, names: list[str]) -> Iterator[Values]:
        for codes in product(*(self._readings[name].codes for name in names)):
            yield dict(zip(names, codes, strict=True))

    def _asked(self, condition: Condition) -> frozenset[str]:
        return readings_in(self._ruleset, condition) & self._readings.keys()

    def _entity(self, condition: Condition, values: Values) -> Condition:
        """A condition about an entity under these readings, rules written out that ask for them."""
        match condition:
            case Under(reading, value) if reading in values:
                return AllOf(()) if values[reading] == value else AnyOf(())
            case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
                return evolve(condition, parts=tuple(self._entity(part, values) for part in parts))
            case Branch():
                return self._entity(condition.condition, values)
            case Holds(name) if self._asked(condition):
                when = self._ruleset.by_id[name].when
                assert when is not None  # what remains is never part of a rule
                return self._entity(when, values)
            case _:
                return condition


def _is(reading: str, value: str) -> Condition:
    return FactTest(fact_name(reading), IsOneOf(frozenset({value})))
