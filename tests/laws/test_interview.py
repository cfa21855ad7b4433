"""Interviews ask what can matter, all of it and nothing else, and little of it."""

import json
import random
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice

import pytest
from attrs import define, evolve

import casewise
from casewise.evaluation.classification import ends
from casewise.explanation.words import known_at
from casewise.facts import Entities, Known, Members
from casewise.interview import lookahead
from casewise.interview.interviewing import Interview, interview
from casewise.interview.model import Model
from casewise.interview.planning import ROOM, Planner
from casewise.interview.solving import Solver
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from laws.records import try_seeds, values_of
from oracle.strategies import random_facts
from rulesets.courses import Courses, Optimum
from rulesets.folders import ROOT
from rulesets.generator import random_choice, random_record, random_ruleset
from rulesets.naive import Naive

PARCELS = ROOT / "tests" / "rulesets" / "parcels" / "rules" / "parcels"

FEW, MANY = 300, 1_500
"""Records with more courses than this are passed over: in the normal, and in the deep checks."""

SIZE = 2_000
"""Records with more complete records than this are passed over."""


@cache
def parcels() -> Ruleset:
    return casewise.load(PARCELS)


def small_records(rng: random.Random, naive: Naive, most: int) -> Iterator[Courses]:
    """Records of which all courses can be tried, and that some complete record agrees with."""
    for _ in range(20):
        record = random_record(rng, naive.ruleset.vocabulary)
        if naive.size(record) > SIZE:
            continue
        courses = Courses(naive, record)
        if courses.size() <= most and courses.possible({}):
            yield courses


def paths(state: Interview) -> set[str]:
    return {question.path for question in state.questions}


@define
class Tried:
    """How much was tried."""

    most: int
    records: int = 0
    can_matter: int = 0
    open_facts: int = 0

    def exactly_what_can_matter(self, rng: random.Random, ruleset: Ruleset) -> None:
        naive = Naive(random_choice(rng, ruleset))
        for courses in islice(small_records(rng, naive, self.most), 4):
            state = interview(naive.ruleset, courses.values)
            found = courses.mattering()
            assert paths(state) == found, courses.values
            self.records += 1
            self.can_matter += len(found)
            self.open_facts += len({path for path, _ in courses.parts()})

    def of_random_rulesets(self, _: Ruleset, rng: random.Random) -> None:
        self.exactly_what_can_matter(rng, random_ruleset(rng))

    def of_parcels(self, _: Ruleset, rng: random.Random) -> None:
        self.exactly_what_can_matter(rng, parcels())

    def say(self) -> None:
        what = f"{self.can_matter:,} of {self.open_facts:,} facts that are open can matter"
        print(f"{self.records:,} records tried: {what}")


def test_what_can_matter_is_what_trying_every_course_finds(rules: Ruleset) -> None:
    tried = Tried(FEW)
    try_seeds(tried.of_random_rulesets, rules, 40, "random rulesets, what can matter")
    try_seeds(tried.of_parcels, rules, 4, "random parcels, what can matter")
    tried.say()
    assert tried.records > 100


@pytest.mark.deep
def test_in_thousands_of_records_what_can_matter_is_what_trying_every_course_finds(
    rules: Ruleset,
) -> None:
    tried = Tried(MANY)
    try_seeds(tried.of_random_rulesets, rules, 700, "random rulesets, what can matter, more of it")
    try_seeds(tried.of_parcels, rules, 60, "random parcels, what can matter, more of it")
    tried.say()
    assert tried.records > 2_000


# -- of the shipped rules, which have too many courses to try -------------------------------------


def random_case(rules: Ruleset, rng: random.Random) -> Case:
    (case,) = casewise.read_cases(json.dumps(random_facts(rng)), rules)
    return case


