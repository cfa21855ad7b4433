"""The questions about an outlook, and what answers to them leave under a model."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from casewise.interview.model import Model
from casewise.interview.outlooks import Outlooks
from casewise.interview.parts import Part


@frozen
class Asked:
    """A question: its parts, in their order, and what it costs."""

    path: str
    parts: tuple[int, ...]
    gone: tuple[int, ...]
    """The parts that stay open if the answer is not known."""
    cost: float
    after: int | None
    """The part that must be known before: that there is this entity."""
    listing: bool
    """Whether it asks for one more entity of a list."""


class Asking:
    """The questions about one table of outlooks, under one model."""

    def __init__(self, outlooks: Outlooks, parts: Sequence[Part], model: Model) -> None:
        self.outlooks = outlooks
        self.parts = parts
        self.model = model
        self.questions = tuple(_questions(parts, model))
        self._weights = tuple(_weights(part, model) for part in parts)
        self.of_part = {part: asked for asked in self.questions for part in asked.parts}

    def askable(self, outlook: int) -> Iterator[Asked]:
        """The questions that an outlook depends on and that can be asked at this point."""
        open_parts = self.outlooks.parts(outlook)
        for asked in self.questions:
            if asked.after is not None and open_parts >> asked.after & 1:
                continue
            if any(open_parts >> part & 1 for part in asked.parts):
                yield asked

    def answers(self, outlook: int, asked: Asked) -> dict[int, float]:
        """The outlooks that answers may leave, with how likely each is; *not known* is one."""
        found, absent = {outlook: 1.0}, 0.0
        for part in asked.parts:
            found, lacking = self._told(found, part)
            absent += lacking
        total = sum(found.values()) + absent
        chance = self.model.not_known
        share = {each: weight / total * (1 - chance) for each, weight in found.items()}
        unanswered = chance + (1 - chance) * absent / total
        if unanswered:
            left = self.left_open(outlook, asked)
            share[left] = share.get(left, 0) + unanswered
        return share

    def _told(self, outlooks: dict[int, float], part: int) -> tuple[dict[int, float], float]:
        """What the classes of a part make of weighted outlooks; the weight of *absent*."""
        absent_at, nothing = self.parts[part].absent, self.outlooks.nothing
        found: dict[int, float] = {}
        absent = 0.0
        for outlook, weight in outlooks.items():
            for at, share in enumerate(self.weights(part)):
                left = self.outlooks.given(outlook, part, at)
                if left == nothing:
                    continue
                if at == absent_at:
                    absent += weight * share
                else:
                    found[left] = found.get(left, 0) + weight * share
        return found, absent

    def weights(self, part: int) -> tuple[float, ...]:
        """How likely each class of a part is, if none contradicts."""
        return self._weights[part]

    def left_open(self, outlook: int, asked: Asked) -> int:
        """The outlook once the answer to a question is not known."""
        for part in asked.gone:
            outlook = self.outlooks.left_open(outlook, part)
        return outlook


def _weights(part: Part, model: Model) -> tuple[float, ...]:
    if part.listing:
        return (1 - model.another, model.another)
    return (1 / len(part.classes),) * len(part.classes)


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
