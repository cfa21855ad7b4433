"""`casewise diff`: what it prints, and how it ends."""

import json
import shutil
from pathlib import Path

import pytest

import casewise
from casewise.corpus import shipped
from casewise.model.ruleset import Ruleset
from command_line import Run

PARCELS = str(Path(__file__).parent / "rulesets" / "parcels" / "rules" / "parcels")
CASES = str(shipped("cases") / "njov-1" / "categories")
CONTACT = ("--to-reading", "contact=not-required")


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the shipped rules, to be changed."""
    return Path(shutil.copytree(shipped("rules") / "njov-1", tmp_path / "edited"))


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_reading_against_another_lists_each_move_and_exits_with_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = Run(capsys, "diff", *CONTACT)
    assert (run.code, run.err) == (1, "")
    lines = run.out.splitlines()
    assert lines[0] == "njov-1 1.0.0 → njov-1 1.0.0"
    assert "  reading contact: required → not-required" in lines
    assert "12 moves from one outcome to another, all by reading contact" in lines
    at = lines.index("  gap.identified-not-contacted → identified-victim.internet-initiated")
    assert lines[at + 1] == "    such as this case:"
    assert "    . victim 1, contacted: no" in lines[at:]
    assert lines[-1] == "No case moves in another way: proved over all cases there can be."


def test_rules_against_themselves_exit_with_nought_and_a_proof(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = Run(capsys, "diff", "njov-1", "njov-1")
    assert run.code == 0
    assert "Nothing changed in the definitions." in run.out
    assert "No case moves from one outcome to another: proved" in run.out
    assert "Records with open facts are placed alike too: proved." in run.out


def test_changed_words_are_said_apart_and_move_nothing(
    capsys: pytest.CaptureFixture[str], edited: Path
) -> None:
    replace(edited / "terms" / "minor-victim.yaml", "means: the child", "means: this child")
    run = Run(capsys, "diff", "njov-1", str(edited))
    assert run.code == 0
    assert "  in words, citations or order only\n    rule minor-victim\n" in run.out


def test_a_changed_rule_is_named_with_its_place_and_each_move_with_its_rule(
    capsys: pytest.CaptureFixture[str], edited: Path
) -> None:
    category = edited / "categories" / "possession-or-distribution.yaml"
    replace(category, "material_produced: yes", "material_produced: no")
    role = edited / "gaps" / "gap.civilian-decoy.yaml"
    replace(role, "solicited: yes", "solicited: no")
    run = Run(capsys, "diff", "njov-1", str(edited))
    assert run.code == 1
    assert f"  rule possession-or-distribution: changed (exclusions)\n    {category}:1:1" in run.out
    assert "  gap.civilian-decoy → gap.other\n    by gap.civilian-decoy\n" in run.out
    assert "    by possession-or-distribution\n" in run.out


def test_facts_of_one_ruleset_only_are_said_to_be_compared_over_both(
    capsys: pytest.CaptureFixture[str], edited: Path
) -> None:
    facts = edited / "facts.yaml"
    text = facts.read_text("utf-8")
    start = text.index("- fact: duplicate_record")
    entry = text[start:].split("\n- fact:", 1)[0]
    facts.write_text(f"{text}\n{entry.replace('duplicate_record', 'on_paper')}\n", "utf-8")
    run = Run(capsys, "diff", "njov-1", str(edited))
    assert run.code == 0
    assert "  fact on_paper: added\n" in run.out
    assert "cases are compared over the facts and answers of both rulesets" in run.out


def test_as_json_every_move_has_its_case_and_its_change(
    capsys: pytest.CaptureFixture[str], rules: Ruleset
) -> None:
    run = Run(capsys, "diff", *CONTACT, "--format", "json")
    found = json.loads(run.out)
    assert (run.code, found["schema"], found["same"]) == (1, "casewise.diff/1", False)
    assert found["first"]["fingerprint"] == rules.fingerprint
    assert found["second"]["readings"]["contact"] == "not-required"
    assert found["changes"][0]["change"] == "reading contact"
    other = rules.under({"contact": "not-required"})
    for move in found["moves"]:
        assert move["responsible"] == {
            "enough": [["reading contact"]], "needed": ["reading contact"],
        }  # fmt: skip
        (case,) = casewise.read_cases(json.dumps(move["witness"]), rules)
        assert casewise.classify(rules, case).placement == move["from"]
        assert casewise.classify(other, case).placement == move["to"]


def test_records_are_counted_in_every_cell(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "diff", *CONTACT, "--cases", CASES, "--format", "json")
    found = json.loads(run.out)["records"]
    cells = {
        (before, after): count
        for before, row in found["matrix"].items()
        for after, count in row.items()
    }
    assert sum(cells.values()) == found["count"] > 0
    moved = sum(count for (before, after), count in cells.items() if before != after)
    assert moved == len(found["moved"]) > 0
    text = Run(capsys, "diff", *CONTACT, "--cases", CASES).out
    assert f"\n{found['count']} records " in text
    assert f"\n{moved} records placed elsewhere\n" in text
    assert "  undecided " in text


def test_the_witnesses_are_saved_as_cases(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, rules: Ruleset
) -> None:
    folder = tmp_path / "found"
    Run(capsys, "diff", *CONTACT, "--write-cases", str(folder))
    files = sorted(folder.iterdir())
    assert len(files) == 12
    for file in files:
        (case,) = casewise.load_cases(file, rules)
        assert case.id == file.stem


def test_another_ruleset_is_compared_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "diff", PARCELS, "--to-reading", "without-licence=any-handler")
    assert run.code == 1
    assert "all by reading without-licence" in run.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Give two rulesets, or --to-reading NAME=VALUE for the second."),
        (("njov-1",), "Give two rulesets, or --to-reading NAME=VALUE for the second."),
        (("njov-1", "njov-1", "njov-1"), "Two rulesets can be compared, not more."),
        (("--to-reading", "contact=never"), "`never` is not a value of reading `contact`"),
        (("--to-reading", "contact"), "`contact` is not of the form NAME=VALUE"),
        (("njov-1", "elsewhere"), "there is no ruleset `elsewhere`"),
    ],
)
def test_what_cannot_be_compared_is_said_in_words(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    run = Run(capsys, "diff", *arguments)
    assert run.code == 2
    assert words in run.err


def test_a_fact_of_two_types_is_said_in_words(
    capsys: pytest.CaptureFixture[str], edited: Path
) -> None:
    facts = edited / "facts.yaml"
    text = facts.read_text("utf-8")
    start = text.index("- fact: duplicate_record")
    entry, rest = text[start:].split("\n- fact:", 1)
    changed = entry.replace("type: yes/no", "type: whole number\n  at least: 0\n  at most: 9")
    facts.write_text(f"{text[:start]}{changed}\n- fact:{rest}", "utf-8")
    rule = edited / "eligibility" / "not-a-duplicate.yaml"
    replace(rule, "duplicate_record: no", "duplicate_record:\n    at most: 0")
    run = Run(capsys, "diff", "njov-1", str(edited))
    assert run.code == 2
    assert "`duplicate_record` is yes/no in the first and whole number in the second" in run.err
