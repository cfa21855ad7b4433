"""Every page of the codebooks in Chromium: accessible, readable without scripts, valid, printable.

Run by `make browser`, which installs what drives and checks the pages.
"""

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from books import RULESETS, elements, names, parsed, said, write
from browser.serving import served

pytestmark = pytest.mark.browser

INSTALLED = Path(__file__).parent / "node_modules"
AXE = INSTALLED / "axe-core" / "axe.min.js"
VALIDATOR = INSTALLED / "vnu-jar" / "build" / "dist" / "vnu.jar"
NARROW = {"width": 320, "height": 640}

Books = Callable[[str], Path]
Open = Callable[..., Any]
"""Opens a page of Playwright, which has types of its own only where it is installed."""


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Each codebook, written once."""
    return cache(lambda name: write(tmp_path_factory.mktemp(name) / "book", name))


@pytest.fixture(params=RULESETS)
def book(request: pytest.FixtureRequest, books: Books) -> Path:
    return books(request.param)


@pytest.fixture(scope="module")
def opened() -> Iterator[Open]:
    """Opens empty pages in Debian's Chromium, or in another that is on the path."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        # The sandbox refuses root, as whom continuous integration may run; pages are our own.
        chromium = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield lambda **options: chromium.new_context(**options).new_page()
        chromium.close()


# -- accessibility ----------------------------------------------------------------------------


@pytest.mark.parametrize(("wide", "scheme"), [(1200, "light"), (1200, "dark"), (320, "light")])
def test_axe_finds_nothing(book: Path, opened: Open, wide: int, scheme: str) -> None:
    page = opened(viewport={"width": wide, "height": 900}, color_scheme=scheme)
    for name in names(book, ".html"):
        page.goto((book / name).as_uri())
        page.evaluate(AXE.read_text("utf-8"))
        # Without its second look at the stylesheets, which the pages' own policy forbids.
        found = page.evaluate("axe.run({preload: false})")
        assert found["passes"]
        assert [each["id"] for each in found["violations"]] == [], name
        for unsure in found["incomplete"]:
            assert unsure["id"] == "color-contrast", name
            # It cannot tell what lies behind words in a drawing, nor what a table scrolls to; that
            # does not change with the width of the page.
            left = [node["html"] for node in unsure["nodes"] if not in_drawing(node)]
            assert left == [] or wide < 1200, name
    print(f"{len(names(book, '.html'))} pages, {wide} wide, {scheme}: 0 findings")


def in_drawing(node: dict[str, str]) -> bool:
    return node["html"].startswith("<text ")


