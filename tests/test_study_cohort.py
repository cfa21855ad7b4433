"""The synthetic sample: made anew it is the same, and it is drawn as the design says."""

import random
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from attrs import evolve

import casewise
from casewise.corpus import shipped
from casewise.facts import Choice, Entities, Members, Span
from casewise.library import RECORDS, SAMPLE, load_cohort, load_study
from casewise.model.study.study import Study
from casewise.study.cohort import make
from casewise.study.subsets import subset
from command_line import Run

COHORT = shipped("cases") / "njov-1" / "cohort"
RULES = casewise.load()


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study("njov-1", RULES)


def test_made_anew_it_is_the_same_byte_for_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert Run(capsys, "study", "cohort", str(tmp_path)).code == 0
    for name in (RECORDS, SAMPLE):
        assert (tmp_path / name).read_bytes() == (COHORT / name).read_bytes()


def test_another_seed_makes_another_sample(study: Study) -> None:
    assert study.recipe is not None
    one, other = (
        make(evolve(study.recipe, seed=seed), study.design, RULES.vocabulary) for seed in (1, 2)
    )
    assert one != other
    assert len(one.cases) == len(other.cases) == 630


def test_it_says_that_it_is_synthetic() -> None:
    assert "synthetic" in (COHORT / "README.md").read_text().splitlines()[0].lower()


def test_the_folder_of_worked_cases_is_classified_without_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = Run(capsys, "classify", str(COHORT.parent / "eligibility"), str(COHORT.parent / "gaps"))
    assert run.code == 0
    from casewise.cli.inputs import case_files

    files = case_files(COHORT.parent)
    assert files
    assert not [path for path in files if path.is_relative_to(COHORT)]


def test_no_record_is_undecided_and_many_are_known_only_in_part() -> None:
    cases, _ = load_cohort(COHORT, RULES, load_study("njov-1", RULES))
    results = [casewise.classify(RULES, case, "reference") for case in cases]
    placements = Counter(result.placement for result in results)
    assert set(placements) == {
        "identified-victim.internet-initiated",
        "identified-victim.family-or-prior-acquaintance",
        "undercover-solicitation",
        "possession-or-distribution",
    }
    assert sum(not result.settled for result in results) > 100
    kinds = Counter(type(known) for case in cases for known in case.values.values())
    assert kinds.keys() == {Choice, Span, Members, Entities}


def test_it_is_drawn_as_the_design_says(study: Study) -> None:
    """No more agencies and arrests than were counted, and only small ones gave all their cases."""
    _, rows = load_cohort(COHORT, RULES, study)
    agencies = {row.agency: row for row in rows}
    assert len(agencies) <= study.design.count("reported-arrests")
    reported = sum(row.agency_cases for row in agencies.values())
    assert reported <= study.design.count("arrests-reported")
    for stratum in study.design.strata:
        mine = [row for row in agencies.values() if row.stratum == stratum.id]
        assert 1 < len(mine) <= stratum.sampled
    small, certain = study.design.selection.small, study.design.selection.certain
    for row in rows:
        taken = row.selection_rate == 1
        assert taken == (row.agency_cases <= small or row.screening in certain)


# -- parts of a wanted sum -----------------------------------------------------------------------


def nearest(weights: list[int], wanted: int) -> int:
    """By trying every part."""
    sums = {sum(part) for size in range(len(weights) + 1) for part in combinations(weights, size)}
    return min(abs(each - wanted) for each in sums)


def test_a_part_is_the_nearest_that_can_be_had() -> None:
    rng = random.Random(5)
    for _ in range(400):
        weights = [rng.randrange(1, 40) for _ in range(rng.randrange(9))]
        wanted = rng.randrange(200)
        taken = subset(weights, wanted)
        assert taken == sorted(set(taken))
        found = sum(weights[position] for position in taken)
        assert abs(found - wanted) == nearest(weights, wanted)


def test_a_part_takes_what_comes_first() -> None:
    assert subset([5, 5, 5, 5], 10) == [0, 1]
    assert subset([3, 5, 5], 10) == [1, 2]
    assert subset([], 10) == []
    assert subset([4], 0) == []
