"""`casewise reproduce`: every printed figure, computed anew from facts that the rules place."""

import csv
import json
import random
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve

import casewise
from casewise.corpus import shipped
from casewise.library import RECORDS, SAMPLE, load_cohort, load_study
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.model.study.claims import Claim
from casewise.model.study.sample import Row
from casewise.model.study.study import Study
from casewise.study.markdown import markdown
from casewise.study.reproduction import Reproduction, Verdict, reproduce
from casewise.study.text import text
from command_line import Run

COHORT = shipped("cases") / "njov-1" / "cohort"
CLAIMS = [f"Q{number:02}" for number in range(1, 35)]


@cache
def study() -> Study:
    return load_study("njov-1", rules())


@cache
def rules() -> Ruleset:
    return casewise.load()


@cache
def sample() -> tuple[tuple[Case, ...], tuple[Row, ...]]:
    return load_cohort(COHORT, rules(), study())


@cache
def found() -> Reproduction:
    return reproduce(study(), rules(), *sample())


def verdicts(reproduction: Reproduction) -> dict[str, Verdict]:
    return {check.name: check.verdict for check in reproduction.checks}


# -- nothing is hidden ---------------------------------------------------------------------------


def test_every_claim_is_there_in_its_order() -> None:
    assert [claim.id for claim in study().claims] == CLAIMS


def test_every_derivable_figure_agrees_within_rounding() -> None:
    wrong = [check for check in found().checks if check.verdict is Verdict.DIFFERS]
    assert [(check.name, check.value) for check in wrong] == []
    assert found().count(Verdict.AGREES) > 95


def test_what_cannot_be_true_together_is_three_figures_and_each_names_its_finding() -> None:
    against = {
        check.name: check.figure.against
        for check in found().checks
        if check.verdict is Verdict.CONTRADICTED
    }
    assert against == {
        "Q01.margin": "margin-and-range",
        "Q09.surveyed": "strata-and-sample",
        "Q19.share": "possession-and-its-base",
    }


def test_what_is_not_derivable_says_why() -> None:
    reasons = {c.figure.reason for c in found().checks if c.verdict is Verdict.NOT_DERIVABLE}
    assert all(reasons)
    assert len(reasons) < 10


@pytest.mark.parametrize("render", [text, markdown])
def test_every_form_shows_every_figure(render: Callable[[Reproduction], Iterator[str]]) -> None:
    shown = "\n".join(render(found()))
    assert all(claim in shown for claim in CLAIMS)
    assert all(each.finding.id in shown for each in found().findings)
    assert shown.count("not derivable") >= found().count(Verdict.NOT_DERIVABLE)
    assert "129 figures of 34 claims: 102 agree, 0 differ, 3 cannot be true together" in shown
    assert all(f"{each.reading}={each.value}" in shown for each in found().effects)


def test_the_command_says_that_the_sample_is_synthetic_and_hides_no_figure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = Run(capsys, "reproduce", "--format", "json")
    assert (run.code, "the sample is synthetic" in run.err) == (0, True)
    document = json.loads(run.out)
    assert document["schema"] == "casewise.reproduction/1"
    shown = [(each["claim"], each["figure"]) for each in document["figures"]]
    assert shown == [(check.claim.id, check.figure.id) for check in found().checks]


def test_the_text_keeps_within_a_terminal() -> None:
    """But for the sentences of findings, which are not broken."""
    lines = list(text(found()))
    start = lines.index("\nWhat was printed and does not fit together")
    assert max(map(len, lines[:start])) <= 110


# -- the arithmetic ------------------------------------------------------------------------------


