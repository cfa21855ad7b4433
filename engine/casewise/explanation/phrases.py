"""A condition in words, as phrases that know what they name."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from attrs import frozen

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
)
from casewise.model.references import path_of
from casewise.model.ruleset import Ruleset
from casewise.model.statements import OUTCOME
from casewise.model.vocabulary import Citation, Fact, FactType


class Thing(StrEnum):
    """What a piece of a phrase can name."""

    RULE = "rule"
    FACT = "fact"
    READING = "reading"
    BRANCH = "branch"
    OUTCOME = "outcome"


@frozen
class Named:
    """Words that name something.

    `name` is the id of a rule or a branch, an outcome, the name of a fact with its list
    (`items.weight`), or a reading with a value (`contact=required`).
    """

    words: str
    thing: Thing
    name: str


@frozen
class Phrase:
    """One line of a condition: how deep it lies, what it says, and what that rests on."""

    depth: int
    pieces: tuple[str | Named, ...]
    cites: tuple[Citation, ...] = ()

    @property
    def words(self) -> str:
        """The phrase as plain text."""
        return "".join(piece if isinstance(piece, str) else piece.words for piece in self.pieces)


def phrases(
    ruleset: Ruleset, condition: Condition, scope: str = "", depth: int = 0
) -> Iterator[Phrase]:
    """The condition line by line; what belongs to a line follows it, one deeper.

    Args:
        ruleset: the rules that the condition is part of.
        condition: the condition.
        scope: the list whose entity is judged; empty for the case.
        depth: how deep the first line lies.
    """
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            words = {AllOf: "all of:", AnyOf: "any of:", NoneOf: "none of:"}[type(condition)]
            yield Phrase(depth, (words,))
            for part in parts:
                yield from phrases(ruleset, part, scope, depth + 1)
        case Some(group, inner):
            yield Phrase(depth, _some(ruleset, group))
            yield from phrases(ruleset, inner, group, depth + 1)
        case Branch():
            named = Named(condition.id, Thing.BRANCH, condition.id)
            yield Phrase(depth, (named, f": {condition.means}"), condition.cites)
            yield from phrases(ruleset, condition.condition, scope, depth + 1)
        case Holds() | Under() | FactTest():
            yield Phrase(depth, _leaf(ruleset, condition, scope))


def _some(ruleset: Ruleset, group: str) -> tuple[str | Named, ...]:
    fact = ruleset.vocabulary.find("", group)
    singular = fact.singular if fact else group
    return ("some ", Named(singular, Thing.FACT, group), ", one and the same:")


def _leaf(
    ruleset: Ruleset, condition: Holds | Under | FactTest, scope: str
) -> tuple[str | Named, ...]:
    match condition:
        case Holds(name) if name.startswith(OUTCOME):
            outcome = name.removeprefix(OUTCOME)
            return ("the outcome is ", Named(outcome, Thing.OUTCOME, outcome))
        case Holds(name):
            return (Named(name, Thing.RULE, name), f" ({ruleset.by_id[name].means})")
        case Under(reading, value):
            named = Named(f"{reading} = {value}", Thing.READING, f"{reading}={value}")
            return ("under the reading ", named)
        case FactTest(name, test):
            found = ruleset.vocabulary.find(scope, name)
            label = found.label if found else name
            fact = Named(label, Thing.FACT, path_of(scope, name))
            return (fact, f": {test_words(found, test)}")


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
