"""The pytest plugin collects worked cases by name and says why one failed."""

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
            "*basis      letter, bulletin-2003:30*",
            "*to reproduce: casewise explain *some.cases.yaml::an-arrest",
        ]
    )


def test_a_file_that_cannot_be_read_is_an_error_with_places(pytester: pytest.Pytester) -> None:
    (pytester.path / "some.cases.yaml").write_text(GOOD.replace("basis: letter", "basis: guess"))
    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*some.cases.yaml:6:10: C211*guess*"])


def test_the_ruleset_may_be_named_in_the_ini_file(pytester: pytest.Pytester) -> None:
    (pytester.path / "some.cases.yaml").write_text(GOOD)
    pytester.makeini("[pytest]\ncasewise_ruleset = njov-1\n")
    run(pytester).assert_outcomes(passed=1)
