"""How much of a ruleset its worked cases show."""

from collections.abc import Iterable, Sequence

from attrs import frozen

from casewise.adequacy.decisions import Part
from casewise.adequacy.observing import DECIDES_NO, DECIDES_YES, Goal, Observer, goals
from casewise.adequacy.possible import Answered, Possibilities
from casewise.adequacy.readings import readings_looked_at
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset

DECIDED, SEEN, DECIDING = "decided", "seen", "deciding"
SORTS = (DECIDED, SEEN, DECIDING)
"""Rules and exclusions that hold and fail; conditions that are yes, no and unknown; conditions
that alone decide, by holding and by failing (masking MC/DC)."""


def sort_of(goal: Goal) -> str:
    """Which of the three a goal belongs to."""
    if not isinstance(goal.about, Part):
        return DECIDED
    return DECIDING if goal.what in (DECIDES_YES, DECIDES_NO) else SEEN


@frozen
class Coverage:
    """The goals of a ruleset: those shown by some case, proved impossible, and missing."""

    shown: tuple[Goal, ...]
    impossible: tuple[Goal, ...]
    """What no record can show, under any reading looked at."""
    missing: tuple[tuple[Goal, Answered], ...]

    def counts(self, sort: str) -> tuple[int, int, int]:
        """How many goals of a sort are shown, missing, and impossible."""
        missing = [goal for goal, _ in self.missing]
        shown, left, never = (
            sum(sort_of(goal) == sort for goal in found)
            for found in (self.shown, missing, self.impossible)
        )
        return shown, left, never


def coverage(ruleset: Ruleset, cases: Sequence[WorkedCase]) -> Coverage:
    """What these cases show of a ruleset, and of the rest what can be shown."""
    seen = shown(Observer(ruleset), cases)
    every = list(goals(ruleset))
    possibilities = Possibilities(ruleset, readings_looked_at(ruleset, cases))
    answered = [(goal, possibilities.answered(goal)) for goal in every if goal not in seen]
    return Coverage(
        tuple(goal for goal in every if goal in seen),
        tuple(goal for goal, found in answered if not found.possible),
        tuple((goal, found) for goal, found in answered if found.possible),
    )


def shown(observer: Observer, cases: Iterable[WorkedCase]) -> frozenset[Goal]:
    """All that these cases show."""
    return frozenset().union(*(observer.shown(worked.case) for worked in cases))
