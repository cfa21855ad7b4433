"""All combinations of readings: what is found at once is what running each of them says."""

import json
import random
from collections import Counter
from pathlib import Path

import pytest

import casewise
from casewise.comparison.answers import Answer, answered
from casewise.corpus import shipped
from casewise.evaluation.classification import classify
from casewise.laboratory.answers import EveryReading
from casewise.laboratory.combinations import by_distance, combinations
from casewise.laboratory.effects import effects
from casewise.laboratory.open_readings import opened, ordering
from casewise.laboratory.tally import Row, Tally, tally
from casewise.library import load_worked_cases
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from command_line import Run
from rulesets.generator import random_record

PARCELS = Path(__file__).parent / "rulesets" / "parcels" / "rules" / "parcels"
CASES = shipped("cases") / "njov-1"


@pytest.fixture(scope="module")
def parcels() -> Ruleset:
    return casewise.load(PARCELS)


def worked(rules: Ruleset) -> list[Case]:
    paths = sorted(CASES.rglob("*.yaml"))
    return [each.case for path in paths for each in load_worked_cases(path, rules)]


# -- combinations ---------------------------------------------------------------------------------


def test_all_combinations_of_the_shipped_readings(rules: Ruleset) -> None:
    every = [tuple(sorted(each.items())) for each in combinations(rules.readings)]
    assert len(every) == len(set(every)) == 192
    near = list(by_distance(rules, rules.readings))
    assert len(near) == 192
    assert near[0] == {}
    assert [len(each) for each in near] == sorted(len(each) for each in near)


# -- records --------------------------------------------------------------------------------------


def check_answers(rules: Ruleset, cases: list[Case], every: list[dict[str, str]]) -> None:
    laboratory = EveryReading(rules)
    found = [laboratory.answers(case.values) for case in cases]
    for combination in every:
        under = rules.under(combination)
        for case, answers in zip(cases, found, strict=True):
            result = classify(under, Case(None, case.values), "reference")
            assert answers.under(combination) == Answer(result.placement, result.possible)


def test_worked_cases_are_answered_as_under_each_combination(rules: Ruleset) -> None:
    every = [dict(each) for each in combinations(rules.readings)]
    check_answers(rules, worked(rules)[::6], random.Random(3).sample(every, 6))


@pytest.mark.deep
def test_worked_cases_are_answered_as_under_all_combinations(rules: Ruleset) -> None:
    cases, every = worked(rules), [dict(each) for each in combinations(rules.readings)]
    check_answers(rules, cases, every)
    print(f"{len(cases):,} worked cases under {len(every)} combinations: 0 disagreements")


def test_records_of_another_ruleset_are_answered_as_under_each_combination(
    parcels: Ruleset,
) -> None:
    rng = random.Random(4)
    cases = [Case(None, random_record(rng, parcels.vocabulary)) for _ in range(150)]
    every = [dict(each) for each in combinations(parcels.readings)]
    assert len(every) == 4
    check_answers(parcels, cases, every)


def test_a_record_that_no_reading_matters_to_is_answered_once(rules: Ruleset) -> None:
    (case,) = casewise.read_cases("{duplicate_record: yes}", rules)
    answers = EveryReading(rules).answers(case.values)
    assert (answers.readings, answers.alike) == ((), True)
    assert answers.under(rules.choice) == Answer("not-eligible", frozenset({"not-eligible"}))


def test_readings_that_precedence_depends_on_are_not_opened(rules: Ruleset) -> None:
    assert ordering(rules) == {"mixed-subtypes"}


def test_an_opened_reading_is_a_fact_and_what_is_possible_is_so_under_some_value(
    rules: Ruleset,
) -> None:
    facts = {fact.name for fact in opened(rules, ["contact"]).vocabulary.facts}
    assert facts - {fact.name for fact in rules.vocabulary.facts} == {"reading contact"}


# -- counts ---------------------------------------------------------------------------------------


def counted(rules: Ruleset, cases: list[Case]) -> Tally:
    laboratory = EveryReading(rules)
    return tally(rules, (laboratory.answers(case.values) for case in cases))


def row(found: Tally, name: str) -> Row:
    return next(each for each in found.rows if each.name == name)


def test_counts_and_their_range_are_those_of_running_each_combination(parcels: Ruleset) -> None:
    rng = random.Random(5)
    cases = [Case(None, random_record(rng, parcels.vocabulary)) for _ in range(120)]
    found = counted(parcels, cases)
    assert found.records == 120
    for outcome in ("conflict", "not-eligible", "precious", "dangerous.quay", "gap.passed-on"):
        placed, settled, possible = [], [], []
        for combination in found.combinations:
            under = parcels.under(combination)
            answers = [answered(under, case) for case in cases]
            placed.append(sum(each.placement == outcome for each in answers))
            settled.append(sum(each.possible == {outcome} for each in answers))
            possible.append(sum(outcome in each.possible for each in answers))
        mine = row(found, outcome)
        assert [each.placed for each in mine.counts] == placed
        assert [each.settled for each in mine.counts] == settled
        assert [each.possible for each in mine.counts] == possible
        assert (mine.placed.low, mine.placed.high) == (min(placed), max(placed))
        assert mine.bounds == (min(settled), max(possible))
        lowest = [c for c, n in zip(found.combinations, placed, strict=True) if n == min(placed)]
        assert sorted(map(str, mine.placed.low_under)) == sorted(map(str, lowest))


@pytest.fixture(scope="module")
def counted_worked(rules: Ruleset) -> Tally:
    return counted(rules, worked(rules)[::2])


