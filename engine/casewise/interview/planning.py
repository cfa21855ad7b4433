"""What to ask next, and how much there is still to ask.

An outlook with few parts is solved. Of a larger one, a question is taken that often settles the
case at once; where there is none, the one that tells most of the outcome. Both by cost. Between
them are outlooks from which it is looked ahead, with that supposed for the rest. See
docs/decisions/what-to-ask-next.md.
"""

from heapq import heappop, heappush

from casewise.interview.asking import Asked, Asking
from casewise.interview.gains import Gains
from casewise.interview.lookahead import Choice, Lookahead
from casewise.interview.outlooks import LAST
from casewise.interview.solving import DONE, Estimate, Plan, Solver, TooLarge

SOLVED = 12
"""Outlooks with at most so many parts are solved, if there is room."""

ROOM = 5_000
"""How many outlooks a planner solves; it takes some half a second for so many."""

NEAR = 16
"""From outlooks with at most so many parts that are not solved, it is looked ahead."""

ROOM_AHEAD, VALUED = 20_000, 5_000
"""How many outlooks are then solved, and how many valued; it takes two seconds for so many."""

SOON = 0.2
"""The share of answers that settle a case, by cost, from which a question is taken for that."""

STEPS, LIKELY = 16, 0.02
"""How many steps ahead an estimate looks, and how likely a step must be to be looked at."""

BRIEF = 6
"""At the end of what is looked ahead, outlooks with at most so many parts are solved."""


