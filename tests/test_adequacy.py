"""What worked cases show of rules, small suites, and `casewise test`."""

import json
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner

import casewise
from casewise.adequacy.coverage import DECIDING, SORTS, Coverage, coverage
from casewise.adequacy.decisions import Part, decisions, parts
from casewise.adequacy.generated import NOTE
from casewise.adequacy.killing import answer
from casewise.adequacy.mutants import mutants
from casewise.adequacy.mutation import Killed, fates
from casewise.adequacy.observing import Goal, Observer, goals
from casewise.adequacy.suite import covering, small_suite, without_needless
from casewise.cli import group
from casewise.corpus import shipped
from casewise.facts import Choice, Entities, IsOneOf, IsStated, Known, Span
from casewise.library import load_worked_cases
from casewise.model.case import Case, Expectation, WorkedCase
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, NoneOf, Some
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, Vocabulary
from casewise.reading.cases import read_worked_cases
from casewise.reading.tree import decode
from casewise.reading.worked_writing import worked_text
from rulesets.folders import MINIMAL
from rulesets.generator import day, entities, rule, ruleset, yes_no

PARCELS = Path(__file__).parent / "rulesets" / "parcels"
RULES = str(PARCELS / "rules" / "parcels")
CASES = PARCELS / "cases" / "parcels"
YES, NO = (Choice(frozenset({code})) for code in ("yes", "no"))
F, G, H = (FactTest(name, IsOneOf(frozenset({"yes"}))) for name in "fgh")


def made(condition: Condition, *facts: Fact, kind: Kind = Kind.TERM) -> Ruleset:
    rules = [rule("t", kind, condition), rule("gap.else", Kind.GAP, None)]
    return ruleset(Vocabulary(facts), rules, gap_order=("gap.else",))


def worked(values: dict[str, Known | None]) -> WorkedCase:
    expectation = Expectation("", "", settled=False, possible=frozenset())
    return WorkedCase(Case(None, values), "", expectation, (), "", ())


def seen(rules: Ruleset, *records: dict[str, Known | None]) -> set[tuple[str, str]]:
    """What records show, as `(fact tested or rule, what)`."""
    observer = Observer(rules)
    found = set().union(*(observer.shown(Case(None, values)) for values in records))
    return {(about(goal), goal.what) for goal in found}


def about(goal: Goal) -> str:
    if not isinstance(goal.about, Part):
        return goal.about
    condition = goal.about.condition
    return condition.fact if isinstance(condition, FactTest) else type(condition).__name__


@cache
def parcels() -> tuple[Ruleset, tuple[WorkedCase, ...]]:
    rules = casewise.load(RULES)
    files = sorted(CASES.rglob("*.cases.yaml"))
    return rules, tuple(case for file in files for case in load_worked_cases(file, rules))


# -- what is seen ---------------------------------------------------------------------------------


def test_a_condition_decides_where_all_beside_it_leaves_it_to() -> None:
    rules = made(AllOf((F, AnyOf((G, H)))), yes_no("f"), yes_no("g"), yes_no("h"))
    found = seen(rules, {"f": YES, "g": YES, "h": NO})
    assert {("f", "decides, yes"), ("g", "decides, yes"), ("t", "holds")} <= found
    assert ("h", "decides, no") not in found  # `g` holds, so that `h` changes nothing
    assert ("h", "decides, no") in seen(rules, {"f": YES, "g": NO, "h": NO})


def test_what_is_unknown_masks_what_stands_beside_it() -> None:
    rules = made(AllOf((F, G)), yes_no("f"), yes_no("g"))
    found = seen(rules, {"f": YES})
    assert {("f", "yes"), ("g", "unknown")} <= found
    assert not {what for _, what in found if what.startswith("decides")}
    assert ("f", "decides, no") not in seen(rules, {"f": NO})


def test_none_of_is_decided_by_a_part_if_the_others_fail() -> None:
    rules = made(NoneOf((F, G)), yes_no("f"), yes_no("g"))
    assert ("f", "decides, yes") in seen(rules, {"f": YES, "g": NO})
    assert ("f", "decides, yes") not in seen(rules, {"f": YES, "g": YES})


