"""Live cases: facts in any order, corrections in between, many at once."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings

import casewise
from casewise.errors import CasewiseError, ProblemsFound
from casewise.evaluation.classification import UnknownEngine
from casewise.facts import Entities
from casewise.live import Live, NoSuchFact
from casewise.model.conditions import Some
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Vocabulary
from casewise.result import Result
from laws.records import (
    ENGINES,
    as_list,
    few_readings,
    is_closed,
    listed_in,
    result_of,
    times,
    try_seeds,
)
from oracle.strategies import CASE_TYPES, LISTS, Record, any_value, drawn, random_facts
from rulesets.generator import entities, rule, ruleset, yes_no
from rulesets.wide import is_yes

Told = tuple[str, Any]


@pytest.fixture(scope="session")
def small() -> Ruleset:
    """Two rules: quick to follow very many cases by."""
    facts = (yes_no("seen"), entities("boxes", yes_no("open"), yes_no("full")))
    rules = [
        rule("open-box", Kind.CATEGORY, Some("boxes", is_yes("open"))),
        rule("seen-box", Kind.CATEGORY, is_yes("seen")),
        rule("gap.else", Kind.GAP, None),
    ]
    return ruleset(Vocabulary(facts), rules, gap_order=("gap.else",))


def same(one: Result, other: Result) -> bool:
    """Whether two results are the same, whatever the record left out or called unknown."""
    return evolve(one, case=other.case) == other


# -- histories ------------------------------------------------------------------------------------


def history(rng: random.Random, facts: Record) -> list[Told]:
    """What to tell, in a random order, so that a case ends in these facts."""
    streams: list[list[Told]] = [
        [(name, value)] for name, value in facts.items() if name not in LISTS
    ]
    streams += [list(told_of_list(rng, name, facts[name])) for name in LISTS if name in facts]
    streams = [with_corrections(rng, stream) for stream in sorted(streams)]
    found = []
    while streams:
        stream = rng.choice(streams)
        found.append(stream.pop(0))
        if not stream:
            streams.remove(stream)
    return found


def told_of_list(rng: random.Random, name: str, value: Any) -> Iterator[Told]:
    """A list at once, or entity by entity and fact by fact."""
    listed = listed_in(value)
    if not listed or rng.random() < 0.3:
        yield name, value
        return
    facts = [
        (f"{name}.{at}.{fact}", known)
        for at, entity in enumerate(listed, start=1)
        for fact, known in rng.sample(list(entity.items()), len(entity))
    ]
    yield from facts
    if is_closed(value):
        yield f"{name}.others", "none"


def with_corrections(rng: random.Random, stream: list[Told]) -> list[Told]:
    """Now and then something else is told first, or the same is told twice."""
    found: list[Told] = []
    for path, value in stream:
        name, _, rest = path.partition(".")
        if rng.random() < 0.15 and name in CASE_TYPES:
            found.append((path, rng.choice(("unknown", any_value(rng, CASE_TYPES[name])))))
        if rng.random() < 0.15 and name in LISTS and rest and rest != "others":
            found.append((path, any_value(rng, LISTS[name][rest.partition(".")[2]])))
        if rng.random() < 0.05 and name in LISTS and not rest:
            found.append((path, "none"))
        found += [(path, value)] * rng.choice((1, 1, 1, 2))
    return found


def ends_as_told_at_once(rules: Ruleset, rng: random.Random) -> None:
    chosen, facts = rules.under(few_readings(rng)), random_facts(rng)
    engine = rng.choice(ENGINES)
    live = casewise.follow(chosen, engine=engine)
    for path, value in history(rng, facts):
        step = live.tell(path, value)
        assert step.fact == path
        assert step.after is live.result()
        if rng.random() < 0.1:
            live.close()
    assert same(live.result(), result_of(chosen, facts, engine))
    live.close()


@given(rng=drawn())
@settings(max_examples=times(1))
def test_a_case_ends_as_if_all_had_been_told_at_once(rules: Ruleset, rng: random.Random) -> None:
    ends_as_told_at_once(rules, rng)


def every_step_is_as_told_at_once(rules: Ruleset, rng: random.Random) -> None:
    """Not only the end: after each step the case is as classified anew, by the other engine."""
    facts = random_facts(rng)
    one, other = rng.sample(ENGINES, 2)
    live = casewise.follow(rules, engine=one)
    before = live.result()
    for path, value in history(rng, facts):
        step = live.tell(path, value)
        assert step.before is before
        expected = casewise.classify(rules, step.after.case, other)
        assert same(evolve(step.after, engine=expected.engine), expected)
        moved = (before.placement, before.possible) != (step.after.placement, step.after.possible)
        assert step.moved is moved
        before = step.after
    live.close()


@given(rng=drawn())
@settings(max_examples=times(0.15))
def test_every_step_is_as_if_all_so_far_had_been_told_at_once(
    rules: Ruleset, rng: random.Random
) -> None:
    every_step_is_as_told_at_once(rules, rng)


@pytest.mark.deep
def test_histories_deeply(rules: Ruleset) -> None:
    what = "random histories of live cases end as if told at once"
    try_seeds(ends_as_told_at_once, rules, 10_000, what)


@pytest.mark.deep
def test_steps_deeply(rules: Ruleset) -> None:
    what = "random histories, every step as if told at once to the other engine"
    try_seeds(every_step_is_as_told_at_once, rules, 1_000, what)


# -- steps ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_a_step_names_the_fact_that_moved_the_case(rules: Ruleset, engine: str) -> None:
    live = casewise.follow(rules, "some-case", engine)
    assert live.result().placement == "undecided"
    assert live.result().case.id == "some-case"
    for path, value in (
        ("arrest_date", "2000-10-15"),
        ("duplicate_record", "no"),
        ("sex_crime_against_minor", "yes"),
        ("undercover_roles.1.operator", "law_enforcement"),
        ("undercover_roles.1.role", "fictional_minor"),
        ("undercover_roles.1.online", "yes"),
    ):
        assert live.tell(path, value).after.placement == "undecided"
    step = live.tell("undercover_roles.1.solicited", "yes")
    assert step.moved
    assert (step.before.placement, step.after.placement) == ("undecided", "undercover-solicitation")
    assert str(step).startswith(
        "undercover_roles.1.solicited: undecided -> undercover-solicitation; no longer possible: "
    )
    again = live.tell("undercover_roles.1.solicited", "yes")
    assert not again.moved
    assert not again.correction
    assert str(again) == "undercover_roles.1.solicited: still undercover-solicitation"


def test_the_firings_of_a_step_follow_from_its_fact(rules: Ruleset) -> None:
    live = casewise.follow(rules, engine="durable-rules")
    earlier: set[str] = set()
    for path, value in (
        ("arrest_made", "yes"),
        ("arrest_date", "2000-10-15"),
        ("arrest_date", "2000-10-15"),
    ):
        step = live.tell(path, value)
        fired = {firing.question for firing in step.firings}
        assert not fired & earlier
        earlier |= fired
        sources = {source for firing in step.firings for source in firing.by}
        assert not fired or path in sources
    assert {"arrest-was-made", "in-the-study-year"} <= earlier
    assert not step.firings


def test_a_correction_is_called_one_and_infers_anew(rules: Ruleset) -> None:
    live = casewise.follow(rules, engine="durable-rules")
    assert not live.tell("arrest_made", "no").correction
    step = live.tell("arrest_made", "yes")
    assert step.correction
    assert step.before.placement == "not-eligible"
    assert step.after.placement == "undecided"
    assert ("arrest-was-made", True) in {(f.question, f.answer) for f in step.firings}
    assert step.firings == step.after.verdicts.firings


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"at most": 17}, 14),
        ({"at least": 3}, {"at least": 3, "at most": 9}),
        ("unknown", 14),
    ],
)
def test_what_only_says_more_is_no_correction(rules: Ruleset, first: Any, then: Any) -> None:
    live = casewise.follow(rules)
    live.tell("victims.1.age_at_offense", first)
    assert not live.tell("victims.1.age_at_offense", then).correction
    assert live.tell("victims.1.age_at_offense", 18).correction


@pytest.mark.parametrize("engine", ENGINES)
def test_unknown_takes_a_fact_back(rules: Ruleset, engine: str) -> None:
    live = casewise.follow(rules, engine=engine)
    nothing = live.result()
    assert live.tell("duplicate_record", "yes").after.placement == "not-eligible"
    step = live.tell("duplicate_record", "unknown")
    assert step.correction
    assert same(step.after, nothing)


def test_a_correction_says_what_is_possible_again(small: Ruleset) -> None:
    live = casewise.follow(small)
    live.tell("boxes", "none")
    assert str(live.tell("seen", "yes")) == (
        "seen: undecided -> seen-box; no longer possible: gap.else"
    )
    assert str(live.tell("seen", "no")) == (
        "seen: seen-box -> gap.else; no longer possible: seen-box; possible again: gap.else"
    )
    assert str(live.tell("seen", "unknown")) == (
        "seen: gap.else -> undecided; possible again: seen-box"
    )


# -- lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_the_others_of_a_list_are_possible_until_told_otherwise(
    small: Ruleset, engine: str
) -> None:
    live = casewise.follow(small, engine=engine)
    assert live.tell("boxes.1.open", "no").after.possible == {"open-box", "seen-box", "gap.else"}
    assert live.tell("boxes.others", "none").after.possible == {"seen-box", "gap.else"}
    step = live.tell("boxes.others", "possible")
    assert step.correction
    assert step.after.possible == {"open-box", "seen-box", "gap.else"}
    assert live.tell("boxes.2.open", "yes").after.possible == {"open-box"}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_list_of_which_nothing_was_told_may_have_no_others(small: Ruleset, engine: str) -> None:
    live = casewise.follow(small, engine=engine)
    assert live.tell("boxes.others", "none").after.possible == {"seen-box", "gap.else"}
    assert live.tell("seen", "no").after.placement == "gap.else"


@pytest.mark.parametrize("answer", ["unknown", None])
def test_others_that_are_not_known_are_possible(small: Ruleset, answer: Any) -> None:
    live = casewise.follow(small)
    live.tell("boxes.others", "none")
    step = live.tell("boxes.others", answer)
    assert step.correction
    assert step.after.possible == {"open-box", "seen-box", "gap.else"}


@pytest.mark.parametrize("engine", ENGINES)
def test_an_entity_stays_listed_when_all_that_was_told_of_it_is_taken_back(
    small: Ruleset, engine: str
) -> None:
    live = casewise.follow(small, engine=engine)
    live.tell("seen", "no")
    live.tell("boxes.1.open", "no")
    live.tell("boxes.others", "none")
    assert live.result().placement == "gap.else"
    step = live.tell("boxes.1.open", "unknown")
    assert step.after.possible == {"open-box", "gap.else"}  # there is a box, and it may be open
    assert live.values["boxes"] == Entities(({"open": None},), others=False)
    assert live.tell("boxes", "none").after.placement == "gap.else"


@pytest.mark.parametrize("engine", ENGINES)
def test_one_more_entity_in_a_closed_list_corrects_it(small: Ruleset, engine: str) -> None:
    live = casewise.follow(small, engine=engine)
    live.tell("boxes", [{"open": "no"}])
    step = live.tell("boxes.2.open", "yes")
    assert step.correction
    assert step.after.placement == "open-box"
    assert live.tell("boxes.2.open", "no").after.possible == {"seen-box", "gap.else"}


# -- refusals -------------------------------------------------------------------------------------

REFUSED: list[tuple[str, Any, type[CasewiseError]]] = [
    ("no_such_fact", "yes", NoSuchFact),
    ("", "yes", NoSuchFact),
    ("victims.2.identified", "yes", NoSuchFact),  # there is no first one
    ("victims.0.identified", "yes", NoSuchFact),
    ("victims.-1.identified", "yes", NoSuchFact),
    ("victims.one.identified", "yes", NoSuchFact),
    ("victims.1", "yes", NoSuchFact),
    ("victims.1.no_such_fact", "yes", NoSuchFact),
    ("victims.1.identified.more", "yes", NoSuchFact),
    ("victims." + "9" * 5_000 + ".identified", "yes", NoSuchFact),
    ("arrest_made.1.identified", "yes", NoSuchFact),
    ("arrest_made.others", "none", NoSuchFact),
    ("arrest_date.others", "possible", NoSuchFact),
    ("no_such_fact.others", "none", NoSuchFact),
    ("arrest_made", "perhaps", ProblemsFound),
    ("arrest_made", 2, ProblemsFound),
    ("arrest_made", ["yes"], ProblemsFound),
    ("arrest_date", "2000-02-30", ProblemsFound),
    ("arrest_date", {}, ProblemsFound),
    ("victims.1.age_at_offense", 121, ProblemsFound),
    ("victims.1.age_at_offense", 17.5, ProblemsFound),
    ("victims.1.age_at_offense", {"at least": 18, "at most": 17}, ProblemsFound),
    ("material_found_as", ["computer", "no_such_form"], ProblemsFound),
    ("victims", "some", ProblemsFound),
    ("victims", [{"no_such_fact": "yes"}], ProblemsFound),
    ("victims", {"listed": [], "others": "none"}, ProblemsFound),
    ("victims.others", "perhaps", ProblemsFound),
    ("victims.others", "yes", ProblemsFound),
    ("victims.others", ["none"], ProblemsFound),
    ("victims.", "none", NoSuchFact),
    ("arrest_made.", "yes", NoSuchFact),
]


@pytest.mark.parametrize(("path", "value", "error"), REFUSED, ids=lambda each: repr(each)[:60])
def test_what_is_no_fact_or_no_answer_is_refused(
    rules: Ruleset, path: str, value: Any, error: type[CasewiseError]
) -> None:
    live = casewise.follow(rules, engine="reference")
    live.tell("arrest_made", "yes")
    before, told = live.result(), dict(live.values)
    with pytest.raises(error):
        live.tell(path, value)
    assert live.result() is before
    assert live.values == told


WORDS: list[tuple[str, Any, str]] = [
    ("victms", "none", "there is no fact `victms` (did you mean `victims`?)"),
    ("xx", "yes", "there is no fact `xx`"),
    ("a\x1b[2J`", "yes", "there is no fact `a?[2J?`"),
    (
        "identified", "yes",
        "there is no fact `identified` (tell it of an entity, as `victims.1.identified`)",
    ),
    (
        "victims.1.age", 14,
        "there is no fact `victims.1.age` (did you mean `age_at_offense`?)",
    ),
    (
        "victims.3.identified", "yes",
        "there is no fact `victims.3.identified` (only 1 is listed; the next is 2)",
    ),
    (
        "undercover_roles.2.online", "yes",
        "there is no fact `undercover_roles.2.online` (none is listed; the first is 1)",
    ),
    (
        "victims.identified", "yes",
        "there is no fact `victims.identified` "
        "(entities are counted from 1, as in `victims.1.age_at_offense`)",
    ),
    (
        "victims.2", {"identified": "yes"},
        "`victims.2` is no fact but an entity "
        "(tell a fact of it, such as `victims.2.age_at_offense`)",
    ),
    ("arrest_made.1", "yes", "`arrest_made` is no list and has no `1`"),
    (
        "victims.others", "yes",
        "victims.others:1:1: C202 `yes` is not an answer to `victims.others` "
        "(choose `none`, `possible`, `unknown`)",
    ),
    (
        "victims.2.age_at_offense", 200,
        "victims.2.age_at_offense:1:1: C206 `age_at_offense` cannot be `200` "
        "(it lies between 0 and 120)",
    ),
    (
        "victims", [{"identified": "yes"}, {"identified": "x"}, {"identified": "x"}],
        "victims.2.identified:1:1: C202 `x` is not an answer to `identified` "
        "(choose `yes`, `no`, `unknown`)\n"
        "victims.3.identified:1:1: C202 `x` is not an answer to `identified` "
        "(choose `yes`, `no`, `unknown`)",
    ),
    (
        "victims", {"listed": [{"age": 1}, 3], "others": "possible"},
        "victims.1:1:1: C201 there is no fact `age` (did you mean `age_at_offense`?)\n"
        "victims.2:1:1: C203 each of `victims` must be a mapping of facts to answers",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "words"), WORDS, ids=lambda each: repr(each)[:40])
def test_a_refusal_says_where_and_what_may_be_meant(
    rules: Ruleset, path: str, value: Any, words: str
) -> None:
    live = casewise.follow(rules, engine="reference")
    live.tell("victims.1.identified", "yes")
    with pytest.raises(CasewiseError) as raised:
        live.tell(path, value)
    assert str(raised.value) == words


def test_a_refusal_does_not_hinder_what_is_told_next(rules: Ruleset) -> None:
    live = casewise.follow(rules)
    live.tell("arrest_made", "yes")
    with pytest.raises(CasewiseError):
        live.tell("arrest_made", "perhaps")
    assert live.tell("arrest_date", "1999").after.placement == "not-eligible"


def test_there_is_no_engine_of_another_name(rules: Ruleset) -> None:
    with pytest.raises(UnknownEngine):
        casewise.follow(rules, engine="no-such-engine")


# -- many, and closing ----------------------------------------------------------------------------


def test_more_cases_than_durable_rules_has_sessions_live_side_by_side(small: Ruleset) -> None:
    truths = random.Random(1).choices(("yes", "no"), k=1_200)
    cases = [casewise.follow(small, engine="durable-rules") for _ in truths]
    for live, truth in zip(cases, truths, strict=True):
        live.tell("boxes.1.open", truth)
    for live in cases:
        live.tell("boxes.others", "none")
    for live, truth in zip(cases, truths, strict=True):
        after = live.tell("seen", "no").after
        assert after.placement == ("open-box" if truth == "yes" else "gap.else")
    for live in cases:
        live.close()


def test_a_closed_case_can_be_told_more(small: Ruleset) -> None:
    live = casewise.follow(small, engine="durable-rules")
    live.tell("boxes.1.open", "no")
    live.close()
    live.close()
    assert live.result().possible == {"open-box", "seen-box", "gap.else"}
    live.tell("boxes.others", "none")
    live.close()
    assert live.tell("seen", "yes").after.placement == "seen-box"
    expected = result_of(small, {"boxes": [{"open": "no"}], "seen": "yes"}, "durable-rules")
    assert same(live.result(), expected)
    live.close()


def test_a_case_of_which_nothing_was_told_can_be_closed(small: Ruleset) -> None:
    live = casewise.follow(small)
    live.close()
    assert isinstance(live, Live)
    assert live.result().placement == "undecided"


def test_a_result_once_given_does_not_change(small: Ruleset) -> None:
    live = casewise.follow(small)
    before = live.tell("boxes.1.open", "no").after
    values = dict(before.case.values)
    live.tell("boxes.1.open", "yes")
    live.tell("seen", "no")
    assert before.case.values == values
    assert before.placement == "undecided"


def test_others_of_a_plain_list_are_told_as_in_a_file(small: Ruleset) -> None:
    one, other = casewise.follow(small), casewise.follow(small)
    one.tell("boxes", as_list([{"open": "no"}], closed=False))
    other.tell("boxes.1.open", "no")
    assert one.values == other.values
