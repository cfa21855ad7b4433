"""Interviews: what is asked, in which order, what answers do, and what the command prints."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import casewise
from casewise.evaluation.classification import classify
from casewise.facts import Choice, Entities, IsOneOf, Span
from casewise.interview.bearing import bears_on
from casewise.interview.interviewing import (
    MOST_OPEN,
    Interview,
    NotAQuestion,
    TooMuchOpen,
    interview,
)
from casewise.interview.linked import tied_lists
from casewise.interview.model import Model, NotAModel
from casewise.interview.solving import Estimate
from casewise.live import follow
from casewise.model.case import Case
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, Some
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Vocabulary
from command_line import Run
from rulesets.folders import ROOT
from rulesets.generator import entities, rule, ruleset, yes_no

PARCELS = ROOT / "tests" / "rulesets" / "parcels" / "rules" / "parcels"
YES, NO = (Choice(frozenset({code})) for code in ("yes", "no"))


def paths(state: Interview) -> list[str]:
    return [question.path for question in state.questions]


def after(rules: Ruleset, text: str, model: Model | None = None) -> Interview:
    """The interview about a record in YAML."""
    (case,) = casewise.read_cases(text, rules)
    return interview(rules, case.values, model)


ELIGIBLE = """
arrest_made: yes
arrest_date: 2000-10-15
duplicate_record: no
sex_crime_against_minor: yes
"""

# -- what can matter ------------------------------------------------------------------------------


def test_every_fact_of_a_case_of_which_nothing_is_known_can_matter(rules: Ruleset) -> None:
    assert set(paths(interview(rules))) == {fact.name for fact in rules.vocabulary.facts}


def test_a_case_that_is_settled_has_no_question(rules: Ruleset) -> None:
    state = after(rules, "arrest_made: no")
    assert (state.settled, state.best, state.questions) == (True, None, ())
    assert state.estimate == Estimate(0, 0, 0)
    assert "victims" in state.needless


def test_a_record_that_contradicts_itself_has_no_question(rules: Ruleset) -> None:
    state = after(rules, "{arrest_made: no, arrest_date: 2000-10-15}")
    assert (state.placement, state.questions) == ("conflict", ())


def test_what_is_not_known_is_not_asked_again(rules: Ruleset) -> None:
    state = after(rules, "{arrest_made: unknown, duplicate_record: yes, victims: none}")
    assert state.settled
    state = after(rules, "{arrest_made: unknown, victims: unknown}")
    assert {"arrest_made", "victims"}.isdisjoint(paths(state))
    assert state.not_known == ("arrest_made", "victims")


def test_where_all_is_asked_and_not_known_the_case_stays_open(rules: Ruleset) -> None:
    state = interview(rules)
    most = state.estimate.worst
    while state.best is not None:
        state = state.answer(state.best.path, None)
    assert not state.settled
    every = {fact.name for fact in rules.vocabulary.facts}
    assert set(state.not_known) | set(state.needless) == every
    assert {"arrest_made", "victims"} <= set(state.not_known)
    assert len(state.not_known) <= most


def test_facts_that_matter_only_together_can_matter(rules: Ruleset) -> None:
    state = after(rules, ELIGIBLE)
    assert "material_received_online" in paths(state)
    answers = [answer for _, answer in state.answers("material_received_online")]
    assert all(set(answer.possible) == state.possible for answer in answers)


def test_facts_that_only_consistency_ties_to_each_other_cannot_matter(rules: Ruleset) -> None:
    state = after(rules, ELIGIBLE + "material_depicts_minor: no\nvictims: none\n")
    assert {"material_found_as", "material_possessed"} <= set(state.needless)
    assert "undercover_roles" in paths(state)


def test_of_a_set_only_the_members_that_can_matter_are_named(rules: Ruleset) -> None:
    text = ELIGIBLE + "victims: none\nmaterial_found_as: {excludes: [computer, other_digital]}\n"
    found = {question.path: question for question in after(rules, text).questions}
    members = ("removable_media", "computer_printout", "film_or_print_only")
    assert found["material_found_as"].members == members
    assert found["material_produced"].members == ()


def test_facts_of_listed_entities_and_of_one_more_are_asked(rules: Ruleset) -> None:
    state = after(rules, ELIGIBLE + "victims: {listed: [{identified: yes}], others: possible}\n")
    assert {"victims", "victims.1.age_at_offense"} <= set(paths(state))
    assert "victims.1.identified" not in paths(state)
    closed = state.answer("victims", Entities(({"identified": YES},), others=False))
    assert "victims" not in paths(closed)


def test_what_is_known_in_part_can_be_asked_until_it_is_said_not_to_be_known(
    rules: Ruleset,
) -> None:
    state = after(rules, "arrest_date: 2000")
    assert "arrest_date" in paths(state)
    state = state.answer("arrest_date", None)
    assert "arrest_date" not in paths(state)
    assert isinstance(state.values["arrest_date"], Span)
    assert state.not_known == ("arrest_date",)


def is_yes(fact: str) -> Condition:
    return FactTest(fact, IsOneOf(frozenset({"yes"})))


def test_a_fact_tied_to_a_list_can_matter_by_an_entity_known_in_part() -> None:
    """By all boxes or none told of, `light` has no say; by one known not to be red it does."""
    boxes = entities("boxes", yes_no("heavy"), yes_no("red"))
    some_heavy = Some("boxes", is_yes("heavy"))
    category = Some("boxes", AnyOf((is_yes("heavy"), is_yes("red"))))
    made = ruleset(
        Vocabulary((yes_no("light"), boxes)),
        [
            rule("both", Kind.CONSISTENCY, AllOf((is_yes("light"), some_heavy))),
            rule("category-0", Kind.CATEGORY, category),
            rule("gap.else", Kind.GAP, None),
        ],
        gap_order=("gap.else",),
    )
    assert set(paths(interview(made))) == {"light", "boxes"}
    told = interview(made, {"boxes": Entities(({"red": NO},), others=False)})
    assert told.answer("light", YES).possible == {"gap.else"}
    assert paths(interview(made, {"boxes": Entities((), others=False)})) == []


# -- answers --------------------------------------------------------------------------------------


def test_answers_leave_what_classifying_them_leaves(rules: Ruleset) -> None:
    state = after(rules, ELIGIBLE)
    for question in state.questions:
        for known, answer in state.answers(question.path):
            result = classify(rules, Case(None, state.answer(question.path, known).values))
            assert (result.placement, tuple(sorted(result.possible))) == (
                answer.placement,
                answer.possible,
            )


def test_a_state_does_not_change_by_an_answer(rules: Ruleset) -> None:
    state = interview(rules)
    state.answer("arrest_made", NO)
    assert state.values == {}
    assert not state.settled


def test_an_answer_to_what_is_no_open_question_is_refused(rules: Ruleset) -> None:
    with pytest.raises(NotAQuestion, match="no open question `arrest`"):
        interview(rules).answer("arrest", YES)
    with pytest.raises(NotAQuestion):
        interview(rules, {"arrest_made": YES}).answers("arrest_made")


def test_an_interview_goes_on_from_what_a_live_case_was_told(rules: Ruleset) -> None:
    live = follow(rules)
    live.tell("arrest_made", "yes")
    live.tell("arrest_date", "unknown")
    state = interview(rules, live.values)
    assert {"arrest_made", "arrest_date"}.isdisjoint(paths(state))
    assert state.placement == live.result().placement
    assert state.possible == live.result().possible


def test_one_more_entity_is_asked_about(rules: Ruleset) -> None:
    state = after(rules, ELIGIBLE)
    more = state.answer("victims", Entities(({},), others=True))
    assert "victims.1.offenses" in paths(more)
    words = [answer.words for _, answer in more.answers("victims")]
    assert words == ["no others", "another"]


# -- what to ask ----------------------------------------------------------------------------------


def test_the_best_question_comes_first_and_once(rules: Ruleset) -> None:
    state = after(rules, ELIGIBLE)
    assert state.best is not None
    assert paths(state)[0] == state.best.path
    assert len(set(paths(state))) == len(paths(state))


def series(*costs: float) -> tuple[Ruleset, Model]:
    """Facts that all have to be so; each settles the case by half of its answers."""
    facts = tuple(yes_no(f"fact_{at}") for at in range(len(costs)))
    rules = [
        rule(
            f"rule-{fact.name}", Kind.ELIGIBILITY, FactTest(fact.name, IsOneOf(frozenset({"yes"})))
        )
        for fact in facts
    ]
    made = ruleset(Vocabulary(facts), [*rules, rule("gap.else", Kind.GAP, None)], (), ("gap.else",))
    named = {fact.name: cost for fact, cost in zip(facts, costs, strict=True)}
    return made, Model(not_known=0, costs=named)


def test_of_tests_that_all_must_be_passed_the_cheap_ones_come_first() -> None:
    rules, model = series(3, 1, 2)
    state = interview(rules, {}, model)
    assert paths(state)[0] == "fact_1"
    # 1, then 2 in half of the cases, then 3 in a quarter of them.
    assert state.estimate == Estimate(1, 1 + 2 / 2 + 3 / 4, 6)
    assert paths(state.answer("fact_1", YES))[0] == "fact_2"


def test_with_answers_that_may_not_be_known_the_expected_number_is_as_worked_out() -> None:
    rules, _ = series(1, 1)
    state = interview(rules, {}, Model(not_known=0.2))
    # The first settles in 0.4 of the cases; otherwise, known or not, the second is asked.
    assert state.estimate.expected == pytest.approx(1 + 0.6)
    assert (state.estimate.best, state.estimate.worst) == (1, 2)


@pytest.mark.parametrize("count", [12, 13])
def test_an_outlook_too_large_to_solve_gets_the_same_order(count: int) -> None:
    """Thirteen facts are not solved; the rule of thumb is the best order there."""
    rules, model = series(*[1] * (count - 1), 0.5)
    state = interview(rules, {}, model)
    assert paths(state)[0] == f"fact_{count - 1}"
    expected = 0.5 + sum(1 / 2**at for at in range(1, count))
    assert state.estimate.expected == pytest.approx(expected, rel=0.01)
    assert state.estimate.worst == count - 0.5


def test_more_open_facts_than_can_be_looked_at_are_refused() -> None:
    rules, model = series(*[1] * MOST_OPEN)
    assert interview(rules, {}, model).best is not None
    rules, model = series(*[1] * (MOST_OPEN + 1))
    with pytest.raises(TooMuchOpen, match="301 things are open"):
        interview(rules, {}, model).best  # noqa: B018  # worked out when wanted


def test_costs_are_those_of_facts(rules: Ruleset) -> None:
    with pytest.raises(NotAModel, match="did you mean `arrest_date`"):
        interview(rules, {}, Model(costs={"arrest_dat": 2}))
    with pytest.raises(NotAModel, match="costs more than 0"):
        interview(rules, {}, Model(costs={"arrest_date": 0}))
    with pytest.raises(NotAModel, match="`not_known` is a share"):
        Model(not_known=1.5)
    model = Model(costs={"victims.identified": 3})
    assert model.cost("victims.2.identified") == 3
    assert model.cost("victims.2.contacted") == 1


def test_the_rules_a_question_bears_on_are_open_and_ask_for_it(rules: Ruleset) -> None:
    found = [each.id for each in bears_on(rules, {}, "duplicate_record")]
    assert found == ["not-a-duplicate"]
    (case,) = casewise.read_cases(ELIGIBLE, rules)
    found = [each.id for each in bears_on(rules, case.values, "arrest_date")]
    assert found == []
    assert "minor-victim" in {r.id for r in bears_on(rules, {}, "victims.1.age_at_offense")}
    assert "identified-victim" in {r.id for r in bears_on(rules, {}, "victims")}


def test_consistency_ties_facts_to_lists(rules: Ruleset) -> None:
    assert tied_lists(rules, "sex_crime_against_minor") == {"victims", "undercover_roles"}
    assert tied_lists(rules, "material_possessed") == frozenset()
    assert "victims" in tied_lists(rules, "victims.3.offenses")


# -- a second ruleset -----------------------------------------------------------------------------


def test_parcels_are_asked_about_with_no_change() -> None:
    parcels = casewise.load(PARCELS)
    state = interview(parcels)
    assert set(paths(state)) == {fact.name for fact in parcels.vocabulary.facts}
    found = {question.path: question for question in state.questions}
    assert found["contents"].members == ("batteries", "liquids", "plants", "books")
    state = state.answer("accepted", NO)
    assert state.settled


# -- the command ----------------------------------------------------------------------------------


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    return lambda *arguments: Run(capsys, "next", *arguments)


@pytest.fixture
def case_file(tmp_path: Path) -> Callable[[str], str]:
    def written(text: str) -> str:
        (tmp_path / "case.yaml").write_text(text, "utf-8")
        return str(tmp_path / "case.yaml")

    return written


def test_the_command_says_what_to_ask_why_and_how_much(run: Callable[..., Run]) -> None:
    found = run("--start")
    assert found.code == 0
    assert "Next question: " in found.out
    assert "it bears on whether" in found.out
    assert "What each answer leaves:" in found.out
    assert " at best, about " in found.out
    assert "Other questions that can matter" in found.out
    assert all(len(line) <= 100 for line in found.out.splitlines())


def test_the_command_says_that_nothing_is_left_to_ask(
    run: Callable[..., Run], case_file: Callable[[str], str]
) -> None:
    found = run(case_file("{case: a, arrest_made: no}"))
    assert found.out.startswith("a: settled: not-eligible. Nothing is left to ask.\n")
    assert "facts that cannot matter any more." in found.out
    whole = run(case_file("{case: a, arrest_made: no}"), "--all")
    assert "duplicate_record" in whole.out


def test_the_command_gives_json(
    run: Callable[..., Run], case_file: Callable[[str], str], rules: Ruleset
) -> None:
    found = json.loads(run(case_file("arrest_made: yes"), "--format", "json").out)
    state = after(rules, "arrest_made: yes")
    assert found["schema"] == "casewise.next/1"
    assert state.best is not None
    assert found["question"]["fact"] == state.best.path
    assert [each["fact"] for each in found["others"]] == paths(state)[1:]
    assert found["remaining"]["worst"] == state.estimate.worst
    assert found["possible"] == sorted(state.possible)
    assert all(
        set(each["possible"]) <= set(found["possible"]) for each in found["question"]["answers"]
    )


def test_several_cases_are_a_list(run: Callable[..., Run], case_file: Callable[[str], str]) -> None:
    name = case_file("- {case: a, arrest_made: no}\n- {case: b, arrest_made: yes}\n")
    assert [each["case"] for each in json.loads(run(name, "--format", "json").out)] == ["a", "b"]
    assert run(f"{name}::b").out.startswith("b: not settled.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--start", "--cost", "arrest_dat=2"), "did you mean `arrest_date`"),
        (("--start", "--cost", "arrest_date"), "not of the form FACT=N"),
        (("--start", "--not-known", "1"), "`not_known` is a share"),
        (("--start", "x.yaml"), "not both"),
    ],
)
def test_the_command_refuses_what_it_cannot_use(
    run: Callable[..., Run], arguments: tuple[str, ...], words: str
) -> None:
    found = run(*arguments)
    assert found.code == 2
    assert words in found.err


def test_costs_change_what_is_asked_first(run: Callable[..., Run]) -> None:
    cheap = json.loads(run("--start", "--format", "json").out)
    first = cheap["question"]["fact"]
    dear = json.loads(run("--start", "--cost", f"{first}=50", "--format", "json").out)
    assert dear["question"]["fact"] != first
    assert dear["remaining"]["unit"] == "cost"
