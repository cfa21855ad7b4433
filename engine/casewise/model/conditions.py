"""Conditions: the trees that rules are made of.

A condition is judged in a scope: the case, or one entity of a list. `Some` leads from the case
to the entities of a list and means one and the same entity throughout.
"""

from collections.abc import Iterator

from attrs import field, frozen

from casewise.errors import Place
from casewise.facts import Test
from casewise.model.vocabulary import Citation


@frozen
class AllOf:
    """Every part holds."""

    parts: tuple["Condition", ...]
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class AnyOf:
    """At least one part holds."""

    parts: tuple["Condition", ...]
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class NoneOf:
    """No part holds."""

    parts: tuple["Condition", ...]
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class Some:
    """Some entity of a list satisfies the condition."""

    scope: str
    condition: "Condition"
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class Holds:
    """The named rule holds, in the scope that it is about."""

    rule: str
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class Under:
    """The ruleset is run under this value of a reading."""

    reading: str
    value: str
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen(cache_hash=True)
class FactTest:
    """A fact of the scope passes a test."""

    fact: str
    test: Test
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class Branch:
    """A part of a rule with a name, words and citation of its own."""

    id: str
    means: str
    cites: tuple[Citation, ...]
    condition: "Condition"
    place: Place | None = field(default=None, eq=False, repr=False)


Condition = AllOf | AnyOf | NoneOf | Some | Holds | Under | FactTest | Branch


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions right below this one."""
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            return parts
        case Some(_, inner):
            return (inner,)
        case Branch():
            return (condition.condition,)
        case _:
            return ()


def walk(condition: Condition, scope: str = "") -> Iterator[tuple[str, Condition]]:
    """Every condition in the tree, this one first, each with the scope it is judged in."""
    yield scope, condition
    below = condition.scope if isinstance(condition, Some) else scope
    for part in parts_of(condition):
        yield from walk(part, below)
