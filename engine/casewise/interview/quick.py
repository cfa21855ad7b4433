"""What to ask next while a person waits: as `planning`, with a bound on how long it thinks.

An outlook is solved if few outlooks lie under it. Of another, a question is taken that often
settles the case at once, or that tells most. What is left to ask is then valued as if questions
came in the order of the rules, after a few steps of the likeliest course.
"""

from heapq import heappop, heappush

from attrs import frozen

from casewise.interview.asking import Asked, Asking
from casewise.interview.outlooks import LAST
from casewise.interview.planning import Planner
from casewise.interview.solving import Estimate, Plan, Solver, TooLarge

LIKELY = 0.02
"""How likely a step of an estimate must be to be looked at."""


@frozen
class Effort:
    """How hard to think about one state."""

    solved: int = 10
    """An outlook with at most so many parts is solved,"""
    room: int = 150
    """if at most so many outlooks lie under it."""
    steps: int = 1
    """How many steps of the likeliest course an estimate looks ahead."""
    outlooks: int = 400
    """From so many outlooks on, one more entity than those just listed is not reckoned with."""


class QuickPlanner:
    """Plans the interviews of one table of outlooks, under one model."""

    def __init__(self, asking: Asking, effort: Effort) -> None:
        self.asking = asking
        self._outlooks = asking.outlooks
        self._effort = effort
        self._use = Planner(asking, solved=0, near=0)
        self._solutions: dict[int, Plan | None] = {}
        self._ranked: dict[int, list[Asked]] = {}
        self._values: dict[tuple[int, int], tuple[float, float]] = {}

    def ranked(self, outlook: int) -> list[Asked]:
        """The questions that can be asked, the best first."""
        found = self._ranked.get(outlook)
        if found is None:
            found = self._ranked[outlook] = self._use.ranked(outlook)
        plan = self._solution(outlook)
        if plan is None or plan[0] is None:
            return found
        return [plan[0], *(asked for asked in found if asked is not plan[0])]

    def estimate(self, outlook: int) -> Estimate:
        """What is to be asked: of an outlook that is solved exactly, else about."""
        plan = self._solution(outlook)
        return plan[1] if plan is not None else self._steps(outlook)

    def _solution(self, outlook: int) -> Plan | None:
        if outlook not in self._solutions:
            self._solutions[outlook] = self._solved(outlook)
        return self._solutions[outlook]

    def _solved(self, outlook: int) -> Plan | None:
        if self._outlooks.parts(outlook).bit_count() > self._effort.solved:
            return None
        try:
            return Solver(self.asking, self._effort.room).solve(outlook)
        except TooLarge:
            return None

    # -- estimates --------------------------------------------------------------------------

    def _steps(self, outlook: int) -> Estimate:
        """What is to be asked: the likeliest steps are followed, the rest is valued by order."""
        waiting = [(-1.0, outlook, 0.0)]
        best, expected, steps = float("inf"), 0.0, 0
        while waiting:
            share, each, spent = heappop(waiting)
            if self._is_done(each) or steps >= self._effort.steps or -share < LIKELY:
                least, likely = self._value(each, -1)
                best, expected = min(best, spent + least), expected - share * likely
                continue
            steps += 1
            asked = self.ranked(each)[0]
            expected -= share * asked.cost
            for left, chance in self.asking.answers(each, asked).items():
                heappush(waiting, (share * chance, left, spent + asked.cost))
        return Estimate(best, expected, self._most(outlook))

    def _is_done(self, outlook: int) -> bool:
        return len(self._outlooks.possible(outlook)) == 1 or self._outlooks.part[outlook] == LAST

    def _value(self, outlook: int, previous: int) -> tuple[float, float]:
        """The least and the expected cost if parts are asked for in order.

        An answer that is not known is taken to leave as much as the answer that leaves most. A
        question whose parts were begun with `previous` is not paid for twice.
        """
        if self._is_done(outlook):
            return 0.0, 0.0
        key = (outlook, previous)
        found = self._values.get(key)
        if found is None:
            found = self._values[key] = self._by_order(outlook, previous)
        return found

    def _by_order(self, outlook: int, previous: int) -> tuple[float, float]:
        part, nothing = self._outlooks.part[outlook], self._outlooks.nothing
        asked = self.asking.of_part[part]
        first = asked.parts[0]
        total = known = hardest = 0.0
        best = float("inf")
        for share, each in zip(
            self.asking.weights(part), self._outlooks.below[outlook], strict=True
        ):
            if each != nothing:
                least, likely = self._value(each, first)
                best, hardest = min(best, least), max(hardest, likely)
                total, known = total + share, known + share * likely
        chance = self.asking.model.not_known
        cost = 0 if first == previous else asked.cost
        return cost + best, cost + (1 - chance) * known / total + chance * hardest

    def _most(self, outlook: int) -> float:
        """What it costs to ask for all that the outlook depends on."""
        open_parts = self._outlooks.parts(outlook)
        every = self.asking.questions
        return sum(a.cost for a in every if any(open_parts >> part & 1 for part in a.parts))
