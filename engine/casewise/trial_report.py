"""A worked case that got another answer than it should: what, why, and how to see it again."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from casewise.errors import Place
from casewise.explanation.explaining import explain
from casewise.explanation.words import stated
from casewise.library import DEFAULT_RULESET
from casewise.model.case import WorkedCase
from casewise.model.conditions import Branch, walk
from casewise.model.rules import Exclusion, Rule
from casewise.model.ruleset import Ruleset
from casewise.result import UNDECIDED, Result
from casewise.trial import Trial

FEW = 5


def report(found: Trial, home: str | Path) -> Iterator[str]:
    """What was expected and what came, line by line; `home` names the ruleset or its folder."""
    worked = found.worked
    place = worked.case.place
    yield f"{f'{place}: ' if place else ''}T301 {worked.title}"
    for part in found.differences:
        yield f"  {part.part:<10} expected {part.expected}"
        yield f"  {'':<10} got      {part.actual}"
    if worked.rests_on:
        yield f"  rests on   {', '.join(worked.rests_on)}"
    yield f"  basis      {worked.basis}, {', '.join(map(str, worked.cites))}"
    yield from _grounds(found.result)
    if place is not None:
        yield f"  to reproduce: {_command(worked, place, home)}"


def _grounds(result: Result) -> Iterator[str]:
    """The rules and facts that the placement rests on, and for an undecided one what is open."""
    explanation = explain(result)
    places = _places(result.ruleset)
    if explanation.because:
        yield "  because"
    for reason in explanation.because:
        where = f" ({places[reason.rule]})" if reason.rule in places else ""
        yield f"    {reason.rule}: {'holds' if reason.holds else 'fails'}{where}"
        yield from (f"      {stated(result, path)}" for path in reason.facts)
    if result.placement == UNDECIDED:
        yield "  open, and would change what is possible"
        yield from (f"    {stated(result, each.path)}" for each in explanation.open[:FEW])
        more = len(explanation.open) - FEW
        if more > 0:
            yield f"    and {more} more"


def _places(ruleset: Ruleset) -> dict[str, Place]:
    """Where each rule, branch and exclusion stands; its rule's place if it has none of its own."""
    found: dict[str, Place] = {}
    for rule in ruleset.rules:
        parts = (part for tree in rule.conditions() for _, part in walk(tree))
        branches = [part for part in parts if isinstance(part, Branch)]
        named: list[Rule | Exclusion | Branch] = [rule, *rule.exclusions, *branches]
        for part in named:
            place = part.place or rule.place
            if place is not None:
                found[part.id] = place
    return found


def _command(worked: WorkedCase, place: Place, home: str | Path) -> str:
    """The command that explains the case, by the same ruleset and readings."""
    words = ["casewise", "explain", f"{place.file}::{worked.case.id}"]
    if worked.case.id is None:
        words[-1] = place.file
    if home != DEFAULT_RULESET:
        words += ["--ruleset", str(home)]
    for name, value in worked.under:
        words += ["--reading", f"{name}={value}"]
    return shlex.join(words)
