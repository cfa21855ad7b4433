"""Three-valued truth: yes, no, and open (not known).

`True` and `False` are what they say; `None` is *open*: the facts at hand do not tell.
The connectives are Kleene's strong ones: they answer as soon as the known parts decide.
"""

from collections.abc import Iterable

Truth = bool | None


def all_hold(parts: Iterable[Truth]) -> Truth:
    """Conjunction: no as soon as one part is no, open if none is no and one is open."""
    answer: Truth = True
    for part in parts:
        if part is False:
            return False
        if part is None:
            answer = None
    return answer


def any_holds(parts: Iterable[Truth]) -> Truth:
    """Disjunction: yes as soon as one part is yes, open if none is yes and one is open."""
    answer: Truth = False
    for part in parts:
        if part is True:
            return True
        if part is None:
            answer = None
    return answer


def negate(part: Truth) -> Truth:
    """The opposite answer; open stays open."""
    return None if part is None else not part
