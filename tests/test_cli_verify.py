"""`classify --record` and `verify`: what is written, what is refused, and the exit codes."""

import io
import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

import casewise
from casewise.corpus import shipped
from casewise.library import load_worked_cases
from command_line import Run

DEMO = shipped("cases") / "demo.yaml"
CASE = f"{DEMO}::undercover-only"


@pytest.fixture
def record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "case.record.json"
    assert Run(capsys, "classify", CASE, "--record", str(path)).code == 0
    return path


# -- keeping --------------------------------------------------------------------------------------


def test_the_result_is_printed_as_ever_and_the_record_is_for_its_owner_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "record.json"
    for form in ("text", "json"):
        plain = Run(capsys, "classify", CASE, "--format", form)
        kept = Run(capsys, "classify", CASE, "--format", form, "--record", str(path))
        assert (kept.out, kept.code) == (plain.out, plain.code)
        assert path.stat().st_mode & 0o777 == 0o600
        assert [each.name for each in tmp_path.iterdir()] == ["record.json"]
        path.unlink()


def test_a_file_that_is_there_is_left_as_it_is(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = record.read_bytes()
    run = Run(capsys, "classify", str(DEMO), "--record", str(record))
    assert run.code == 2
    assert not run.out
    assert "is there already and is not written over" in run.err
    assert record.read_bytes() == before


def test_a_link_that_leads_nowhere_is_not_followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    assert Run(capsys, "classify", CASE, "--record", str(tmp_path / "link")).code == 2
    assert not (tmp_path / "target").exists()


def test_a_file_that_comes_in_between_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "record.json"
    sync = os.fsync

    def overtaken(descriptor: int) -> None:
        sync(descriptor)
        path.write_text("another's")

    monkeypatch.setattr("casewise.cli.new_file.os.fsync", overtaken)
    run = Run(capsys, "classify", CASE, "--record", str(path))
    assert run.code == 2
    assert "is there already" in run.err
    assert [each.read_text() for each in tmp_path.iterdir()] == ["another's"]


@pytest.mark.parametrize("taken", [False, True])
def test_where_a_file_can_have_only_one_name_it_is_written_all_the_same(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    taken: bool,
) -> None:
    path = tmp_path / "record.json"

    def refuse(_from: object, _to: object) -> None:
        if taken:
            path.write_text("another's")
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("casewise.cli.new_file.os.link", refuse)
    run = Run(capsys, "classify", CASE, "--record", str(path))
    assert run.code == (2 if taken else 0)
    assert [each.name for each in tmp_path.iterdir()] == ["record.json"]
    assert (path.read_text() == "another's") is taken


def test_what_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("casewise.cli.new_file.os.fsync", full)
    run = Run(capsys, "classify", CASE, "--record", str(tmp_path / "record.json"))
    assert run.code == 2
    assert run.err == f"casewise: {tmp_path / 'record.json'}: no space left on device\n"
    assert not run.out
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("classify", str(DEMO)), "name it, `FILE::CASE`"),
        (("classify", f"{DEMO}::no-such-case"), "has no case `no-such-case`"),
        (("classify", "no-such-file.yaml"), "no such file or directory"),
    ],
)
def test_a_record_is_of_one_case_or_it_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    run = Run(capsys, *arguments, "--record", str(tmp_path / "record.json"))
    assert run.code == 2
    assert said in run.err
    assert not run.out
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "nowhere" / "record.json"
    run = Run(capsys, "classify", CASE, "--record", str(path))
    assert (run.code, run.err) == (2, f"casewise: {path}: no such file or directory\n")


@pytest.mark.parametrize("option", ["--no-facts", "--time"])
def test_what_is_about_a_record_needs_one(capsys: pytest.CaptureFixture[str], option: str) -> None:
    run = Run(capsys, "classify", CASE, option)
    assert run.code == 2
    assert "`--record FILE`" in run.err


def test_facts_and_time_are_kept_as_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "record.json"
    Run(capsys, "classify", CASE, "--record", str(path), "--no-facts", "--time")
    kept = json.loads(path.read_text())
    assert "facts" not in kept
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", kept["time"])
    assert "fictional_minor" not in path.read_text()


def test_a_case_on_standard_input_is_kept_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(b'{"arrest_made": "no"}'))
    monkeypatch.setattr(sys, "stdin", stream)
    path = tmp_path / "record.json"
    assert Run(capsys, "classify", "-", "--record", str(path)).code == 0
    assert json.loads(path.read_text())["facts"] == {"arrest_made": "no"}