def test_a_condition_about_an_entity_is_seen_for_each() -> None:
    rules = made(Some("as", AllOf((F, G))), entities("as", yes_no("f"), yes_no("g")))
    both = Entities(({"f": YES, "g": NO}, {"f": NO, "g": YES}), others=False)
    found = seen(rules, {"as": both})
    assert {("f", "yes"), ("f", "no"), ("f", "decides, no"), ("g", "decides, no")} <= found
    assert {("Some", "no"), ("t", "fails")} <= found
    assert ("Some", "yes") not in found


def test_what_cannot_be_shows_only_what_forbids_it() -> None:
    rules = ruleset(
        Vocabulary((yes_no("f"), yes_no("g"))),
        [
            rule("never", Kind.CONSISTENCY, F),
            rule("t", Kind.TERM, G),
            rule("gap.else", Kind.GAP, None),
        ],
        gap_order=("gap.else",),
    )
    found = seen(rules, {"f": YES, "g": YES})
    assert ("never", "holds") in found
    assert not {what for name, what in found if name in ("g", "t")}


# -- what can be shown ----------------------------------------------------------------------------


def test_goals_that_no_record_can_show_are_told_apart() -> None:
    """Where `f` holds, so does the whole: beside it `g` never decides by holding."""
    rules = made(AnyOf((F, AllOf((F, G)))), yes_no("f"), yes_no("g"))
    found = coverage(rules, [worked({"f": YES, "g": YES})])
    never = {(about(goal), goal.what) for goal in found.impossible}
    assert ("g", "decides, yes") in never
    assert ("g", "decides, no") in never
    assert found.counts(DECIDING)[2] >= 2


def test_that_a_fact_is_absent_is_nothing_a_record_can_show() -> None:
    rules = made(FactTest("d", IsStated(stated=False)), day("d", optional=True))
    found = coverage(rules, [worked({"d": Span(730_000, 730_000)})])
    never = {(about(goal), goal.what) for goal in found.impossible}
    assert {("d", "yes"), ("d", "decides, yes"), ("t", "holds")} <= never
    assert ("t", "fails") in {(about(goal), goal.what) for goal in found.shown}


def test_what_is_missing_comes_with_a_record_that_shows_it() -> None:
    rules, _ = parcels()
    found = coverage(rules, [])
    observer = Observer(rules)
    assert not found.shown
    for goal, answered in found.missing:
        assert answered.shown is not None, goal
        case = Case(None, answered.shown.values, under=answered.shown.under)
        assert goal in observer.shown(case)


def test_shown_missing_and_impossible_are_all_goals() -> None:
    rules, cases = parcels()
    few = coverage(rules, cases[:5])
    everything = [*few.shown, *few.impossible, *(goal for goal, _ in few.missing)]
    assert sorted(map(str, everything)) == sorted(map(str, goals(rules)))
    assert sum(sum(few.counts(sort)) for sort in SORTS) == len(everything)


@pytest.mark.parametrize("name", ["njov-1", RULES])
def test_every_leaf_and_branch_is_a_condition_of_one_decision(name: str) -> None:
    rules = casewise.load(name)
    found = [part for each in decisions(rules) for part in parts(each)]
    assert len(found) == len(set(found))
    assert all(part.place is not None for part in found)


def test_the_shipped_cases_show_all_that_can_be_shown() -> None:
    rules = casewise.load("njov-1")
    files = sorted((shipped("cases") / "njov-1").rglob("*.cases.yaml"))
    cases = [case for file in files for case in load_worked_cases(file, rules)]
    found: Coverage = coverage(rules, cases)
    assert not found.missing
    print({sort: found.counts(sort) for sort in SORTS})


# -- small suites ---------------------------------------------------------------------------------


def test_the_suite_of_parcels_shows_all_and_misses_nothing() -> None:
    rules, cases = parcels()
    assert not coverage(rules, cases).missing
    fallen = list(fates(rules, cases, mutants(rules)[::3]))
    assert all(isinstance(fate, Killed) or fate.values is None for fate in fallen)


@pytest.mark.deep
def test_a_suite_is_made_of_given_cases_first_and_says_which_are_new() -> None:
    rules, cases = parcels()
    given = [evolve(each, note="") for each in cases[:-3]]
    small = small_suite(rules, given, lambda: None)
    new = [each for each in small.cases if each.note == NOTE]
    assert 1 <= len(new) <= 3
    assert not coverage(rules, small.cases).missing


