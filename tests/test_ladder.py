"""The ladder of rules: one rung for each that can decide, and how it stands."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import casewise
from casewise.evaluation.classification import classify
from casewise.evaluation.engines import exact_engine
from casewise.explanation.explaining import explain
from casewise.explanation.ladder import Rung, Stands, ladder
from casewise.library import load_cases
from casewise.model.case import Case
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED, Result
from casewise.testing import cases
from desks import PARCELS

RULES = casewise.load()
PARCEL_RULES = casewise.load(PARCELS)


def rungs_of(result: Result) -> tuple[Rung, ...]:
    return ladder(explain(result))


def of_text(text: str) -> tuple[Result, dict[str, Stands]]:
    (case,) = casewise.read_cases(text, RULES)
    result = classify(RULES, case)
    return result, {rung.rule.id: rung.stands for rung in rungs_of(result)}


@settings(max_examples=40)
@given(cases(RULES), st.data())
def test_what_stands_is_so_in_every_completion(case: Case, data: st.DataObject) -> None:
    assert_stands(RULES, case, data)


@settings(max_examples=40)
@given(cases(PARCEL_RULES), st.data())
def test_so_it_is_for_another_ruleset(case: Case, data: st.DataObject) -> None:
    assert_stands(PARCEL_RULES, case, data)


def assert_stands(rules: Ruleset, case: Case, data: st.DataObject) -> None:
    """The rungs are complete, and one of them stands as the exact engine says."""
    result = classify(rules, case)
    rungs = rungs_of(result)
    assert_complete(result, rungs)
    rung = data.draw(st.sampled_from(rungs))
    engine, values = exact_engine(rules), case.values
    if rung.rule.when is None or result.placement == CONFLICT or rung.rule.kind is Kind.GAP:
        return
    match rung.stands:
        case Stands.HOLDS | Stands.LOWER | Stands.BLOCKED:
            assert engine.always(rung.rule.id, values)
        case Stands.FAILS:
            assert engine.never(rung.rule.id, values)
        case Stands.OPEN:
            assert not engine.always(rung.rule.id, values)
            assert not engine.never(rung.rule.id, values)
        case Stands.DECIDED:
            wanted = engine.never if rung.rule.kind is Kind.ELIGIBILITY else engine.always
            assert wanted(rung.rule.id, values)


def assert_complete(result: Result, rungs: tuple[Rung, ...]) -> None:
    """Every rule that can decide has one rung, in order, and what decided is marked."""
    rules = result.ruleset
    ids = [rung.rule.id for rung in rungs]
    assert len(set(ids)) == len(ids)
    for kind in (Kind.ELIGIBILITY, Kind.CATEGORY, Kind.GAP):
        assert [i for i in ids if rules.by_id[i].kind is kind] == [
            r.id for r in rules.of_kind(kind)
        ]
    decided = {rung.rule.id for rung in rungs if rung.stands is Stands.DECIDED}
    if result.placement in rules.by_id:
        placed = rules.by_id[result.placement]
        assert decided == {placed.id, placed.parent} - {""}
    elif result.placement == UNDECIDED:
        assert decided == set()
    if result.placement == NOT_ELIGIBLE:
        assert all(rules.by_id[each].kind is Kind.ELIGIBILITY for each in decided)
    also = {each.rule for each in explain(result).also_true} - {
        each.rule for each in explain(result).blocked
    }
    assert {rung.rule.id for rung in rungs if rung.stands is Stands.LOWER} == also


def test_a_category_that_comes_after_is_also_true_but_lower() -> None:
    result, stands = of_text(
        """
        arrest_made: yes
        arrest_date: 2000-10-15
        duplicate_record: no
        sex_crime_against_minor: yes
        undercover_roles:
          - {operator: law_enforcement, role: fictional_minor, online: yes, solicited: yes}
        victims: [{age_at_offense: 14, identified: yes, contacted: yes, offenses: [contact_offense],
          relationship: met_online, relationship_initiated_online: yes}]
        """
    )
    assert result.placement == "identified-victim.internet-initiated"
    assert stands["identified-victim"] is Stands.DECIDED
    assert stands["identified-victim.internet-initiated"] is Stands.DECIDED
    assert stands["undercover-solicitation"] is Stands.LOWER
    assert stands["gap.other"] is Stands.NOT_REACHED


def test_what_is_not_eligible_reaches_no_category() -> None:
    _, stands = of_text("duplicate_record: yes")
    assert stands["not-a-duplicate"] is Stands.DECIDED
    assert stands["in-scope"] is Stands.OPEN
    assert stands["identified-victim"] is Stands.NOT_REACHED


def test_a_conflict_begins_with_the_rule_that_is_broken() -> None:
    (case,) = casewise.read_cases("{arrest_made: no, arrest_date: 2000-10-15}", RULES)
    first, *others = rungs_of(classify(RULES, case))
    assert first.rule.kind is Kind.CONSISTENCY
    assert first.stands is Stands.DECIDED
    assert {rung.stands for rung in others} == {Stands.NOT_REACHED}


def test_nothing_known_leaves_everything_open() -> None:
    _, stands = of_text("{}")
    assert set(stands.values()) == {Stands.OPEN}


@pytest.mark.parametrize("placement", ["gap.produced-without-identified-victim", "gap.other"])
def test_gaps_before_the_one_that_decides_do_not_hold(placement: str) -> None:
    folder = Path(__file__).parent.parent / "cases" / "njov-1" / "gaps"
    every = [case for file in sorted(folder.glob("*.yaml")) for case in load_cases(file, RULES)]
    results = (classify(RULES, case) for case in every)
    result = next(each for each in results if each.placement == placement)
    gaps = [rung for rung in rungs_of(result) if rung.rule.kind is Kind.GAP]
    at = [rung.rule.id for rung in gaps].index(placement)
    assert {rung.stands for rung in gaps[:at]} <= {Stands.FAILS}
    assert gaps[at].stands is Stands.DECIDED
    assert {rung.stands for rung in gaps[at + 1 :]} <= {Stands.NOT_REACHED}
