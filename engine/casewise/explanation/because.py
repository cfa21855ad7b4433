"""*Because*: facts that alone give the placement, and of which none can be dropped."""

from collections import deque
from collections.abc import Callable, Collection, Sequence

from casewise.evaluation.engines import exact_engine, reference_engine
from casewise.evaluation.placement import place
from casewise.evaluation.reference import Record
from casewise.explanation.grounds import Grounds
from casewise.explanation.support import claims
from casewise.explanation.units import restrict, units
from casewise.result import Result


def sufficient(result: Result) -> tuple[str, ...]:
    """Paths that alone give the placement; dropping any one of them gives another."""
    ruleset, values = result.ruleset, result.case.values
    engine = exact_engine(ruleset)

    def gives(kept: Collection[str]) -> bool:
        part = restrict(values, kept)
        return place(ruleset, engine.completions(part)) == result.placement

    if gives(()):
        return ()
    every = tuple(units(values))
    likely = _likely(result)
    start = [path for path in every if path in likely]
    return minimal(start if gives(start) else every, gives)


def minimal(kept: Sequence[str], gives: Callable[[Collection[str]], bool]) -> tuple[str, ...]:
    """Drop paths one by one until none can be; a later drop may free an earlier one."""
    waiting = deque(kept)
    needed_in_a_row = 0
    while needed_in_a_row < len(waiting):
        path = waiting.popleft()
        if gives(waiting):
            needed_in_a_row = 0
        else:
            waiting.append(path)
            needed_in_a_row += 1
    return tuple(path for path in kept if path in waiting)


def _likely(result: Result) -> set[str]:
    """The grounds of what the placement rests on; where they are not enough, all is tried."""
    record = Record(reference_engine(result.ruleset), result.case.values)
    grounds = Grounds(record)
    rested_on = claims(result.ruleset, result.placement, record)
    return {path for claim in rested_on for path in grounds.of(claim.condition)}
