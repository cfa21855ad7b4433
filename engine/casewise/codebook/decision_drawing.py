"""The decision as a drawing: questions one under the other, their outcomes at the right.

What continues goes down to the next question, what ends goes right to its outcome, and what passes
questions over goes down in a gutter left of all that it passes, so that lines never cross a box.
"""

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from casewise.codebook.decision import Step
from casewise.codebook.drawing import LEADING, SIZE, Drawing, Line, lines_of

MARGIN = 12
GUTTER = 30
"""How far left of a box the gutter is in which lines pass it."""
INDENT = 56
RIGHT = 520
"""Where questions end and their ways out begin."""
OUT = 600
OUT_WIDE = 300
PAD = 22
BETWEEN = 30
OUT_APART = 8


@frozen
class Labels:
    """What is written: on a step, and on what it leads to unless that is drawn beside it.

    A question has words and a name; a goal has a title, a name, and a look of `drawing`.
    """

    question: Callable[[Step], tuple[str, str]]
    goal: Callable[[int | str], tuple[str, str, str]]


@frozen
class _Laid:
    """A step with its place, its lines and its ways out."""

    step: Step
    top: float
    height: float
    lines: tuple[Line, ...]
    outs: tuple["_Out", ...]

    @property
    def left(self) -> float:
        return MARGIN + GUTTER + self.step.depth * INDENT

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def bottom(self) -> float:
        return self.top + self.height


@frozen
class _Out:
    """One outcome right of a step: the answer that leads there, its lines and look, its place."""

    answer: str
    lines: tuple[Line, ...]
    look: str
    top: float
    height: float


def draw_decision(steps: Sequence[Step], labels: Labels, drawing: Drawing) -> str:
    """The drawing of consecutive steps as SVG; what leads to another step is told in words."""
    laid = list(_laid(steps, labels))
    first = steps[0].number
    for position, each in enumerate(laid):
        drawing.box(each.left, each.top, RIGHT - each.left, each.height, each.lines, "question")
        _draw_outs(drawing, each)
        for answer, goal in each.step.answers:
            if isinstance(goal, int) and goal < first + len(laid):
                _draw_way(drawing, laid, (position, goal - first), answer)
    bottom = max(each.bottom for each in laid)
    return drawing.svg(OUT + OUT_WIDE + MARGIN, bottom + MARGIN)


def _laid(steps: Sequence[Step], labels: Labels) -> Iterator[_Laid]:
    top = float(MARGIN)
    for step in steps:
        wide = RIGHT - (MARGIN + GUTTER + step.depth * INDENT) - 24
        asks, name = labels.question(step)
        lines = (*lines_of(f"{step.number}. {asks}", wide), *lines_of(name, wide, fixed=True))
        outs = tuple(_outs(step, steps[-1].number, labels, top))
        right = outs[-1].top + outs[-1].height - top if outs else 0
        laid = _Laid(step, top, max(len(lines) * LEADING + PAD, right), lines, outs)
        yield laid
        top = laid.bottom + BETWEEN


def _outs(step: Step, last: int, labels: Labels, top: float) -> Iterator[_Out]:
    for answer, goal in step.answers:
        if isinstance(goal, int) and goal <= last:
            continue
        title, name, look = labels.goal(goal)
        lines = (*lines_of(title, OUT_WIDE - 24), *lines_of(name, OUT_WIDE - 24, fixed=True))
        height = len(lines) * LEADING + 14
        yield _Out(answer, lines, look, top, height)
        top += height + OUT_APART


def _draw_outs(drawing: Drawing, each: _Laid) -> None:
    for out in each.outs:
        drawing.box(OUT, out.top, OUT_WIDE, out.height, out.lines, out.look)
        level = out.top + out.height / 2
        drawing.arrow([(RIGHT, level), (OUT, level)])
        drawing.words((RIGHT + OUT) / 2 - 4, level - 6, Line(out.answer), "answer", "middle")


def _draw_way(drawing: Drawing, laid: list[_Laid], way: tuple[int, int], answer: str) -> None:
    start, goal = way
    if goal == start + 1 and laid[goal].step.depth >= laid[start].step.depth:
        _draw_down(drawing, laid[start], laid[goal], answer)
    else:
        _draw_past(drawing, laid[start : goal + 1], answer)


def _draw_down(drawing: Drawing, start: _Laid, goal: _Laid, answer: str) -> None:
    x = goal.left + 20
    drawing.arrow([(x, start.bottom), (x, goal.top)])
    drawing.words(x + 8, start.bottom + SIZE + 4, Line(answer), "answer")


def _draw_past(drawing: Drawing, passed: list[_Laid], answer: str) -> None:
    """Down in the gutter left of everything from the start to the goal."""
    start, goal = passed[0], passed[-1]
    x = min(each.left for each in passed[1:]) - GUTTER + 8
    if x < start.left:
        drawing.arrow([(start.left, start.middle), (x, start.middle), (x, goal.middle),
                       (goal.left, goal.middle)])  # fmt: skip
        drawing.words(start.left - 4, start.middle - 6, Line(answer), "answer", "end")
    else:
        drawing.arrow([(x, start.bottom), (x, goal.middle), (goal.left, goal.middle)])
        drawing.words(x + 8, start.bottom + SIZE + 4, Line(answer), "answer")
