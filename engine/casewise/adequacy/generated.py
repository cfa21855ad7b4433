"""Worked cases made from what they are to show, with the answer that the rules give."""

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


def goal_case(ruleset: Ruleset, goal: Goal, under: Under, values: Values, name: str) -> WorkedCase:
    """A case that shows a goal."""
    part = goal.about
    if not isinstance(part, Part):
        return _worked(ruleset, part, f"Here `{part}` {goal.what}.", under, values, name)
    words = as_written(ruleset.vocabulary, part.condition, part.decision.scope)
    what = DECIDES.get(goal.what, f"is {goal.what}")
    title = f"In `{part.decision.name}`, `{words}` {what}."
    return _worked(ruleset, part.decision.name, title, under, values, name)


def mutant_case(
    ruleset: Ruleset, mutant: Mutant, under: Under, values: Values, name: str
) -> WorkedCase:
    """A case that notices a mutant."""
    title = f"It would be noticed if, in `{mutant.about}`, {mutant.words}."
    return _worked(ruleset, mutant.about, title, under, values, name)


def _worked(
    ruleset: Ruleset, about: str, title: str, under: Under, values: Values, name: str
) -> WorkedCase:
    found = answer(ruleset.under(dict(under)), values)
    eligible = "unknown" if found.eligible is None else "yes" if found.eligible else "no"
    settled = found.possible == {found.placement}
    return WorkedCase(
        case=Case(name, values, under=under),
        title=title,
        expect=Expectation(eligible, found.placement, settled, found.possible),
        rests_on=(),
        basis=BASIS,
        cites=_rule_of(ruleset, about).cites,
        note=NOTE,
    )


def _rule_of(ruleset: Ruleset, about: str) -> Rule:
    """The rule of that name, or that has the exclusion or precedence; any, for a reading."""
    loser = about.partition(">")[0]
    for rule in ruleset.rules:
        if loser == rule.id or any(each.id == about for each in rule.exclusions):
            return rule
    return ruleset.rules[0]
