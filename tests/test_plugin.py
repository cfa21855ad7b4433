"""The pytest plugin collects worked cases by name and says why one failed."""

from pathlib import Path
from shutil import copytree

import pytest

pytest_plugins = ["pytester"]

GOOD = """\
- case: no-arrest
  title: No arrest was made.
  facts: {arrest_made: no}
  expect: {eligible: no, placement: not-eligible, settled: yes, possible: [not-eligible]}
  rests on: [arrest-was-made]
  basis: letter
  cites: bulletin-2003, lines 30, 120-124
"""
RULES = Path(__file__).parent.parent / "rules" / "njov-1"
WRONG = GOOD.replace("no-arrest", "an-arrest").replace("arrest_made: no", "arrest_made: yes")


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", *arguments)


def test_cases_are_collected_by_their_ids(pytester: pytest.Pytester) -> None:
    (pytester.path / "some.cases.yaml").write_text(GOOD + WRONG)
    result = run(pytester, "--collect-only", "-q")
    result.stdout.fnmatch_lines(["some.cases.yaml::no-arrest", "some.cases.yaml::an-arrest"])
    result = run(pytester, "-k", "no-arrest")
    result.assert_outcomes(passed=1, deselected=1)


def test_a_failure_shows_expected_actual_and_where(pytester: pytest.Pytester) -> None:
    (pytester.path / "some.cases.yaml").write_text(WRONG)
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*some.cases.yaml:1:3: T301 No arrest was made.",
            "*placement  expected not-eligible",
            "*got      undecided",
            "*rests on   arrest-was-made",
            "*basis      letter, bulletin-2003:30*",
            "*open, and would change what is possible",
            "    date of the arrest: not known",
            "*to reproduce: casewise explain *some.cases.yaml::an-arrest",
        ]
    )
    result.stdout.no_fnmatch_line("*because*")


UNDERCOVER = """\
- case: an-officer
  title: An officer was solicited.
  under: {contact: not-required}
  facts:
    arrest_date: 2000-10-15
    duplicate_record: no
    sex_crime_against_minor: yes
    undercover_roles:
      - {operator: law_enforcement, role: fictional_minor, online: yes, solicited: yes}
  expect: {eligible: no, placement: not-eligible, settled: yes, possible: [not-eligible]}
  basis: letter
  cites: bulletin-2003, line 30
"""


def test_a_failure_shows_the_rules_with_their_places_and_the_facts_in_words(
    pytester: pytest.Pytester,
) -> None:
    (pytester.path / "some.cases.yaml").write_text(UNDERCOVER)
    result = run(pytester)
    result.stdout.fnmatch_lines(
        [
            "  because",
            "    undercover-online: holds (*undercover-online.yaml:1:1)",
            "    minor-involved.portrayed: holds (*minor-involved.yaml:*)",
            "      undercover role 1, role: a fictional minor",
            "*to reproduce: casewise explain *::an-officer --reading contact=not-required",
        ]
    )
    result.stdout.no_fnmatch_line("*minor-involved.yaml:1:1)*")
    result.stdout.no_fnmatch_line("*rests on*")


def test_a_file_that_cannot_be_read_is_an_error_with_places(pytester: pytest.Pytester) -> None:
    (pytester.path / "some.cases.yaml").write_text(GOOD.replace("basis: letter", "basis: guess"))
    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*some.cases.yaml:6:10: C211*guess*"])


def test_the_ruleset_may_be_named_in_the_ini_file(pytester: pytest.Pytester) -> None:
    (pytester.path / "some.cases.yaml").write_text(GOOD)
    pytester.makeini("[pytest]\ncasewise_ruleset = njov-1\n")
    run(pytester).assert_outcomes(passed=1)


def test_a_folder_in_the_ini_file_is_meant_from_there(pytester: pytest.Pytester) -> None:
    (pytester.path / "some.cases.yaml").write_text(GOOD + WRONG)
    copytree(RULES, pytester.path / "my rules")
    pytester.makeini("[pytest]\ncasewise_ruleset = my rules\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(pytester.mkdir("elsewhere"))
        result = run(pytester, "../some.cases.yaml")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*to reproduce: *::an-arrest --ruleset '*/my rules'"])


BROKEN = {
    "a ruleset that is not there": ("nosuch", None, "there is no ruleset `*/nosuch` (shipped:*"),
    "a ruleset with a problem": ("", "id: [", "*/rules/foo/ruleset.yaml:1:*: Y002*"),
    "a folder of cases without rules": ("", None, "there is no ruleset `*/rules/foo` (shipped:*"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_rules_that_cannot_be_loaded_are_an_error_of_each_file_in_words(
    pytester: pytest.Pytester, what: str
) -> None:
    configured, header, words = BROKEN[what]
    pytester.makeini(f"[pytest]\ncasewise_ruleset = {configured}\n")
    for name in ("cases", "rules"):
        (pytester.mkdir(name) / "foo").mkdir()
    for name in ("one", "two"):
        (pytester.path / "cases" / "foo" / f"{name}.cases.yaml").write_text(GOOD)
    if header is None:
        (pytester.path / "rules" / "foo").rmdir()
    else:
        (pytester.path / "rules" / "foo" / "ruleset.yaml").write_text(header)
    result = run(pytester)
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines([words])
    result.stdout.no_fnmatch_line("*.py:*")
