"""What `casewise test` finds, as JSON."""

from collections.abc import Sequence
from typing import Any

from casewise.adequacy.coverage import SORTS, Coverage
from casewise.adequacy.decisions import Part
from casewise.adequacy.judging import Judgement
from casewise.adequacy.mutants import Mutant
from casewise.adequacy.mutation import Killed, Mutation
from casewise.adequacy.observing import Goal
from casewise.adequacy.readings import Under
from casewise.adequacy.wording import as_written
from casewise.facts import Values
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.writing import plain_case
from casewise.trial import Trial

SCHEMA = "casewise.test/1"


def as_json(
    rules: Ruleset, trials: Sequence[Trial], covered: Coverage | None, mutation: Mutation | None
) -> dict[str, Any]:
    """All that was asked for, in one mapping."""
    ruleset = {"id": rules.id, "release": rules.release, "fingerprint": rules.fingerprint}
    found: dict[str, Any] = {"schema": SCHEMA, "ruleset": ruleset, "cases": len(trials)}
    found["different"] = [_trial(each) for each in trials if each.differences]
    if covered is not None:
        found["coverage"] = _coverage(rules, covered)
    if mutation is not None:
        found["mutants"] = [_fate(rules, fate) for fate in mutation.fates]
    return found


def _trial(found: Trial) -> dict[str, Any]:
    place = found.worked.case.place
    parts = {p.part: {"expected": p.expected, "got": p.actual} for p in found.differences}
    return {"case": found.worked.case.id, "place": str(place) if place else None, "parts": parts}


def _coverage(rules: Ruleset, found: Coverage) -> dict[str, Any]:
    totals = {
        sort: dict(zip(("shown", "missing", "impossible"), found.counts(sort), strict=True))
        for sort in SORTS
    }
    missing = []
    for goal, answered in found.missing:
        shown = answered.shown
        case = None if shown is None else _case(rules, shown.under, shown.values)
        missing.append(_goal(rules, goal) | {"case": case})
    impossible = [_goal(rules, goal) for goal in found.impossible]
    return {"totals": totals, "missing": missing, "impossible": impossible}


def _goal(rules: Ruleset, goal: Goal) -> dict[str, Any]:
    if not isinstance(goal.about, Part):
        rule = rules.by_id.get(goal.about)
        place = rule.place if rule else None
        return {"rule": goal.about, "what": goal.what, "place": str(place) if place else None}
    part = goal.about
    return {
        "rule": part.decision.name,
        "condition": as_written(rules.vocabulary, part.condition, part.decision.scope),
        "what": goal.what,
        "place": str(part.place) if part.place else None,
    }


def _fate(rules: Ruleset, fate: Killed | Judgement) -> dict[str, Any]:
    told = _mutant(fate.mutant)
    if isinstance(fate, Killed):
        return told | {"fate": "killed", "by": fate.by.case.id}
    case = None if fate.values is None else _case(rules, fate.under, fate.values)
    return told | {"fate": str(fate.sort), "case": case}


def _mutant(mutant: Mutant) -> dict[str, Any]:
    return {
        "operator": mutant.operator,
        "about": mutant.about,
        "words": mutant.words,
        "place": str(mutant.place) if mutant.place else None,
    }


def _case(rules: Ruleset, under: Under, values: Values) -> dict[str, Any]:
    return {"under": dict(under), "facts": plain_case(rules.vocabulary, Case(None, values))}
