"""The desk in Chromium: accessible in every state, by keyboard alone, without scripts, in private.

Run by `make browser`. The desk is the real command, in a process of its own.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from books import PARCELS, ROOT
from browser.test_codebook_pages import AXE, VALIDATOR

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1200, "height": 900}
RULESETS = {"njov-1": ("njov-1", ROOT / "cases" / "demo.yaml"), "parcels": (str(PARCELS), None)}

Context = Callable[..., Any]


class Desk:
    """A desk that was opened with its link."""

    def __init__(self, link: str, process: "subprocess.Popen[str]") -> None:
        self.link = link
        self.base = link.partition("/?")[0]
        self.process = process


@contextmanager
def desk(ruleset: str = "njov-1", first: str = "", **environment: str) -> Iterator[Desk]:
    """The command `serve` in a process of its own, which runs some Python `first`."""
    run = f"{first}\nfrom casewise.cli import main\nmain(sys.argv[1:])"
    command = [
        sys.executable, "-c", f"import sys\n{run}", "serve", "--no-open", "--ruleset", ruleset,
    ]  # fmt: skip
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **environment},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield Desk(process.stdout.readline().strip(), process)
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Seen:
    """What a page asked for and was told while it was used."""

    def __init__(self, page: Any) -> None:
        self.elsewhere: list[str] = []
        self.addresses: list[str] = []
        self.console: list[str] = []
        page.on("request", self._asked)
        page.on("console", lambda message: self.console.append(message.text))

    def _asked(self, request: Any) -> None:
        self.addresses.append(request.url)
        if not request.url.startswith("http://127.0.0.1:"):
            self.elsewhere.append(request.url)

    @property
    def violations(self) -> list[str]:
        return [text for text in self.console if "Content Security Policy" in text]


# -- going through an interview -----------------------------------------------------------------


def press(page: Any, name: Any, at: int = 0, within: str = "body") -> None:
    """Press a button, and wait until the next page is whole."""
    with page.expect_navigation():
        page.locator(within).get_by_role("button", name=name).nth(at).click()


def kind_of(page: Any) -> str:
    for selector, kind in (
        ("fieldset.member", "set"), ("#exact-year", "date"), ("#exact", "number"),
        ("#several", "choice"), ("#answer-none", "list"),
    ):  # fmt: skip
        if page.locator(selector).count():
            return kind
    return "yes_no"


def answer(page: Any, count: int) -> None:
    """Some answer to the question that is shown: of lists first one more, then no others."""
    match kind_of(page):
        case "set":
            press(page, "None of these")
            return
        case "date":
            page.fill("#exact-month", "10")
            page.fill("#exact-year", "2000")
        case "number":
            page.fill("#exact", "12")
        case "list":
            page.check("#answer" if count < 12 else "#answer-none")
        case "yes_no":
            duplicate = "already counted" in page.locator("h1").inner_text()
            page.check("#answer-no" if duplicate else "#answer")
        case _:
            page.check("#answer")
    press(page, "Continue")


def states(page: Any, base: str, cases: Path | None) -> Iterator[str]:
    """Every kind of page in every state, one after the other; the name of each."""
    yield "start"
    press(page, "Load the case")
    yield "start with an error"
    page.goto(f"{base}/")
    press(page, "Start", within="main")
    press(page, "Continue")
    yield "question with an error"
    kinds: set[str] = set()
    for count in range(60):
        page.wait_for_load_state()
        if not page.url.endswith("/question"):
            break
        kind = kind_of(page)
        if kind not in kinds:
            kinds.add(kind)
            yield f"question: {kind}"
            page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
            press(page, "Continue")
            yield f"question with an error: {kind}"
        answer(page, count)
    assert page.url.endswith("/result")
    yield "result"
    page.emulate_media(media="print")
    yield "result, in print"
    page.emulate_media(media="null")
    page.goto(f"{base}/answers")
    yield "answers"
    page.goto(f"{base}/table")
    yield "table without a file"
    if cases is not None:
        page.set_input_files("#file", str(cases))
        press(page, "Classify the cases")
        yield "table"
        rows = page.get_by_role("button", name=re.compile("^Open")).count()
        for row in range(rows):
            page.goto(f"{base}/table")
            press(page, re.compile("^Open"), row)
            page.wait_for_load_state()
            yield f"result of case {row + 1}"
    for path in ("rules", "rules/decision", "rules/facts", "nothing"):
        page.goto(f"{base}/{path}")
        yield path
    press(page, "Exit and clear")
    yield "cleared"


# -- accessibility ------------------------------------------------------------------------------


@pytest.mark.parametrize("ruleset", list(RULESETS))
@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light")], ids=str
)
def test_axe_finds_nothing_in_any_state(
    chromium: Any, ruleset: str, size: dict[str, int], scheme: str
) -> None:
    name, cases = RULESETS[ruleset]
    with desk(name) as there:
        page = chromium.new_context(viewport=size, color_scheme=scheme).new_page()
        seen = Seen(page)
        page.goto(there.link)
        count = 0
        for state in states(page, there.base, cases):
            page.wait_for_load_state()
            found = axe(page)
            assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == [], state
            # axe cannot tell what lies behind words in a drawing, or in a table that scrolls.
            unsure = [each["id"] for each in found["incomplete"]]
            assert set(unsure) <= {"color-contrast"}, state
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"] or "print" in state, state
            count += 1
        assert count >= 15
        assert seen.elsewhere == []
        assert seen.violations == []
        print(f"{ruleset}, {size['width']} wide, {scheme}: {count} states, 0 findings")


def axe(page: Any) -> Any:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({preload: false})")
    assert found["passes"]
    return found


def test_nothing_is_lost_at_400_percent(chromium: Any) -> None:
    """WCAG's reflow: 1280 pixels at 400 % are 320, at which no page scrolls sideways."""
    with desk() as there:
        page = chromium.new_context(
            viewport={"width": 320, "height": 256}, device_scale_factor=4
        ).new_page()
        page.goto(there.link)
        for state in states(page, there.base, RULESETS["njov-1"][1]):
            page.wait_for_load_state()
            if "print" in state:
                continue
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, state
            for button in page.get_by_role("button").all():
                box = button.bounding_box()
                assert box is None or (box["x"] >= 0 and box["height"] >= 24), state


