"""What changed between two rulesets, as a kept record says it: the rule that was edited."""

import random

import pytest

from casewise.adequacy.mutants import Mutant
from casewise.evaluation.classification import classify
from casewise.model.case import Case
from casewise.reading.recorded import read_recorded
from casewise.recording.differences import differences
from casewise.recording.making import record_text
from casewise.recording.sealing import sealed
from casewise.recording.verifying import verify
from rulesets.generator import random_record
from rulesets.named import mutants_of, rules_of


def names_the_edit(name: str, mutant: Mutant) -> bool:
    """Whether what changed is said of the rule, reading or order that was edited."""
    found = list(differences(sealed(rules_of(name)), sealed(mutant.ruleset)))
    if mutant.operator == "gaps reordered":
        return found == ["the order of the gaps changed"]
    about = mutant.about.partition(">")[0]
    return any(f"`{rule}`" in each for each in found for rule in homes_of(about))


def homes_of(about: str) -> list[str]:
    """A rule, or that of which it is an exclusion."""
    parts = about.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]


@pytest.mark.parametrize(("name", "every"), [("parcels", 1), ("njov-1", 7)])
def test_the_rule_that_a_mutant_changed_is_named(name: str, every: int) -> None:
    for mutant in mutants_of(name)[::every]:
        assert names_the_edit(name, mutant), mutant


@pytest.mark.deep
def test_the_rule_that_each_mutant_of_njov_1_changed_is_named() -> None:
    for mutant in mutants_of("njov-1"):
        assert names_the_edit("njov-1", mutant), mutant
    print(f"{len(mutants_of('njov-1')):,} mutants of njov-1: the edited rule is named for each")


@pytest.mark.parametrize(("name", "every"), [("parcels", 9), ("njov-1", 60)])
def test_a_record_does_not_hold_under_a_mutant(name: str, every: int) -> None:
    """Whatever it answers; but a default is no matter, for the record says its readings."""
    rules = rules_of(name)
    values = random_record(random.Random(name), rules.vocabulary)
    text = record_text(classify(rules, Case(None, values), "reference"))
    recorded = read_recorded(text.encode(), "record.json")
    for mutant in mutants_of(name)[::every]:
        holds = verify(recorded, mutant.ruleset, engine="reference").holds
        assert holds is (mutant.operator == "default reading changed"), mutant
