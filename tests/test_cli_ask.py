"""`casewise ask` at a terminal: what is asked, kept, saved and explained; and where nobody is."""

import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

import casewise
from casewise.model.ruleset import Ruleset
from command_line import Run
from rulesets.folders import ROOT
from typing_at import INTERRUPT, typing

PARCELS = ROOT / "tests" / "rulesets" / "parcels" / "rules" / "parcels"
GOLDEN = ROOT / "tests" / "golden" / "ask"

WHOLE = (
    "s", "y", "y", "w", "maybe", "2000-10", "b", "2000-10", "y", "n", "y", "under 18", "y", "y",
    "y", "1, 4", "y", "n",
)  # fmt: skip
"""Answers with something put aside, a reason asked for, a mistake, and one taken back."""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    return lambda *arguments: Run(capsys, "ask", *arguments)


def test_the_transcript_of_an_interview_is_as_it_was() -> None:
    found = typing(["ask", "--plain"], WHOLE)
    expected = GOLDEN / "whole.txt"
    assert found.screen == expected.read_text("utf-8")
    assert found.code == 0


def test_plain_words_have_no_colour_no_boxes_and_eighty_columns() -> None:
    found = typing(["ask", "--plain"], WHOLE)
    for line in (*found.screen.splitlines(), *found.out.splitlines()):
        assert len(line) <= 80, line
        assert "\x1b" not in line
        assert not re.search("[\u2500-\u259f]", line)


def test_colour_is_for_terminals_that_want_it() -> None:
    assert "\x1b[1m" in typing(["ask"], ["q"]).screen
    assert "\x1b" not in typing(["ask"], ["q"], NO_COLOR="1").screen
    assert "\x1b" not in typing(["ask"], ["q"], TERM="dumb").screen
    assert "\x1b" not in typing(["ask"], ["q"]).out


def test_it_ends_with_the_explanation_of_the_case_it_saves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rules: Ruleset
) -> None:
    target = tmp_path / "case.yaml"
    found = typing(["ask", "--id", "c-1", "--save", str(target)], ["n", "n"])
    assert found.code == 0
    assert "settled" in found.out
    assert found.out == Run(capsys, "explain", str(target)).out
    (case,) = casewise.read_cases(target.read_text("utf-8"), rules)
    assert (case.id, set(case.values)) == ("c-1", {"duplicate_record", "sex_crime_against_minor"})
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_to_end_early_keeps_what_was_answered(tmp_path: Path) -> None:
    target = tmp_path / "case.yaml"
    found = typing(["ask", "--save", str(target)], ["n", "?", "q"])
    assert found.code == 4
    assert "not decided yet" in found.out
    assert target.read_text("utf-8").splitlines()[1:] == [
        "duplicate_record: no",
        "sex_crime_against_minor: unknown",
    ]


def test_ctrl_c_ends_at_once_and_writes_nothing(tmp_path: Path) -> None:
    found = typing(["ask", "--save", str(tmp_path / "case.yaml")], ["n", INTERRUPT])
    assert (found.code, found.out) == (130, "")
    assert "interrupted" in found.screen
    assert list(tmp_path.iterdir()) == []


def test_answers_that_clash_are_asked_for_again(tmp_path: Path) -> None:
    start = tmp_path / "start.yaml"
    start.write_text("{arrest_made: no, arrest_date: 2000-10}", "utf-8")
    found = typing(["ask", str(start)], ["7", "2", "q"])
    assert "These answers cannot all be true" in found.screen
    assert "2  date of the arrest: 2000-10" in found.screen
    assert "not eligible" in found.out


def test_readings_are_kept_with_the_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "case.yaml"
    found = typing(["ask", "--reading", "contact=not-required", "--save", str(target)], ["n", "n"])
    assert found.code == 0
    assert "contact: not-required" in target.read_text("utf-8")
    assert found.out == Run(capsys, "explain", str(target)).out


def test_only_what_was_put_aside_is_asked_about_at_the_end(tmp_path: Path) -> None:
    start = tmp_path / "start.yaml"
    start.write_text("{arrest_made: unknown, arrest_date: 2000-10, victims: none, "
                     "undercover_roles: none, material_depicts_minor: yes, "
                     "material_found_as: [computer], material_produced: no, "
                     "online_attempt_on_individual_child: no, "
                     "sex_crime_against_minor: yes}", "utf-8")  # fmt: skip
    found = typing(["ask", str(start)], ["s", "y", "n"])
    assert "Only what you put aside can still change the result" in found.screen
    assert (found.code, "I-CHP" in found.out) == (0, True)
    assert typing(["ask", str(start)], ["s", "n"]).code == 4


def test_another_ruleset_is_asked_about() -> None:
    found = typing(["ask", "--plain", "--ruleset", str(PARCELS)], ["n", "n", "n", "n", "n", "q"])
    assert found.code in (0, 4)
    assert "parcels" in found.out


# -- where nobody can be asked --------------------------------------------------------------------


def test_without_a_terminal_the_missing_fact_is_named(run: Callable[..., Run]) -> None:
    for arguments in ((), ("--no-input",)):
        found = run(*arguments)
        assert (found.code, found.out) == (2, "")
        assert "`duplicate_record`" in found.err
        assert "Is the same arrest already counted" in found.err


def test_without_a_terminal_a_case_that_is_settled_is_explained(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    start = tmp_path / "start.yaml"
    start.write_text("duplicate_record: yes\n", "utf-8")
    found = run(str(start), "--no-input")
    assert (found.code, "not eligible" in found.out) == (0, True)


def test_a_file_that_is_there_is_not_replaced_unasked(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    start = tmp_path / "start.yaml"
    start.write_text("duplicate_record: yes\n", "utf-8")
    found = run(str(start), "--save", str(start))
    assert (found.code, "--force" in found.err) == (2, True)
    assert start.read_text("utf-8") == "duplicate_record: yes\n"
    assert run(str(start), "--save", str(start), "--force").code == 0
    assert "duplicate_record: yes" in start.read_text("utf-8")
    missing = run(str(start), "--save", str(tmp_path / "none" / "case.yaml"))
    assert (missing.code, "There is no folder" in missing.err) == (2, True)


def test_one_case_is_asked_about(run: Callable[..., Run]) -> None:
    found = run("cases/demo.yaml", "--no-input")
    assert (found.code, "name one such as cases/demo.yaml::" in found.err) == (2, True)
    assert run("--id", "John Doe").code == 2
