"""The audit: nothing but what is declared in the shipped rules, and every seeded fault found."""

import json
import shutil
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

import casewise
from casewise import cli
from casewise.audit.auditing import audit
from casewise.audit.findings import CODES, Audit, Finding
from casewise.corpus import shipped
from casewise.evaluation.classification import classify
from casewise.evaluation.engines import exact_engine
from casewise.evaluation.exact.space import Space
from casewise.evaluation.plan import Question, unfold
from casewise.model.conditions import AllOf, Branch, Holds, NoneOf, walk
from casewise.model.rules import Rule
from casewise.model.ruleset import Ruleset
from casewise.model.statements import Redundant
from rulesets.folders import PARCELS

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


ACCEPTED = {
    ("A401", "solicitation-is-named-as-an-exclusion"),
    ("A402", "an-arrest-is-asked-for-itself"),
    ("A403", "i-chp-comes-last"),
}


def test_the_shipped_rules_have_their_gaps_and_overlaps_and_no_fault(clean: Audit) -> None:
    assert tuple(f.about[0] for f in clean.findings if f.code == "A101") == GAPS
    assert {f.about for f in clean.findings if f.code == "A201"} == OVERLAPS
    assert {(f.code, f.accepted) for f in clean.findings if f.accepted} == ACCEPTED
    groups = [f for f in clean.findings if f.code == "A102"]
    assert len(clean.findings) == len(GAPS) + len(OVERLAPS) + len(ACCEPTED) + len(groups)
    assert clean.clean


def test_what_the_shipped_rules_state_is_proved(rules: Ruleset, clean: Audit) -> None:
    stated = [each.id for each in rules.statements if not isinstance(each, Redundant)]
    assert list(clean.proved) == stated


def test_every_finding_of_the_shipped_rules_leads_to_its_line(clean: Audit) -> None:
    starts = {"A201": "- ", "A401": "- some undercover role:", "A402": "arrest_made: yes"}
    for finding in clean.findings:
        line = line_at(finding)
        assert line.startswith(starts.get(finding.code, "")), (finding.code, line)
        assert line.startswith(("id: gap.other", "all of", "any of", "some", "material", "-")) or (
            finding.code == "A402"
        )


def line_at(finding: Finding) -> str:
    """The line that a finding is about, from where its place is."""
    assert finding.place is not None
    lines = Path(finding.place.file).read_text("utf-8").splitlines()
    return lines[finding.place.line - 1].strip()


def test_everything_in_the_gap_that_remains_is_in_a_group(rules: Ruleset, clean: Audit) -> None:
    groups = [frozenset(f.about[1:]) for f in clean.findings if f.code == "A102"]
    plan = unfold(rules)
    names = {name for group in groups for name in group}
    branches = {part.id: part for rule in rules.rules for part in branches_of(rule)}
    plan |= {n: Question(n, "", branches[n].condition) for n in names if n in branches}
    outside = NoneOf(tuple(AllOf(tuple(map(Holds, sorted(group)))) for group in groups))
    plan["outside"] = Question("outside", "", outside)
    space = Space(rules, plan)
    assert not space.some({"outcome:gap.other": True, "outside": True})
    for finding in clean.findings:
        if finding.code == "A102":
            assert finding.witness is not None
            assert space.every(dict.fromkeys(finding.about[1:], True), finding.witness.values)


def branches_of(rule: Rule) -> Iterator[Branch]:
    for condition in rule.conditions():
        yield from (part for _, part in walk(condition) if isinstance(part, Branch))


def test_every_outcome_of_the_shipped_rules_is_reached(rules: Ruleset, clean: Audit) -> None:
    assert clean.outcomes == rules.outcomes


