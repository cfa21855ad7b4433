"""Precedence: the categories in their order, and who hands a case to whom."""

from collections.abc import Iterator

from attrs import frozen

from casewise.evaluation.exact.space import Space
from casewise.evaluation.plan import unfold
from casewise.model.rules import Kind, Rule, Yield
from casewise.model.ruleset import Ruleset


@frozen
class Rung:
    """A category or a subtype, in the order in which they are considered."""

    rule: Rule
    depth: int


@frozen
class Handing:
    """A precedence: `loser` hands a case to `entry.to` where both hold.

    `in_force` says whether it is so under the chosen readings, `meets` whether both can hold
    together in an eligible case that no exclusion takes from either.
    """

    loser: Rule
    entry: Yield
    in_force: bool
    meets: bool


@frozen
class Precedence:
    """The rungs from the first to the last, and the precedences between them."""

    rungs: tuple[Rung, ...]
    handings: tuple[Handing, ...]


def precedence(ruleset: Ruleset) -> Precedence:
    """The order of categories and subtypes under the chosen readings, and what it rests on."""
    rungs = tuple(_rungs(ruleset))
    space = Space(ruleset, unfold(ruleset))
    handings = tuple(
        Handing(
            rung.rule, entry, entry in ruleset.active_yields(rung.rule),
            _meets(space, rung.rule, ruleset.by_id[entry.to]),
        )
        for rung in rungs
        for entry in rung.rule.yields
    )  # fmt: skip
    return Precedence(rungs, handings)


def _rungs(ruleset: Ruleset) -> Iterator[Rung]:
    for category in ruleset.of_kind(Kind.CATEGORY):
        yield Rung(category, 0)
        for subtype in ruleset.subtypes.get(category.id, ()):
            yield Rung(subtype, 1)


def _meets(space: Space, loser: Rule, winner: Rule) -> bool:
    both = {
        "eligible" if rule.kind is Kind.CATEGORY else f"outcome:{rule.parent}": True
        for rule in (loser, winner)
    }
    free = {e.id: False for rule in (loser, winner) for e in rule.exclusions}
    return space.some({**both, loser.id: True, winner.id: True, **free})
