"""What to ask next, and how much there is still to ask.

An outlook with few parts is solved: of all questions in all orders, the one is taken with which the
rest of the interview costs least, by what is expected under the model. A larger one is looked into
for one question, each of its answers being valued by an order of questions that is not the best but
near it; see docs/decisions/what-to-ask-next.md.
"""

from collections.abc import Iterator, Sequence

from attrs import frozen

from casewise.interview.model import Model
from casewise.interview.outlooks import LAST, Outlooks
from casewise.interview.parts import Part

Value = tuple[float, float]
"""The least that is still to be asked, and what is expected."""

SOLVED = 8
"""Outlooks with at most so many parts are solved."""


@frozen
class Estimate:
    """What is still to be asked: a number of questions, or their cost where they have costs."""

    best: float
    expected: float
    worst: float


DONE = Estimate(0, 0, 0)


@frozen
class Asked:
    """A question as the planner knows it: its parts, in their order, and what it costs."""

    path: str
    parts: tuple[int, ...]
    gone: tuple[int, ...]
    """The parts that stay open if the answer is not known."""
    cost: float
    after: int | None
    listing: bool
    """Whether it asks for one more entity of a list."""


class Planner:
    """Plans the interviews of one table of outlooks, under one model."""

    def __init__(
        self, outlooks: Outlooks, parts: Sequence[Part], model: Model, solved: int = SOLVED
    ) -> None:
        self._outlooks = outlooks
        self._parts = parts
        self._model = model
        self._solved = solved
        self._questions = list(_questions(parts, model))
        self._of_part = {part: asked for asked in self._questions for part in asked.parts}
        self._exact: dict[int, tuple[Asked | None, Estimate]] = {}
        self._near: dict[int, tuple[Asked | None, Estimate]] = {}
        self._in_order: dict[tuple[int, int], Value] = {}

    # -- what there is to ask ---------------------------------------------------------------

    def askable(self, outlook: int) -> Iterator[Asked]:
        """The questions that an outlook depends on and that can be asked at this point."""
        open_parts = self._outlooks.parts(outlook)
        for asked in self._questions:
            if asked.after is not None and open_parts >> asked.after & 1:
                continue
            if any(open_parts >> part & 1 for part in asked.parts):
                yield asked

    def answers(self, outlook: int, asked: Asked) -> dict[int, float]:
        """The outlooks that answers may leave, with how likely each is; *not known* is one."""
        found, absent = {outlook: 1.0}, 0.0
        for part in asked.parts:
            found, lacking = self._told(found, part, asked)
            absent += lacking
        total = sum(found.values()) + absent
        not_known = self._model.not_known
        share = {each: weight / total * (1 - not_known) for each, weight in found.items()}
        left = self.left_open(outlook, asked)
        unanswered = not_known + (1 - not_known) * absent / total
        if unanswered:
            share[left] = share.get(left, 0) + unanswered
        return share

    def _told(
        self, outlooks: dict[int, float], part: int, asked: Asked
    ) -> tuple[dict[int, float], float]:
        """What the classes of a part make of weighted outlooks; the weight of *absent*."""
        declared, nothing = self._parts[part], self._outlooks.nothing
        weights = self._weights(declared, asked)
        found: dict[int, float] = {}
        absent = 0.0
        for outlook, weight in outlooks.items():
            for at, each in enumerate(weights):
                left = self._outlooks.given(outlook, part, at)
                if left == nothing:
                    continue
                if at == declared.absent:
                    absent += weight * each
                else:
                    found[left] = found.get(left, 0) + weight * each
        return found, absent

    def _weights(self, part: Part, asked: Asked) -> tuple[float, ...]:
        if asked.listing:
            return (1 - self._model.another, self._model.another)
        return (1 / len(part.classes),) * len(part.classes)

    def left_open(self, outlook: int, asked: Asked) -> int:
        """The outlook once the answer to a question is not known."""
        for part in asked.gone:
            outlook = self._outlooks.left_open(outlook, part)
        return outlook

    # -- what to ask ------------------------------------------------------------------------

    def best(self, outlook: int) -> tuple[str, Estimate]:
        """The path of the question to ask, and what is to be asked from it on."""
        asked, estimate = self._plan(outlook)
        return (asked.path if asked is not None else ""), estimate

    def ranked(self, outlook: int) -> list[tuple[float, str]]:
        """The questions that can be asked, each with what is to be expected if it is the next."""
        scores = [
            (self._expected_if(outlook, asked), asked.path) for asked in self.askable(outlook)
        ]
        return sorted(scores, key=lambda score: score[0])

    def _plan(self, outlook: int) -> tuple[Asked | None, Estimate]:
        if len(self._outlooks.possible(outlook)) == 1:
            return None, DONE
        if self._is_small(outlook):
            return self._solve(outlook)
        if outlook not in self._near:
            self._near[outlook] = self._look_ahead(outlook)
        return self._near[outlook]

    def _is_small(self, outlook: int) -> bool:
        return self._outlooks.parts(outlook).bit_count() <= self._solved

    def _solve(self, outlook: int) -> tuple[Asked | None, Estimate]:
        """The best question of all, or none where no answer to any rules anything out."""
        found = self._exact.get(outlook)
        if found is None:
            found = self._exact[outlook] = self._solution(outlook)
        return found

    def _solution(self, outlook: int) -> tuple[Asked | None, Estimate]:
        possible = self._outlooks.possible(outlook)
        best: tuple[Asked | None, Estimate] = (None, DONE)
        if len(possible) == 1:
            return best
        matters = False
        for asked in self.askable(outlook):
            left = self.answers(outlook, asked)
            plans = [(share, self._solve(each)[1]) for each, share in left.items()]
            estimate = _after(asked, plans)
            matters = matters or any(
                plan is not DONE or self._outlooks.possible(each) != possible
                for each, (_, plan) in zip(left, plans, strict=True)
            )
            if best[0] is None or estimate.expected < best[1].expected - 1e-12:
                best = asked, estimate
        return best if matters else (None, DONE)

    def _look_ahead(self, outlook: int) -> tuple[Asked | None, Estimate]:
        scored = [(self._expected_if(outlook, asked), asked) for asked in self.askable(outlook)]
        if not scored:
            return None, DONE
        expected, asked = min(scored, key=lambda score: score[0])
        least = min(self._value(each)[0] for each in self.answers(outlook, asked))
        return asked, Estimate(asked.cost + least, expected, self._most(outlook))

    def _expected_if(self, outlook: int, asked: Asked) -> float:
        """What is to be expected if this is asked next."""
        left = self.answers(outlook, asked)
        return asked.cost + sum(share * self._value(each)[1] for each, share in left.items())

    def _value(self, outlook: int) -> Value:
        """The least, and what is expected: of a small outlook exactly, of others in part order."""
        if not self._is_small(outlook):
            return self._ordered(outlook, -1)
        estimate = self._solve(outlook)[1]
        return estimate.best, estimate.expected

    def _ordered(self, outlook: int, previous: int) -> Value:
        """The least, and what is expected, if parts are asked for in their order.

        What is left after an answer that is not known is taken to be as much as after the answer
        that leaves most. A question whose parts were begun with `previous` is not paid for twice.
        """
        if len(self._outlooks.possible(outlook)) == 1 or self._outlooks.part[outlook] == LAST:
            return 0, 0
        key = (outlook, previous)
        found = self._in_order.get(key)
        if found is None:
            found = self._in_order[key] = self._by_order(*key)
        return found

    def _by_order(self, outlook: int, previous: int) -> Value:
        part = self._outlooks.part[outlook]
        asked = self._of_part[part]
        weights = self._weights(self._parts[part], asked)
        left = [
            (weight, self._ordered(each, asked.parts[0]))
            for each, weight in zip(self._outlooks.below[outlook], weights, strict=True)
            if each != self._outlooks.nothing
        ]
        total = sum(weight for weight, _ in left)
        cost = 0 if asked.parts[0] == previous else asked.cost
        known = sum(weight * value for weight, (_, value) in left) / total
        hardest = max(value for _, (_, value) in left)
        chance = self._model.not_known
        expected = (1 - chance) * known + chance * hardest
        return cost + min(least for _, (least, _) in left), cost + expected

    def _most(self, outlook: int) -> float:
        """All that the outlook depends on."""
        open_parts = self._outlooks.parts(outlook)
        return sum(
            asked.cost
            for asked in self._questions
            if any(open_parts >> part & 1 for part in asked.parts)
        )


