"""Decisions and the conditions they are made of, each with the place where it stands.

A decision is the condition of a rule or of an exclusion, and what stands below a *some*, which is
decided for each entity. Its conditions are the leaves and the named branches of its tree; a *some*
is a leaf of the decision around it.
"""

from collections.abc import Iterator

from attrs import field, frozen

from casewise.errors import Place
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
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset

Path = tuple[int, ...]
"""The way from a decision to one of its parts: the position of each part on the way."""


@frozen
class Decision:
    """What is decided of a case, or (with a scope) of one entity of a list."""

    name: str
    at: Path
    """Where it stands in the condition of its rule or exclusion."""
    scope: str
    rule: Rule = field(eq=False, repr=False)
    condition: Condition = field(eq=False, repr=False)
    place: Place | None = field(eq=False, repr=False)

    @property
    def is_whole(self) -> bool:
        """Whether it is all of the condition of a rule or an exclusion."""
        return not self.at

    @property
    def forbids(self) -> bool:
        """Whether a case for which it holds cannot be."""
        return self.rule.kind is Kind.CONSISTENCY


@frozen
class Part:
    """One condition of a decision."""

    decision: Decision
    path: Path
    condition: Condition = field(eq=False, repr=False)

    @property
    def place(self) -> Place | None:
        """Where it stands, or the decision does."""
        return self.condition.place or self.decision.place


def decisions(ruleset: Ruleset) -> Iterator[Decision]:
    """Every decision of a ruleset, in the order of the rules."""
    for rule in ruleset.rules:
        if rule.when is not None:
            yield from _of(rule.id, rule, rule.scope, rule.when, rule.place)
        for exclusion in rule.exclusions:
            yield from _of(exclusion.id, rule, "", exclusion.when, exclusion.place)


def _of(
    name: str, rule: Rule, scope: str, condition: Condition, place: Place | None
) -> Iterator[Decision]:
    yield Decision(name, (), scope, rule, condition, condition.place or place)
    for path, some in _somes(condition, ()):
        below = some.condition
        yield Decision(name, (*path, 0), some.scope, rule, below, below.place or some.place)


def _somes(condition: Condition, path: Path) -> Iterator[tuple[Path, Some]]:
    if isinstance(condition, Some):
        yield path, condition
        return
    for position, part in enumerate(parts_of(condition)):
        yield from _somes(part, (*path, position))


def parts(decision: Decision) -> Iterator[Part]:
    """The conditions of a decision."""
    yield from _parts(decision, decision.condition, ())


def _parts(decision: Decision, condition: Condition, path: Path) -> Iterator[Part]:
    if isinstance(condition, FactTest | Holds | Under | Some | Branch):
        yield Part(decision, path, condition)
    if not isinstance(condition, Some):
        for position, part in enumerate(parts_of(condition)):
            yield from _parts(decision, part, (*path, position))


def beside(condition: Condition, path: Path) -> Iterator[tuple[Condition, bool]]:
    """What stands beside a part on the way to it, and how each must be for the part to matter.

    Where all else is so, the part alone decides. Beside a part of an *all of* everything must
    hold, beside one of an *any of* or *none of* nothing may.
    """
    for position in path:
        parts = parts_of(condition)
        if isinstance(condition, AllOf | AnyOf | NoneOf):
            holds = isinstance(condition, AllOf)
            yield from ((part, holds) for at, part in enumerate(parts) if at != position)
        condition = parts[position]