def a_course_shows_it(state: Interview, path: str) -> bool:
    """Whether a course leads to where an answer to a question rules something out."""
    while True:
        answers = [answer for _, answer in state.answers(path)]
        if any(set(answer.possible) != state.possible for answer in answers):
            return True
        if path in lists_of(state.ruleset) and another_shows_it(state, path):
            return True
        found = next((after for after in steps(state, path) if path in paths(after)), None)
        if found is None:
            return False
        state = found


def steps(state: Interview, path: str) -> Iterator[Interview]:
    """The states after answers to other questions; lists grow last, and as little as can be."""
    others = [each.path for each in state.questions if each.path != path]
    answers = [(other, known) for other in others for known, _ in state.answers(other)]
    answers += [(other, known) for other in others for known in without_one(state, other)]
    growing = [step for step in answers if isinstance(step[1], Entities) and step[1].others]
    yield from (state.answer(*step) for step in answers if step not in growing)
    yield from (state.answer(other, None) for other in others)
    for other, known in growing:
        assert isinstance(known, Entities)
        yield state.answer(other, evolve(known, others=False))
        yield state.answer(other, known).answer(other, None)
    yield from (state.answer(*step) for step in growing)


def without_one(state: Interview, path: str) -> Iterator[Members]:
    """Of a set, that it does not have a certain member."""
    known = known_at(state.values, path)
    for question in state.questions:
        if question.path == path:
            included, excluded = _members(known)
            yield from (Members(included, excluded | {code}) for code in question.members)


def _members(known: Known | None) -> tuple[frozenset[str], frozenset[str]]:
    if isinstance(known, Members):
        return known.included, known.excluded
    return frozenset(), frozenset()


def another_shows_it(state: Interview, path: str) -> bool:
    """Whether a course leads there once the list has one more entity."""
    known = state.values.get(path)
    listed = known.listed if isinstance(known, Entities) else ()
    more = state.answer(path, Entities((*listed, {}), others=True))
    own = f"{path}.{len(listed) + 1}."
    return any(a_course_shows_it(more, each) for each in paths(more) if each.startswith(own))


def each_question_has_a_course(rules: Ruleset, rng: random.Random) -> None:
    state = interview(rules, random_case(rules, rng).values)
    for question in state.questions:
        assert a_course_shows_it(state, question.path), (question.path, state.values)


def nothing_needless_ever_matters(rules: Ruleset, rng: random.Random) -> None:
    """Along an interview, no answer to what cannot matter rules anything out, now or later."""
    state = interview(rules, random_case(rules, rng).values)
    needless = set(state.needless)
    while state.best is not None:
        for path in needless & set(state.needless):
            for _, answer in state.answers(path):
                assert set(answer.possible) == state.possible, (path, state.values)
        assert not paths(state) & needless
        needless |= set(state.needless)
        state = state.answer(state.best.path, random_answer(state, state.best.path, rng))
    assert state.settled or not state.questions


def random_answer(state: Interview, path: str, rng: random.Random) -> Known | None:
    """An answer that contradicts nothing, or none; a list does not grow for ever."""
    answers = [known for known, _ in state.answers(path)]
    known = rng.choice([*answers, None])
    if isinstance(known, Entities) and len(known.listed) > 2:
        return answers[0]
    return known


def test_each_question_about_a_case_of_the_shipped_rules_has_a_course(rules: Ruleset) -> None:
    try_seeds(each_question_has_a_course, rules, 8, "random cases, a course for each question")


def test_what_cannot_matter_never_does(rules: Ruleset) -> None:
    try_seeds(nothing_needless_ever_matters, rules, 8, "random interviews, nothing needless")


@pytest.mark.deep
def test_what_can_matter_in_hundreds_of_cases_of_the_shipped_rules(rules: Ruleset) -> None:
    try_seeds(
        each_question_has_a_course, rules, 400, "more random cases, a course for each question"
    )
    try_seeds(nothing_needless_ever_matters, rules, 150, "more random interviews, nothing needless")