def test_a_record_says_the_readings_that_a_worked_case_is_written_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = shipped("cases") / "njov-1" / "readings.cases.yaml"
    worked = next(each for each in load_worked_cases(file, casewise.load()) if each.under)
    path = tmp_path / "record.json"
    Run(capsys, "classify", f"{file}::{worked.case.id}", "--record", str(path))
    assert Run(capsys, "verify", str(path)).code == 0
    said = json.loads(path.read_text())["ruleset"]["readings"]
    assert said == dict(casewise.load().chosen) | dict(worked.under) != dict(casewise.load().chosen)


# -- verifying ------------------------------------------------------------------------------------


def test_a_record_that_holds_says_so_in_one_sentence(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for engine in ("durable-rules", "reference"):
        run = Run(capsys, "verify", str(record), "--engine", engine)
        assert run.code == 0
        assert run.out == f"{record} holds: under njov-1 1.0.0 its facts still give I-STULE.\n"
        assert not run.err


def test_one_record_that_does_not_hold_fails_the_run(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    altered = tmp_path / "altered.json"
    altered.write_text(record.read_text().replace("I-STULE", "I-CHP"))
    run = Run(capsys, "verify", str(record), str(altered))
    assert run.code == 1
    assert run.out.splitlines()[0].startswith(f"{record} holds")
    assert run.out.splitlines()[1].startswith(f"{altered} does not hold: it was altered")


def test_under_edited_rules_the_rule_is_named(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "edited"
    shutil.copytree(shipped("rules") / "njov-1", folder)
    rule = folder / "terms" / "minor-victim.yaml"
    rule.write_text("# a comment\n" + rule.read_text())
    assert Run(capsys, "verify", str(record), "-r", str(folder)).code == 0
    rule.write_text(rule.read_text().replace("at most: 17", "at most: 16"))
    run = Run(capsys, "verify", str(record), "-r", str(folder))
    assert run.code == 1
    assert "rule `minor-victim` changed" in run.out


def test_facts_are_given_where_only_their_hash_was_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "record.json")
    Run(capsys, "classify", CASE, "--record", path, "--no-facts")
    run = Run(capsys, "verify", path)
    assert run.code == 1
    assert "give them with `--facts`" in run.out
    assert Run(capsys, "verify", path, "--facts", CASE).code == 0
    other = next(case for case in cases_in(DEMO) if case != "undercover-only")
    run = Run(capsys, "verify", path, "--facts", f"{DEMO}::{other}")
    assert run.code == 1
    assert "they are not those that it was made of" in run.out
    run = Run(capsys, "verify", path, "--facts", str(DEMO))
    assert run.code == 2
    assert "`--facts` is about one case" in run.err


def cases_in(file: Path) -> list[str]:
    return re.findall(r"- case: (\S+)", file.read_text())


def test_the_verdict_is_also_json(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "verify", str(record), "--format", "json")
    found = json.loads(run.out)
    assert found["holds"] is True
    assert found["record"] == json.loads(record.read_text())["chain"]["record"]
    assert found["says"] == "holds: under njov-1 1.0.0 its facts still give I-STULE."
    both = json.loads(Run(capsys, "verify", str(record), str(record), "--format", "json").out)
    assert both == [found, found]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", ":1:1: Y010"),
        ("[1, 2", ":1:6: Y002"),
        ('{"schema": "casewise.result/1"}', ":1:12: C301"),
        ('{"schema": "casewise.record/1", "schema": "casewise.record/1"}', ":1:33: Y005"),
        ("\xff", ":1:1: Y001"),
        ("[" * 5000, "Y007"),
    ],
)
def test_what_is_no_record_is_unreadable_and_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, place: str
) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(text.encode("latin-1"))
    run = Run(capsys, "verify", str(path))
    assert run.code == 2
    assert not run.out
    assert place in run.err
    assert str(path) in run.err


def test_a_record_that_is_too_long_is_not_read_to_its_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "record.json"
    with path.open("wb") as file:
        file.truncate(2**40)
    run = Run(capsys, "verify", str(path))
    assert run.code == 2
    assert "Y006" in run.err


@pytest.mark.parametrize("name", ["../../rules", "njov-9", "/etc", "."])
def test_the_name_of_a_ruleset_in_a_record_leads_to_no_folder(
    record: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    record.write_text(record.read_text().replace('"id":"njov-1"', f'"id":"{name}"'))
    run = Run(capsys, "verify", str(record))
    assert run.code == 2
    assert f"no shipped ruleset `{name}`" in run.err
    assert "`--ruleset`" in run.err


def test_two_records_cannot_have_one_case(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "verify", str(record), str(record), "--facts", CASE)
    assert run.code == 2
    assert "about one record" in run.err