def test_generated_cases_are_read_as_they_were_written() -> None:
    rules, cases = parcels()
    text = decode(worked_text(rules.vocabulary, cases).encode(), "text")
    again = read_worked_cases(text, rules)
    assert tuple(again) == cases
    for case in cases:
        found = answer(rules.under(dict(case.under)), case.case.values)
        assert (found.placement, found.possible) == (case.expect.placement, case.expect.possible)


def test_all_worked_cases_are_written_as_they_are_read() -> None:
    rules = casewise.load("njov-1")
    for file in sorted((shipped("cases") / "njov-1").rglob("*.cases.yaml")):
        cases = load_worked_cases(file, rules)
        again = read_worked_cases(
            decode(worked_text(rules.vocabulary, cases).encode(), "text"), rules
        )
        assert [each.expect for each in again] == [each.expect for each in cases]
        assert [(e.title, e.cites, e.note, e.under) for e in again] == [
            (e.title, e.cites, e.note, e.under) for e in cases
        ]


def test_covering_takes_what_adds_most_and_leaves_out_what_nothing_needs() -> None:
    sets = {1: {"a", "b"}, 2: {"b", "c", "d"}, 3: {"a"}, 4: {"d"}}
    assert covering(sets) == [2, 1]
    assert without_needless({1: {"a", "b"}, 2: {"a"}, 3: {"b", "c"}}) == [1, 3]
    assert covering({}) == []


# -- the command ----------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit code, and what was printed and noted."""
    result = CliRunner().invoke(group, ["test", *arguments], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.return_value, result.stdout, result.stderr


def test_the_cases_beside_a_ruleset_are_its_own() -> None:
    code, out, _ = run("--ruleset", RULES)
    assert code == 0
    assert f"{len(parcels()[1])} worked cases, none with another answer than expected" in out


def test_without_any_option_the_shipped_cases_are_tried() -> None:
    code, out, _ = run("--engine", "reference")
    assert (code, out.count("\n")) == (0, 1)
    assert out.startswith("njov-1")


def test_a_difference_is_reported_and_keeps_mutants_from_being_tried(tmp_path: Path) -> None:
    text = (CASES / "generated.cases.yaml").read_text("utf-8")
    wrong = tmp_path / "wrong.cases.yaml"
    wrong.write_text(text.replace("placement: conflict", "placement: precious", 1), "utf-8")
    code, out, err = run(str(wrong), "--ruleset", RULES, "--mutate")
    assert code == 1
    assert "expected precious" in out
    assert "got      conflict" in out
    assert f"{wrong}:" in out
    assert "Mutants" not in out
    assert "only once all of them get the answer" in err


def test_what_few_cases_miss_is_listed_with_places(tmp_path: Path) -> None:
    text = (CASES / "generated.cases.yaml").read_text("utf-8")
    few = tmp_path / "few.cases.yaml"
    few.write_text("\n\n".join(text.split("\n\n")[:25]), "utf-8")
    code, out, _ = run(str(few), "--ruleset", RULES, "--coverage", "--mutate")
    assert code == 1
    assert "Missing from the cases" in out
    assert "\nMissed\n" in out
    assert "such as this case" in out
    assert "delicate-item.yaml:" in out


def test_json_says_the_same() -> None:
    code, out, _ = run("--ruleset", RULES, "--coverage", "--mutate", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert found["schema"] == "casewise.test/1"
    assert found["cases"] == len(parcels()[1])
    assert found["different"] == []
    assert found["coverage"]["missing"] == []
    assert {each["fate"] for each in found["mutants"]} == {
        "killed", "equivalent", "same outcomes"
    }  # fmt: skip
    assert all(each["place"] for each in found["mutants"])


def test_generate_writes_a_suite_that_is_enough(tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    code, _, err = run("--ruleset", str(MINIMAL), "--generate", str(folder), str(folder))
    assert code == 0
    assert f"{folder / 'generated.cases.yaml'}: " in err
    code, out, _ = run(str(folder), "--ruleset", str(MINIMAL), "--coverage", "--mutate")
    assert code == 0
    assert "     0  missed" in out


def test_a_folder_without_worked_cases_is_refused(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("{}", "utf-8")
    with pytest.raises(casewise.CasewiseError, match="holds no worked cases"):
        run(str(tmp_path))
