"""A rule, a fact and a reading are added by YAML alone; every engine follows."""

import shutil
from pathlib import Path

import pytest

import casewise
from casewise.corpus import shipped

FACT = """\
- fact: reported_by_provider
  type: yes/no
  label: reported by a provider
  asks: Was the case reported by a provider of online services?
  cites: bulletin-2003, lines 484-493
"""
READING = """\
- reading: provider-reports
  asks: Are cases that a provider reported counted?
  default: counted
  values:
    - value: counted
      means: they are counted
      cites: bulletin-2003, lines 484-493
    - value: left-out
      means: they are left out
      cites: bulletin-2003, lines 484-493
  reason: The text does not single them out.
"""
RULE = """\
id: not-by-a-provider
kind: eligibility
title: Not reported by a provider
asks: Is the case none that a provider reported, or are these counted?
means: the case is none that a provider reported, or these are counted
fails: the case was reported by a provider, and these are left out
cites: bulletin-2003, lines 484-493
when:
  any of:
    - reported_by_provider: no
    - reading:
        provider-reports: counted
"""
CASE = """\
arrest_made: yes
arrest_date: 2000-10-15
duplicate_record: no
sex_crime_against_minor: yes
material_possessed: yes
material_depicts_minor: yes
material_produced: no
material_found_as: [computer]
online_attempt_on_individual_child: no
victims: none
undercover_roles: none
reported_by_provider: {answer}
"""


@pytest.fixture
def changed(tmp_path: Path) -> casewise.Ruleset:
    folder = tmp_path / "njov-1"
    shutil.copytree(shipped("rules") / "njov-1", folder)
    for name, text in (("facts.yaml", FACT), ("readings.yaml", READING)):
        path = folder / name
        path.write_text(path.read_text() + text)
    (folder / "eligibility" / "not-by-a-provider.yaml").write_text(RULE)
    return casewise.load(folder)


@pytest.mark.parametrize("engine", ["durable-rules", "reference"])
@pytest.mark.parametrize(
    ("reading", "answer", "placement", "possible"),
    [
        ("counted", "yes", "possession-or-distribution", ["possession-or-distribution"]),
        ("left-out", "yes", "not-eligible", ["not-eligible"]),
        ("left-out", "no", "possession-or-distribution", ["possession-or-distribution"]),
        ("left-out", "unknown", "undecided", ["not-eligible", "possession-or-distribution"]),
    ],
)
def test_a_new_rule_fact_and_reading_need_no_python(
    changed: casewise.Ruleset,
    engine: str,
    reading: str,
    answer: str,
    placement: str,
    possible: list[str],
) -> None:
    rules = changed.under({"provider-reports": reading})
    (case,) = casewise.read_cases(CASE.format(answer=answer), rules)
    result = casewise.classify(rules, case, engine)
    assert (result.placement, sorted(result.possible)) == (placement, possible)
    explanation = casewise.explain(result)
    depends = [each.reading for each in explanation.readings]
    assert ("provider-reports" in depends) == (answer != "no")
    if answer == "unknown":
        assert [each.path for each in explanation.open] == ["reported_by_provider"]


def test_the_fingerprint_notices(changed: casewise.Ruleset) -> None:
    assert changed.fingerprint != casewise.load().fingerprint
