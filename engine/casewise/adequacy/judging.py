"""What no worked case notices: proved to be no difference, or shown by a record."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from attrs import frozen

from casewise.adequacy.alike import alike
from casewise.adequacy.killing import answer
from casewise.adequacy.loosening import loosened
from casewise.adequacy.mutants import Mutant
from casewise.adequacy.readings import Under
from casewise.comparison.comparing import Comparison, compare
from casewise.facts import Values
from casewise.model.ruleset import Ruleset

class Sort(StrEnum):
    """What is known of a mutant that no worked case notices."""

    EQUIVALENT = "equivalent"
    """No record, however much of it is known, gets another answer: proved."""
    SAME_OUTCOMES = "same outcomes"
    """Every complete case has the same outcome: proved. Whether a record that is known in part
    can be placed elsewhere is not proved; none was found."""
    MISSED = "missed"
    """A record gets another answer: a worked case is missing."""
    OPEN = "open"
    """Neither was proved nor was a record found."""


@frozen
class Judgement:
    """What a survivor is, and for one that is missed a record that tells it apart."""

    mutant: Mutant
    sort: Sort
    under: Under = ()
    """The readings under which the record gets another answer."""
    values: Values | None = None


def judged(ruleset: Ruleset, mutant: Mutant, unders: Iterable[Under]) -> Judgement:
    """Whether a mutant is equivalent under all these readings, or a record that it gets wrong."""
    worst = Sort.EQUIVALENT
    for under in unders:
        chosen = dict(under)
        comparison = compare(ruleset.under(chosen), mutant.ruleset.under(chosen))
        found = _apart(comparison)
        if found is None and not alike(comparison):
            found = loosened(comparison)
            same = Sort.SAME_OUTCOMES if comparison.same else Sort.OPEN
            worst = Sort.OPEN if Sort.OPEN in (worst, same) else same
        if found is not None:
            return Judgement(mutant, Sort.MISSED, under, found)
    return Judgement(mutant, worst)


def _apart(comparison: Comparison) -> Values | None:
    """A small record that the rulesets answer differently, from those that show what moves."""
    return next(
        (values for values in _shown(comparison) if tells_apart(comparison, values)), None
    )


def _shown(comparison: Comparison) -> Iterator[Values]:
    return (move.witness().values for move in comparison.moves)


def tells_apart(comparison: Comparison, values: Values) -> bool:
    """Whether a record gets another answer from the second ruleset."""
    return answer(comparison.first, values) != answer(comparison.second, values)
