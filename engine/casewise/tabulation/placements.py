"""Placements as a variable: categories by precedence, their subtypes below them, then the rest."""

from collections.abc import Iterator

import polars as pl

from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED
from casewise.tabulation.variables import Level, Variable

PLACEMENT, POSSIBLE = "placement", "possible"
OPEN_SUBTYPE = "subtype-open"
PLACELESS = {
    NOT_ELIGIBLE: "not counted by the study",
    CONFLICT: "facts that cannot all be true",
    UNDECIDED: "not decided by what is known",
}


def placement_variable(rules: Ruleset) -> Variable:
    """The placements that rules can give, each with a row though no case may be in it."""
    return Variable(PLACEMENT, "placement", tuple(_levels(rules)))


def _levels(rules: Ruleset) -> Iterator[Level]:
    for category in rules.of_kind(Kind.CATEGORY):
        yield from _of_category(category, rules.subtypes.get(category.id, ()))
    for gap in rules.of_kind(Kind.GAP):
        yield _level(gap.id, _words(gap), (gap.id,))
    for code in (NOT_ELIGIBLE, CONFLICT):
        yield _level(code, PLACELESS[code], (code,))
    yield Level(UNDECIDED, PLACELESS[UNDECIDED], _is((UNDECIDED,)))


def _of_category(category: Rule, subtypes: tuple[Rule, ...]) -> Iterator[Level]:
    ids = tuple(subtype.id for subtype in subtypes)
    outcomes = frozenset(ids or (category.id,))
    yield Level(category.id, _words(category), _is((category.id, *ids)), outcomes=outcomes)
    for subtype in subtypes:
        yield _level(subtype.id, _words(subtype), (subtype.id,), depth=1)
    if subtypes:
        code = f"{category.id}.{OPEN_SUBTYPE}"
        yield Level(code, "subtype not decided by what is known", _is((category.id,)), depth=1)


def _level(code: str, label: str, placements: tuple[str, ...], depth: int = 0) -> Level:
    return Level(code, label, _is(placements), depth, frozenset(placements))


def _words(rule: Rule) -> str:
    return rule.label or rule.title


def _is(placements: tuple[str, ...]) -> pl.Expr:
    return pl.col(PLACEMENT).is_in(placements)
