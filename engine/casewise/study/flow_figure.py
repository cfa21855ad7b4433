"""The flow from agencies to interviews as a figure: SVG of boxes and arrows, with words for it.

Greys only, so that it prints; every number in it stands in a box as text.
"""

from collections.abc import Iterator
from html import escape
from textwrap import wrap

from casewise.model.study.design import Aapor, Design

WIDTH, BOX, SIDE, HEIGHT, GAP = 820, 380, 340, 58, 30
LEFT, RIGHT = 20, 460
_FONT = "font-family='sans-serif' fill='#111'"


def flow_figure(design: Design) -> str:
    """The figure as an SVG text, with a title and a description for those who do not see it."""
    boxes = [*_main(design), *_beside(design)]
    height = GAP * 2 + len(design.stages) * (HEIGHT + GAP)
    title = "From agencies to interviews"
    lines = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' role='img' "
        f"aria-labelledby='flow-title flow-words'>",
        f"<title id='flow-title'>{title}</title>",
        f"<desc id='flow-words'>{escape(flow_words(design))}</desc>",
        "<defs><marker id='end' viewBox='0 0 8 8' refX='8' refY='4' markerWidth='7' "
        "markerHeight='7' orient='auto'><path d='M0 0L8 4L0 8z' fill='#333'/></marker></defs>",
        f"<rect width='{WIDTH}' height='{height}' fill='#fff'/>",
        *boxes,
        *_arrows(design),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def flow_words(design: Design) -> str:
    """What the figure shows, in sentences."""
    strata = ", ".join(f"{each.sampled:,} {each.id}" for each in design.strata)
    stages = "; ".join(f"{each.count:,} {each.means}" for each in design.stages)
    lost = ", ".join(
        f"{each.share}% because {each.means}"
        for each in design.dispositions
        if each.aapor is not Aapor.INTERVIEW
    )
    return f"Agencies by stratum: {strata}. Then: {stages}. Not interviewed: {lost}."


def _top(position: int) -> int:
    return GAP + position * (HEIGHT + GAP)


def _main(design: Design) -> Iterator[str]:
    for position, stage in enumerate(design.stages):
        share = "" if stage.share is None else f" ({stage.share}% of those {stage.of})"
        words = f"{stage.means}{share}"
        yield from _box(LEFT, _top(position), BOX, f"{stage.count:,}", words, "#f2f2f2")


def _beside(design: Design) -> Iterator[str]:
    """The strata beside the first stage, and beside the last what became of the others."""
    strata = "; ".join(f"{each.sampled:,} {each.id}" for each in design.strata)
    added = sum(each.sampled for each in design.strata)
    yield from _box(RIGHT, _top(0), SIDE, f"{added:,} in the strata", strata, "#fff")
    lost = [each for each in design.dispositions if each.aapor is not Aapor.INTERVIEW]
    words = "; ".join(f"{each.share}% {each.id.replace('-', ' ')}" for each in lost)
    last = len(design.stages) - 1
    count = design.to_interview - design.stages[-1].count
    yield from _box(RIGHT, _top(last), SIDE, f"{count:,} not interviewed", words, "#fff")


def _box(left: int, top: int, width: int, head: str, words: str, fill: str) -> Iterator[str]:
    yield (
        f"<rect x='{left}' y='{top}' width='{width}' height='{HEIGHT}' rx='4' fill='{fill}' "
        "stroke='#333'/>"
    )
    yield _text(left + 10, top + 20, 15, head, "font-weight='bold' ")
    for number, line in enumerate(wrap(words, width // 6 - 6)[:2]):
        yield _text(left + 10, top + 37 + 14 * number, 11.5, line)


def _text(left: int, top: int, size: float, words: str, style: str = "") -> str:
    return f"<text x='{left}' y='{top}' font-size='{size}' {style}{_FONT}>{escape(words)}</text>"


def _arrows(design: Design) -> Iterator[str]:
    middle = LEFT + BOX // 2
    for position in range(1, len(design.stages)):
        yield _arrow(middle, _top(position) - GAP, middle, _top(position))
    first, last = _top(0) + HEIGHT // 2, _top(len(design.stages) - 1)
    yield _arrow(RIGHT, first, LEFT + BOX, first)
    beyond = last - GAP // 2
    yield (
        f"<path d='M{middle} {beyond}H{RIGHT + SIDE // 2}V{last}' fill='none' stroke='#333' "
        "marker-end='url(#end)'/>"
    )


def _arrow(left: int, top: int, right: int, bottom: int) -> str:
    ends = f"x1='{left}' y1='{top}' x2='{right}' y2='{bottom}'"
    return f"<line {ends} stroke='#333' marker-end='url(#end)'/>"