def test_a_category_is_counted_with_all_its_subtypes(rules: Ruleset, counted_worked: Tally) -> None:
    found = counted_worked
    whole = row(found, "identified-victim")
    parts = [each for each in found.rows if each.within == "identified-victim"]
    assert len(parts) == 3
    open_subtype = sum(
        answered(rules, Case(None, case.values)).placement == "identified-victim"
        for case in worked(rules)[::2]
    )
    assert whole.chosen.placed == sum(part.chosen.placed for part in parts) + open_subtype


def test_every_record_is_in_one_row_under_each_combination(counted_worked: Tally) -> None:
    found = counted_worked
    for at in range(len(found.combinations)):
        whole = [each.counts[at].placed for each in found.rows if not each.within]
        assert sum(whole) == found.records


def test_which_reading_matters_is_counted_by_the_records_it_places_elsewhere(
    parcels: Ruleset,
) -> None:
    rng = random.Random(6)
    cases = [Case(None, random_record(rng, parcels.vocabulary)) for _ in range(200)]
    found = counted(parcels, cases)
    for influence in found.influences:
        alone = movable = 0
        other = next(each for each in parcels.readings if each.name != influence.reading)
        own = next(each for each in parcels.readings if each.name == influence.reading)
        for case in cases:
            moved = {
                code: len(
                    {
                        answered(parcels.under({own.name: mine, other.name: code}), case).placement
                        for mine in own.codes
                    }
                )
                > 1
                for code in other.codes
            }
            alone += moved[parcels.choice[other.name]]
            movable += any(moved.values())
        assert (influence.alone, influence.movable) == (alone, movable)
    order = [each.movable for each in found.influences]
    assert order == sorted(order, reverse=True)
    assert order[0] > 0


# -- what readings move ---------------------------------------------------------------------------


def test_what_each_shipped_reading_moves_is_shown_under_the_combination_named(
    rules: Ruleset,
) -> None:
    found = list(effects(rules))
    assert Counter(effect.reading for effect in found) == {
        "contact": 15, "roles-barring-possession": 3, "undercover-scope": 10,
        "digital-form-only": 5, "stranger-met-offline": 3, "mixed-subtypes": 3,
        "assumed-identity": 7,
    }  # fmt: skip
    for effect in found:
        for value, outcome in (
            (effect.from_value, effect.from_outcome),
            (effect.to_value, effect.to_outcome),
        ):
            under = rules.under({**effect.others, effect.reading: value})
            result = classify(under, effect.witness, "reference")
            assert (result.placement, result.settled) == (outcome, True)
    needs = {tuple(effect.others) for effect in found if effect.interacts}
    assert needs == {("mixed-subtypes",)}


def test_readings_of_another_ruleset_move_what_they_move(parcels: Ruleset) -> None:
    found = {(each.reading, each.from_outcome, each.to_outcome) for each in effects(parcels)}
    assert {name for name, _, _ in found} == {"without-licence", "delicate-weight"}
    assert ("delicate-weight", "gap.passed-on", "delicate") in found


# -- the command ----------------------------------------------------------------------------------


def test_the_command_lists_what_each_reading_moves(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "readings", "--ruleset", str(PARCELS))
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("parcels 0.1.0: 2 readings, 4 combinations\n")
    assert "  delicate-weight: twenty → thirty\n" in run.out
    assert "    gap.passed-on → delicate\n" in run.out
    assert run.out.endswith("proved over all cases there can be.\n")
    shown = Run(capsys, "readings", "--ruleset", str(PARCELS), "--witnesses").out
    assert "      . items: " in shown or "      . item 1, " in shown


def test_the_command_counts_records_under_all_combinations(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "parcels.yaml"
    file.write_text(
        "- {case: one, accepted: yes, declared_value: 600, items: none, handlers: none, "
        "contents: [books], route: road}\n"
        "- {case: two, accepted: yes, declared_value: 20, contents: [books], route: road, "
        "handlers: none, items: [{weight: 25, fragile: yes, packing: none}]}\n"
        "- {case: three}\n",
        "utf-8",
    )
    run = Run(capsys, "readings", str(file), "--ruleset", str(PARCELS), "--format", "json")
    found = json.loads(run.out)
    assert (run.code, found["schema"]) == (0, "casewise.readings/1")
    records = found["records"]
    assert (records["count"], len(records["combinations"])) == (3, 4)
    delicate = next(each for each in records["outcomes"] if each["outcome"] == "delicate")
    assert (delicate["placed"]["min"], delicate["placed"]["max"]) == (0, 1)
    assert {each["delicate-weight"] for each in delicate["placed"]["max_under"]} == {"thirty"}
    assert (delicate["settled_at_least"], delicate["possible_at_most"]) == (0, 2)
    matters = {each["reading"]: each["records_movable"] for each in records["influence"]}
    assert matters == {"delicate-weight": 1, "without-licence": 0}
    text = Run(capsys, "readings", str(file), "--ruleset", str(PARCELS)).out
    assert "3 records under 4 combinations; " in text
    assert "    most (1) under delicate-weight=thirty (and under 1 more)" in text


def test_the_witnesses_of_moves_are_saved_as_cases(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, parcels: Ruleset
) -> None:
    folder = tmp_path / "found"
    Run(capsys, "readings", "--ruleset", str(PARCELS), "--write-cases", str(folder))
    for file in sorted(folder.iterdir()):
        (case,) = casewise.load_cases(file, parcels)
        assert case.id == file.stem
    assert list(folder.iterdir())
