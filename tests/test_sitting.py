"""Sittings: answers by place, what is asked next, clashes, back, and the case that comes of it."""

import pytest

import casewise
from casewise.errors import ProblemsFound
from casewise.explanation.words import known_at
from casewise.facts import Choice, Entities
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.case_writing import case_text
from casewise.sitting.sitting import (
    MOST_BACK,
    MOST_ENTITIES,
    NoSuchPlace,
    Sitting,
    State,
    TooMany,
    begin,
    resume,
)
from casewise.sitting.wording import change, effect, remaining, why, why_in_short
from rulesets.folders import ROOT

PARCELS = ROOT / "tests" / "rulesets" / "parcels" / "rules" / "parcels"
ELIGIBLE = {
    "arrest_date": "2000-10",
    "duplicate_record": "no",
    "sex_crime_against_minor": "yes",
}


def said(rules: Ruleset, answers: dict[str, str]) -> Sitting:
    sitting = begin(rules)
    for path, value in answers.items():
        sitting = sitting.say(path, value)
    return sitting


# -- answers --------------------------------------------------------------------------------------


def test_a_sitting_begins_with_nothing_stated(rules: Ruleset) -> None:
    sitting = begin(rules, "c-1")
    assert (sitting.values, sitting.asked, sitting.case.id) == ({}, 0, "c-1")
    assert sitting.state("arrest_made") is State.NOT_STATED
    assert not sitting.done
    assert sitting.question is not None


def test_answered_not_known_skipped_and_not_stated_are_told_apart(rules: Ruleset) -> None:
    sitting = begin(rules).say("arrest_made", "yes").say("arrest_date", "unknown")
    sitting = sitting.skip("duplicate_record")
    states = {path: sitting.state(path) for path in ("arrest_made", *ELIGIBLE)}
    assert states == {
        "arrest_made": State.ANSWERED,
        "arrest_date": State.NOT_KNOWN,
        "duplicate_record": State.SKIPPED,
        "sex_crime_against_minor": State.NOT_STATED,
    }


def test_to_change_an_answer_keeps_the_others(rules: Ruleset) -> None:
    sitting = said(rules, ELIGIBLE).say("victims", "another")
    sitting = sitting.say("victims.1.identified", "yes")
    changed = sitting.say("duplicate_record", "yes")
    assert changed.placement == "not-eligible"
    assert known_at(changed.values, "victims.1.identified") == Choice(frozenset({"yes"}))
    assert changed.say("duplicate_record", "no").values == sitting.values


def test_back_gives_the_sitting_before_each_answer(rules: Ruleset) -> None:
    sitting = said(rules, ELIGIBLE)
    assert sitting.back().state("sex_crime_against_minor") is State.NOT_STATED
    assert sitting.back().back().back().values == {}
    assert begin(rules).back().values == {}


def test_back_is_bounded(rules: Ruleset) -> None:
    sitting = begin(rules)
    for at in range(MOST_BACK + 20):
        sitting = sitting.say("duplicate_record", "yes" if at % 2 else "no")
    steps = 0
    while sitting.back() is not sitting:
        sitting, steps = sitting.back(), steps + 1
    assert 0 < steps <= MOST_BACK


def test_what_is_known_in_part_is_not_asked_again_but_can_be_told_better(rules: Ruleset) -> None:
    sitting = said(rules, {**ELIGIBLE, "arrest_date": "2000"})
    while (question := sitting.question) is not None:
        assert question.path != "arrest_date"
        sitting = sitting.tell(question.path, None)
    assert "not-eligible" in sitting.possible
    assert (
        "not-eligible"
        not in sitting.say("arrest_date", "2000-10")
        .say("material_depicts_minor", "yes")
        .say("material_found_as", ["computer"])
        .possible
    )


def test_a_place_that_there_is_not_is_refused(rules: Ruleset) -> None:
    for path in ("arrest", "victims.1.identified", "victims.x.identified", "victims.0.identified"):
        with pytest.raises(NoSuchPlace):
            begin(rules).say(path, "yes")
    with pytest.raises(ProblemsFound, match="arrest_made"):
        begin(rules).say("arrest_made", "perhaps")


