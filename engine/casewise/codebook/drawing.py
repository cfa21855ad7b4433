"""Drawings as SVG: boxes with words, lines, arrows; black on white, readable without colour.

Sizes are in the units of the drawing. Fonts differ from machine to machine, so words are cut to
lines by how wide they are at most on average, and boxes leave room.
"""

from collections.abc import Sequence
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from attrs import frozen

SIZE = 14
SMALL = 11.5
LEADING = 18
_WIDE = 0.56
"""How wide a letter of a proportional font is, as a share of its size; a fixed one is 0.61."""
_FIXED = 0.61
_HEAD = 5
"""Half the width of an arrow head."""

Point = tuple[float, float]


@frozen
class Line:
    """One line of words in a box; `fixed` as names in files are set."""

    words: str
    fixed: bool = False


def lines_of(words: str, width: float, fixed: bool = False) -> tuple[Line, ...]:
    """Words cut to lines that fit a width."""
    letter = SMALL * _FIXED if fixed else SIZE * _WIDE
    most = max(8, int(width / letter))
    cut = wrap(words, most, break_on_hyphens=True, break_long_words=True)
    return tuple(Line(line, fixed) for line in cut)


class Drawing:
    """An SVG under construction; what it shows is said by its title and description."""

    def __init__(self, name: str, title: str, description: str) -> None:
        self._root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "class": "drawing",
                "role": "img",
                "aria-labelledby": f"{name}-title {name}-description",
                "font-family": "system-ui, sans-serif",
                "font-size": str(SIZE),
            },
        )
        SubElement(self._root, "title", {"id": f"{name}-title"}).text = title
        SubElement(self._root, "desc", {"id": f"{name}-description"}).text = description
        self._ground = SubElement(self._root, "rect", {"class": "ground", "fill": "#fff"})

    def box(
        self, x: float, y: float, width: float, height: float, lines: Sequence[Line], look: str
    ) -> None:
        """A box with words in the middle of its height; `look` is one of `_LOOKS`."""
        attributes = {"class": look, **_LOOKS[look], "stroke": "#000"}
        place = {"x": x, "y": y, "width": width, "height": height}
        self._add("rect", {**{k: _number(v) for k, v in place.items()}, **attributes})
        top = y + (height - LEADING * len(lines)) / 2 + SIZE
        for position, line in enumerate(lines):
            self.words(x + 12, top + LEADING * position, line)

    def words(
        self, x: float, y: float, line: Line, look: str = "words", end: str = "start"
    ) -> None:
        """One line of words that starts (or ends, or has its middle) at a point of its base."""
        fixed = {"font-family": "ui-monospace, monospace", "font-size": str(SMALL)}
        place = {"x": _number(x), "y": _number(y), "text-anchor": end, "fill": "#000"}
        look_of = {"class": f"{look} fixed" if line.fixed else look}
        self._add("text", {**look_of, **place, **(fixed if line.fixed else {})}, line.words)

    def line(self, points: Sequence[Point], dashed: bool = False) -> None:
        """A line through points."""
        course = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        dashes = {"stroke-dasharray": "5 4"} if dashed else {}
        look = {"class": "line", "fill": "none", "stroke": "#000", "stroke-width": "1.5"}
        self._add("polyline", {**look, "points": course, **dashes})

    def arrow(self, points: Sequence[Point], dashed: bool = False) -> None:
        """A line with a head at its last point; its last part lies level or upright."""
        self.line(points, dashed)
        (fx, fy), (x, y) = points[-2:]
        along = ((x > fx) - (x < fx), (y > fy) - (y < fy))
        back = (x - along[0] * 2 * _HEAD, y - along[1] * 2 * _HEAD)
        sides = [(back[0] + s * along[1] * _HEAD, back[1] + s * along[0] * _HEAD) for s in (1, -1)]
        course = " ".join(f"{_number(px)},{_number(py)}" for px, py in ((x, y), *sides))
        self._add("polygon", {"class": "head", "fill": "#000", "points": course})

    def dot(self, at: Point) -> None:
        """A point where lines meet."""
        x, y = map(_number, at)
        self._add("circle", {"class": "head", "fill": "#000", "cx": x, "cy": y, "r": "3"})

    def svg(self, width: float, height: float) -> str:
        """The drawing, this wide and high."""
        size = {"width": _number(width), "height": _number(height)}
        self._root.set("viewBox", f"0 0 {size['width']} {size['height']}")
        for name, value in size.items():
            self._root.set(name, value)
            self._ground.set(name, value)
        indent(self._root)
        return tostring(self._root, encoding="unicode")

    def _add(self, tag: str, attributes: dict[str, str], words: str = "") -> None:
        SubElement(self._root, tag, attributes).text = words or None


_LOOKS = {
    "question": {"fill": "#fff", "stroke-width": "1.5", "rx": "4"},
    "outcome": {"fill": "#e4e4e4", "stroke-width": "2.5", "rx": "16"},
    "gap": {"fill": "#fff", "stroke-width": "1.5", "rx": "16", "stroke-dasharray": "6 4"},
    "aside": {"fill": "#fff", "stroke-width": "1", "rx": "16"},
}
"""Boxes: questions have corners, outcomes are round; categories bold, gaps dashed, others thin."""


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
