"""Witnesses: small records that show what can be."""

from collections.abc import Collection

from casewise.evaluation.exact.space import Space, Wanted
from casewise.explanation.because import minimal
from casewise.explanation.opening import not_known, possible_answers, tell
from casewise.explanation.units import restrict, units
from casewise.facts import Known, Values
from casewise.model.ruleset import Ruleset

Record = dict[str, Known | None]


def witness(ruleset: Ruleset, space: Space, wanted: Wanted) -> Record | None:
    """A record whose completions all have these answers, and of which no part can be dropped.

    None where no completion has them: that is then proved. What a record cannot say (that a fact
    which may be absent is absent) stays open; then some completions of the record have them.
    """
    if not space.some(wanted):
        return None
    found: Record = {}
    more: Record | None = found
    while more is not None:
        found = more
        if space.every(wanted, found):
            return _smallest(space, wanted, found)
        more = _told_one_more(ruleset, space, wanted, found)
    return found


def _smallest(space: Space, wanted: Wanted, found: Record) -> Record:
    def shows(kept: Collection[str]) -> bool:
        return space.every(wanted, restrict(found, kept))

    return restrict(found, minimal(list(units(found)), shows))


def _told_one_more(ruleset: Ruleset, space: Space, wanted: Wanted, values: Values) -> Record | None:
    """The record with one more fact known, in a way that leaves what is wanted possible."""
    for path, fact in not_known(ruleset, values):
        for _, known in possible_answers(ruleset, path, fact, values):
            told = tell(values, path, known)
            if told != values and space.some(wanted, told):
                return told
    return None
