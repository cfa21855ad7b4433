"""The readings that a result depends on: each other value is tried."""

from collections.abc import Iterator

from casewise.evaluation.classification import decided
from casewise.evaluation.engines import exact_engine, has_exact_engine, reference_engine
from casewise.evaluation.exact.engine import Completions
from casewise.evaluation.placement import place
from casewise.explanation.values import Alternative, Dependence
from casewise.facts import Values
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT, Result


def dependences(result: Result) -> Iterator[Dependence]:
    """The readings of which another value gives another placement or other possibilities."""
    for reading in result.ruleset.readings:
        chosen = result.ruleset.choice[reading.name]
        others = [
            _under(result, result.ruleset.under({reading.name: code}), code)
            for code in reading.codes
            if code != chosen
        ]
        own = (result.placement, tuple(sorted(result.possible)))
        moved = tuple(o for o in others if (o.placement, o.possible) != own)
        if moved:
            yield Dependence(reading.name, chosen, moved)


def _under(result: Result, ruleset: Ruleset, value: str) -> Alternative:
    completions = _completions(ruleset, result.case.values)
    possible = tuple(sorted(completions.possible)) or (CONFLICT,)
    return Alternative(value, place(ruleset, completions), possible)


def _completions(ruleset: Ruleset, values: Values) -> Completions:
    """What all completions come to; an exact engine is not made for what verdicts decide."""
    if not has_exact_engine(ruleset):
        found = decided(ruleset, reference_engine(ruleset).verdicts(values).answers)
        if found is not None:
            return found
    return exact_engine(ruleset).completions(values)
