"""Looking two questions ahead, where there are too many outlooks to solve them all.

Some way of choosing questions is supposed for the rest of an interview. The question that is best
then, at every turn, is a better way of choosing; the one that is best if *that* is supposed is
what is asked. Brief outlooks are solved.
"""

from collections.abc import Callable

from casewise.interview.asking import Asked, Asking
from casewise.interview.matter import Matter
from casewise.interview.solving import DONE, Estimate, Solver, TooLarge, with_question

AHEAD = 2
"""How many questions are looked ahead."""

Choice = tuple[Asked, Estimate]
"""A question, and what is to be asked if it comes next."""


class Lookahead:
    """Looks ahead from outlooks of one table; it values no more than `room` of them."""

    def __init__(
        self,
        asking: Asking,
        usual: Callable[[int], Asked | None],
        brief: Callable[[int], bool],
        solver: Solver,
        room: int,
    ) -> None:
        self._asking = asking
        self._outlooks = asking.outlooks
        self._usual = usual
        self._brief = brief
        self._solver = solver
        self._room = room
        self._matter = Matter(asking.outlooks, asking.parts)
        self._every = range(len(asking.parts))
        self._values: dict[tuple[int, int], Estimate] = {}

    def ranked(self, outlook: int) -> list[Choice]:
        """The questions that can be asked, the best first, each with what is to be asked about.

        No more than that is to be expected, as the rest will be chosen by looking ahead again.

        Raises:
            TooLarge: there is no room for what has to be valued.
        """
        return self._ranked(outlook, AHEAD - 1)

    def _ranked(self, outlook: int, ahead: int) -> list[Choice]:
        choices = [(asked, self._if(outlook, asked, ahead)) for asked in self._askable(outlook)]
        return sorted(choices, key=lambda choice: choice[1].expected)

    def _askable(self, outlook: int) -> list[Asked]:
        return list(self._asking.askable(outlook))

    def _if(self, outlook: int, asked: Asked, ahead: int) -> Estimate:
        """What is to be asked if a question comes next, and then what is best so far ahead."""
        left = self._asking.answers(outlook, asked).items()
        return with_question(asked, [(share, self._value(each, ahead)) for each, share in left])

    def _value(self, outlook: int, ahead: int) -> Estimate:
        if len(self._outlooks.possible(outlook)) == 1:
            return DONE
        if self._brief(outlook):
            return self._solver.solve(outlook)[1]
        found = self._values.get((outlook, ahead))
        if found is None:
            found = self._valued(outlook, ahead)
            if len(self._values) >= self._room:
                raise TooLarge
            self._values[outlook, ahead] = found
        return found

    def _valued(self, outlook: int, ahead: int) -> Estimate:
        if not any(True for _ in self._matter.finds(outlook, self._every)):
            return DONE
        if ahead:
            choices = self._ranked(outlook, ahead - 1)
            asked = choices[0][0] if choices else None
        else:
            asked = self._usual(outlook)
        return DONE if asked is None else self._if(outlook, asked, ahead)
