"""Nothing that was told leaves the memory of the desk: no log, file, address or error page."""

import logging
import re
import tempfile
from collections.abc import Callable
from typing import Any

import pytest

import casewise
from casewise.desk.gate import log
from casewise.model.ruleset import Ruleset
from desks import FORM, HOST, Visitor, asked, visitor

CANARY = "canary-case-77"
CASE = f"case: {CANARY}\narrest_date: 2000-11-23\nvictims: [{{age_at_offense: 97}}]\n".encode()
TOLD = ("2000", "11-23", "730447", "97", CANARY)


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return casewise.load()


@pytest.fixture
def no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that programs make for a while cannot be made."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("TemporaryFile", "NamedTemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, refused)


def whole_run(there: Visitor) -> None:
    there.upload("/load", CASE)
    there.get("/answers")
    there.get("/result")
    there.upload("/table", b"- " + CASE.replace(b"\n", b"\n  "))
    there.post("/table/open", {"number": 1})
    there.post("/turn", {"path": "victims.1.age_at_offense"})
    there.post("/question", {"path": "victims.1.age_at_offense", "exact": "970"})
    there.post("/question", {"path": "arrest_date", "answer": "exact", "exact-year": "20001123"})
    there.upload("/load", CASE + b"arrest_date: 2000-11-23")
    there.upload("/load", b"[" * 999 + CASE)
    there.post("/withdraw", {"path": "victims.97"})
    there.get("/nothing/2000-11-23")
    there.post("/save")
    there.post("/record")


BROKEN = [
    "casewise.desk.result_pages.result_view",
    "casewise.desk.interview_pages.question_view",
    "casewise.desk.case_pages.answers_view",
    "casewise.desk.case_pages.cases_in",
    "casewise.desk.record_pages.classify",
    "casewise.desk.changes_view.changes_view",
    "casewise.desk.case_pages.file_text",
]


@pytest.mark.usefixtures("no_files")
@pytest.mark.parametrize("broken", [None, *BROKEN])
def test_logs_addresses_titles_and_errors_say_nothing_of_the_case(
    rules: Ruleset, broken: str | None, caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if broken is not None:
        monkeypatch.setattr(broken, failing())
    there = visitor(rules)
    with caplog.at_level(logging.DEBUG, "casewise"):
        whole_run(there)
    if broken is not None:
        assert "report id" in caplog.text
    out, err = capfd.readouterr()
    titles = [
        re.findall("<title>(.*)</title>", a.text) for _, a in there.seen if is_page(a.headers)
    ]
    errors = [a.text for _, a in there.seen if a.status >= 500]
    assert titles
    cookies = [a.headers.get("set-cookie", "") for _, a in there.seen]
    addresses = [target for target, _ in there.seen if not target.startswith("/nothing")]
    locations = [a.headers.get("location", "") for _, a in there.seen]
    said = "\n".join(map(str, [caplog.text, out, err, titles, *addresses, *locations]))
    said = re.sub(r"report id \w+|[\w-]{43}", "", said)
    for canary in TOLD:
        assert canary not in said
        assert not any(canary in shown(text) for text in errors)
    assert len([each for each in cookies if each]) == 1


def failing() -> Callable[..., Any]:
    def fails(*told: object, **_: object) -> None:
        raise ValueError(f"{told} 2000-11-23 97 {CANARY}")

    return fails


def is_page(headers: Any) -> bool:
    return str(headers.get("content-type", "")).startswith("text/html")


def shown(page: str) -> str:
    """What a page of an error says of its own, without the fingerprint and the report id."""
    return re.sub(r"sha256:\w+|report id \w+|N-JOV.*|njov-1[^<]*", "", page)


def test_the_log_has_one_line_without_a_traceback(
    rules: Ruleset, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casewise.desk.result_pages.result_view", failing())
    there = visitor(rules)
    there.upload("/load", CASE)
    caplog.clear()
    assert there.get("/result").status == 500
    (record,) = [each for each in caplog.records if each.name == log.name]
    assert record.exc_info is None
    assert re.fullmatch(r"an error inside casewise \(report id [0-9a-f]{12}\)", record.getMessage())


def test_a_file_never_touches_the_disk(rules: Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a form is kept in memory until it is longer than any body may be."""

    def rolled(_: object) -> None:
        raise AssertionError("a file was written to disk")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", rolled)
    there = visitor(rules)
    most = 1024 * 1024 - 200
    answer = there.upload("/table", CASE + b"#" * (most - len(CASE)))
    assert answer.status == 200
    assert there.desk.memory.table is not None


def test_an_address_with_answers_in_it_is_refused(rules: Ruleset) -> None:
    there = visitor(rules)
    headers = [("host", HOST), ("cookie", there.cookie), ("content-type", FORM)]
    for target in ("/question?arrest_made=yes", "/result?case=canary", "/?arrest_made=yes"):
        assert asked(there.app, "GET", target, headers).status in (303, 400)
    assert asked(there.app, "POST", "/question?path=arrest_made", headers).status == 400


def test_an_error_after_the_page_has_begun_ends_the_page() -> None:
    from casewise.desk.door import Door
    from casewise.desk.gate import Gate

    async def behind(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        raise ValueError(CANARY)

    door = Door(8123)
    cookie = door.open_with(door.key)
    gate = Gate(behind, door, 8123, lambda *_: pytest.fail("no second page"))
    headers = [("host", HOST), ("cookie", f"{door.cookie_name}={cookie}")]
    assert asked(gate, "GET", "/", headers).body == b"begun"