def test_words_in_drawings_have_contrast(books: Books, opened: Open) -> None:
    """What axe leaves open: words in a box, against the box; other words, against the page."""
    for scheme in ("light", "dark"):
        page = opened(color_scheme=scheme)
        for name in ("decision.html", "precedence.html"):
            page.goto((books("njov-1") / name).as_uri())
            pairs = page.evaluate(
                """() => [...document.querySelectorAll("svg")].flatMap(svg => {
                    const fill = e => getComputedStyle(e).fill;
                    const grounds = ["question", "outcome", "gap", "aside", "ground"]
                        .flatMap(look => [...svg.getElementsByClassName(look)].map(fill));
                    return [...svg.querySelectorAll("text")].flatMap(
                        words => grounds.map(ground => [fill(words), ground]));
                })"""
            )
            assert pairs
            for words, ground in {tuple(pair) for pair in pairs}:
                assert contrast(words, ground) >= 4.5, (scheme, words, ground)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (`rgb(…)`) as WCAG 2 defines it."""
    light, dark = sorted(map(luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    shares = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# -- without scripts, and without anything from elsewhere -------------------------------------


def test_all_is_shown_with_javascript_off(book: Path, opened: Open) -> None:
    page = opened(java_script_enabled=False)
    for name in names(book, ".html"):
        page.goto((book / name).as_uri())
        shown = Counter(words(page.inner_text("body")))
        written = Counter(words(said(next(elements(parsed(book / name), "body")))))
        assert written - shown == Counter(), name
        assert page.locator("main").is_visible()
        for drawing in page.locator("svg").all():
            assert drawing.is_visible()


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def test_nothing_is_asked_for_but_the_page_and_its_stylesheet(book: Path, opened: Open) -> None:
    with served(book) as address:
        page = opened()
        asked: list[str] = []
        told: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: told.append(message.text))
        for name in names(book, ".html"):
            asked.clear()
            page.goto(address + name)
            assert asked == [address + name, address + "codebook.css"]
        assert told == []


def test_the_stylesheet_is_used_from_a_disk_as_well(books: Books, opened: Open) -> None:
    page = opened()
    page.goto((books("njov-1") / "rules" / "minor-victim.html").as_uri())
    margin = "getComputedStyle(document.body).marginTop"
    assert page.evaluate(margin) == "0px"


# -- validity ---------------------------------------------------------------------------------


def test_the_validator_finds_nothing(book: Path) -> None:
    java = shutil.which("java")
    if java is None:
        pytest.skip("Java is not installed")
    with served(book) as address:
        pages = [address + name for name in names(book, ".html")]
        local = "-Dnu.validator.servlet.allow-forbidden-hosts=true"
        command = [java, local, "-jar", str(VALIDATOR), "--format", "json", "--stdout", *pages]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert json.loads(run.stdout)["messages"] == []
    assert run.returncode == 0
    print(f"{len(pages)} pages: 0 messages")


# -- narrow, printed, drawn -------------------------------------------------------------------


def test_a_narrow_page_does_not_scroll_sideways(book: Path, opened: Open) -> None:
    page = opened(viewport=NARROW)
    for name in names(book, ".html"):
        page.goto((book / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], name


def test_words_in_drawings_stay_in_their_boxes(book: Path, opened: Open) -> None:
    page = opened()
    for name in ("decision.html", "precedence.html"):
        page.goto((book / name).as_uri())
        outside = page.evaluate(
            """() => [...document.querySelectorAll("svg text")].filter(words => {
                const at = words.getBBox();
                const inside = box => at.x >= box.x && at.x + at.width <= box.x + box.width
                    && at.y >= box.y && at.y + at.height <= box.y + box.height;
                const drawing = words.ownerSVGElement;
                const free = words.classList.contains("answer");
                return ![...drawing.querySelectorAll(free ? ".ground" : "rect:not(.ground)")]
                    .some(rect => inside(rect.getBBox()));
            }).map(words => words.textContent)"""
        )
        assert outside == [], name


def test_a_printed_page_is_tagged_and_has_its_title(books: Books, opened: Open) -> None:
    page = opened()
    for name in ("index.html", "decision.html", "rules/possession-or-distribution.html"):
        page.goto((books("njov-1") / name).as_uri())
        printed = page.pdf(format="A4", tagged=True)
        assert b"/MarkInfo" in printed
        assert b"/Lang (en" in printed
        assert page.title().endswith("njov-1 1.0.0 codebook")


def test_print_shows_no_navigation_and_black_on_white(books: Books, opened: Open) -> None:
    page = opened(color_scheme="dark")
    page.emulate_media(media="print")
    page.goto((books("njov-1") / "decision.html").as_uri())
    assert not page.locator("nav").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    drawn = page.evaluate(
        """[...document.querySelectorAll(".drawing rect, .drawing text, .drawing polyline")]
            .flatMap(each => [getComputedStyle(each).fill, getComputedStyle(each).stroke])"""
    )
    for colour in set(drawn) - {"none"}:
        red, green, blue = re.findall(r"\d+", colour)[:3]
        assert red == green == blue, colour


def test_a_drawing_is_printed_on_one_sheet(books: Books, opened: Open) -> None:
    page = opened(viewport={"width": 672, "height": 900})  # an A4 sheet without its margins
    page.emulate_media(media="print")
    sheet = 261 / 25.4 * 96
    for name in ("decision.html", "precedence.html"):
        page.goto((books("njov-1") / name).as_uri())
        for drawing in page.locator("figure").all():
            assert drawing.bounding_box()["height"] < sheet