def _after(asked: Asked, plans: list[tuple[float, Estimate]]) -> Estimate:
    """What is to be asked with this question, and then by plans of such shares."""
    return Estimate(
        asked.cost + min(plan.best for _, plan in plans),
        asked.cost + sum(share * plan.expected for share, plan in plans),
        asked.cost + max(plan.worst for _, plan in plans),
    )


def _questions(parts: Sequence[Part], model: Model) -> Iterator[Asked]:
    """The questions that parts belong to, in their order.

    What the further entities of a list are like without being listed is no question here.
    """
    by_path: dict[str, list[int]] = {}
    for number, part in enumerate(parts):
        if not part.further:
            by_path.setdefault(part.question, []).append(number)
        elif part.listing:
            gone = tuple(_hanging_on(parts, number))
            cost = model.cost(part.question)
            yield Asked(part.question, (number,), gone, cost, part.after, listing=True)
    for path, numbers in by_path.items():
        own = tuple(numbers)
        yield Asked(path, own, own, model.cost(path), parts[own[0]].after, listing=False)


def _hanging_on(parts: Sequence[Part], entity: int) -> Iterator[int]:
    """The part that says whether there is an entity, and all that cannot be asked without it."""
    gone = {entity}
    yield entity
    for number, part in enumerate(parts):
        if part.after in gone:
            if part.further:
                gone.add(number)
            yield number
