"""A small suite of worked cases that shows all that can be shown and notices every mistake."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from attrs import frozen

from casewise.adequacy.generated import goal_case, mutant_case, numbered
from casewise.adequacy.judging import judged
from casewise.adequacy.killing import Suite, kills
from casewise.adequacy.mutants import Mutant, mutants
from casewise.adequacy.observing import Goal, Observer, goals
from casewise.adequacy.possible import Possibilities
from casewise.adequacy.readings import readings_looked_at
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset

Step = Callable[[], None]
"""Called once for each mutant and goal that was dealt with."""


@frozen
class Small:
    """The suite, and how many goals and mutants it is for."""

    cases: tuple[WorkedCase, ...]
    goals: int
    mutants: int


def small_suite(ruleset: Ruleset, cases: Sequence[WorkedCase], step: Step) -> Small:
    """A small suite from these cases and from new ones where they are not enough.

    The least there is would take too long to find: the case that shows most of what is still
    wanted is taken first, and in the end those are left out that nothing needs.
    """
    chooser = _Chooser(ruleset, cases, step)
    chooser.add_for_goals()
    chooser.add_for_mutants()
    return chooser.chosen()


class _Chooser:
    def __init__(self, ruleset: Ruleset, cases: Sequence[WorkedCase], step: Step) -> None:
        self._ruleset = ruleset
        self._given = cases
        self._step = step
        self._observer = Observer(ruleset)
        self._pool = list(cases)
        self._shown: list[frozenset[Goal]] = [self._observer.shown(each.case) for each in cases]
        self._killed: list[Mutant] = []

    def add_for_goals(self) -> None:
        """A case for each goal that none shows and some can."""
        unders = readings_looked_at(self._ruleset, self._given)
        possibilities = Possibilities(self._ruleset, unders)
        seen = set().union(*self._shown)
        for goal in goals(self._ruleset):
            self._step()
            if goal in seen:
                continue
            found = possibilities.answered(goal).shown
            if found is not None:
                made = goal_case(self._ruleset, goal, found.under, found.values)
                self._add(made)
                seen |= self._shown[-1]

    def add_for_mutants(self) -> None:
        """A case for each mutant that none notices and some can."""
        for mutant in mutants(self._ruleset):
            self._step()
            if Suite(tuple(self._pool)).killer(mutant) is None:
                found = judged(self._ruleset, mutant, self._given)
                if found.values is None:
                    continue
                self._add(mutant_case(self._ruleset, mutant, found.under, found.values))
            self._killed.append(mutant)

    def _add(self, worked: WorkedCase) -> None:
        self._pool.append(worked)
        self._shown.append(self._observer.shown(worked.case))

    def chosen(self) -> Small:
        """The cases chosen, in the order of the pool."""
        every = range(len(self._pool))
        first = covering({at: self._shown[at] for at in every})
        left = [m for m in self._killed if not any(kills(self._pool[at], m) for at in first)]
        noticed = {
            at: frozenset(p for p, m in enumerate(left) if kills(self._pool[at], m))
            for at in (every if left else ())
        }
        both = sorted({*first, *covering(noticed)})
        needed = without_needless({at: self._all_of(at) for at in both})
        cases = tuple(numbered(self._ruleset, (self._pool[at] for at in needed)))
        wanted = frozenset().union(*self._shown)
        return Small(cases, len(wanted), len(self._killed))

    def _all_of(self, at: int) -> frozenset[object]:
        """All that a case shows, and the mutants that it notices."""
        noticed = (p for p, mutant in enumerate(self._killed) if kills(self._pool[at], mutant))
        return frozenset((*self._shown[at], *noticed))


def covering(sets: Mapping[int, AbstractSet[object]]) -> list[int]:
    """Sets that together hold all that any holds: always the one that adds most, then the first."""
    left = set().union(*sets.values())
    chosen = []
    while left:
        best = max(sets, key=lambda at: len(sets[at] & left))
        chosen.append(best)
        left -= sets[best]
    return chosen


def without_needless(sets: Mapping[int, AbstractSet[object]]) -> list[int]:
    """The sets without those that the others make needless; the smallest are left out first."""
    kept = dict(sets)
    for at in sorted(sets, key=lambda at: len(sets[at])):
        others = set().union(*(each for other, each in kept.items() if other != at))
        if kept[at] <= others:
            del kept[at]
    return list(kept)
