"""The diagrams of rulesets that nobody wrote show what trying every case shows, and can be read."""

import random
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import fromstring

import pytest

from casewise.codebook.binding import bind
from casewise.codebook.decision import Decision, decision
from casewise.codebook.document import Block, Figure, Section
from casewise.codebook.html import html_files
from casewise.codebook.markdown import markdown_files
from casewise.codebook.material import Material
from casewise.codebook.precedence import precedence
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from laws.records import try_seeds
from rulesets.generator import random_choice, random_ruleset
from rulesets.naive import Judged, Naive

MOST = 3_000
"""Rulesets with more complete records than this are passed over."""
SVG = "{http://www.w3.org/2000/svg}"


def walked(found: Decision, judged: Judged) -> tuple[list[tuple[int, str]], str]:
    """The answers that a complete record gives, step by step, and the outcome it is led to."""
    taken = []
    goal = found.start
    while isinstance(goal, int):
        step = found.steps[goal - 1]
        answer = "yes" if step.question in judged.holds else "no"
        taken.append((step.number, answer))
        goal = dict(step.answers)[answer]
    return taken, goal


def decision_agrees(_: Ruleset, rng: random.Random) -> None:
    naive = Naive(random_choice(rng, random_ruleset(rng)))
    if naive.size({}) > MOST:
        return
    found = decision(naive.ruleset)
    every = naive.every({})
    taken: set[tuple[int, str]] = set()
    ends: dict[tuple[int, str], set[str]] = {}
    for judged in every:
        way, outcome = walked(found, judged)
        assert outcome == (judged.outcome if judged.consistent else "conflict")
        taken.update(way)
        for answer in way:
            ends.setdefault(answer, set()).add(outcome)
    assert taken == {(step.number, answer) for step in found.steps for answer, _ in step.answers}
    for step in found.steps:
        if step.question in {e.id for rule in naive.ruleset.rules for e in rule.exclusions}:
            assert set(step.excluded) == ends[step.number, "yes"]


def precedence_agrees(_: Ruleset, rng: random.Random) -> None:
    naive = Naive(random_choice(rng, random_ruleset(rng)))
    if naive.size({}) > MOST:
        return
    ruleset = naive.ruleset
    every = [judged for judged in naive.every({}) if judged.consistent]
    found = precedence(ruleset)
    order = [rung.rule.id for rung in found.rungs]
    for handing in found.handings:
        loser, winner = handing.loser, ruleset.by_id[handing.entry.to]
        if handing.in_force:
            assert order.index(winner.id) < order.index(loser.id)
        whole = {each.id for each in ruleset.subtypes.get(loser.parent, ())}
        counted = [
            judged
            for judged in every
            if (judged.eligible if loser.kind is Kind.CATEGORY else judged.outcome in whole)
        ]
        barred = {each.id for rule in (loser, winner) for each in rule.exclusions}
        both = {loser.id, winner.id}
        meets = any(both <= judged.holds and not barred & judged.holds for judged in counted)
        assert handing.meets is meets


def figures(blocks: tuple[Block, ...]) -> Iterator[Figure]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Section):
            yield from figures(block.blocks)


def drawings_can_be_read(_: Ruleset, rng: random.Random) -> None:
    """No line runs through a box, no box lies on another, and all is within the drawing."""
    book = bind(Material(random_choice(rng, random_ruleset(rng)), {}, {}))
    for page in book.pages:
        for figure in figures(page.blocks):
            check_drawing(figure.svg)


def check_drawing(svg: str) -> None:
    root = fromstring(svg)  # noqa: S314  # our own drawing
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    boxes = [
        box_of(rect.attrib) for rect in root.iter(f"{SVG}rect") if rect.get("class") != "ground"
    ]
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert top >= 0
        assert right <= width
        assert bottom <= height
        for other in boxes[number + 1 :]:
            assert not meets((left, top, right, bottom), other)
    for line in root.iter(f"{SVG}polyline"):
        points = [tuple(map(float, point.split(","))) for point in line.get("points", "").split()]
        for (ax, ay), (bx, by) in pairwise(points):
            part = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
            assert not any(meets(part, box) for box in boxes), part
            assert 0 <= part[0] <= part[2] <= width
            assert 0 <= part[1] <= part[3] <= height


Area = tuple[float, float, float, float]


def box_of(attributes: dict[str, str]) -> Area:
    x, y, width, height = (float(attributes[name]) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def meets(one: Area, other: Area) -> bool:
    """Whether an area, which may be a line, lies in part inside another, not only at its edge."""
    hair = 0.2
    level = one[0] < other[2] - hair and other[0] + hair < one[2]
    upright = one[1] < other[3] - hair and other[1] + hair < one[3]
    return level and upright


def books_are_whole(_: Ruleset, rng: random.Random) -> None:
    """Both formats can be written of any ruleset, page by page, and say the same twice."""
    made = random_choice(rng, random_ruleset(rng))
    first, second = (bind(Material(made, {}, {})) for _ in range(2))
    pages = {page.path for page in first.pages}
    assert {f"rules/{rule.id}" for rule in made.rules} <= pages
    for write in (html_files, markdown_files):
        files = write(first)
        assert files == write(second)
        assert pages <= {name.rpartition(".")[0] for name in files}


LAWS = {
    "a decision leads every case to its outcome, and every answer in it is given": (
        decision_agrees,
        60,
    ),
    "precedence is drawn as trying everything has it": (precedence_agrees, 30),
    "drawings can be read": (drawings_can_be_read, 40),
    "a codebook is whole, and twice the same": (books_are_whole, 15),
}


@pytest.mark.parametrize("name", LAWS)
def test_codebooks_of_random_rulesets(rules: Ruleset, name: str) -> None:
    law, count = LAWS[name]
    try_seeds(law, rules, count, f"random rulesets, {name}")


@pytest.mark.deep
@pytest.mark.parametrize("name", LAWS)
def test_codebooks_of_random_rulesets_deeply(rules: Ruleset, name: str) -> None:
    law, count = LAWS[name]
    try_seeds(law, rules, 20 * count, f"random rulesets deeply, {name}")
