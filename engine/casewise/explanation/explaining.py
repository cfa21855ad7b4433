"""From a result to its explanation."""

from casewise.explanation.also import also_true, blocked
from casewise.explanation.clashes import clashes
from casewise.explanation.dependence import dependences
from casewise.explanation.opening import open_facts
from casewise.explanation.reasons import reasons
from casewise.explanation.values import Explanation
from casewise.result import Result


def explain(result: Result) -> Explanation:
    """Why a case is placed where it is, what else was true, and what is open."""
    return Explanation(
        result=result,
        because=reasons(result),
        also_true=tuple(also_true(result)),
        blocked=tuple(blocked(result)),
        open=open_facts(result),
        readings=tuple(dependences(result)),
        conflicts=clashes(result),
    )