def test_a_witness_shows_what_it_is_a_witness_of(rules: Ruleset, clean: Audit) -> None:
    for finding in clean.findings:
        if finding.witness is None:
            assert finding.accepted
            continue
        result = classify(rules, finding.witness)
        if finding.code in ("A101", "A102"):
            assert (result.placement, result.settled) == (finding.about[0], True)
        elif finding.code == "A201":
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
    """Without what follows from a line on, down to the next line that stands no deeper."""

    def change(folder: Path) -> None:
        lines = (folder / name).read_text("utf-8").splitlines(keepends=True)
        start = lines.index(f"{line}\n")
        depth = len(line) - len(line.lstrip())
        after = range(start + 1, len(lines))
        end = next((at for at in after if not lines[at].startswith(" " * (depth + 1))), len(lines))
        (folder / name).write_text("".join(lines[:start] + lines[end:]), "utf-8")

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
IDENTIFIED = "categories/identified-victim.yaml"
ADULT = "consistency/adult-fictional-minor.yaml"
CRIME = "terms/internet-related-crime.yaml"
OTHER = "gaps/gap.other.yaml"
STATEMENTS = "statements.yaml"


class Fault(NamedTuple):
    """A change of the rules, and what must be found: code, what about, file, line."""

    change: Change
    code: str
    about: tuple[str, ...]
    file: str
    line: str


