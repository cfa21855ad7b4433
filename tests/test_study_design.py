"""How the sample was drawn: the flow, its sums, AAPOR's rates, and the figure."""

import json
import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

import casewise
from casewise.library import load_study
from casewise.model.study.design import Design
from casewise.study.flow import flow
from casewise.study.flow_figure import flow_figure
from casewise.study.rates import rates
from command_line import Run


@pytest.fixture(scope="module")
def design() -> Design:
    return load_study("njov-1", casewise.load()).design


def test_the_printed_percentages_of_the_stages_are_right(design: Design) -> None:
    steps = {step.stage.id: step for step in flow(design).steps}
    assert {name for name, step in steps.items() if step.agrees} == {
        "responded", "reported-arrests", "interviewed"
    }  # fmt: skip
    assert steps["responded"].share == Fraction(2270, 2574)
    assert not [name for name, step in steps.items() if step.agrees is False]


def test_sums_that_do_not_come_out_are_said(design: Design) -> None:
    strata, dispositions, shares = flow(design).sums
    assert (strata.added, strata.whole, strata.agrees, strata.explained) == (
        2576, 2574, False, False
    )  # fmt: skip
    assert (dispositions.added, dispositions.whole) == (797, 796)
    assert (dispositions.agrees, dispositions.explained) == (False, True)
    assert (shares.added, shares.agrees) == (100, True)


def test_rates_are_those_of_the_formulas(design: Design) -> None:
    by_name = {rate.name: rate.value for rate in rates(design)}
    assert by_name == {
        "response rate 1": Fraction(630, 757),
        "response rate 1, at the least": Fraction(630, 797),
        "refusal rate 1": Fraction(24, 757),
        "non-contact rate": Fraction(103, 757),
        "cooperation rate 1": Fraction(630, 654),
        "eligibility": Fraction(757, 797),
    }


def test_the_text_says_everything(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "study", "design")
    assert run.code == 0
    for words in (
        "2,576 and  2,574  do not agree", "printed 88% of those surveyed, anew 88.2%: agrees",
        "833 of 2,499 agencies (assumed)", "1.362505", "83.2%  I / (I + R + NC + O + U)",
        "bulletin-2003:154-156",
    ):  # fmt: skip
        assert words in run.out


def test_the_json_has_the_same_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(Run(capsys, "study", "design", "--format", "json").out)
    assert document["schema"] == "casewise.design/1"
    assert [each["basis"] for each in document["strata"]] == ["printed", "assumed", "derived"]
    assert document["sums"][0] | {"says": ""} == {
        "says": "", "added": 2576, "whole": 2574, "agree": False, "explained by rounding": False
    }  # fmt: skip
    assert round(document["nonresponse_adjustment"], 6) == 1.362505


def test_the_figure_is_svg_in_greys_with_words_for_it(design: Design) -> None:
    figure = flow_figure(design)
    root = ElementTree.fromstring(figure)  # noqa: S314  # made here
    space = "{http://www.w3.org/2000/svg}"
    title, words = root.find(f"{space}title"), root.find(f"{space}desc")
    assert title is not None
    assert words is not None
    shown = " ".join(each.text or "" for each in root.iter(f"{space}text"))
    for stage in design.stages:
        assert f"{stage.count:,}" in shown
        assert f"{stage.count:,}" in (words.text or "")
    assert "2,576 in the strata" in shown
    colours = set(re.findall(r"#([0-9a-f]+)", figure)) - {"end"}
    assert all(len(set(colour)) == 1 or colour == "f2f2f2" for colour in colours)
    assert root.get("role") == "img"


def test_the_figure_is_the_one_that_the_command_prints(
    design: Design, capsys: pytest.CaptureFixture[str]
) -> None:
    assert Run(capsys, "study", "design", "--format", "svg").out == flow_figure(design)
