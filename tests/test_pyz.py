"""`dist/casewise.pyz`, which `make pyz` has just made: alone, offline, on each Python here."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from casewise import cli
from casewise.library import load_worked_cases
from casewise.model.case import Case, WorkedCase
from casewise.model.ruleset import Ruleset
from casewise.reading.writing import plain_case
from pythons import VERSIONS, interpreter, offline

pytestmark = pytest.mark.bundle

ROOT = Path(__file__).parent.parent
PYZ = ROOT / "dist" / "casewise.pyz"
MOST_BYTES = 3_000_000
DEMO = ROOT / "cases" / "demo.yaml"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home that is also the place of temporary files; nothing may be left in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    yield folder
    assert not list(folder.iterdir()), "something was written"


def run(
    version: str, home: Path, *arguments: str | Path, ok: int = 0
) -> subprocess.CompletedProcess[str]:
    """A run of the file on a Python of that version, in an empty folder."""
    empty = home.parent / "empty"
    empty.mkdir(exist_ok=True)
    done = offline(interpreter(version), PYZ, *arguments, home=home, cwd=empty)
    assert done.returncode == ok, done.stdout + done.stderr
    assert not list(empty.iterdir()), "something was written"
    return done


def here(*arguments: str | Path) -> str:
    """What the checkout prints, with the engine that the file has."""
    command = [sys.executable, "-m", "casewise", *map(str, arguments), "--engine", "reference"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_file_is_small() -> None:
    print(f"{PYZ.name}: {PYZ.stat().st_size:,} bytes")
    assert PYZ.stat().st_size <= MOST_BYTES


@pytest.mark.parametrize("version", VERSIONS)
def test_the_same_wheels_give_the_same_file(version: str, tmp_path: Path) -> None:
    again = tmp_path / "again.pyz"
    wheels = ROOT / ".venv" / "wheels"
    build = [interpreter(version), ROOT / "bundles" / "pyz.py", wheels, again]
    subprocess.run([*map(str, build)], check=True)
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (PYZ, again)}
    assert len(digests) == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_every_shipped_case_is_answered_as_it_should_be(version: str, home: Path) -> None:
    shown = run(version, home, "doctor").stdout
    print(shown)
    done, whole = re.findall(r"(\d+)/(\d+) worked cases", shown)[0]
    assert done == whole
    assert int(whole) > 300
    assert f"Python {version}." in shown


@pytest.mark.parametrize("version", VERSIONS)
def test_cases_are_classified_and_explained_as_by_the_checkout(version: str, home: Path) -> None:
    for arguments in (
        ("explain", DEMO),
        ("classify", ROOT / "cases" / "njov-1" / "categories", "--format", "json"),
    ):
        assert run(version, home, *arguments).stdout == here(*arguments)


@pytest.mark.parametrize("version", VERSIONS)
def test_it_says_its_version_and_lists_its_commands(version: str, home: Path) -> None:
    assert run(version, home, "--version").stdout == "casewise 1.0.0\n"
    help_text = run(version, home, "--help").stdout
    assert all(name in help_text for name in cli.COMMANDS)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_record_is_the_same_wherever_it_is_made_and_holds_everywhere(
    version: str, home: Path, tmp_path: Path
) -> None:
    case = f"{DEMO}::undercover-only"
    here("classify", case, "--record", tmp_path / "here.json")
    run(version, home, "classify", case, "--record", tmp_path / "there.json")
    assert (tmp_path / "here.json").read_bytes() == (tmp_path / "there.json").read_bytes()
    assert "holds" in run(version, home, "verify", tmp_path / "here.json").stdout


def test_it_needs_nothing_of_the_machine(home: Path) -> None:
    """Isolated from everything that is installed for this Python."""
    empty = home.parent / "empty"
    empty.mkdir()
    done = offline(interpreter("3.11"), "-I", "-S", PYZ, "doctor", home=home, cwd=empty)
    assert done.returncode == 0, done.stderr


def test_an_old_python_is_told_so_in_one_line(home: Path) -> None:
    done = offline(interpreter("3.10"), PYZ, "doctor", home=home, cwd=home)
    assert done.returncode == 1
    assert re.fullmatch(
        r"casewise needs Python 3\.11 or newer, and this is 3\.10\S*\n", done.stderr
    )


# -- the page -------------------------------------------------------------------------------------

serves = pytest.mark.skipif("serve" not in cli.COMMANDS, reason="there is no page yet")

FETCH = """
import json, re, sys
from http.cookiejar import CookieJar
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen
link, key, cases = sys.argv[1:]
opener = build_opener(HTTPCookieProcessor(CookieJar()))
with opener.open(link, timeout=30) as answer:
    page = answer.read().decode()
    assert answer.status == 200, answer.status
assert "<html" in page and re.search("<h1[^>]*>", page), page
home = re.match("http://[^/]+", link)[0]
headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
placed = {}
for part in json.load(open(cases)):
    asked = Request(f"{home}/api/classify", json.dumps(part).encode(), headers)
    with urlopen(asked, timeout=300) as answer:
        placed |= {each["case"]: each["placement"] for each in json.load(answer)}
print(json.dumps(placed))
"""
"""Follows the link that `serve` prints, as a browser does, and has cases classified."""

SERVE_AND_FETCH = """
import signal, subprocess, sys
python, pyz, fetch, cases = sys.argv[1:]
server = subprocess.Popen(
    [python, pyz, "serve", "--no-open", "--api-key"],
    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
)
try:
    link, key = (server.stdout.readline().strip() for _ in range(2))
    assert link.startswith("http://127.0.0.1:"), server.communicate()
    shown = subprocess.run([python, "-c", fetch, link, key, cases], capture_output=True, text=True)
finally:
    server.send_signal(signal.SIGINT)
    server.communicate(timeout=30)
sys.stdout.write(shown.stdout)
sys.stderr.write(shown.stderr)
sys.exit(shown.returncode)
"""


def as_sent(rules: Ruleset, worked: WorkedCase) -> dict[str, object]:
    """A worked case as the record that it holds, in JSON."""
    facts = plain_case(rules.vocabulary, Case(None, worked.case.values))
    return {"case": worked.case.id, "under": dict(worked.under), "facts": facts}


@serves
@pytest.mark.parametrize("version", VERSIONS)
def test_the_page_is_served_and_answers_every_shipped_case(
    version: str, home: Path, tmp_path: Path, rules: Ruleset
) -> None:
    files = sorted((ROOT / "cases" / "njov-1").rglob("*.cases.yaml"))
    worked = [load_worked_cases(path, rules) for path in files]
    wanted = {each.case.id: each.expect.placement for part in worked for each in part}
    sent = [[as_sent(rules, each) for each in part] for part in worked]
    (tmp_path / "cases.json").write_text(json.dumps(sent))
    python = interpreter(version)
    script = (python, "-c", SERVE_AND_FETCH, python, PYZ, FETCH, tmp_path / "cases.json")
    done = offline(*script, home=home, cwd=home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == wanted
    assert len(wanted) > 300


# -- the interview --------------------------------------------------------------------------------

asks = pytest.mark.skipif("ask" not in cli.COMMANDS, reason="there is no interview yet")


@asks
@pytest.mark.parametrize("version", VERSIONS)
def test_an_interview_that_nobody_answers_names_the_missing_fact(version: str, home: Path) -> None:
    done = run(version, home, "ask", "--no-input", ok=2)
    assert "is missing, and there is nobody to ask" in done.stderr
