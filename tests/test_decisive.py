"""Every named piece of a ruleset decides some worked case, and cases say truly what they rest on.

A piece is *decisive* for a case if the answer changes when that piece alone is changed in the
ruleset: taken out, or turned round. What taking out means depends on the piece (see `taken_out`).
"""

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from attrs import evolve

import casewise
from casewise.corpus import shipped
from casewise.facts import IsStated
from casewise.library import load_worked_cases
from casewise.model.case import WorkedCase
from casewise.model.conditions import AllOf, AnyOf, Branch, Condition, FactTest, NoneOf, Some, walk
from casewise.model.names import names_of
from casewise.model.rules import Kind, Rule, Yield
from casewise.model.ruleset import Ruleset
from casewise.reading.ruleset import STUDY

Answer = tuple[bool | None, str, bool, frozenset[str]]
Change = Callable[[Ruleset], Ruleset]

ALWAYS = AllOf(())
NEVER = AnyOf(())
SUFFIX = ".cases.yaml"
REGISTERS = ("facts", "readings")  # the files beside the folders of rules that have cases too
RULES = casewise.load("njov-1")
CASES = shipped("cases")
FILES = sorted((CASES / RULES.id).rglob(f"*{SUFFIX}"))
WORKED = [case for file in FILES for case in load_worked_cases(file, RULES)]
NAMES = names_of(RULES)


# -- pieces that can decide no case alone ---------------------------------------------------------


def without_bounds(ruleset: Ruleset) -> Ruleset:
    """The study year is as long as time: any day of arrest lies within it."""
    return with_rule(ruleset, "in-the-study-year", when=FactTest("arrest_date", IsStated(True)))


def without_study_year(ruleset: Ruleset) -> Ruleset:
    return with_rule(ruleset, "in-the-study-year", when=ALWAYS)


def without_solicitation_exclusion(ruleset: Ruleset) -> Ruleset:
    return without_exclusion(ruleset, "possession-or-distribution.solicitation")


HIDDEN: dict[str, Change] = {
    # It takes away completions with an arrest and no date. They are not eligible, and neither are
    # those with a day outside the study year, which any record with an open date has as well.
    "arrest-without-date": without_bounds,
    # Without an arrest there is no date of one, so that the study year already fails.
    "arrest-was-made": without_study_year,
    # The exclusion holds whenever undercover solicitation does: the text says it twice.
    "possession-or-distribution>undercover-solicitation": without_solicitation_exclusion,
}
"""What another piece hides in every record, each with the change that uncovers it."""


# -- changes --------------------------------------------------------------------------------------


def taken_out(name: str) -> list[Change]:
    """The piece without effect.

    An eligibility rule is always satisfied; any other rule or branch never holds; an exclusion is
    dropped; a residual has another name. A precedence is dropped or turned round: which of the two
    comes first without it, nobody says. A ruleset is put under the other values of a reading.
    """
    reading, _, value = name.partition("=")
    if value:
        return [partial(under, reading, code) for code in codes_of(reading) if code != value]
    if ">" in name:
        return [
            lambda ruleset: without_yield(ruleset, name),
            lambda ruleset: with_yield_turned(ruleset, name),
        ]
    if name in exclusion_ids():
        return [lambda ruleset: without_exclusion(ruleset, name)]
    rule = RULES.by_id.get(name)
    if rule is None:
        return [lambda ruleset: with_branch(ruleset, name, NEVER)]
    if rule.when is None:
        return [lambda ruleset: without_residual(ruleset, name)]
    constant = ALWAYS if rule.kind is Kind.ELIGIBILITY else NEVER
    return [lambda ruleset: with_rule(ruleset, name, when=constant)]


def overdone(name: str) -> list[Change]:
    """The opposite of `taken_out` for rules and branches: of interest where one just fails to hold.

    Not for consistency rules (one that always holds makes every record a conflict).
    """
    rule = RULES.by_id.get(name)
    if rule is not None and rule.when is not None and rule.kind is not Kind.CONSISTENCY:
        constant = NEVER if rule.kind is Kind.ELIGIBILITY else ALWAYS
        return [lambda ruleset: with_rule(ruleset, name, when=constant)]
    return [lambda ruleset: with_branch(ruleset, name, ALWAYS)] if name in branch_ids() else []


def under(reading: str, code: str, ruleset: Ruleset) -> Ruleset:
    return ruleset.under({reading: code})


def codes_of(reading: str) -> tuple[str, ...]:
    return next(each.codes for each in RULES.readings if each.name == reading)


def exclusion_ids() -> frozenset[str]:
    return frozenset(exclusion.id for rule in RULES.rules for exclusion in rule.exclusions)


def branch_ids() -> frozenset[str]:
    parts = (part for rule in RULES.rules for tree in rule.conditions() for _, part in walk(tree))
    return frozenset(part.id for part in parts if isinstance(part, Branch))


def rewritten(ruleset: Ruleset, change: Callable[[Rule], Rule]) -> Ruleset:
    return evolve(ruleset, rules=tuple(map(change, ruleset.rules)), variants={})


def with_rule(ruleset: Ruleset, name: str, when: Condition) -> Ruleset:
    return rewritten(ruleset, lambda rule: evolve(rule, when=when) if rule.id == name else rule)


def without_exclusion(ruleset: Ruleset, name: str) -> Ruleset:
    def change(rule: Rule) -> Rule:
        return evolve(rule, exclusions=tuple(each for each in rule.exclusions if each.id != name))

    return rewritten(ruleset, change)