class Planner:
    """Plans the interviews of one table of outlooks, under one model."""

    def __init__(self, asking: Asking, solved: int = SOLVED, near: int = NEAR) -> None:
        self.asking = asking
        self._outlooks = asking.outlooks
        self._solved = solved
        self._near = near
        self._solver = Solver(asking, ROOM)
        self._lookahead = Lookahead(
            asking,
            usual=self._most_useful,
            brief=lambda outlook: self._has_parts(outlook, BRIEF),
            solver=self._solver.with_room(ROOM_AHEAD),
            room=VALUED,
        )
        self._gains = Gains(asking.outlooks, asking.weights)
        self._in_order: dict[tuple[int, int], Estimate] = {}

    def next(self, outlook: int) -> Asked | None:
        """The question to ask; none where no answer can rule anything out, as far as is seen."""
        return self._chosen(outlook, self._near)

    def _chosen(self, outlook: int, near: int) -> Asked | None:
        """The question to ask, if it is looked ahead from outlooks with so many parts at most."""
        if len(self._outlooks.possible(outlook)) == 1:
            return None
        plan = self._solution(outlook, self._solved)
        if plan is not None:
            return plan[0]
        choices = self._ahead(outlook, near)
        return choices[0][0] if choices else self._most_useful(outlook)

    def ranked(self, outlook: int) -> list[Asked]:
        """The questions that can be asked, the most useful first."""
        if self._solution(outlook, self._solved) is None:
            choices = self._ahead(outlook, self._near)
            return [asked for asked, _ in choices] if choices else self._by_use(outlook)
        expected_if = self._solver.expected_if
        return sorted(self.asking.askable(outlook), key=lambda asked: expected_if(outlook, asked))

    def estimate(self, outlook: int) -> Estimate:
        """What is to be asked: of an outlook that is solved exactly, else about."""
        plan = self._solution(outlook, self._solved)
        if plan is not None:
            return plan[1]
        choices = self._ahead(outlook, self._near)
        return choices[0][1] if choices else self._steps(outlook)

    def _solution(self, outlook: int, most: int) -> Plan | None:
        if not self._has_parts(outlook, most):
            return None
        try:
            return self._solver.solve(outlook)
        except TooLarge:
            return None

    def _ahead(self, outlook: int, near: int) -> list[Choice]:
        """The questions ranked by looking ahead; none where that is too far."""
        if not self._has_parts(outlook, near):
            return []
        try:
            return self._lookahead.ranked(outlook)
        except TooLarge:
            return []

    def _has_parts(self, outlook: int, most: int) -> bool:
        return self._outlooks.parts(outlook).bit_count() <= most

    # -- larger outlooks --------------------------------------------------------------------

    def _most_useful(self, outlook: int) -> Asked | None:
        return next(iter(self._by_use(outlook)), None)

    def _by_use(self, outlook: int) -> list[Asked]:
        """The questions that can be asked; first what often settles, then what tells most."""
        gains = self._gains.of(outlook)

        def use(asked: Asked) -> tuple[float, float, float]:
            settling, absent = self._settling(outlook, asked)
            gain = sum(gains.get(part, 0) for part in asked.parts) / asked.cost
            soon = settling / asked.cost
            return (soon, -absent, gain) if soon >= SOON else (0, 0, gain)

        return sorted(self.asking.askable(outlook), key=use, reverse=True)

    def _settling(self, outlook: int, asked: Asked) -> tuple[float, float]:
        """The share of answers after which one outcome is possible, and that of *absent*.

        Only of facts that are no sets: the answers to a set are many.
        """
        if asked.listing or len(asked.parts) > 1:
            return 0, 0
        (part,) = asked.parts
        absent_at = self.asking.parts[part].absent
        classes = range(len(self.asking.parts[part].classes))
        outcomes = [self._outlooks.outcomes_given(outlook, part, at) for at in classes]
        given = sum(count > 0 for count in outcomes)
        absent = absent_at is not None and outcomes[absent_at] > 0
        settled = sum(count == 1 for at, count in enumerate(outcomes) if at != absent_at)
        return settled / given * (1 - self.asking.model.not_known), absent / given

    # -- estimates --------------------------------------------------------------------------

    def _steps(self, outlook: int) -> Estimate:
        """What is to be asked: the likeliest steps are followed, the rest is valued by order."""
        waiting = [(-1.0, outlook, 0.0)]
        best, expected, steps = float("inf"), 0.0, 0
        while waiting:
            share, each, spent = heappop(waiting)
            asked = self._chosen(each, 0) if steps < STEPS and -share >= LIKELY else None
            if asked is None:
                value = self._value(each)
                expected -= share * value.expected
                best = min(best, spent + value.best)
                continue
            steps += 1
            expected -= share * asked.cost
            for left, likely in self.asking.answers(each, asked).items():
                heappush(waiting, (share * likely, left, spent + asked.cost))
        return Estimate(best, expected, self._most(outlook))

    def _value(self, outlook: int) -> Estimate:
        """What is to be asked: exactly of a brief outlook, of others if parts come in order."""
        if len(self._outlooks.possible(outlook)) == 1:
            return DONE
        plan = self._solution(outlook, min(BRIEF, self._solved))
        return plan[1] if plan is not None else self._ordered(outlook, -1)

    def _ordered(self, outlook: int, previous: int) -> Estimate:
        """What is to be asked if parts are asked for in their order.

        What is left after an answer that is not known is taken to be as much as after the answer
        that leaves most. A question whose parts were begun with `previous` is not paid for twice.
        """
        if len(self._outlooks.possible(outlook)) == 1 or self._outlooks.part[outlook] == LAST:
            return DONE
        key = (outlook, previous)
        found = self._in_order.get(key)
        if found is None:
            found = self._in_order[key] = self._by_order(*key)
        return found

    def _by_order(self, outlook: int, previous: int) -> Estimate:
        part = self._outlooks.part[outlook]
        asked = self.asking.of_part[part]
        ways = zip(self.asking.weights(part), self._outlooks.below[outlook], strict=True)
        left = [
            (weight, self._ordered(each, asked.parts[0]))
            for weight, each in ways
            if each != self._outlooks.nothing
        ]
        total = sum(weight for weight, _ in left)
        known = sum(weight * each.expected for weight, each in left) / total
        hardest = max(each.expected for _, each in left)
        chance = self.asking.model.not_known
        cost = 0 if asked.parts[0] == previous else asked.cost
        return Estimate(
            cost + min(each.best for _, each in left),
            cost + (1 - chance) * known + chance * hardest,
            cost + max(each.worst for _, each in left),
        )

    def _most(self, outlook: int) -> float:
        """What it costs to ask for all that the outlook depends on."""
        open_parts = self._outlooks.parts(outlook)
        return sum(
            asked.cost
            for asked in self.asking.questions
            if any(open_parts >> part & 1 for part in asked.parts)
        )
