"""Records told fact by fact, until something is shown of them, and what of them can be left out.

`witness` starts from the simplest case there is, which takes a space of questions. This needs no
more than to be able to ask whether something is possible, and whether it is shown.
"""

from collections.abc import Callable, Sequence

from casewise.explanation.opening import not_known, possible_answers, tell
from casewise.explanation.units import restrict, units
from casewise.explanation.words import known_at
from casewise.facts import Known, Members, Values
from casewise.model.ruleset import Ruleset

Record = dict[str, Known | None]
Holds = Callable[[Values], bool]
"""Whether something is so of a record."""


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
    """The record without what can be dropped; no part of what is left can be.

    Of sets, members are taken out that need not be in. What is shown by a record must be shown by
    every record that says that and more of what `found` says; so each part is tried once.
    """
    kept = sorted(units(found), key=_in_order_of_dropping)
    for path in tuple(kept):
        less = [other for other in kept if other != path]
        if is_shown(restrict(found, less)):
            kept = less
    left = less_in_sets = restrict(found, kept)
    for path in kept:
        less_in_sets = _with_fewer_members(less_in_sets, path, is_shown)
    return left if less_in_sets == left else smallest(less_in_sets, is_shown)


def _in_order_of_dropping(path: str) -> tuple[bool, int]:
    """That there is an entity comes last: its facts say so too, and that there are no others."""
    depth = path.count(".")
    return depth == 1, -depth


def _with_fewer_members(found: Record, path: str, is_shown: Holds) -> Record:
    """The record without members of a set that need not be in it."""
    known = known_at(found, path)
    if isinstance(known, Members):
        for code in sorted(known.included):
            less = Members(known.included - {code}, known.excluded | {code})
            if is_shown(more := tell(found, path, less)):
                found, known = more, less
    return found


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
