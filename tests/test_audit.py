"""The audit: nothing but what is declared in the shipped rules, and every seeded fault found."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import casewise
from casewise import cli
from casewise.audit.auditing import audit
from casewise.audit.findings import CODES, Audit
from casewise.corpus import shipped
from casewise.evaluation.classification import classify
from casewise.evaluation.engines import exact_engine
from casewise.model.ruleset import Ruleset

GAPS = (
    "gap.identified-not-contacted",
    "gap.produced-without-identified-victim",
    "gap.attempt-on-unidentified-child",
    "gap.undercover-adult-role",
    "gap.civilian-decoy",
    "gap.other",
)
OVERLAPS = {
    ("identified-victim", "undercover-solicitation"),
    ("identified-victim", "possession-or-distribution"),
    (
        "identified-victim.internet-initiated",
        "identified-victim.family-or-prior-acquaintance",
    ),
}


@pytest.fixture(scope="module")
def clean(rules: Ruleset) -> Audit:
    return audit(rules)


def test_the_shipped_rules_have_their_gaps_and_overlaps_and_no_fault(clean: Audit) -> None:
    assert tuple(f.about[0] for f in clean.findings if f.code == "A101") == GAPS
    assert {f.about for f in clean.findings if f.code == "A201"} == OVERLAPS
    assert len(clean.findings) == len(GAPS) + len(OVERLAPS)
    assert clean.clean


def test_every_outcome_of_the_shipped_rules_is_reached(rules: Ruleset, clean: Audit) -> None:
    assert clean.outcomes == rules.outcomes


def test_a_witness_of_a_gap_is_settled_in_it_and_loses_it_with_any_fact_less(
    rules: Ruleset, clean: Audit
) -> None:
    for finding in clean.findings:
        assert finding.witness is not None
        result = classify(rules, finding.witness)
        if finding.code == "A101":
            assert (result.placement, result.settled) == (finding.about[0], True)
        else:
            always = exact_engine(rules).always
            assert all(always(name, finding.witness.values) for name in finding.about)


@pytest.mark.parametrize(
    ("reading", "value"), [("contact", "not-required"), ("mixed-subtypes", "not-determined")]
)
def test_other_readings_of_the_shipped_rules_have_no_fault_either(
    rules: Ruleset, reading: str, value: str
) -> None:
    found = audit(rules.under({reading: value}))
    closed = {"contact": {GAPS[0]}}.get(reading, set())
    wrong = {finding.about[0] for finding in found.findings if finding.wrong}
    assert wrong == set()
    assert {f.about[0] for f in found.findings if f.code == "A101"} == set(GAPS) - closed


# -- seeded faults --------------------------------------------------------------------------------

Change = Callable[[Path], None]


def replaced(name: str, old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return change


def cut_after(name: str, line: str) -> Change:
    """Without what follows from a line on, down to the next key at the margin."""

    def change(folder: Path) -> None:
        lines = (folder / name).read_text("utf-8").splitlines(keepends=True)
        start = lines.index(f"{line}\n")
        end = next((at for at in range(start + 1, len(lines)) if lines[at][0].isalpha()), None)
        kept = lines[:start] + (lines[end:] if end is not None else [])
        (folder / name).write_text("".join(kept), "utf-8")

    return change


def copied(name: str, new: str) -> Change:
    def change(folder: Path) -> None:
        old = (folder / name).read_text("utf-8")
        identifier = Path(name).stem
        made = Path(name).with_name(f"{new}.yaml")
        (folder / made).write_text(old.replace(f"id: {identifier}", f"id: {new}", 1), "utf-8")

    return change


UNDERCOVER = "categories/undercover-solicitation.yaml"
POSSESSION = "categories/possession-or-distribution.yaml"
KNOWN = "categories/identified-victim.family-or-prior-acquaintance.yaml"
ADULT = "consistency/adult-fictional-minor.yaml"

FAULTS: dict[str, tuple[Change, str, tuple[str, ...], str]] = {
    "two categories without an order": (
        cut_after(UNDERCOVER, "yields to:"),
        "A202",
        ("identified-victim", "undercover-solicitation"),
        UNDERCOVER,
    ),
    "a precedence left out": (
        replaced(
            POSSESSION,
            "  - category: identified-victim\n    cites: bulletin-2003, lines 368-371\n",
            "",
        ),
        "A202",
        ("identified-victim", "possession-or-distribution"),
        POSSESSION,
    ),
    "a condition that no consistent case meets": (
        replaced(
            "criteria/undercover-online.yaml",
            "      - online: yes\n",
            "      - role: fictional_minor\n      - persona_age:\n          at least: 18\n",
        ),
        "A301",
        ("undercover-online",),
        "criteria/undercover-online.yaml",
    ),
    "a branch that no consistent case meets": (
        replaced(
            "criteria/material-digital.yaml",
            "          - material_depicts_minor: yes\n",
            "          - material_depicts_minor: yes\n          - material_possessed: no\n",
        ),
        "A302",
        ("material-digital.found",),
        "criteria/material-digital.yaml",
    ),
    "an exclusion that no consistent case meets": (
        replaced(
            POSSESSION,
            "      material_produced: yes\n",
            "      all of:\n        - material_possessed: no\n        - material_found_as:\n"
            "            includes any of: [computer]\n",
        ),
        "A303",
        ("possession-or-distribution.production",),
        POSSESSION,
    ),
    "a category that another always comes before": (
        replaced(
            UNDERCOVER,
            "  some undercover role:\n    rule: solicited-minor-persona\n",
            "  all of:\n    - rule: identified-victim\n    - some undercover role:\n"
            "        rule: solicited-minor-persona\n",
        ),
        "A305",
        ("undercover-solicitation",),
        UNDERCOVER,
    ),
    "rules that no case can pass": (
        replaced(
            "consistency/date-without-arrest.yaml",
            "  all of:\n    - arrest_made: no\n    - arrest_date: stated\n",
            "  any of:\n    - arrest_made: no\n    - arrest_made: yes\n",
        ),
        "A502",
        (),
        "",
    ),
    "a consistency rule stated twice": (
        copied(ADULT, "adult-again"),
        "A501",
        ("adult-again",),
        "consistency/adult-again.yaml",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_seeded_fault_is_found_where_it_is(name: str, tmp_path: Path) -> None:
    change, code, about, file = FAULTS[name]
    folder = tmp_path / "njov-1"
    shutil.copytree(shipped("rules") / "njov-1", folder)
    change(folder)
    found = audit(casewise.load(folder))
    wrong = [finding for finding in found.findings if finding.wrong]
    assert (code, about) in [(finding.code, finding.about) for finding in wrong]
    at = next(finding for finding in wrong if (finding.code, finding.about) == (code, about))
    assert str(at.place or "").startswith(str(folder / file) if file else "")
    assert not found.clean


def test_every_code_is_explained() -> None:
    assert all(words and words[0].islower() for words in CODES.values())


# -- the command ----------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        cli.main(["audit", *arguments])
    return int(left.value.code or 0), capsys.readouterr().out


def test_the_command_lists_what_is_declared_and_saves_witnesses(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, rules: Ruleset
) -> None:
    code, out = run(capsys, "--write-cases", str(tmp_path / "found"))
    assert code == 0
    assert out.startswith("njov-1 1.0.0: every case has exactly one of 12 outcomes\n")
    assert out.endswith("9 declared, none beyond what is declared\n")
    files = sorted((tmp_path / "found").iterdir())
    assert len(files) == 9
    for file in files:
        (case,) = casewise.load_cases(file, rules)
        assert case.id == file.stem


def test_the_command_exits_with_one_for_a_fault(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "njov-1"
    shutil.copytree(shipped("rules") / "njov-1", folder)
    cut_after(UNDERCOVER, "yields to:")(folder)
    code, out = run(capsys, "--ruleset", str(folder), "--format", "json")
    found = json.loads(out)
    assert (code, found["clean"]) == (1, False)
    fault = next(each for each in found["findings"] if not each["declared"])
    assert fault["code"] == "A202"
    assert fault["place"] == f"{folder / UNDERCOVER}:1:1"