def without_yield(ruleset: Ruleset, name: str) -> Ruleset:
    loser, winner = name.split(">")

    def change(rule: Rule) -> Rule:
        kept = tuple(entry for entry in rule.yields if entry.to != winner)
        return evolve(rule, yields=kept) if rule.id == loser else rule

    return rewritten(ruleset, change)


def with_yield_turned(ruleset: Ruleset, name: str) -> Ruleset:
    """The loser goes before the winner, and yields to nobody who yields to it: no circle."""
    loser, winner = name.split(">")
    yields_to = {rule.id: {entry.to for entry in rule.yields} for rule in ruleset.rules}

    def change(rule: Rule) -> Rule:
        if rule.id == loser:
            kept = (each for each in rule.yields if winner not in {each.to, *yields_to[each.to]})
            return evolve(rule, yields=tuple(kept))
        return evolve(rule, yields=(Yield(loser, ()),)) if rule.id == winner else rule

    return rewritten(ruleset, change)


def without_residual(ruleset: Ruleset, name: str) -> Ruleset:
    """What is left has to go somewhere: to a residual that is not this one."""

    def renamed(text: str) -> str:
        return "residual" if text == name else text

    changed = rewritten(ruleset, lambda rule: evolve(rule, id=renamed(rule.id)))
    return evolve(changed, gap_order=tuple(map(renamed, ruleset.gap_order)), variants={})


def with_branch(ruleset: Ruleset, name: str, constant: Condition) -> Ruleset:
    def change(rule: Rule) -> Rule:
        when = None if rule.when is None else with_part(rule.when, name, constant)
        exclusions = (
            evolve(each, when=with_part(each.when, name, constant)) for each in rule.exclusions
        )
        return evolve(rule, when=when, exclusions=tuple(exclusions))

    return rewritten(ruleset, change)


def with_part(condition: Condition, name: str, constant: Condition) -> Condition:
    match condition:
        case Branch(id=this) if this == name:
            return constant
        case Branch() | Some():
            return evolve(condition, condition=with_part(condition.condition, name, constant))
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            changed = tuple(with_part(part, name, constant) for part in parts)
            return evolve(condition, parts=changed)
    return condition


# -- asking ---------------------------------------------------------------------------------------


@cache
def rulesets(name: str, over: bool, uncovered: bool) -> tuple[tuple[Ruleset, Ruleset], ...]:
    """Pairs of a ruleset with the piece and the same one without it (or with it `over`done)."""
    base = HIDDEN[name](RULES) if uncovered else RULES
    changes = overdone(name) if over else taken_out(name)
    return tuple((base, change(base)) for change in changes)


def answer(ruleset: Ruleset, worked: WorkedCase, name: str) -> Answer:
    """The answer under the readings of the case; a reading that was changed stays as it is."""
    reading = name.partition("=")[0]
    chosen = {key: value for key, value in worked.under if key != reading}
    result = casewise.classify(ruleset.under(chosen), worked.case, "reference")
    return result.eligible, result.placement, result.settled, result.possible


def decides(name: str, worked: WorkedCase, over: bool, uncovered: bool) -> bool:
    """Whether the answer to the case changes with the piece."""
    reading, _, value = name.partition("=")
    if value and dict(RULES.under(dict(worked.under)).chosen)[reading] != value:
        return False
    pinned = {reading: value} if value else {}
    return any(
        answer(base.under(pinned), worked, name) != answer(other, worked, name)
        for base, other in rulesets(name, over, uncovered)
    )


def claims() -> Iterator[tuple[WorkedCase, str]]:
    return ((worked, name) for worked in WORKED for name in worked.rests_on)


# -- the tests ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_decisive_in_a_case_that_rests_on_it(name: str) -> None:
    resting = [worked for worked in WORKED if name in worked.rests_on]
    assert resting, f"no worked case rests on `{name}`"
    uncovered = name in HIDDEN
    assert any(decides(name, worked, over=False, uncovered=uncovered) for worked in resting), (
        f"no worked case that rests on `{name}` has another answer without it"
    )


@pytest.mark.parametrize(("worked", "name"), [
    pytest.param(worked, name, id=f"{worked.case.id}-{name}") for worked, name in claims()
])  # fmt: skip
def test_a_case_rests_only_on_what_decides_it(worked: WorkedCase, name: str) -> None:
    hidden = (False, True) if name in HIDDEN else (False,)
    assert any(
        decides(name, worked, over, uncovered) for over in (False, True) for uncovered in hidden
    ), f"`{worked.case.id}` has the same answer whatever becomes of `{name}`"


@pytest.mark.parametrize("name", HIDDEN)
def test_a_hidden_piece_decides_no_case_alone(name: str) -> None:
    found = [w.case.id for w in WORKED if decides(name, w, over=False, uncovered=False)]
    assert not found, f"`{name}` decides {found} and is not hidden"


def test_cases_mirror_rules() -> None:
    """Every rule file has cases in the same folder, under the same stem; nothing else has."""
    for rules in sorted(path.parent for path in shipped("rules").glob("*/ruleset.yaml")):
        files = (path for path in rules.glob("*/*.yaml") if path.parent.name != STUDY)
        wanted = {path.relative_to(rules).with_suffix("") for path in files}
        wanted |= {Path(name) for name in REGISTERS}
        found = (CASES / rules.name).rglob("*.yaml")
        stems = {
            Path(str(path.relative_to(CASES / rules.name)).removesuffix(SUFFIX)) for path in found
        }
        assert stems == wanted


def test_ids_of_cases_are_unique_over_all_files() -> None:
    ids = [worked.case.id for worked in WORKED]
    assert len(ids) == len(set(ids))
    assert None not in ids
