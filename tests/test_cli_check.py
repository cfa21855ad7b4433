"""`casewise check`: what it takes for rules, what for cases, and what it says of each."""

import json
import shutil
from pathlib import Path

import pytest

from casewise.corpus import shipped
from command_line import Run

RULES = shipped("rules") / "njov-1"
CLEAN = "njov-1 1.0.0, 47 rules, 30 facts: no problems\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A ruleset of one's own in `tmp_path/rules/own`."""
    folder = tmp_path / "rules" / "own"
    shutil.copytree(RULES, folder)
    return folder


def test_check_is_clean_on_what_is_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "check")
    assert (run.code, run.err) == (0, "")
    assert "njov-1 1.0.0" in run.out
    assert "no problems" in run.out


def test_check_names_worked_cases_that_get_another_answer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "x.cases.yaml"
    path.write_text(
        "- case: wrong\n  title: No arrest was made.\n  facts: {arrest_made: no}\n"
        "  expect: {eligible: yes, placement: gap.other, settled: yes, possible: [gap.other]}\n"
        "  basis: letter\n  cites: bulletin-2003, line 30\n"
    )
    run = Run(capsys, "check", str(path))
    assert run.code == 1
    assert run.out.count("T301") == 3
    as_json = Run(capsys, "check", str(path), "--format", "json")
    assert {each["code"] for each in json.loads(as_json.out)} == {"T301"}


def test_check_tries_the_shipped_cases_only_on_shipped_rules(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, own: Path
) -> None:
    named = Run(capsys, "check").out
    assert Run(capsys, "check", "--ruleset", str(RULES)).out == named
    monkeypatch.chdir(RULES.parent)
    assert Run(capsys, "check", "--ruleset", "./njov-1/").out == named
    mine = Run(capsys, "check", "--ruleset", str(own))
    assert (mine.code, mine.out.startswith("njov-1 "), mine.out.count("\n")) == (0, True, 1)


@pytest.mark.parametrize(
    "path",
    [".", "categories", "categories/undercover-solicitation.yaml", "passages.yaml", ".."],
)
def test_a_path_in_or_above_a_ruleset_is_that_ruleset(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, own: Path, path: str
) -> None:
    for run in (
        Run(capsys, "check", str(own / path)),
        Run(capsys, "check", str(own / path), str(own)),
    ):
        assert (run.code, run.out.startswith("njov-1 "), run.out.count("\n")) == (0, True, 1)
    monkeypatch.chdir(own / "categories")
    run = Run(capsys, "check", ".", "../terms", str(own))
    assert (run.code, run.out.startswith("njov-1 "), run.out.count("\n")) == (0, True, 1)


def test_what_is_no_rule_beside_rules_is_checked_as_cases(
    capsys: pytest.CaptureFixture[str], own: Path, tmp_path: Path
) -> None:
    (own / "categories" / "undercover-solicitation.yaml").write_text("id: [\n")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "a.yaml").write_text("case: a\n")
    run = Run(capsys, "check", str(tmp_path))
    assert run.code == 1
    assert f"{tmp_path}/cases/a.yaml, 1 cases: no problems" in run.out
    assert f"{own}/categories/undercover-solicitation.yaml:2:1: Y002" in run.out
    assert "C201" not in run.out


def test_check_shows_what_it_found_even_if_something_cannot_be_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bad, missing, empty = tmp_path / "bad.yaml", tmp_path / "missing.yaml", tmp_path / "empty"
    bad.write_text("cas: a\n")
    empty.mkdir()
    run = Run(capsys, "check", str(missing), str(empty), str(bad))
    assert run.code == 2
    assert f"{bad}:1:1: C201" in run.out
    assert f"casewise: {missing}: no such file or directory" in run.err
    assert f"casewise: {empty} holds no case file" in run.err
    listed = Run(capsys, "check", str(missing), str(bad), "--format", "json")
    assert ([each["code"] for each in json.loads(listed.out)], listed.code) == (["C201"], 2)


def test_cases_are_not_checked_by_rules_that_have_problems(
    capsys: pytest.CaptureFixture[str], own: Path, tmp_path: Path
) -> None:
    (own / "facts.yaml").write_text("[")
    (tmp_path / "a.yaml").write_text("case: a\n")
    alone = Run(capsys, "check", str(tmp_path / "a.yaml"), "-r", str(own))
    both = Run(capsys, "check", str(own), str(tmp_path / "a.yaml"), "-r", str(own))
    for run in (alone, both):
        assert run.code == 2
        assert run.out.count("facts.yaml:1:2: Y002") == 1
        assert "no cases were checked" in run.err


def test_check_takes_whole_files(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "check", "cases.yaml::a")
    assert (run.code, "write `cases.yaml`" in run.err) == (2, True)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("abc", "R115 this is not a citation of lines"),
        ("bulletin-2003:9-3", "R115 the lines of"),
        ("bulletin-2003:99999", "R115 `bulletin-2003:99999` lies beyond the 807 lines"),
        ("nosuch:3", "R115 there is no source `nosuch`"),
        ("bulletin-2003:30", "R108 passage `bulletin-2003:30` appears twice"),
        ("[", "Y002 this is not YAML"),
    ],
)
def test_check_reads_the_passages_too(
    capsys: pytest.CaptureFixture[str], own: Path, lines: str, words: str
) -> None:
    with (own / "passages.yaml").open("a") as file:
        file.write(f"- lines: {lines}\n  digest: '0123456789abcdef'\n")
    run = Run(capsys, "check", str(own))
    assert (run.code, run.out.count("passages.yaml:")) == (1, 1)
    assert words in run.out
