"""What is wrong in the files of a study has a place, and every mistake is told."""

import re
import shutil
from pathlib import Path

import pytest

import casewise
from casewise.corpus import shipped
from casewise.library import load_study
from command_line import Run


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "njov-1"
    shutil.copytree(shipped("rules") / "njov-1", folder)
    return folder


def problems(folder: Path, file: str, before: str, after: str) -> str:
    path = folder / "study" / file
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    with pytest.raises(casewise.ProblemsFound) as raised:
        load_study(folder, casewise.load())
    return str(raised.value)


@pytest.mark.parametrize(
    ("file", "before", "after", "problem"),
    [
        ("design.yaml", "count: 2270", "count: 0", "R113 nobody was asked or answered"),
        ("cohort.yaml", "interviews: 172", "interviews: 3000", "more than 2,000 interviews"),
        ("design.yaml", "of: surveyed", "of: surveyd", "R105 there is no stage or disposition"),
        ("design.yaml", "sampled: 833", "sampled: 8330", "R113 more agencies are sampled than"),
        ("design.yaml", "basis: assumed", "basis: guessed", "R104 `guessed` is not a basis"),
        ("design.yaml", "aapor: refusal", "aapor: refused", "did you mean `refusal`?"),
        ("design.yaml", "share: 88%", "share: 0.88", "`share` must be a percentage such as"),
        ("design.yaml", "certain: [identified_victim]", "certain: [any]", "R104 `any` is not a"),
        ("design.yaml", "asked: [surveyed]", "asked: [sent]", "no stage or disposition `sent`"),
        ("design.yaml", "stage: responded", "stage: surveyed", "R108 `surveyed` is declared twice"),
        ("design.yaml", "cites: bulletin-2003, line 152", "cites: bulletin-2003, line 900",
         "lies beyond the 807 lines"),
        ("attributes.yaml", "type: yes/no", "type: list", "R112 `list` is not a type of fact"),
        ("claims.yaml", "total: everyone", "totl: everyone", "did you mean `total`?"),
        ("claims.yaml", "total: everyone", "total: nobody", "R107 what says which records"),
        ("claims.yaml", "placement: identified-victim\n", "placement: identified\n",
         "R105 `identified` is not an outcome"),
        ("claims.yaml", "rule: is-identified-victim", "rule: is-identified",
         "did you mean `is-identified-victim`?"),
        ("claims.yaml", "rule: online-qualifying-victim", "rule: qualifying-victim",
         "R105 there is no rule `qualifying-victim` about what is judged here"),
        ("claims.yaml", "acted_alone: yes", "acted_alone: maybe", "R104 `maybe` is not an answer"),
        ("claims.yaml", "acted_alone: yes", "rule: minor-victim", "no rule `minor-victim` about"),
        ("claims.yaml", "acted_alone: yes", "alone: yes", "did you mean `acted_alone`?"),
        ("claims.yaml", "material_possessed: yes", "possessed: yes",
         "did you mean `material_possessed`?"),
        ("claims.yaml", "      within:\n        from: 45%\n        to: 55%\n", "",
         "`about half` is no number: key `within` is missing"),
        ("claims.yaml", "from: 45%\n        to: 55%", "from: 55%\n        to: 45%",
         "R113 no number lies between these bounds"),
        ("claims.yaml", "not derivable: an input of the design", "note: x", "R101 unknown key"),
        ("claims.yaml", "      not derivable: an input of the design\n", "",
         "R107 a figure has either `compute` or `not derivable`"),
        ("claims.yaml", "printed: Q01.range-high", "printed: Q01.range", "no figure `Q01.range`"),
        ("claims.yaml", "be true: margin-and-range", "be true: margin",
         "did you mean `margin-and-range`?"),
        ("claims.yaml", "low: range-low", "low: rang-low", "R105 there is no figure `rang-low`"),
        ("claims.yaml", "printed: '998'", "number: '998'", "R107 a figure has either `printed` or"),
        ("claims.yaml", "claim: Q02", "claim: Q01", "R108 `Q01` is declared twice"),
        ("claims.yaml", "stage: responded", "stage: answered", "R105 `answered` is not a stage"),
        ("claims.yaml", "sampled: trained", "sampled: traned", "did you mean `trained`?"),
        ("findings.yaml", "within: 0.0006", "within: much", "`within` must be a number"),
        ("findings.yaml", "printed: Q01.margin", "printed: Q1.margin", "no figure `Q1.margin`"),
        ("findings.yaml", "as: percentage", "as: part", "R104 `part` is not a way to show"),
        ("cohort.yaml", "among: [specialized-half]", "among: [specialised-half]",
         "did you mean `specialized-half`?"),
        ("cohort.yaml", "stratum: trained", "stratum: traned", "did you mean `trained`?"),
        ("cohort.yaml", "selection rate: 0.5", "selection rate: 2", "lies between 0 and 1"),
        ("cohort.yaml", "arrest_made: [yes]", "arrested: [yes]", "R103 there is no fact"),
        ("cohort.yaml", "victims.1.identified: [yes]", "victims.x.identified: [yes]", "R103"),
        ("cohort.yaml", "victims.others: possible", "victims.others: many", "R104 `many` is not"),
        ("cohort.yaml", "arrest_made: [yes]", "arrest_made: [maybe]", "C202 `maybe` is not an"),
        ("cohort.yaml", "offender_gender: male", "gender: male", "R103 there is no attribute"),
        ("cohort.yaml", "screening: no_identified_victim", "screening: none", "R104 `none` is not"),
        ("cohort.yaml", "large: [6,", "large: [0,", "an agency has at least one interview"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place(
    copy: Path, file: str, before: str, after: str, problem: str
) -> None:
    shown = problems(copy, file, before, after)
    first = shown.splitlines()[0]
    assert first.startswith(f"{copy / 'study' / file}:")
    assert problem in shown


def test_mistakes_in_two_files_are_told_at_once(copy: Path) -> None:
    claims = copy / "study" / "claims.yaml"
    claims.write_text(claims.read_text().replace("total: everyone", "totl: everyone", 1))
    shown = problems(copy, "findings.yaml", "as: percentage", "as: part")
    assert "claims.yaml:" in shown
    assert "findings.yaml:" in shown


def test_a_file_that_is_missing_is_named(copy: Path) -> None:
    (copy / "study" / "findings.yaml").unlink()
    with pytest.raises(casewise.ProblemsFound, match=r"study:1:1: R120 `findings.yaml` is missing"):
        load_study(copy, casewise.load())


def test_a_study_without_a_recipe_can_be_read(
    copy: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (copy / "study" / "cohort.yaml").unlink()
    assert load_study(copy, casewise.load()).recipe is None
    run = Run(capsys, "study", "cohort", str(tmp_path / "made"), "-r", str(copy))
    assert (run.code, "has no recipe for a sample" in run.err) == (2, True)


def test_check_reads_the_study_too(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "check", str(copy / "study" / "claims.yaml"))
    assert run.code == 0
    assert "34 claims and 15 findings of its study: no problems" in run.out
    path = copy / "study" / "claims.yaml"
    path.write_text(path.read_text().replace("total: everyone", "totl: everyone", 1))
    run = Run(capsys, "check", str(copy))
    assert run.code == 1
    assert re.search(r"claims.yaml:[0-9]+:9: R101 `totl` is not known here", run.out)


def test_the_rules_are_read_without_the_study(copy: Path) -> None:
    shutil.rmtree(copy / "study")
    assert casewise.load(copy).fingerprint == casewise.load().fingerprint
