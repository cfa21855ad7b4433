"""`casewise codebook`: a folder is written whole or left alone, and twice the same."""

import builtins
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from books import RULESETS, names, run, write
from casewise.cli.book_folder import MARKER, put
from command_line import Run


def held(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its name."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_two_runs_give_the_same_bytes(tmp_path: Path, form: str) -> None:
    """In processes of their own, in which sets have other orders."""
    for seed in ("1", "2"):
        arguments = ["codebook", str(tmp_path / seed), "--format", form]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-m", "casewise", *arguments]
        subprocess.run(command, env=environment, check=True, capture_output=True)
    assert len(held(tmp_path / "1")) > 100
    assert held(tmp_path / "1") == held(tmp_path / "2")
    assert sorted(os.listdir(tmp_path)) == ["1", "2"]


def test_the_first_page_is_named_and_the_marker_lists_the_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "deep" / "book"
    run = Run(capsys, "codebook", str(folder), "--ruleset", RULESETS["parcels"])
    assert run.code == 0
    assert run.out == f"{folder / 'index.html'}\n"
    assert run.err == f"note: {len(names(folder, '.html'))} pages about parcels 0.1.0\n"
    about = json.loads((folder / MARKER).read_text())
    assert about["schema"] == "casewise.codebook/1"
    assert (about["format"], about["ruleset"]["id"]) == ("html", "parcels")
    assert {MARKER, *about["files"]} == set(held(folder))


def test_an_earlier_book_is_replaced_and_what_it_had_more_is_gone(tmp_path: Path) -> None:
    folder = write(tmp_path / "book", "njov-1")
    assert "rules/undercover-solicitation.html" in held(folder)
    write(folder, "parcels", "--format", "markdown")
    assert names(folder, ".html") == []
    assert "rules/dangerous.md" in held(folder)
    assert os.listdir(tmp_path) == ["book"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    assert "index.html" in held(write(tmp_path / "book", "minimal"))


def test_a_folder_with_anything_else_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = tmp_path / "notes.txt"
    foreign.write_text("mine")
    run = Run(capsys, "codebook", str(tmp_path), "--ruleset", RULESETS["minimal"])
    assert run.code == 2
    assert "holds what no codebook wrote: `notes.txt`" in run.err
    assert held(tmp_path) == {"notes.txt": b"mine"}


@pytest.mark.parametrize("marker", ["", "[]", "{}", '{"schema": "casewise.audit/1", "files": []}'])
def test_a_marker_of_something_else_marks_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], marker: str
) -> None:
    (tmp_path / MARKER).write_text(marker)
    run = Run(capsys, "codebook", str(tmp_path), "--ruleset", RULESETS["minimal"])
    assert run.code == 2
    assert held(tmp_path) == {MARKER: marker.encode()}


def test_a_file_put_into_an_earlier_book_is_not_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "book", "minimal")
    (folder / "rules" / "remarks.txt").write_text("mine")
    before = held(folder)
    run = Run(capsys, "codebook", str(folder), "--ruleset", RULESETS["minimal"])
    assert run.code == 2
    assert "`rules/remarks.txt`" in run.err
    assert held(folder) == before


def test_the_folder_one_is_in_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run = Run(capsys, "codebook", ".", "--ruleset", RULESETS["minimal"])
    assert run.code == 2
    assert "is the folder you are in" in run.err


def test_a_write_that_fails_leaves_the_earlier_book_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "book", "minimal")
    before = held(folder)
    write_text = Path.write_text

    def full(self: Path, *arguments: str, **options: str) -> int:
        if self.name == MARKER:
            raise OSError("the disk is full")
        return write_text(self, *arguments, **options)

    monkeypatch.setattr(Path, "write_text", full)
    for place in (folder, tmp_path / "other"):
        with pytest.raises(OSError, match="full"):
            put(place, {"index.html": "half", MARKER: ""})
    assert held(folder) == before
    assert os.listdir(tmp_path) == ["book"]


def test_a_swap_that_fails_puts_the_earlier_book_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "book", "minimal")
    before = held(folder)
    rename = Path.rename

    def refuses_the_new(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuses_the_new)
    with pytest.raises(OSError, match="no"):
        put(folder, {"index.html": "new"})
    assert held(folder) == before
    assert os.listdir(tmp_path) == ["book"]


def test_cases_of_ones_own_are_shown_and_no_cases_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    run = Run(capsys, "codebook", str(tmp_path / "a"), "--cases", str(cases))
    assert run.code == 2
    (cases / "plain.yaml").write_text("case: a-record\n")
    run = Run(capsys, "codebook", str(tmp_path / "a"), "--cases", str(cases))
    assert run.code == 2
    assert "no file of worked cases" in run.err
    assert not (tmp_path / "a").exists()


def test_without_jinja2_it_says_what_to_install_and_markdown_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = builtins.__import__

    def hides_jinja2(name: str, *rest: object) -> object:
        if name.partition(".")[0] == "jinja2":
            raise ImportError(name)
        return found(name, *rest)  # type: ignore[arg-type]  # handed on as it came

    for name in [each for each in sys.modules if each.partition(".")[0] == "jinja2"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", hides_jinja2)
    arguments = ("codebook", str(tmp_path / "book"), "--ruleset", RULESETS["minimal"])
    refused = Run(capsys, *arguments)
    assert refused.code == 2
    assert "install `casewise[codebook]`" in refused.err
    assert not (tmp_path / "book").exists()
    assert Run(capsys, *arguments, "--format", "markdown").code == 0


def test_an_unknown_reading_is_told_before_anything_is_written(tmp_path: Path) -> None:
    assert run(str(tmp_path / "book"), "--reading", "contact=never") == 2
    assert not (tmp_path / "book").exists()
