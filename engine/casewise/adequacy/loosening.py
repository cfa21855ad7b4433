"""Records known in part that two rulesets place apart, though every complete case ends alike."""

from collections.abc import Iterable, Iterator

from casewise.adequacy.killing import answer
from casewise.comparison.comparing import Comparison
from casewise.explanation.units import restrict, units
from casewise.facts import Values


def tells_apart(comparison: Comparison, values: Values) -> bool:
    """Whether a record gets another answer from the second ruleset."""
    return answer(comparison.first, values) != answer(comparison.second, values)


def loosened(comparison: Comparison, records: Iterable[Values]) -> Values | None:
    """Of records that say one thing less than one of these, one that is told apart."""
    for values in records:
        found = next((each for each in _less(values) if tells_apart(comparison, each)), None)
        if found is not None:
            return found
    return None


def _less(values: Values) -> Iterator[Values]:
    every = list(units(values))
    return (restrict(values, [path for path in every if path != left]) for left in every)