def test_the_validator_finds_nothing(chromium: Any, tmp_path: Path) -> None:
    java = shutil.which("java")
    if java is None:
        pytest.skip("Java is not installed")
    with desk() as there:
        page = chromium.new_context().new_page()
        page.goto(there.link)
        for number, state in enumerate(states(page, there.base, RULESETS["njov-1"][1])):
            page.wait_for_load_state()
            if not state.startswith("rules"):  # the codebook's pages are validated as such
                html = page.request.get(page.url).text()
                (tmp_path / f"{number:02}.html").write_text(html, "utf-8")
    files = map(str, sorted(tmp_path.iterdir()))
    command = [java, "-jar", str(VALIDATOR), "--format", "json", "--stdout", *files]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    found = [(each["message"], each.get("extract")) for each in json.loads(run.stdout)["messages"]]
    assert found == []
    print(f"{len(list(tmp_path.iterdir()))} pages: 0 messages")


# -- by keyboard alone, and without scripts -----------------------------------------------------


def test_a_whole_interview_by_keyboard(chromium: Any) -> None:
    with desk() as there:
        page = chromium.new_context().new_page()
        page.goto(there.link)
        press_until(page, "Start")
        enter(page)
        for count in range(60):
            page.wait_for_load_state()
            if not page.url.endswith("/question"):
                break
            by_keyboard(page, count)
        assert page.url.endswith("/result")
        page.wait_for_load_state()
        assert page.locator("h1").inner_text().startswith("This case is")
        access_key(page, "x")
        page.wait_for_url("**/cleared")


def access_key(page: Any, key: str) -> None:
    """Press Alt and a key. Playwright leaves out the character, by which Chromium knows it."""
    pressed = {"modifiers": 1, "key": key, "code": f"Key{key.upper()}", "unmodifiedText": key}
    session = page.context.new_cdp_session(page)
    for event in ({"type": "rawKeyDown"}, {"type": "char", "text": key}, {"type": "keyUp"}):
        session.send("Input.dispatchKeyEvent", {**pressed, **event})


