"""What no worked case notices: proved to be no difference, or shown by a record."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import partial

from attrs import frozen

from casewise.adequacy.alike import alike, differing
from casewise.adequacy.loosening import loosened, tells_apart
from casewise.adequacy.mutants import Mutant
from casewise.adequacy.readings import Under, readings_looked_at
from casewise.comparison.comparing import Comparison, compare
from casewise.facts import Values
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset


class Sort(StrEnum):
    """What is known of a mutant that no worked case notices."""

    EQUIVALENT = "equivalent"
    """No record, however much of it is known, gets another answer: proved."""
    SAME_OUTCOMES = "same outcomes"
    """Every complete case has the same outcome: proved. Whether a record that is known in part
    can be placed elsewhere is not proved; none was found."""
    OPEN = "open"
    """Neither was proved nor was a record found."""
    MISSED = "missed"
    """A record gets another answer: a worked case is missing."""


@frozen
class Judgement:
    """What a survivor is, and for one that is missed a record that tells it apart."""

    mutant: Mutant
    sort: Sort
    under: Under = ()
    """The readings under which the record gets another answer."""
    values: Values | None = None


def judged(ruleset: Ruleset, mutant: Mutant, cases: Sequence[WorkedCase]) -> Judgement:
    """Whether a mutant is equivalent under every reading looked at, or a record it gets wrong.

    That is the default, every other value of one reading, and what the cases are written for.
    """
    worst = Sort.EQUIVALENT
    for under in readings_looked_at(ruleset, cases):
        chosen = dict(under)
        comparison = compare(ruleset.under(chosen), mutant.ruleset.under(chosen))
        found = next(filter(partial(tells_apart, comparison), _shown(comparison)), None)
        if found is None and not alike(comparison):
            found = loosened(comparison, differing(comparison)) if comparison.same else None
            worst = _worse(worst, Sort.SAME_OUTCOMES if comparison.same else Sort.OPEN)
        if found is not None:
            return Judgement(mutant, Sort.MISSED, under, found)
    return Judgement(mutant, worst)


def _shown(comparison: Comparison) -> Iterator[Values]:
    """Small records that show what moves."""
    return (move.witness().values for move in comparison.moves)


def _worse(one: Sort, other: Sort) -> Sort:
    return max(one, other, key=list(Sort).index)
