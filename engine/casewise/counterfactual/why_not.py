"""From a result to what stands in the way of an outcome."""

from collections.abc import Collection, Iterator
from enum import StrEnum

from attrs import field, frozen

from casewise.counterfactual.changing import outcome_of, tellings
from casewise.counterfactual.edits import Changes
from casewise.counterfactual.endings import Goal
from casewise.counterfactual.obstacles import Obstacle, needs
from casewise.counterfactual.smallest import smallest
from casewise.evaluation.engines import exact_engine, remembered
from casewise.evaluation.exact.space import Space
from casewise.evaluation.plan import unfold
from casewise.explanation.because import minimal
from casewise.explanation.clashes import clashes
from casewise.explanation.units import restrict, units
from casewise.explanation.values import Clash
from casewise.facts import Values
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT, Result


class Standing(StrEnum):
    """How an outcome stands to a case."""

    PLACED = "placed"
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    CONFLICT = "conflict"


@frozen
class Hindrance:
    """Facts that alone rule an outcome out, none of which can be dropped, and what they rest on.

    Where no single rule stands in the way, the obstacles do so together: whatever is true of what
    is open, it is one of them.
    """

    facts: tuple[str, ...]
    obstacles: tuple[Obstacle, ...]


@frozen
class WhyNot:
    """What stops an outcome; what is empty does not apply to how the outcome stands."""

    result: Result = field(repr=False)
    outcome: str
    standing: Standing
    hindrances: tuple[Hindrance, ...] = ()
    """All smallest sets of facts that rule the outcome out."""
    tellings: Changes | None = None
    """What would have to turn out how, of what is still open, for the case to be placed there."""
    clashes: tuple[Clash, ...] = ()


def why_not(result: Result, outcome: str) -> WhyNot:
    """What stops an outcome, given by id or label (of a category, any subtype of it counts).

    Raises:
        UnknownOutcome: the ruleset has no such outcome.
    """
    outcome = outcome_of(result.ruleset, outcome)
    names = set(Goal(result.ruleset, outcome, settled=False).names)
    if result.placement == CONFLICT:
        return WhyNot(result, outcome, Standing.CONFLICT, clashes=clashes(result))
    if result.placement in names:
        return WhyNot(result, outcome, Standing.PLACED)
    if names & result.possible:
        return WhyNot(result, outcome, Standing.POSSIBLE, tellings=tellings(result, outcome))
    found = tuple(_hindrances(result, outcome))
    return WhyNot(result, outcome, Standing.IMPOSSIBLE, hindrances=found)


def _hindrances(result: Result, outcome: str) -> Iterator[Hindrance]:
    values, never = result.case.values, exact_engine(result.ruleset).never
    question = f"outcome:{outcome}"

    def rules_out(kept: Collection[str]) -> bool:
        return never(question, restrict(values, kept))

    every = tuple(units(values))
    for facts in smallest(every, rules_out):
        kept = tuple(path for path in every if path in facts)
        yield Hindrance(kept, _obstacles(result.ruleset, outcome, restrict(values, kept)))


def _space(ruleset: Ruleset) -> Space:
    return Space(ruleset, unfold(ruleset))


_space_of = remembered(_space)


def _obstacles(ruleset: Ruleset, outcome: str, values: Values) -> tuple[Obstacle, ...]:
    """Fewest needs that cannot be met together, in words; those of later stages are kept."""
    every = {each.question: each for each in needs(ruleset, outcome)}
    space = _space_of(ruleset)

    def cannot_be(kept: Collection[str]) -> bool:
        return not space.some({name: every[name].answer for name in kept}, values)

    for name in every:  # one alone says it best
        if cannot_be((name,)):
            return every[name].obstacles
    return tuple(o for name in minimal(tuple(every), cannot_be) for o in every[name].obstacles)
