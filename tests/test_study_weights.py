"""Weights: each step by its formula, and rows that were not drawn as the design says."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import casewise
from casewise.corpus import shipped
from casewise.library import SAMPLE, load_study
from casewise.model.study.study import Study
from casewise.study.weights import nonresponse, weight
from command_line import Run

COHORT = shipped("cases") / "njov-1" / "cohort"
HEAD = "case,stratum,agency,agency_cases,screening,selection_rate"
GOOD = "a,specialized,A1,9,no_identified_victim,0.5"


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study("njov-1", casewise.load())


def test_the_adjustment_is_the_product_of_two_printed_quotients(study: Study) -> None:
    """2,574 agencies for 2,270 that answered; 630 + 103 + 24 cases for 630 interviews."""
    assert nonresponse(study.design) == Fraction(2574, 2270) * Fraction(757, 630)


@pytest.mark.parametrize(
    ("stratum", "rate", "base"),
    [
        ("specialized", "1", Fraction(1)),
        ("specialized", "0.25", Fraction(4)),
        ("trained", "1", Fraction(2499, 833)),
        ("trained", "0.5", Fraction(6)),
        ("untrained", "1", Fraction(13883, 1666)),
    ],
)
def test_weights_follow_their_formula(
    study: Study, stratum: str, rate: str, base: Fraction
) -> None:
    made = weight(study.design, stratum, Decimal(rate))
    assert abs(Fraction(made.base) - base) <= Fraction(1, 2_000_000)
    assert abs(Fraction(made.final) - base * nonresponse(study.design)) <= Fraction(1, 200)


def test_the_shipped_sample_weighed_anew_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "study", "weigh", str(COHORT / SAMPLE))
    assert (run.code, run.out) == (0, (COHORT / SAMPLE).read_text())


def test_a_sample_without_weights_is_given_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f"{HEAD},offender_age\n{GOOD},from_40\n")
    run = Run(capsys, "study", "weigh", str(path))
    head, row = run.out.splitlines()
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    assert cells["base_weight"] == "2.000000"
    assert cells["nonresponse_adjustment"] == "1.362505"
    assert (cells["weight"], cells["offender_age"], cells["origin"]) == ("2.73", "from_40", "")


@pytest.mark.parametrize(
    ("head", "rows", "problem"),
    [
        (HEAD, ["a,,A1,9,no_identified_victim,0.5"], "2:1: C205 `stratum` is empty"),
        (HEAD, ["a,speclized,A1,9,no_identified_victim,1"], "did you mean `specialized`?"),
        (HEAD, ["a,rural,A1,9,no_identified_victim,1"], "C202 `rural` is not a stratum of the"),
        (HEAD, ["a,trained,A1,9,no_identified_victim,-1"], "C206 `selection_rate` cannot be `-1`"),
        (HEAD, ["a,trained,A1,9,no_identified_victim,0"], "C206 `selection_rate` cannot be `0`"),
        (HEAD, ["a,trained,A1,9,no_identified_victim,nan"], "C202 `selection_rate`: `nan` is not"),
        (HEAD, ["a,trained,A1,9,no_identified_victim,1.5"], "C206 `selection_rate` cannot be 1.5"),
        (HEAD, ["a,trained,A1,9,no_identified_victim,"], "C205 `selection_rate` is empty"),
        (HEAD, ["a,trained,A1,9.5,no_identified_victim,1"], "`9.5` is not a whole number"),
        (HEAD, ["a,trained,A1,9,maybe,1"], "C202 `maybe` is not a screening class"),
        (HEAD, ["a,trained,A1,9,identified_victim,0.5"], "is taken with certainty: its rate is 1"),
        (HEAD, ["a,trained,A1,3,no_identified_victim,0.5"], "agency with 3 or fewer is taken"),
        (HEAD, [GOOD, GOOD], "3:1: C208 case `a` appears twice"),
        (HEAD, [GOOD, GOOD.replace("a,specialized", "b,trained")], "in stratum `trained` and in"),
        (HEAD, ["a,trained,A1,1,no_identified_victim,1", "b,trained,A1,1,no_identified_victim,1"],
         "has more records than it has cases (1)"),
        (HEAD, ["a,trained"], "C203 there are 2 cells, and 6 columns"),
        (HEAD, [], "C209 there is no case in this sample"),
        (HEAD.replace("stratum,", ""), ["a,A1,9,no_identified_victim,1"], "R102 column `stratum`"),
        (f"{HEAD},weigth", [f"{GOOD},1"], "did you mean `weight`?"),
        (f"{HEAD},stratum", [f"{GOOD},trained"], "R108 column `stratum` is there twice"),
        (f"{HEAD},offender_age", [f"{GOOD},old"], "C202 `old` is not an answer to `offender_age`"),
        (f"{HEAD},weight", [f"{GOOD},2"], "R102 column `base_weight` is missing"),
        (HEAD, ['a,trained,"A1'], "C203 this is no CSV"),
    ],
)  # fmt: skip
def test_a_sample_that_was_not_drawn_so_is_a_clear_error(
    head: str, rows: list[str], problem: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("\n".join([head, *rows]) + "\n")
    run = Run(capsys, "study", "weigh", str(path))
    assert (run.code, run.out) == (2, "")
    assert problem in run.err
    assert "mine.csv:" in run.err


def test_what_could_be_the_name_of_an_agency_is_not_repeated(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f"{HEAD}\n{GOOD.replace('A1', 'County of Nowhere')}\n")
    run = Run(capsys, "study", "weigh", str(path))
    assert run.code == 2
    assert "C207 this is not the id of an agency" in run.err
    assert "Nowhere" not in run.err


def test_every_wrong_row_is_told_at_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f"{HEAD}\nx,rural,A1,9,maybe,2\ny,trained,A2,x,no_identified_victim,1\n")
    run = Run(capsys, "study", "weigh", str(path))
    assert "3 problems" in run.err