FAULTS = {
    "two categories without an order": Fault(
        cut_after(UNDERCOVER, "yields to:"),
        "A202",
        ("identified-victim", "undercover-solicitation"),
        UNDERCOVER,
        "some undercover role:",
    ),
    "a precedence left out": Fault(
        replaced(
            POSSESSION,
            "  - category: identified-victim\n    cites: bulletin-2003, lines 368-371\n",
            "",
        ),
        "A202",
        ("identified-victim", "possession-or-distribution"),
        POSSESSION,
        "all of:",
    ),
    "a condition that contradicts consistency": Fault(
        replaced(
            "criteria/undercover-online.yaml",
            "      - online: yes\n",
            "      - online: yes\n      - role: fictional_minor\n"
            "      - persona_age:\n          at least: 18\n",
        ),
        "A301",
        ("undercover-online",),
        "criteria/undercover-online.yaml",
        "- persona_age:",
    ),
    "a branch that no consistent case meets": Fault(
        replaced(
            "criteria/material-digital.yaml",
            "          - material_depicts_minor: yes\n",
            "          - material_depicts_minor: yes\n          - material_possessed: no\n",
        ),
        "A302",
        ("material-digital.found",),
        "criteria/material-digital.yaml",
        "- branch: found",
    ),
    "a branch that another always comes with": Fault(
        replaced(
            IDENTIFIED,
            "          rule: qualifying-victim\n",
            "          rule: qualifying-victim\n    - branch: known-from-offline\n"
            "      means: a qualifying victim is known from offline\n"
            "      cites: bulletin-2003, lines 276-282\n      when:\n"
            "        rule: known-qualifying-victim\n",
        ),
        "A302",
        ("identified-victim.known-from-offline",),
        IDENTIFIED,
        "- branch: known-from-offline",
    ),
    "an exclusion that no consistent case meets": Fault(
        replaced(
            POSSESSION,
            "      material_produced: yes\n",
            "      all of:\n        - material_possessed: no\n        - material_found_as:\n"
            "            includes any of: [computer]\n",
        ),
        "A303",
        ("possession-or-distribution.production",),
        POSSESSION,
        "- exclusion: production",
    ),
    "a reading that no rule asks for any more": Fault(
        replaced(
            "criteria/undercover-online.yaml",
            "      - any of:\n          - trigger: proactive\n          - reading:\n"
            "              undercover-scope: any-role\n",
            "",
        ),
        "A304",
        ("undercover-scope", "proactive-only"),
        "readings.yaml",
        "- value: proactive-only",
    ),
    "a category that another always comes before": Fault(
        replaced(
            UNDERCOVER,
            "  some undercover role:\n    rule: solicited-minor-persona\n",
            "  all of:\n    - rule: identified-victim\n    - some undercover role:\n"
            "        rule: solicited-minor-persona\n",
        ),
        "A305",
        ("undercover-solicitation",),
        UNDERCOVER,
        "all of:",
    ),
    "a term that no rule refers to": Fault(
        copied("terms/minor-persona.yaml", "minor-persona-again"),
        "A306",
        ("minor-persona-again",),
        "terms/minor-persona-again.yaml",
        "id: minor-persona-again",
    ),
    "a condition stated twice": Fault(
        replaced(
            "criteria/material-moved-online.yaml",
            "    - material_depicts_minor: yes\n",
            "    - material_depicts_minor: yes\n    - none of:\n"
            "        - material_depicts_minor: no\n        - duplicate_record: yes\n",
        ),
        "A401",
        ("material-moved-online",),
        "criteria/material-moved-online.yaml",
        "- none of:",
    ),
    "an eligibility rule that another implies": Fault(
        copied("eligibility/in-scope.yaml", "in-scope-again"),
        "A402",
        ("in-scope-again",),
        "eligibility/in-scope-again.yaml",
        "sex_crime_against_minor: yes",
    ),
    "a precedence between two that never meet": Fault(
        replaced(
            UNDERCOVER,
            "yields to:\n",
            "excluded by:\n  - exclusion: victim\n    means: a victim was identified\n"
            "    cites: bulletin-2003, lines 315-317\n    when:\n"
            "      rule: identified-victim\nyields to:\n",
        ),
        "A403",
        ("undercover-solicitation", "identified-victim"),
        UNDERCOVER,
        "- category: identified-victim",
    ),
    "a consistency rule stated twice": Fault(
        copied(ADULT, "adult-again"),
        "A501",
        ("adult-again",),
        "consistency/adult-again.yaml",
        "some undercover role:",
    ),
    "rules that no case can pass": Fault(
        replaced(
            "consistency/date-without-arrest.yaml",
            "  all of:\n    - arrest_made: no\n    - arrest_date: stated\n",
            "  any of:\n    - arrest_made: no\n    - arrest_made: yes\n",
        ),
        "A502",
        (),
        "",
        "",
    ),
    "the last day of the year left out": Fault(
        replaced("eligibility/in-the-study-year.yaml", "to: 2001-06-30", "to: 2001-06-29"),
        "A602",
        ("every-day-of-the-study-year",),
        STATEMENTS,
        "- statement: every-day-of-the-study-year",
    ),
    "a day too many": Fault(
        replaced("eligibility/in-the-study-year.yaml", "from: 2000-07-01", "from: 2000-06-30"),
        "A602",
        ("no-other-day",),
        STATEMENTS,
        "- statement: no-other-day",
    ),
    "children of seventeen left out": Fault(
        replaced("terms/minor-victim.yaml", "at most: 17", "at most: 16"),
        "A602",
        ("every-age-to-seventeen",),
        STATEMENTS,
        "- statement: every-age-to-seventeen",
    ),
    "an exclusion removed": Fault(
        cut_after(POSSESSION, "  - exclusion: production"),
        "A602",
        ("production-is-more-than-possession",),
        STATEMENTS,
        "- statement: production-is-more-than-possession",
    ),
    "a branch removed, so that more is left over": Fault(
        cut_after(CRIME, "    - branch: online-solicitation"),
        "A103",
        ("gap.other",),
        OTHER,
        "means: the record is eligible, and neither the material, nor a victim, nor a role is such"
        " as a category or a named gap describes",
    ),
    "a named gap that takes less": Fault(
        replaced(
            "gaps/gap.civilian-decoy.yaml", "[civilian_group, private_person]", "[civilian_group]"
        ),
        "A103",
        ("gap.other",),
        OTHER,
        "means: the record is eligible, and neither the material, nor a victim, nor a role is such"
        " as a category or a named gap describes",
    ),
    "an exclusion that more material brings about": Fault(
        replaced(
            IDENTIFIED,
            "                    - identified: yes\n",
            "                    - identified: yes\nexcluded by:\n  - exclusion: production\n"
            "    means: material was produced\n    cites: bulletin-2003, lines 276-282\n"
            "    when:\n      material_produced: yes\n",
        ),
        "A601",
        ("more-never-leaves-i-civ",),
        STATEMENTS,
        "- statement: more-never-leaves-i-civ",
    ),
    "a statement about nothing": Fault(
        replaced(
            STATEMENTS,
            "      at least: 18\n",
            "      at least: 18\n"
            "  then:\n    none of:\n      - rule: minor-victim\n"
            "- statement: no-child-of-two-ages\n  kind: always\n  about: victim\n"
            "  means: nobody is young and old\n  cites: bulletin-2003, lines 50, 158\n"
            "  whenever:\n    all of:\n      - rule: minor-victim\n"
            "      - age_at_offense:\n          at least: 18\n",
        ),
        "A603",
        ("no-child-of-two-ages",),
        STATEMENTS,
        "- statement: no-child-of-two-ages",
    ),
    "what is accepted is no more redundant": Fault(
        replaced(
            "consistency/date-without-arrest.yaml",
            "    - arrest_date: stated\n",
            "    - arrest_date: stated\n    - duplicate_record: yes\n",
        ),
        "A604",
        ("an-arrest-is-asked-for-itself",),
        STATEMENTS,
        "- statement: an-arrest-is-asked-for-itself",
    ),
}