def by_keyboard(page: Any, count: int) -> None:
    """Answer the question with keys only: Tab, arrows, digits, space, Enter."""
    kind = kind_of(page)
    if kind == "set":
        press_until(page, "None of these")
    elif kind in ("date", "number"):
        press_until(page, "exact-month" if kind == "date" else "exact")
        page.keyboard.type("10")
        if kind == "date":
            page.keyboard.press("Tab")
            page.keyboard.type("2000")
    else:
        press_until(page, "answer")
        page.keyboard.press("Space")
        duplicate = "already counted" in page.locator("h1").inner_text()
        if (kind == "list" and count >= 12) or duplicate:
            page.keyboard.press("ArrowDown")
    enter(page)


def enter(page: Any) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press_until(page: Any, wanted: str) -> None:
    """Press Tab until something with this text or id has the focus, and the focus is seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """[document.activeElement.id, document.activeElement.tagName == "BUTTON"
                ? document.activeElement.innerText : ""]"""
        )
        if wanted in at:
            style = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(style) != "none"
            return
    raise AssertionError(f"Tab never comes to {wanted}")


def test_a_whole_interview_without_scripts(chromium: Any) -> None:
    with desk() as there:
        page = chromium.new_context(java_script_enabled=False).new_page()
        seen = Seen(page)
        page.goto(there.link)
        assert "k=" not in page.url
        press(page, "Start", within="main")
        for count in range(60):
            page.wait_for_load_state()
            if not page.url.endswith("/question"):
                break
            answer(page, count)
        assert page.url.endswith("/result")
        page.wait_for_load_state()
        assert "It would be different if" in page.inner_text("main")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save the case file").click()
        assert "arrest_date" in Path(saved.value.path()).read_text()
        with page.expect_download() as kept:
            page.get_by_role("button", name="Save a record").click()
        assert json.loads(Path(kept.value.path()).read_text())["schema"] == "casewise.record/1"
        press(page, "Exit and clear")
        assert page.url.endswith("/cleared")
        page.go_back()
        assert "This case" not in page.inner_text("body")
        assert seen.elsewhere == []


# -- privacy ------------------------------------------------------------------------------------

CANARIES = ("2000-11-23", "730447", "canary-case-77", "23", "97")
"""What is told in the run below: a date, its ordinal day, an id, parts of the date, an age."""


FAULT = """
import casewise.desk.result_pages as pages
def fails(sitting, explanation):
    raise ValueError(f"{sitting.case} 2000-11-23 97")