def lines_of(name: str) -> list[float]:
    each = next(each for each in found().findings if each.finding.id == name)
    return [round(float(line.value), 4) for line in each.lines if line.value is not None]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("margin-and-range", [0.025, 0.1164, 2512.575, 2641.425]),
        ("range-of-the-whole", [300, 341.9503, 309]),
        ("strata-and-sample", [2574, 2576, 2572]),
        ("duplicates-among-the-eligible", [0.7915, 0.8322]),
        ("possession-and-its-base", [0.67, 0.6647, 1713.705]),
        ("agencies-of-origin", [1, 0.97]),
        ("agencies-elsewhere", [385, 383]),
        ("eligible-elsewhere", [796, 1077, 0.585]),
        ("interviews-elsewhere", [630, 612, 4.2108]),
    ],
)
def test_what_does_not_fit_together_is_reckoned(name: str, expected: list[float]) -> None:
    assert lines_of(name) == expected
    explained = [each.explained for each in found().findings if each.finding.id == name]
    assert explained == [False]


def test_one_sum_that_rounding_explains_is_said_to_be_so() -> None:
    each = next(each for each in found().findings if each.finding.id == "victims-and-parts")
    assert each.explained
    assert lines_of("victims-and-parts")[:2] == [0.45, 0.46]


def test_ranges_imply_the_design_effects_that_the_printed_numbers_give() -> None:
    """I-STULE: 309 of 644 is 48%; its variance is more than ten times that of a simple sample."""
    by_claim = {each.claim.id: each for each in found().ranges}
    assert list(by_claim) == ["Q01", "Q02", "Q03", "Q04"]
    assert by_claim["Q01"].effect is None
    assert round(by_claim["Q03"].relative, 2) == Decimal("0.48")
    expected = (309 / 1.96) ** 2 / (2577**2 * (644 / 2577) * (1933 / 2577) / 630)
    assert by_claim["Q03"].effect is not None
    assert float(by_claim["Q03"].effect) == pytest.approx(expected)
    assert expected > 10


# -- the rules place the records, and nothing else does ------------------------------------------


def test_nothing_in_the_sample_names_a_placement() -> None:
    names = {*rules().outcomes, *(rule.label for rule in rules().rules if rule.label)}
    names |= {rule.id for rule in rules().rules}
    facts = {fact.name for fact in rules().vocabulary.facts}
    for line in (COHORT / RECORDS).read_text().splitlines():
        assert json.loads(line).keys() - facts == {"case"}
    with (COHORT / SAMPLE).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert not names & {*rows[0], *(cell for row in rows for cell in row.values())}


def test_the_placements_are_those_of_casewise_classify(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "classify", "--format", "csv", str(COHORT / RECORDS))
    shown = {row["case"]: row["placement"] for row in csv.DictReader(run.out.splitlines())}
    assert shown == {entry.row.case: entry.placement for entry in found().entries}
    assert len(shown) == 630


def shuffled(seed: int) -> Reproduction:
    """The same facts and the same rows, but whose facts are whose is left to chance."""
    cases, rows = sample()
    values = [case.values for case in cases]
    random.Random(seed).shuffle(values)
    moved = tuple(evolve(case, values=each) for case, each in zip(cases, values, strict=True))
    return reproduce(study(), rules(), moved, rows, readings=False)


def test_facts_that_change_places_break_the_tables() -> None:
    broken = shuffled(1)
    assert not broken.agrees
    changed = {name for name, each in verdicts(broken).items() if each is Verdict.DIFFERS}
    assert {"Q02.arrests", "Q03.arrests", "Q04.arrests", "Q06.met-online"} <= changed
    assert "Q16.male" not in changed  # a column of the rows, which stayed where it was


def test_a_weight_that_is_not_the_designs_is_refused() -> None:
    cases, rows = sample()
    wrong = (evolve(rows[0], weight=Decimal("9.99")), *rows[1:])
    with pytest.raises(casewise.ProblemsFound, match=r"`weight` is 9\.99, and"):
        reproduce(study(), rules(), cases, wrong)


# -- an edited claim -----------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "njov-1"
    shutil.copytree(shipped("rules") / "njov-1", folder)
    return folder


EDITS = [
    ("claims.yaml", "printed: '644'", "printed: '645'", "Q03.arrests"),
    ("claims.yaml", "printed: 52%", "printed: 51%", "Q19.identified-victim"),
    ("claims.yaml", "printed: 0.3%", "printed: 0.4%", "Q26.acquitted-exactly"),
    ("claims.yaml", "printed: 2,574", "printed: 2,576", "Q09.surveyed"),
    ("design.yaml", "count: 385", "count: 383", "Q11.agencies"),
]


