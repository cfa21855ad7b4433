"""Witnesses: small records that show what can be."""

from collections.abc import Callable, Collection, Sequence

from casewise.evaluation.exact.space import Space, Wanted
from casewise.explanation.because import minimal
from casewise.explanation.opening import not_known, possible_answers, tell
from casewise.explanation.units import restrict, units
from casewise.facts import Known, Values
from casewise.model.ruleset import Ruleset

Record = dict[str, Known | None]
Holds = Callable[[Values], bool]
"""Whether something is so of a record."""


def witness(ruleset: Ruleset, space: Space, wanted: Wanted) -> Record | None:
    """A record whose completions all have these answers, and of which no part can be dropped.

    None where no completion has them: that is then proved. What a record cannot say (that a fact
    which may be absent is absent) stays open; then some completions of the record have them.
    """
    if not space.some(wanted):
        return None

    def is_shown(values: Values) -> bool:
        return space.every(wanted, values)

    found = told((ruleset,), lambda values: space.some(wanted, values), is_shown)
    return smallest(found, is_shown) if is_shown(found) else found


def told(rulesets: Sequence[Ruleset], is_possible: Holds, is_shown: Holds) -> Record:
    """A record told fact by fact, so that what is wanted stays possible, until it is shown.

    It ends without that where nothing more can be said. The rulesets speak of the same facts;
    answers are those that any of them tells apart.
    """
    found: Record = {}
    more: Record | None = found
    while more is not None:
        found = more
        if is_shown(found):
            break
        more = _told_one_more(rulesets, is_possible, found)
    return found


def smallest(found: Record, is_shown: Holds) -> Record:
    """The record without what can be dropped; no part of what is left can be."""

    def shows(kept: Collection[str]) -> bool:
        return _says_that_they_are(kept) and is_shown(restrict(found, kept))

    return restrict(found, minimal(list(units(found)), shows))


def _says_that_they_are(kept: Collection[str]) -> bool:
    """Whether every entity is kept of which a fact is.

    A fact says that there is such an entity. Were that dropped first, then the fact would stay for
    its sake, where it is enough that there is one.
    """
    return all(path.rpartition(".")[0] in kept for path in kept if path.count(".") > 1)


def _told_one_more(
    rulesets: Sequence[Ruleset], is_possible: Holds, values: Values
) -> Record | None:
    """The record with one more fact known, in a way that leaves what is wanted possible."""
    for path, fact in not_known(rulesets[0], values):
        for ruleset in rulesets:
            for _, known in possible_answers(ruleset, path, fact, values):
                more = tell(values, path, known)
                if more != values and is_possible(more):
                    return more
    return None
