"""Worked cases made from what they are to show, with the answer that the rules give."""

from collections.abc import Iterable, Iterator
from itertools import count

from attrs import evolve

from casewise.adequacy.decisions import Part
from casewise.adequacy.killing import answer
from casewise.adequacy.mutants import Mutant
from casewise.adequacy.observing import DECIDES_NO, DECIDES_YES, Goal
from casewise.adequacy.readings import Under
from casewise.adequacy.wording import as_written
from casewise.facts import Values
from casewise.model.case import Case, Expectation, WorkedCase
from casewise.model.rules import Rule
from casewise.model.ruleset import Ruleset

NOTE = "Generated: the answer is what the rules give, and nobody has judged it."
BASIS = "our reading"
DECIDES = {DECIDES_YES: "alone decides by holding", DECIDES_NO: "alone decides by failing"}


def goal_case(ruleset: Ruleset, goal: Goal, under: Under, values: Values) -> WorkedCase:
    """A case that shows a goal."""
    part = goal.about
    if not isinstance(part, Part):
        return _worked(ruleset, part, f"The rule or exclusion `{part}` {goal.what}.", under, values)
    words = as_written(ruleset.vocabulary, part.condition, part.decision.scope)
    what = DECIDES.get(goal.what, f"is {goal.what}")
    title = f"In `{part.decision.name}`, `{words}` {what}."
    return _worked(ruleset, part.decision.name, title, under, values)


def mutant_case(ruleset: Ruleset, mutant: Mutant, under: Under, values: Values) -> WorkedCase:
    """A case that notices a mutant."""
    title = f"Notices a mistake in `{mutant.about}`: {mutant.words}."
    return _worked(ruleset, mutant.about, title, under, values)


def _worked(ruleset: Ruleset, about: str, title: str, under: Under, values: Values) -> WorkedCase:
    found = answer(ruleset.under(dict(under)), values)
    eligible = "unknown" if found.eligible is None else "yes" if found.eligible else "no"
    settled = found.possible == {found.placement}
    return WorkedCase(
        case=Case(None, values, under=under),
        title=title,
        expect=Expectation(eligible, found.placement, settled, found.possible),
        rests_on=(),
        basis=BASIS,
        cites=_rule_of(ruleset, about).cites,
        note=NOTE,
    )


def numbered(ruleset: Ruleset, cases: Iterable[WorkedCase]) -> Iterator[WorkedCase]:
    """The cases, those that were generated with an id of their own: `NAME-generated-1`."""
    numbers = count(1)
    for worked in cases:
        if worked.case.id is None:
            name = f"{ruleset.id}-generated-{next(numbers)}"
            worked = evolve(worked, case=evolve(worked.case, id=name))
        yield worked


def _rule_of(ruleset: Ruleset, about: str) -> Rule:
    """The rule of that name, or that has the exclusion or precedence; any, for a reading."""
    loser = about.partition(">")[0]
    for rule in ruleset.rules:
        if loser == rule.id or any(each.id == about for each in rule.exclusions):
            return rule
    return ruleset.rules[0]