pages.result_view = fails
"""
"""An error inside, which says all that it knows of the case."""


def test_no_fact_escapes(chromium: Any, tmp_path: Path) -> None:
    folders = {name: tmp_path / name for name in ("tmp", "profile", "home")}
    for folder in folders.values():
        folder.mkdir()
    case = tmp_path / "case.yaml"
    case.write_text(
        "case: canary-case-77\narrest_date: 2000-11-23\nvictims: [{age_at_offense: 97}]\n"
    )
    environment = {"TMPDIR": str(folders["tmp"]), "HOME": str(folders["home"])}
    with desk(first=FAULT, **environment) as there:
        context = chromium.new_context()
        page = context.new_page()
        seen = Seen(page)
        titles: list[str] = []
        page.on("domcontentloaded", lambda shown: titles.append(shown.title()))
        page.goto(there.link)
        page.set_input_files("#file", str(case))
        press(page, "Load the case")
        page.goto(f"{there.base}/answers")
        assert "97" in page.inner_text("main")
        faults(page, there.base)
        for path in ("question", "result", "table", "answers"):
            page.goto(f"{there.base}/{path}")
            titles.append(page.title())
            if path == "result":
                assert "Something went wrong inside casewise" in page.inner_text("main")
        stored = page.evaluate(
            """async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,
                await caches.keys(), (await indexedDB.databases()).length])"""
        )
        press(page, "Exit and clear")
        page.go_back()
        page.wait_for_load_state()
        assert "97" not in page.inner_text("main")
        kept = json.dumps(context.storage_state())
        there.process.terminate()
        out, err = there.process.communicate(timeout=20)
    said = {
        "addresses": "\n".join(seen.addresses), "titles": "\n".join(titles), "storage": stored,
        "state": re.sub(r'"value": "[^"]*"|"expires": -1', "", kept), "stderr": err,
        "stdout": out, "console": "\n".join(seen.console),
    }  # fmt: skip
    assert "report id" in err
    for where, text in said.items():
        clean = re.sub(r"127\.0\.0\.1:\d+|casewise-\d+|report id \w+", "", text)
        for canary in CANARIES:
            assert canary not in clean, (where, canary)
    written = [path for folder in folders.values() for path in folder.rglob("*") if path.is_file()]
    assert written == []


def faults(page: Any, base: str) -> None:
    """Things that go wrong: bad forms, bad files, wrong addresses, and an error inside."""
    for path, body in (
        ("/question", "path=arrest_date&answer=exact&exact-year=2000&exact-month=11&exact-day=99"),
        ("/question", "path=victims.1.age_at_offense&exact=970"),
        ("/question", "path=2000-11-23"),
        ("/turn", "path=victims.97"),
        ("/table/open", "number=97"),
        ("/nothing-2000", ""),
        ("/start?x=1", ""),
        ("/load", "2000-11-23"),
    ):
        page.request.post(
            base + path, data=body, headers={"content-type": "application/x-www-form-urlencoded"}
        )
    part = '--XX\r\nContent-Disposition: form-data; name="file"; filename="2000-11-23"\r\n\r\n'
    for text in ("arrest_date: 2000-11-23x", "[" * 2000 + "2000-11-23", "canary-case-77: 97"):
        page.request.post(
            f"{base}/load", data=f"{part}{text}\r\n--XX--\r\n",
            headers={"content-type": "multipart/form-data; boundary=XX"},
        )  # fmt: skip
    for text in ('"2000-11-23', '{"case": "canary-case-77", "arrest_date": "2000-11-23x"}'):
        page.request.post(
            f"{base}/api/classify", data=text, headers={"content-type": "application/json"}
        )
    page.goto(f"{base}/result")


# -- print --------------------------------------------------------------------------------------


def test_a_result_is_one_tagged_sheet_in_grey(chromium: Any, tmp_path: Path) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("poppler-utils is not installed")
    with desk() as there:
        page = chromium.new_context().new_page()
        page.goto(there.link)
        page.goto(f"{there.base}/table")
        page.set_input_files("#file", str(ROOT / "cases" / "demo.yaml"))
        press(page, "Classify the cases")
        rows = page.get_by_role("button", name=re.compile("^Open")).count()
        for row in range(rows):
            page.goto(f"{there.base}/table")
            press(page, re.compile("^Open"), row)
            page.wait_for_load_state()
            path = tmp_path / f"{row}.pdf"
            page.pdf(path=str(path), prefer_css_page_size=True, tagged=True)
            told = output("pdfinfo", str(path))
            assert re.search(r"Pages: +1\n", told), row
            assert re.search(r"Tagged: +yes", told)
            assert "A4" in told
            text = " ".join(output("pdftotext", "-layout", str(path), "-").split())
            assert "a research classification, not a legal finding" in text
            assert re.search("sha256:[0-9a-f]{64}", text)
            assert "page 1 of 1" in text
            assert "Exit and clear" not in text
            assert_grey(page)


def assert_grey(page: Any) -> None:
    """All that is printed is grey, and black enough."""
    page.emulate_media(media="print")
    colours = page.evaluate(
        """[...document.querySelectorAll('main *')].filter(e => e.offsetParent)
            .map(e => getComputedStyle(e)).flatMap(s => [s.color, s.backgroundColor])"""
    )
    page.emulate_media(media="null")
    assert colours
    for colour in set(colours) - {"rgba(0, 0, 0, 0)"}:
        red, green, blue = re.findall(r"\d+", colour)[:3]
        assert red == green == blue, colour
        assert int(red) <= 0x55 or int(red) >= 0xF0, colour


def output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


# -- time ---------------------------------------------------------------------------------------


def test_the_desk_is_ready_within_a_second_of_work() -> None:
    """Until the link is printed and the first page answered; other programs' time not counted."""
    took = []
    for _ in range(3):
        begun = time.perf_counter()
        with desk() as there:
            with pytest.raises(HTTPError):  # led on to a page that wants the cookie
                urlopen(there.link, timeout=20)  # noqa: S310
            took.append((worked(there.process.pid), time.perf_counter() - begun))
    work, clock = min(took)
    print(f"ready and answering: {work:.2f} s of work, {clock:.2f} s by the clock")
    assert work <= 1.5


def worked(process: int) -> float:
    """Seconds of work that a process has done."""
    user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
