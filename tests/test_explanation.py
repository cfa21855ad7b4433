"""What explanations say, on cases small enough to read."""

from textwrap import dedent

from attrs import evolve

import casewise
from casewise.explanation.units import restrict, units
from casewise.facts import IsOneOf
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest
from casewise.model.rules import Exclusion, Kind
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Vocabulary
from rulesets.generator import rule, ruleset, yes_no

BASE = {
    "arrest_made": "yes",
    "arrest_date": "2000-10-15",
    "duplicate_record": "no",
    "sex_crime_against_minor": "yes",
}


def explained(**facts: object) -> casewise.Explanation:
    live = casewise.follow(casewise.load())
    for name, value in (BASE | facts).items():
        live.tell(name, value)
    return casewise.explain(live.result())


ROLE = {"operator": "law_enforcement", "role": "fictional_minor", "online": "yes"}


def test_the_first_sentence_says_placement_and_reason_without_a_rule_id() -> None:
    explanation = explained(undercover_roles=[ROLE | {"solicited": "yes"}], victims="none")
    first = casewise.render(explanation).split("\n\n")[1].replace("\n", " ")
    assert first.startswith(
        "This case is placed in I-STULE (Internet Solicitations to Undercover Law Enforcement), "
        "because an officer who was posing as a minor online was solicited."
    )
    assert "undercover-solicitation" not in casewise.render(explanation)


def test_what_was_also_true_names_the_category_that_came_first() -> None:
    explanation = explained(
        undercover_roles=[ROLE | {"solicited": "yes"}],
        victims="none",
        material_possessed="yes",
        material_depicts_minor="yes",
    )
    assert [(y.rule, y.lost_to) for y in explanation.also_true] == [
        ("possession-or-distribution", "undercover-solicitation")
    ]
    assert [b.by for b in explanation.blocked] == ["possession-or-distribution.solicitation"]


def test_what_three_valued_logic_leaves_open_is_closed_and_said_so() -> None:
    """Distribution is not stated; an offense implies it, so the category holds for certain."""
    explanation = explained(
        material_depicts_minor="yes",
        victims=[
            {
                "age_at_offense": 15,
                "identified": "no",
                "offenses": ["image_distribution"],
                "images_of_child_digital": "yes",
            }
        ],
        undercover_roles="none",
        material_produced="no",
        online_attempt_on_individual_child="no",
    )
    result = explanation.result
    assert result.verdicts.answers["possession-or-distribution"] is None
    assert result.placement == "possession-or-distribution"
    assert "whichever is true of “material" in casewise.render(explanation).replace("\n     ", " ")


def test_open_questions_say_what_each_answer_would_leave() -> None:
    explanation = explained(
        material_possessed="yes",
        material_depicts_minor="yes",
        material_received_online="yes",
        material_found_as=["computer"],
        online_attempt_on_individual_child="no",
        victims="none",
        undercover_roles="none",
    )
    (question,) = explanation.open
    assert question.path == "material_produced"
    assert {a.words: (a.placement, a.settles) for a in question.answers} == {
        "yes": ("gap.produced-without-identified-victim", True),
        "no": ("possession-or-distribution", True),
    }


def test_a_conflict_names_the_rule_and_the_clashing_facts() -> None:
    explanation = explained(arrest_made="no")
    (clash,) = explanation.conflicts
    assert clash.rule == "date-without-arrest"
    assert clash.facts == ("arrest_made", "arrest_date")
    assert explanation.result.possible == {"conflict"}


def test_a_joint_conflict_that_no_rule_shows_alone_still_names_its_facts() -> None:
    """Each listed role needs an identified minor; the only victim can be no such one."""
    explanation = explained(
        undercover_roles={
            "listed": [{"role": "identity_of_identified_victim"}],
            "others": "possible",
        },
        victims=[{"age_at_offense": {"at least": 18}}],
    )
    assert explanation.result.placement == "conflict"
    named = {fact for clash in explanation.conflicts for fact in clash.facts}
    assert {"undercover_roles.1.role", "victims", "victims.1.age_at_offense"} <= named


