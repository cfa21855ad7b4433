"""Every worked case gets its expected answer from every engine, and from the slow oracle."""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

import casewise
from casewise.corpus import shipped
from casewise.evaluation.classification import ENGINES
from casewise.library import load_worked_cases
from casewise.model.case import Expectation, WorkedCase
from oracle.bulletin import answer

RULES = casewise.load("njov-1")
FILES = sorted((shipped("cases") / RULES.id).rglob("*.cases.yaml"))
WORKED = {
    f"{file.name.removesuffix('.cases.yaml')}:{worked.case.id}": worked
    for file in FILES
    for worked in load_worked_cases(file, RULES)
}
ELIGIBLE = {True: "yes", False: "no", None: "unknown"}


def as_text() -> dict[str, Mapping[str, Any]]:
    """The entries of the files as plain mappings and texts, by case id."""
    found: dict[str, Mapping[str, Any]] = {}
    for file in FILES:
        # Makes nothing but texts, lists and mappings, so that `no` stays `no`.
        entries = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        found |= {entry["case"]: entry for entry in entries}
    return found


TEXTS = as_text()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("worked", WORKED.values(), ids=WORKED)
def test_an_engine_gives_the_expected_answer(worked: WorkedCase, engine: str) -> None:
    result = casewise.classify(RULES.under(dict(worked.under)), worked.case, engine)
    eligible = ELIGIBLE[result.eligible]
    got = Expectation(eligible, result.placement, result.settled, result.possible)
    assert got == worked.expect


@pytest.mark.parametrize("worked", WORKED.values(), ids=WORKED)
def test_the_oracle_gives_the_expected_answer(worked: WorkedCase) -> None:
    entry = TEXTS[str(worked.case.id)]
    got = answer(entry["facts"], entry.get("under"))
    expected = Expectation(got.eligible, got.placement, got.settled, got.possible)
    assert expected == worked.expect