def audited(change: Change, of: Path, folder: Path) -> tuple[Ruleset, Audit]:
    shutil.copytree(of, folder)
    change(folder)
    ruleset = casewise.load(folder)
    return ruleset, audit(ruleset)


def assert_found(fault: Fault, found: Audit, folder: Path) -> Finding:
    wrong = [finding for finding in found.findings if finding.wrong]
    assert (fault.code, fault.about) in [(finding.code, finding.about) for finding in wrong]
    about = [each for each in wrong if (each.code, each.about) == (fault.code, fault.about)]
    file = str(folder / fault.file) if fault.file else ""
    there = [each for each in about if where(each) == (file, fault.line)]
    assert there, list(map(where, about))
    return there[0]


def where(finding: Finding) -> tuple[str, str]:
    """The file and the line that a finding leads to."""
    return ("", "") if finding.place is None else (finding.place.file, line_at(finding))


OFTEN = {
    "two categories without an order",
    "a condition that contradicts consistency",
    "a branch that no consistent case meets",
    "an exclusion that no consistent case meets",
    "a reading that no rule asks for any more",
    "a category that another always comes before",
    "a condition stated twice",
    "a consistency rule stated twice",
    "rules that no case can pass",
    "the last day of the year left out",
    "an exclusion removed",
    "a branch removed, so that more is left over",
    "what is accepted is no more redundant",
}
"""Those that are tried always; the others where there is time."""


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in OFTEN else pytest.mark.deep) for name in FAULTS],
)
def test_a_seeded_fault_is_found_where_it_is(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "njov-1"
    ruleset, found = audited(FAULTS[name].change, shipped("rules") / "njov-1", folder)
    at = assert_found(FAULTS[name], found, folder)
    if at.code in ("A103", "A202", "A601", "A602"):
        assert at.witness is not None
        classify(ruleset, at.witness)


def test_a_pair_shows_what_a_statement_excludes(tmp_path: Path) -> None:
    fault = FAULTS["an exclusion that more material brings about"]
    folder = tmp_path / "njov-1"
    ruleset, found = audited(fault.change, shipped("rules") / "njov-1", folder)
    at = assert_found(fault, found, folder)
    assert at.witness is not None
    assert at.twin is not None
    before, after = classify(ruleset, at.witness), classify(ruleset, at.twin)
    assert before.placement.startswith("identified-victim")
    assert not any(name.startswith("identified-victim") for name in after.possible)


# -- the second ruleset ---------------------------------------------------------------------------

PASSED_ON = "gaps/gap.passed-on.yaml"
PASSED_ON_LINE = (
    "means: the parcel holds plants only if somebody inspected it, is worth less than 500, and no"
    " item breaks unless a broker opened it"
)
PARCEL_FAULTS = {
    "a shifted number": Fault(
        replaced("eligibility/within-value.yaml", "at most: 5000", "at most: 4999"),
        "A602",
        ("up-to-five-thousand",),
        STATEMENTS,
        "- statement: up-to-five-thousand",
    ),
    "a shifted number of an entity": Fault(
        replaced("terms/delicate-item.yaml", "at most: 20", "at most: 19"),
        "A602",
        ("twenty-kilograms-are-delicate",),
        STATEMENTS,
        "- statement: twenty-kilograms-are-delicate",
    ),
    "a dropped reading": Fault(
        cut_after("terms/delicate-item.yaml", "        - all of:"),
        "A304",
        ("delicate-weight", "thirty"),
        "readings.yaml",
        "- value: thirty",
    ),
    "a shifted bound of a category": Fault(
        replaced("categories/precious.yaml", "at least: 500", "at least: 501"),
        "A103",
        ("gap.passed-on",),
        PASSED_ON,
        PASSED_ON_LINE,
    ),
    "an exclusion removed": Fault(
        cut_after("categories/delicate.yaml", "excluded by:"),
        "A602",
        ("opened-is-not-delicate",),
        STATEMENTS,
        "- statement: opened-is-not-delicate",
    ),
    "two categories without an order": Fault(
        cut_after("categories/delicate.yaml", "yields to:"),
        "A202",
        ("dangerous", "delicate"),
        "categories/delicate.yaml",
        "some item:",
    ),
    "an answer turned round": Fault(
        replaced("terms/without-licence.yaml", "licensed: no", "licensed: yes"),
        "A103",
        ("gap.passed-on",),
        PASSED_ON,
        PASSED_ON_LINE,
    ),
    "an outcome that more can leave": Fault(
        replaced(
            "categories/dangerous.yaml",
            "        rule: without-licence\n",
            "        rule: without-licence\n    - none of:\n        - some handler:\n"
            "            all of:\n              - role: broker\n              - opened: yes\n",
        ),
        "A601",
        ("more-never-leaves-dangerous",),
        STATEMENTS,
        "- statement: more-never-leaves-dangerous",
    ),
}


def test_the_second_ruleset_has_no_fault() -> None:
    found = audit(casewise.load(PARCELS))
    assert found.clean
    gaps = ["gap.plants-not-inspected", "gap.passed-on"]
    assert [f.about[0] for f in found.findings if f.code == "A101"] == gaps
    assert {f.about for f in found.findings if f.code == "A201"} == {
        ("dangerous", "delicate"),
        ("dangerous", "precious"),
        ("delicate", "precious"),
    }
    groups = {f.about[1:] for f in found.findings if f.code == "A102"}
    assert groups == {("heavy",), ("declared-contents",), ("delicate",)}
    assert len(found.outcomes) == 8


@pytest.mark.parametrize("name", PARCEL_FAULTS)
def test_a_fault_of_the_second_ruleset_is_found_where_it_is(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "parcels"
    _, found = audited(PARCEL_FAULTS[name].change, PARCELS, folder)
    assert_found(PARCEL_FAULTS[name], found, folder)


# -- the space ------------------------------------------------------------------------------------


def test_the_shares_of_all_outcomes_are_all_there_is(clean: Audit) -> None:
    assert clean.measured is not None
    shares = clean.measured.shares
    assert sum(shares.values()) == 1
    assert set(shares) == {"conflict", *clean.outcomes}
    assert min(shares.values()) > 0


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
    assert out.startswith("njov-1 1.0.0\nproved: every case has exactly one of 12 outcomes\n")
    assert out.endswith("21 declared, none beyond what is declared\n")
    assert max(map(len, out.splitlines())) < 200
    files = sorted((tmp_path / "found").iterdir())
    assert len(files) == 18
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
    assert fault["place"] == f"{folder / UNDERCOVER}:10:3"
    assert found["proved"]["exactly one outcome"]
    assert sum(Fraction(each["exact"]) for each in found["space"]["shares"].values()) == 1


def test_the_command_shows_both_cases_of_a_pair(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "parcels"
    shutil.copytree(PARCELS, folder)
    PARCEL_FAULTS["an outcome that more can leave"].change(folder)
    code, out = run(capsys, "-r", str(folder), "--write-cases", str(tmp_path / "found"))
    assert code == 1
    assert "such as this case (dangerous" in out
    assert "and the same with more (" in out
    assert (tmp_path / "found" / "A601-1.json").exists()
    assert (tmp_path / "found" / "A601-1-more.json").exists()