def test_a_restricted_record_says_only_what_is_kept() -> None:
    values = explained(victims=[{"age_at_offense": 14}, {"identified": "yes"}]).result.case.values
    every = list(units(values))
    assert every[-5:] == [
        "victims",
        "victims.1",
        "victims.1.age_at_offense",
        "victims.2",
        "victims.2.identified",
    ]
    kept = restrict(values, ["arrest_made", "victims.2.identified"])
    assert list(kept) == ["arrest_made", "victims"]
    assert list(units(kept)) == ["arrest_made", "victims.1", "victims.1.identified"]


# -- what only the facts together imply -----------------------------------------------------------


def test_a_requirement_that_only_the_facts_together_rule_out_is_the_reason(rules: Ruleset) -> None:
    text = """
        arrest_made: yes
        arrest_date: 2000-10-15
        duplicate_record: no
        sex_crime_against_minor: yes
        material_possessed: no
        material_received_online: no
        material_distributed_online: no
        material_arranged_online: no
        victims: none
        undercover_roles: none
    """
    (case,) = casewise.read_cases(dedent(text), rules)
    found = casewise.explain(casewise.classify(rules, case))
    assert found.result.placement == "not-eligible"
    assert [(reason.rule, reason.holds) for reason in found.because] == [
        ("internet-related", False)
    ]
    # The form in which material was found can only be none: of that nothing more is said.
    said = " ".join(casewise.render(found).split())
    assert "criteria holds, whichever is true of “material depicts a minor” [" in said


def test_a_list_that_cannot_be_empty_is_still_asked_for(rules: Ruleset) -> None:
    """An officer used the identity of an identified victim: there is one, but of what kind?"""
    text = """
        arrest_made: yes
        arrest_date: 2000-10-15
        duplicate_record: no
        sex_crime_against_minor: yes
        undercover_roles:
          - {operator: law_enforcement, role: identity_of_identified_victim, online: yes}
    """
    (case,) = casewise.read_cases(dedent(text), rules)
    found = casewise.explain(casewise.classify(rules, case))
    victims = next(fact for fact in found.open if fact.path == "victims")
    assert [each.words for each in victims.answers] == ["one or more"]
    assert "if one or more: this alone rules nothing out" in casewise.render(found)


def excluded(*exclusions: Condition) -> Ruleset:
    """Rules by which whatever is `f` is taken by nothing, for one of these holds."""
    category = evolve(
        rule("category", Kind.CATEGORY, FactTest("f", IsOneOf(frozenset({"yes"})))),
        exclusions=tuple(
            Exclusion(f"category.{at}", "", (), when) for at, when in enumerate(exclusions)
        ),
    )
    rest = rule("gap.else", Kind.GAP, None)
    vocabulary = Vocabulary((yes_no("f"), yes_no("g"), yes_no("h")))
    return ruleset(vocabulary, [category, rest], gap_order=("gap.else",))


def reasons_for(made: Ruleset) -> list[tuple[str, bool]]:
    (case,) = casewise.read_cases("{f: yes, h: yes}", made)
    explained = casewise.explain(casewise.classify(made, case, "reference"))
    assert explained.result.placement == "gap.else"
    return [(reason.rule, reason.holds) for reason in explained.because]


IS, IS_NOT = (FactTest("g", IsOneOf(frozenset({word}))) for word in ("yes", "no"))
STATED = FactTest("h", IsOneOf(frozenset({"yes"})))


def test_a_category_that_holds_is_not_said_to_fail_where_an_exclusion_is_only_implied() -> None:
    assert reasons_for(excluded(AllOf((STATED, AnyOf((IS, IS_NOT)))))) == [("category.0", True)]


def test_where_one_or_another_exclusion_takes_a_case_neither_is_named() -> None:
    assert reasons_for(excluded(AllOf((STATED, IS)), AllOf((STATED, IS_NOT)))) == [
        ("consistent", True)
    ]