# -- lists ----------------------------------------------------------------------------------------


def test_entities_of_a_list_are_told_of_one_by_one(rules: Ruleset) -> None:
    sitting = said(rules, ELIGIBLE).say("victims", "another").say("victims", "another")
    sitting = sitting.say("victims.2.identified", "no").say("victims", "none")
    victims = sitting.values["victims"]
    assert isinstance(victims, Entities)
    assert (len(victims.listed), victims.others) == (2, False)
    assert victims.listed[1] == {"identified": Choice(frozenset({"no"}))}


def test_an_entity_taken_out_moves_up_those_after_it(rules: Ruleset) -> None:
    sitting = said(rules, ELIGIBLE).say("victims", "another").say("victims", "another")
    sitting = sitting.say("victims.1.identified", "yes").say("victims.2.identified", "no")
    sitting = sitting.withdraw("victims.1")
    assert known_at(sitting.values, "victims.1.identified") == Choice(frozenset({"no"}))
    for path in ("victims.2.identified", "victims.01.identified", "victims.².identified"):
        with pytest.raises(NoSuchPlace):
            sitting.state(path)


def test_whether_there_are_others_can_be_not_known(rules: Ruleset) -> None:
    none = begin(rules).say("victims", "unknown")
    assert none.values == {"victims": None}
    some = begin(rules).say("victims", "another").say("victims", "unknown")
    assert some.values == {"victims": Entities(({},), others=True)}
    for sitting in (none, some):
        while (question := sitting.question) is not None:
            assert question.path != "victims"
            sitting = sitting.tell(question.path, None)


def test_answers_about_entities_no_longer_listed_are_kept_aside(rules: Ruleset) -> None:
    sitting = begin(rules).say("victims", "another").say("victims.1.identified", "yes")
    none = sitting.tell("victims", Entities((), others=False))
    assert none.values == {"victims": Entities((), others=False)}
    assert "victims.1.identified" in none.idle
    again = none.say("victims", "another")
    assert known_at(again.values, "victims.1.identified") == Choice(frozenset({"yes"}))


def test_a_list_has_a_bound(rules: Ruleset) -> None:
    sitting = said(rules, {"duplicate_record": "yes"})
    for _ in range(MOST_ENTITIES):
        sitting = sitting.say("victims", "another")
    assert [option.key for option in sitting.about("victims").options] == ["no others"]
    with pytest.raises(TooMany, match=f"{MOST_ENTITIES} at most"):
        sitting.say("victims", "another")
    with pytest.raises(TooMany):
        resume(rules, Case(None, {"victims": Entities(({},) * (MOST_ENTITIES + 1), others=False)}))


# -- what is asked --------------------------------------------------------------------------------


def test_each_option_says_what_it_would_leave(rules: Ruleset) -> None:
    sitting = said(rules, ELIGIBLE)
    question = sitting.question
    assert question is not None
    assert question.why
    for option in question.options:
        after = sitting.tell(question.path, option.known)
        assert (after.placement, tuple(sorted(after.possible))) == (
            option.leaves.placement,
            option.leaves.possible,
        )
        assert sitting.would(question.path, option.known).possible == option.leaves.possible


def test_options_that_contradict_are_shown_as_such(rules: Ruleset) -> None:
    sitting = said(rules, {**ELIGIBLE, "material_produced": "no"}).say("victims", "another")
    sitting = sitting.say("victims.1.age_at_offense", "14")
    options = {option.key: option for option in sitting.about("victims.1.offenses").options}
    assert options["includes production"].contradicts
    assert not options["includes attempt"].contradicts
    words = effect(sitting, options["includes production"].leaves)
    assert words == "contradicts what was said before"


def test_a_question_put_aside_gives_way_and_is_not_taken_for_unknown(rules: Ruleset) -> None:
    first = begin(rules).question
    assert first is not None
    sitting = begin(rules).skip(first.path)
    second = sitting.question
    assert second is not None
    assert (second.path != first.path, sitting.values) == (True, {})
    while (question := sitting.question) is not None:
        sitting = sitting.tell(question.path, None)
    assert (sitting.put_aside, sitting.done) == ((first.path,), False)
    again = sitting.take_up()
    assert again.question is not None
    assert again.question.path == first.path


