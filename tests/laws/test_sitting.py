"""Whole sittings come to the result of the record, and ask nothing that cannot matter."""

import random
from collections.abc import Iterator

import pytest
from attrs import evolve

import casewise
from casewise.cli.inputs import case_files
from casewise.evaluation.classification import classify, meant
from casewise.explanation.opening import not_known
from casewise.facts import Entities, Values
from casewise.interview.interviewing import interview
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.case_writing import case_text
from casewise.sitting.sitting import Sitting, begin
from laws.records import try_seeds, values_of
from oracle.strategies import random_complete_facts, random_facts
from rulesets.folders import ROOT
from rulesets.generator import random_choice, random_record, random_ruleset
from sittings import held


def comes_to_its_result(rules: Ruleset, values: Values) -> int:
    """The sitting answered from a record ends as the record does; how much was asked."""
    result = classify(rules, Case(None, values))
    if result.placement == "conflict":
        return 0
    found = held(rules, values)
    assert found.sitting.done
    reached = found.sitting.result
    assert (reached.placement, reached.possible) == (result.placement, result.possible)
    assert found.needless == ()
    once = [path for path in found.asked if path not in lists_of(rules)]
    assert len(once) == len(set(once))
    return len(found.asked)


def lists_of(rules: Ruleset) -> set[str]:
    return {fact.name for fact in rules.vocabulary.lists()}


def shipped(rules: Ruleset) -> Iterator[tuple[Ruleset, Values]]:
    for file in case_files(ROOT / "cases"):
        for case in casewise.read_cases(file.read_text("utf-8"), rules):
            yield meant(rules, case), case.values


def test_some_shipped_cases_come_to_their_results(rules: Ruleset) -> None:
    asked = [
        comes_to_its_result(each, values)
        for at, (each, values) in enumerate(shipped(rules))
        if at % 60 == 7
    ]
    assert len(asked) >= 5
    assert max(asked) > 5


@pytest.mark.deep
def test_all_shipped_cases_come_to_their_results(rules: Ruleset) -> None:
    asked = [comes_to_its_result(each, values) for each, values in shipped(rules)]
    print(f"{len(asked):,} shipped cases, {sum(asked):,} questions: 0 disagreements")


def of_a_random_case(rules: Ruleset, rng: random.Random) -> None:
    make = rng.choice((random_facts, random_complete_facts))
    comes_to_its_result(rules, values_of(rules, make(rng)))


def of_a_random_ruleset(_: Ruleset, rng: random.Random) -> None:
    ruleset = random_choice(rng, random_ruleset(rng))
    comes_to_its_result(ruleset, random_record(rng, ruleset.vocabulary))


def test_random_cases_come_to_their_results(rules: Ruleset) -> None:
    try_seeds(of_a_random_case, rules, 4, "random cases, whole sittings")
    try_seeds(of_a_random_ruleset, rules, 60, "random rulesets, whole sittings")


@pytest.mark.deep
def test_hundreds_of_random_cases_come_to_their_results(rules: Ruleset) -> None:
    try_seeds(of_a_random_case, rules, 300, "more random cases, whole sittings")
    try_seeds(of_a_random_ruleset, rules, 2_000, "more random rulesets, whole sittings")


# -- what is followed is what is looked at anew ----------------------------------------------------


def what_can_matter_is_followed_exactly(sitting: Sitting, rng: random.Random) -> int:
    """At each step what can matter is what an interview about the record alone finds."""
    states = 0
    while True:
        closed = sitting.answers.closed()
        anew = evolve(interview(sitting.ruleset, sitting.values), unanswered=closed)
        expected = {question.path: set(question.members) for question in anew.questions}
        open_paths = [path for path, _ in not_known(sitting.ruleset, sitting.values)]
        followed = sitting.interview
        assert expected == {
            path: set(followed.members(path))
            for path in open_paths
            if path not in closed and followed.matters(path)
        }
        states += 1
        question = sitting.question
        if question is None:
            return states
        assert question.path in expected
        answers = [option.known for option in question.options if not option.contradicts]
        known = rng.choice([*answers, None])
        if isinstance(known, Entities) and len(known.listed) > 2:
            known = answers[0]
        sitting = sitting.tell(question.path, known)


def random_rulesets_are_followed(_: Ruleset, rng: random.Random) -> None:
    what_can_matter_is_followed_exactly(begin(random_choice(rng, random_ruleset(rng))), rng)


def eligible_cases_are_followed(rules: Ruleset, rng: random.Random) -> None:
    sitting = begin(rules).say("arrest_date", "2000-10").say("duplicate_record", "no")
    what_can_matter_is_followed_exactly(sitting.say("sex_crime_against_minor", "yes"), rng)


def test_what_can_matter_is_followed_answer_by_answer(rules: Ruleset) -> None:
    try_seeds(random_rulesets_are_followed, rules, 60, "random rulesets, followed")
    try_seeds(eligible_cases_are_followed, rules, 1, "eligible cases, followed")


@pytest.mark.deep
def test_what_can_matter_in_hundreds_of_sittings_is_followed(rules: Ruleset) -> None:
    try_seeds(random_rulesets_are_followed, rules, 2_000, "more random rulesets, followed")
    try_seeds(eligible_cases_are_followed, rules, 40, "more eligible cases, followed")


# -- what is written ------------------------------------------------------------------------------


def what_is_written_is_read(_: Ruleset, rng: random.Random) -> None:
    ruleset = random_ruleset(rng)
    record = random_record(rng, ruleset.vocabulary)
    text = case_text(ruleset.vocabulary, Case("c-1", record))
    (read,) = casewise.read_cases(text, ruleset)
    again = case_text(ruleset.vocabulary, read)
    assert again == text
    assert classify(ruleset, read).possible == classify(ruleset, Case(None, record)).possible


def test_a_case_file_that_is_written_says_the_same(rules: Ruleset) -> None:
    try_seeds(what_is_written_is_read, rules, 60, "random records, written as case files")
