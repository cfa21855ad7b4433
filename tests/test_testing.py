"""The public strategies draw what they say, of any ruleset."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import casewise
from casewise.evaluation.classification import classify
from casewise.evaluation.engines import exact_engine
from casewise.explanation.opening import not_known
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.writing import plain_case
from casewise.testing import cases, complete_cases, rulesets
from rulesets.naive import Naive

PARCELS = Path(__file__).parent / "rulesets" / "parcels" / "rules" / "parcels"
RULESETS = {"njov-1": casewise.load("njov-1"), "parcels": casewise.load(PARCELS)}
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@st.composite
def of_some_ruleset(draw: st.DrawFn, complete: bool) -> tuple[Ruleset, Case]:
    made = draw(rulesets())
    return made, draw((complete_cases if complete else cases)(made))


@pytest.mark.parametrize("name", RULESETS)
@settings(max_examples=60, suppress_health_check=SLOW)
@given(data=st.data())
def test_cases_can_be_written_read_and_classified(name: str, data: st.DataObject) -> None:
    made = RULESETS[name]
    case = data.draw(cases(made))
    written = json.dumps(plain_case(made.vocabulary, case))
    (read,) = casewise.read_cases(written, made)
    results = [classify(made, each, "reference") for each in (case, read)]
    assert results[0].placement == results[1].placement
    assert results[0].possible == results[1].possible


@pytest.mark.parametrize("name", RULESETS)
@settings(max_examples=15, suppress_health_check=SLOW)
@given(data=st.data())
def test_complete_cases_leave_nothing_open_and_are_possible(name: str, data: st.DataObject) -> None:
    made = RULESETS[name]
    case = data.draw(complete_cases(made))
    optional = {fact.name for _, fact in made.vocabulary if fact.optional}
    assert {path.rpartition(".")[2] for path, _ in not_known(made, case.values)} <= optional
    assert classify(made, case, "reference").placement != "conflict"


def test_the_bounds_of_rules_are_drawn_and_every_outcome_is_found() -> None:
    made = RULESETS["parcels"]
    quick = settings(
        max_examples=5_000, suppress_health_check=SLOW, database=None, phases=[Phase.generate]
    )
    for outcome in made.outcomes:
        found = find(complete_cases(made), partial(ends_in, made, outcome), settings=quick)
        assert classify(made, found, "reference").placement == outcome


def ends_in(made: Ruleset, outcome: str, case: Case) -> bool:
    return exact_engine(made).completions(case.values).possible == {outcome}


@settings(max_examples=25, suppress_health_check=SLOW)
@given(of_some_ruleset(complete=False))
def test_rulesets_can_be_tried_by_brute_force(drawn: tuple[Ruleset, Case]) -> None:
    made, case = drawn
    naive = Naive(made)
    if naive.size({}) <= 2_000:
        assert exact_engine(made).completions(case.values).possible == (
            naive.answer(case.values).possible - {"conflict"}
        )


def test_without_hypothesis_the_import_says_what_to_install() -> None:
    script = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "try:\n    import casewise.testing\n"
        "except ModuleNotFoundError as error:\n    print(error)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "install it, or `casewise[test]`" in run.stdout


def test_only_testing_imports_hypothesis() -> None:
    script = "import sys, casewise.cli.test; print('hypothesis' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