def edit(folder: Path, file: str, before: str, after: str) -> None:
    path = folder / "study" / file
    edited = path.read_text()
    assert before in edited
    path.write_text(edited.replace(before, after, 1))


@pytest.mark.parametrize(("file", "before", "after", "figure"), EDITS)
def test_an_edited_figure_differs(
    copy: Path, file: str, before: str, after: str, figure: str
) -> None:
    edit(copy, file, before, after)
    changed = reproduce(load_study(copy, rules()), rules(), *sample(), readings=False)
    assert not changed.agrees
    assert verdicts(changed)[figure] is Verdict.DIFFERS


def test_where_a_figure_differs_the_command_exits_with_1(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(copy, *EDITS[0][:3])
    run = Run(capsys, "reproduce", "-r", str(copy), "--cohort", str(COHORT), "--format", "json")
    assert run.code == 1
    differing = [each for each in json.loads(run.out)["figures"] if each["verdict"] == "differs"]
    assert [f"{each['claim']}.{each['figure']}" for each in differing] == [
        "Q03.arrests", "Q05.arrests"
    ]  # fmt: skip


def edited(claim: Claim) -> Claim:
    """Every number of a claim as if it had been printed beyond its rounding."""
    figures = []
    for figure in claim.figures:
        printed = figure.printed
        width = printed.high - printed.low + Decimal("0.0001")
        moved = evolve(printed, low=printed.low + width, high=printed.high + width)
        figures.append(evolve(figure, printed=moved, against=""))
    return evolve(claim, figures=tuple(figures))


def test_no_figure_agrees_whatever_is_printed() -> None:
    other = evolve(study(), claims=tuple(map(edited, study().claims)))
    checks = reproduce(other, rules(), *sample(), readings=False).checks
    before = verdicts(found())
    agreeing = [c.name for c in checks if c.verdict is Verdict.AGREES]
    assert [name for name in agreeing if before[name] is Verdict.AGREES] == []


# -- readings ------------------------------------------------------------------------------------


def test_each_reading_is_run_and_no_arrest_is_lost() -> None:
    values = [(each.reading, each.value) for each in found().effects]
    others = [
        (reading.name, code)
        for reading in rules().readings
        for code in reading.codes
        if code != reading.default
    ]
    assert values == others
    for effect in found().effects:
        assert sum(effect.totals.values()) == Decimal("2577.00")
        moved = effect.totals != found().totals
        assert moved == bool(effect.records)


def test_readings_move_what_the_definitions_let_them_move() -> None:
    by_reading = {(each.reading, each.value): each for each in found().effects}
    contact = by_reading["contact", "not-required"]
    assert contact.totals["undercover-solicitation"] < 644
    assert contact.totals["identified-victim.internet-initiated"] > 508
    assert sum(bool(each.records) for each in found().effects) >= 5


def test_under_another_reading_the_printed_figures_do_not_come_out() -> None:
    other = rules().under({"contact": "not-required"})
    changed = verdicts(reproduce(study(), other, *sample(), readings=False))
    assert changed["Q03.arrests"] is Verdict.DIFFERS
    assert changed["Q16.male"] is Verdict.AGREES


# -- wrong input ---------------------------------------------------------------------------------


def test_records_and_rows_must_be_of_the_same_cases() -> None:
    cases, rows = sample()
    with pytest.raises(casewise.CasewiseError, match="the sample has no row for case `N001`"):
        reproduce(study(), rules(), cases, rows[1:])
    with pytest.raises(casewise.CasewiseError, match="there is no record of case `N001`"):
        reproduce(study(), rules(), cases[1:], rows)


def test_a_ruleset_without_a_study_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    parcels = Path(__file__).parent / "rulesets" / "parcels" / "rules" / "parcels"
    run = Run(capsys, "reproduce", "-r", str(parcels))
    assert run.code == 2
    assert "the ruleset `parcels` has no study" in run.err