def test_the_question_about_an_answer_is_as_if_it_was_not_given(rules: Ruleset) -> None:
    sitting = said(rules, {**ELIGIBLE, "duplicate_record": "yes"})
    options = {
        each.key: each.leaves.placement for each in sitting.about("duplicate_record").options
    }
    assert options == {"yes": "not-eligible", "no": "undecided"}


def test_it_is_done_when_nothing_can_change_the_result(rules: Ruleset) -> None:
    sitting = said(rules, {"duplicate_record": "yes"})
    assert sitting.done
    assert (sitting.question, sitting.remaining.worst) == (None, 0)
    assert sitting.result.settled


def test_answers_that_no_longer_matter_are_named(rules: Ruleset) -> None:
    sitting = said(rules, ELIGIBLE)
    assert sitting.idle == ()
    assert sitting.say("arrest_made", "yes").idle == ("arrest_made",)  # the date says so
    assert set(sitting.say("duplicate_record", "yes").idle) == {
        "arrest_date",
        "sex_crime_against_minor",
    }


def test_words_tell_why_and_what_an_answer_did(rules: Ruleset) -> None:
    sitting = begin(rules)
    after = sitting.say("duplicate_record", "yes")
    assert change(sitting, after) == "Settled: not eligible."
    assert change(after, sitting).startswith("Possible again: ")
    assert " at most." in remaining(sitting)
    question = sitting.about("arrest_made")
    assert {each.rule for each in why_in_short(question)} < {each.rule for each in why(question)}


# -- clashes --------------------------------------------------------------------------------------


def test_answers_that_clash_are_named_and_one_can_be_changed(rules: Ruleset) -> None:
    sitting = said(rules, ELIGIBLE).say("arrest_made", "no")
    (clash,) = sitting.clashes
    assert set(clash.facts) == {"arrest_made", "arrest_date"}
    assert (sitting.question, sitting.done, sitting.idle) == (None, False, ())
    mended = sitting.withdraw("arrest_date")
    assert (mended.clashes, mended.done) == ((), True)
    assert sitting.say("arrest_made", "yes").question is not None


# -- the case -------------------------------------------------------------------------------------


def test_a_sitting_goes_on_from_a_case_and_gives_it_back(rules: Ruleset) -> None:
    (case,) = casewise.read_cases(
        "{case: c-1, arrest_date: 2000, duplicate_record: unknown, "
        "victims: {listed: [{identified: yes}], others: possible}, undercover_roles: unknown}",
        rules,
    )
    sitting = resume(rules, case)
    assert sitting.case == case
    assert sitting.state("duplicate_record") is State.NOT_KNOWN
    assert sitting.state("undercover_roles") is State.NOT_KNOWN
    assert sitting.question is not None


def test_what_is_written_is_the_case_that_is_read(rules: Ruleset) -> None:
    sitting = said(rules, {**ELIGIBLE, "material_produced": "unknown"}).say("victims", "another")
    sitting = sitting.say("victims.1.age_at_offense", {"at most": 17}).say("victims", "unknown")
    text = case_text(rules.vocabulary, sitting.case)
    (read,) = casewise.read_cases(text, rules)
    assert read.values == sitting.values
    assert "material_produced: unknown" in text


def test_the_result_is_that_of_classifying_the_case(rules: Ruleset) -> None:
    sitting = said(rules, ELIGIBLE)
    found = casewise.classify(rules, sitting.case)
    assert (sitting.placement, sitting.possible) == (found.placement, found.possible)
    assert sitting.result.placement == found.placement


def test_another_ruleset_is_sat_with_no_change() -> None:
    parcels = casewise.load(PARCELS)
    sitting = begin(parcels)
    asked = 0
    while (question := sitting.question) is not None:
        assert question.asks
        sitting, asked = sitting.tell(question.path, question.options[-1].known), asked + 1
        if asked > 30:
            sitting = sitting.tell(question.path, None)
    assert sitting.done
