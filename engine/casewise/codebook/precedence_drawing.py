"""Precedence as a drawing: a ladder of categories, and an arrow from each to what it yields to."""

from collections.abc import Callable, Iterator

from attrs import frozen

from casewise.codebook.drawing import LEADING, Drawing, Line, lines_of
from casewise.codebook.precedence import Handing, Precedence, Rung

MARGIN = 12
INDENT = 40
RIGHT = 440
LANE = 30
PAD = 18
BETWEEN = 16


@frozen
class _Laid:
    """A rung with its place and lines; arrows meet it at the right, each at a height of its own."""

    rung: Rung
    top: float
    height: float
    lines: tuple[Line, ...]

    @property
    def left(self) -> float:
        return MARGIN + self.rung.depth * INDENT


def draw_precedence(
    precedence: Precedence, words: Callable[[Rung], tuple[str, str]], drawing: Drawing
) -> str:
    """The drawing as SVG."""
    laid = {each.rung.rule.id: each for each in _laid(precedence, words)}
    for each in laid.values():
        look = "outcome" if each.rung.depth == 0 else "question"
        drawing.box(each.left, each.top, RIGHT - each.left, each.height, each.lines, look)
    order = list(laid)
    # Short ones nearest to the ladder: then fewer lines cross.
    handings = sorted(precedence.handings, key=lambda handing: _span(order, handing))
    for lane, handing in enumerate(handings, start=1):
        _draw(drawing, laid, handing, RIGHT + lane * LANE + 10, handings)
    bottom = max((each.top + each.height for each in laid.values()), default=0)
    return drawing.svg(RIGHT + (len(handings) + 1) * LANE + MARGIN, bottom + MARGIN)


def _span(order: list[str], handing: Handing) -> int:
    return abs(order.index(handing.loser.id) - order.index(handing.entry.to))


def _laid(precedence: Precedence, words: Callable[[Rung], tuple[str, str]]) -> Iterator[_Laid]:
    top = float(MARGIN)
    for rung in precedence.rungs:
        title, name = words(rung)
        wide = RIGHT - (MARGIN + rung.depth * INDENT) - 24
        lines = (*lines_of(title, wide), *lines_of(name, wide, fixed=True))
        touching = sum(
            rung.rule.id in (handing.loser.id, handing.entry.to) for handing in precedence.handings
        )
        height = max(len(lines) * LEADING + PAD, touching * LEADING + PAD)
        yield _Laid(rung, top, height, lines)
        top += height + BETWEEN


def _draw(
    drawing: Drawing, laid: dict[str, _Laid], handing: Handing, x: float, all_of: list[Handing]
) -> None:
    start = _level(laid, handing.loser.id, handing, all_of)
    goal = _level(laid, handing.entry.to, handing, all_of)
    drawing.arrow([(RIGHT, start), (x, start), (x, goal), (RIGHT, goal)], not handing.in_force)


def _level(laid: dict[str, _Laid], name: str, handing: Handing, all_of: list[Handing]) -> float:
    """Where an arrow touches a rung: those that touch it are spread over its height."""
    touching = [each for each in all_of if name in (each.loser.id, each.entry.to)]
    share = (touching.index(handing) + 1) / (len(touching) + 1)
    return laid[name].top + laid[name].height * share
