"""From completions to the placement: contract.md section 4, numbered as there."""

from typing import Protocol

from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED
from casewise.truth import Truth

SEPARATOR = "|"
"""What stands between the outcomes of a cell that has several."""


class Ends(Protocol):
    """What placement asks of the completions of a record."""

    @property
    def possible(self) -> frozenset[str]:
        """The final outcomes that are reached; empty if no completion exists."""

    @property
    def eligible(self) -> Truth:
        """Whether every completion is eligible, none is, or some are."""

    def always(self, question: str) -> bool:
        """Whether a question holds in every completion."""


def eligibility(possible: frozenset[str]) -> Truth:
    """Whether every completion is eligible (yes), none is (no), or some are (open)."""
    if NOT_ELIGIBLE not in possible:
        return True
    return False if len(possible) == 1 else None


def place(ruleset: Ruleset, ends: Ends) -> str:
    """The placement that what is known gives."""
    if not ends.possible:  # 1
        return CONFLICT
    if ends.eligible is not True:  # 2
        return NOT_ELIGIBLE if ends.eligible is False else UNDECIDED
    if len(ends.possible) == 1:  # 3 and 4 where they agree: one outcome in every completion
        return next(iter(ends.possible))
    category = _first(ruleset.of_kind(Kind.CATEGORY), ends)  # 3
    if category is None:  # 4, with more than one outcome
        return UNDECIDED
    subtype = _first(ruleset.subtypes.get(category.id, ()), ends)
    return (subtype or category).id


def _first(family: tuple[Rule, ...], ends: Ends) -> Rule | None:
    """The first that holds in every completion and is not taken away in every completion."""
    for rule in family:
        if ends.always(rule.id) and not ends.always(f"unless:{rule.id}"):
            return rule
    return None


def placements(ruleset: Ruleset) -> tuple[str, ...]:
    """Every placement that a result can have, categories first, in the order of precedence."""
    categories = tuple(rule.id for rule in ruleset.of_kind(Kind.CATEGORY))
    return tuple(dict.fromkeys((*categories, *ruleset.outcomes, CONFLICT, UNDECIDED)))


def final_outcomes(ruleset: Ruleset) -> tuple[str, ...]:
    """Every outcome that a completed record can have."""
    return (*ruleset.outcomes, CONFLICT)