def what_cannot_matter_never_does(_: Ruleset, rng: random.Random) -> None:
    ruleset = random_choice(rng, random_ruleset(rng))
    state = interview(ruleset, random_record(rng, ruleset.vocabulary))
    needless: set[str] = set()
    while state.best is not None:
        assert not paths(state) & needless
        needless |= set(state.needless)
        state = state.answer(state.best.path, random_answer(state, state.best.path, rng))
    assert state.settled or state.placement == ends(ruleset, state.values, {})[2]
    assert not state.questions


def test_interviews_of_random_rulesets_come_to_an_end_and_never_back(rules: Ruleset) -> None:
    try_seeds(what_cannot_matter_never_does, rules, 60, "random rulesets, interviews to their end")


# -- how little is asked --------------------------------------------------------------------------


def expected_is_least(rng: random.Random) -> Iterator[float]:
    """What is expected is what trying every question after every course of answers finds.

    Gives what is expected, for each record that was compared.
    """
    naive = Naive(random_choice(rng, random_ruleset(rng)))
    if some_entity_may_lack_a_date(naive.ruleset):
        return
    for courses in small_records(rng, naive, FEW):
        if any(path in lists_of(naive.ruleset) for path, _ in courses.parts()):
            continue  # how many more entities there are is supposed, not known
        model = Model(not_known=rng.choice((0.0, 0.15, 0.5)), costs=random_costs(rng, naive))
        state = interview(naive.ruleset, courses.values, model)
        least = Optimum(courses, model.not_known, model.cost)
        assert state.estimate.expected == pytest.approx(least.expected(), abs=1e-9)
        yield state.estimate.expected


def lists_of(ruleset: Ruleset) -> set[str]:
    return {fact.name for fact in ruleset.vocabulary.lists()}


def some_entity_may_lack_a_date(ruleset: Ruleset) -> bool:
    return any(fact.optional for group in ruleset.vocabulary.lists() for fact in group.facts)


def random_costs(rng: random.Random, naive: Naive) -> Mapping[str, float]:
    every = [f"{scope}.{f.name}" if scope else f.name for scope, f in naive.ruleset.vocabulary]
    return {name: rng.choice((0.5, 2, 3)) for name in every if rng.random() < 0.3}


def test_of_small_records_the_least_that_can_be_expected_is_asked(rules: Ruleset) -> None:
    compared: list[float] = []

    def law(_: Ruleset, rng: random.Random) -> None:
        compared.extend(expected_is_least(rng))

    try_seeds(law, rules, 40, "random rulesets, the best interview")
    assert sum(each > 1 for each in compared) > 10


# -- what is too large to be solved by the planner ------------------------------------------------


def against_the_optimum(planner: Planner, outlook: int) -> float:
    """What is to be expected of a planner's questions, in multiples of the optimum."""
    solver, known = Solver(planner.asking, 60_000), dict[int, float]()

    def expected(each: int) -> float:
        if each not in known:
            known[each] = 0
            if solver.solve(each)[0] is not None:
                asked = planner.next(each)
                assert asked is not None
                left = planner.asking.answers(each, asked).items()
                known[each] = asked.cost + sum(share * expected(one) for one, share in left)
        return known[each]

    fewest = solver.solve(outlook)[1].expected
    assert len(solver) > ROOM
    return expected(outlook) / fewest


def test_looking_two_questions_ahead_is_near_the_optimum_where_one_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = random_record(random.Random("interview of a parcel 34"), parcels().vocabulary)
    planner, outlook = interview(parcels(), record)._planned
    assert against_the_optimum(planner, outlook) < 1.01
    monkeypatch.setattr(lookahead, "AHEAD", 1)
    assert against_the_optimum(Planner(planner.asking), outlook) > 1.1


@pytest.mark.deep
@pytest.mark.parametrize("seed", [132, 192])
def test_an_outlook_in_which_nothing_can_matter_does_not_mislead(rules: Ruleset, seed: int) -> None:
    record = random_facts(random.Random(f"interview of a case {seed}"))
    planner, outlook = interview(rules, values_of(rules, record))._planned
    assert against_the_optimum(planner, outlook) < 1.01
