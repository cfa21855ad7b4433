"""Another study, of another ruleset: no Python knows which one it is."""

import json
import shutil
from pathlib import Path

import pytest

from command_line import Run

PARCELS = Path(__file__).parent / "rulesets" / "parcels"


@pytest.fixture
def rules(tmp_path: Path) -> str:
    folder = tmp_path / "parcels"
    shutil.copytree(PARCELS / "rules" / "parcels", folder)
    shutil.copytree(PARCELS / "study", folder / "study")
    return str(folder)


def test_a_study_of_parcels_is_made_and_reproduced(
    rules: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cohort = str(tmp_path / "cohort")
    assert Run(capsys, "study", "cohort", cohort, "-r", rules).code == 0
    run = Run(capsys, "reproduce", "--cohort", cohort, "-r", rules, "--format", "json")
    found = json.loads(run.out)
    assert [(each["figure"], each["verdict"]) for each in found["figures"]] == [
        ("all", "agrees"), ("precious", "agrees"), ("dangerous", "agrees"),
        ("many-stamps", "agrees"), ("heavy", "agrees"), ("weight", "not derivable"),
    ]  # fmt: skip
    assert (run.code, found["records"], sum(found["totals"].values())) == (0, 12, 40)
    assert found["findings"][0]["explained by rounding"] is False
    assert "synthetic" not in run.err  # whoever names a sample knows what it is


def test_without_a_sample_one_is_asked_for(rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "reproduce", "-r", rules)
    assert (run.code, "name one with `--cohort`" in run.err) == (2, True)


@pytest.mark.parametrize("form", ["text", "svg"])
def test_its_design_is_shown(rules: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "study", "design", "-r", rules, "--format", form)
    assert run.code == 0
    assert "counters were asked" in run.out
