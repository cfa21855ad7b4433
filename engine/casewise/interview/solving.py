"""The best interview of all, by dynamic programming over outlooks."""

from collections.abc import Iterable

from attrs import frozen

from casewise.interview.asking import Asked, Asking


@frozen
class Estimate:
    """What is still to be asked: a number of questions, or their cost where they have costs."""

    best: float
    expected: float
    worst: float


DONE = Estimate(0, 0, 0)

Plan = tuple[Asked | None, Estimate]
"""The question to ask next, if any answer still matters, and what is to be asked from it on."""


class TooLarge(Exception):
    """More outlooks than there is room for."""


class Solver:
    """Solves outlooks: of all questions in all orders, those with the least expected cost.

    It remembers what it solved, and solves no more than `room` outlooks.
    """

    def __init__(self, asking: Asking, room: int) -> None:
        self._asking = asking
        self._outlooks = asking.outlooks
        self._room = room
        self._plans: dict[int, Plan] = {}

    def with_room(self, room: int) -> "Solver":
        """A solver with other room; what either solves the other knows."""
        other = Solver(self._asking, room)
        other._plans = self._plans
        return other

    def __len__(self) -> int:
        return len(self._plans)

    def solve(self, outlook: int) -> Plan:
        """The best question, and what is to be asked; none where no answer rules anything out.

        Raises:
            TooLarge: there is no room for all outlooks that answers may leave.
        """
        found = self._plans.get(outlook)
        if found is None:
            found = self._solution(outlook)
            if len(self._plans) >= self._room:
                raise TooLarge
            self._plans[outlook] = found
        return found

    def expected_if(self, outlook: int, asked: Asked) -> float:
        """What is to be expected if a question comes next.

        Raises:
            TooLarge: there is no room for all outlooks that answers may leave.
        """
        left = self._asking.answers(outlook, asked)
        return asked.cost + sum(
            share * self.solve(each)[1].expected for each, share in left.items()
        )

    def _solution(self, outlook: int) -> Plan:
        possible = self._outlooks.possible(outlook)
        best: Plan = (None, DONE)
        if len(possible) == 1:
            return best
        matters = False
        for asked in self._asking.askable(outlook):
            left = self._asking.answers(outlook, asked)
            plans = [(share, self.solve(each)[1]) for each, share in left.items()]
            matters = matters or any(plan is not DONE for _, plan in plans)
            matters = matters or any(self._outlooks.possible(each) != possible for each in left)
            estimate = with_question(asked, plans)
            if best[0] is None or estimate.expected < best[1].expected - 1e-12:
                best = asked, estimate
        return best if matters else (None, DONE)


def with_question(asked: Asked, plans: Iterable[tuple[float, Estimate]]) -> Estimate:
    """What is to be asked with this question, and then by plans of such shares."""
    shares, estimates = zip(*plans, strict=True)
    pairs = zip(shares, estimates, strict=True)
    return Estimate(
        asked.cost + min(each.best for each in estimates),
        asked.cost + sum(share * each.expected for share, each in pairs),
        asked.cost + max(each.worst for each in estimates),
    )
