"""The readings that a result depends on: each other value is tried."""

from collections.abc import Iterator, Mapping

from casewise.evaluation.classification import ends
from casewise.evaluation.engines import has_exact_engine, reference_engine
from casewise.explanation.values import Alternative, Dependence
from casewise.model.ruleset import Ruleset
from casewise.result import Result
from casewise.truth import Truth


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
    values = result.case.values
    answers: Mapping[str, Truth] = {}
    if not has_exact_engine(ruleset):  # not made for what verdicts decide
        answers = reference_engine(ruleset).verdicts(values).answers
    possible, _, placement = ends(ruleset, values, answers)
    return Alternative(value, placement, tuple(sorted(possible)))
