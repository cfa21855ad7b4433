"""Whether what a record rests on bears it: facts that give the placement, rules that they decide.

Reasons are not compared word for word. Which of several sets of facts is named may depend on the
order of parts in a rule file, and that is no part of what the rules mean.
"""

from collections.abc import Collection, Iterable

from casewise.evaluation.engines import exact_engine, reference_engine
from casewise.evaluation.placement import place
from casewise.evaluation.reference import Record
from casewise.explanation.units import restrict, units
from casewise.facts import Values
from casewise.model.conditions import Branch
from casewise.model.recorded import Rested
from casewise.model.references import branches_in
from casewise.model.ruleset import Ruleset
from casewise.truth import Truth

REST = "consistent"
"""What explains the facts that no rule names: that nothing else agrees with them."""


def is_borne(ruleset: Ruleset, values: Values, placement: str, because: tuple[Rested, ...]) -> bool:
    """Whether the facts named are enough, each is needed, and each rule is as said."""
    paths = tuple(dict.fromkeys(path for each in because for path in each.facts))
    every = set(units(values))
    if not every.issuperset(paths):
        return False
    if not _is_enough(ruleset, values, placement, paths):
        return False
    if any(_is_enough(ruleset, values, placement, _without(paths, path)) for path in paths):
        return False
    return all(_is_as_said(ruleset, restrict(values, paths), each) for each in because)


def _without(paths: Iterable[str], left: str) -> tuple[str, ...]:
    return tuple(path for path in paths if path != left)


def _is_enough(ruleset: Ruleset, values: Values, placement: str, paths: Collection[str]) -> bool:
    completions = exact_engine(ruleset).completions(restrict(values, paths))
    return place(ruleset, completions) == placement


def _is_as_said(ruleset: Ruleset, values: Values, rested: Rested) -> bool:
    """Whether a rule is decided as said, by the facts named."""
    if rested.rule == REST:
        return rested.holds
    try:
        return _truth(ruleset, values, rested.rule) is rested.holds
    except KeyError:
        return False


def _truth(ruleset: Ruleset, values: Values, name: str) -> Truth:
    """Whether a rule, exclusion or branch holds in every completion, or in none.

    Raises:
        KeyError: there is none of that name.
    """
    branch = _branches(ruleset).get(name)
    if branch is not None:
        return Record(reference_engine(ruleset), values).judge(branch)
    engine = exact_engine(ruleset)
    if engine.always(name, values):
        return True
    return False if engine.never(name, values) else None


def _branches(ruleset: Ruleset) -> dict[str, Branch]:
    return {branch.id: branch for rule in ruleset.rules for branch in branches_in(rule)}
