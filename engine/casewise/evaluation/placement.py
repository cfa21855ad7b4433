"""From completions to the placement: contract.md section 4, numbered as there."""

from casewise.evaluation.exact.engine import Completions
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED


def place(ruleset: Ruleset, completions: Completions) -> str:
    """The placement that what is known gives."""
    if not completions.possible:  # 1
        return CONFLICT
    if completions.eligible is not True:  # 2
        return NOT_ELIGIBLE if completions.eligible is False else UNDECIDED
    category = _first(ruleset.of_kind(Kind.CATEGORY), completions.certain)  # 3
    if category is not None:
        subtype = _first(ruleset.subtypes.get(category.id, ()), completions.certain)
        return (subtype or category).id
    only = next(iter(completions.possible))  # 4
    is_gap = len(completions.possible) == 1 and ruleset.by_id[only].kind is Kind.GAP
    return only if is_gap else UNDECIDED


def _first(family: tuple[Rule, ...], certain: frozenset[str]) -> Rule | None:
    """The first that holds in every completion and is not taken away in every completion."""
    for rule in family:
        if rule.id in certain and f"unless:{rule.id}" not in certain:
            return rule
    return None
