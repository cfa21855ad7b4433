"""The explanation of a result, as values."""

from collections.abc import Iterable

from attrs import frozen

from casewise.evaluation.classification import decided
from casewise.evaluation.engines import exact_engine, has_exact_engine, reference_engine
from casewise.evaluation.exact.engine import Completions
from casewise.evaluation.placement import place
from casewise.evaluation.reference import Record
from casewise.explanation.because import sufficient
from casewise.explanation.grounds import Grounds
from casewise.explanation.opening import OpenFact, open_facts
from casewise.explanation.support import Claim, claims, named_part
from casewise.explanation.units import numbering, restrict, units
from casewise.facts import Values
from casewise.model.conditions import Condition, FactTest, Holds, Some, walk
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Citation
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED, Result
from casewise.truth import Truth


@frozen
class Reason:
    """One rule that the placement rests on, and the facts it rests on in turn.

    `implied` facts are open in the record, or left out here, although every completion answers
    the rule alike: it holds *whichever is true of* them.
    """

    rule: str
    means: str
    holds: bool
    cites: tuple[Citation, ...]
    facts: tuple[str, ...]
    implied: tuple[str, ...] = ()


@frozen
class Yielded:
    """A category that also holds for certain but hands the case to another."""

    rule: str
    lost_to: str
    cites: tuple[Citation, ...]


@frozen
class Blocked:
    """A category that holds for certain but is taken away by an exclusion."""

    rule: str
    by: str
    means: str
    cites: tuple[Citation, ...]


@frozen
class Clash:
    """A consistency rule that the record breaks, and the facts that clash."""

    rule: str
    means: str
    cites: tuple[Citation, ...]
    facts: tuple[str, ...]


@frozen
class Alternative:
    """What another value of a reading would give."""

    value: str
    placement: str
    possible: tuple[str, ...]


@frozen
class Dependence:
    """A reading that the result depends on: its value, and what other values would give."""

    reading: str
    chosen: str
    others: tuple[Alternative, ...]


@frozen
class Explanation:
    """Why a case is placed where it is, what else was true, and what is open."""

    result: Result
    because: tuple[Reason, ...]
    also_true: tuple[Yielded, ...]
    blocked: tuple[Blocked, ...]
    open: tuple[OpenFact, ...]
    readings: tuple[Dependence, ...]
    conflicts: tuple[Clash, ...]

    def text(self) -> str:
        """The explanation in plain words."""
        from casewise.explanation.plain import plain

        return plain(self)

    def outline(self) -> str:
        """The steps of the inference as an indented tree."""
        from casewise.explanation.outline import outline

        return outline(self)

    def markdown(self) -> str:
        """The explanation as Markdown."""
        from casewise.explanation.markdown import markdown

        return markdown(self)

    def json(self) -> dict[str, object]:
        """The result and its explanation as plain values (contract.md section 6)."""
        from casewise.explanation.json_form import json_form

        return json_form(self)


def explain(result: Result) -> Explanation:
    """Why a case is placed where it is."""
    return Explanation(
        result=result,
        because=_because(result),
        also_true=tuple(_also_true(result)),
        blocked=tuple(_blocked(result)),
        open=open_facts(result),
        readings=tuple(_dependences(result)),
        conflicts=_conflicts(result),
    )


# -- because ------------------------------------------------------------------------------------


def _because(result: Result) -> tuple[Reason, ...]:
    paths = sufficient(result)
    if not paths:
        return ()
    record = Record(reference_engine(result.ruleset), restrict(result.case.values, paths))
    grounds = Grounds(record, numbering(result.case.values, paths))
    rested_on = claims(result.ruleset, result.placement, record)
    reasons = [_reason(result, claim, grounds, paths) for claim in rested_on]
    return _complete(result, reasons, paths)


def _reason(result: Result, claim: Claim, grounds: Grounds, paths: tuple[str, ...]) -> Reason:
    """A claim, or the part of it that decides, with those of its grounds that are needed."""
    spoken = grounds.of(claim.condition)
    if grounds.record.judge(claim.condition) is None:
        facts = _implying(result.ruleset, claim.condition, paths)
        return Reason(claim.id, claim.means, claim.holds, claim.cites, facts, spoken)
    part = named_part(claim, grounds) if claim.holds else claim
    facts = tuple(path for path in spoken if path in paths)
    return Reason(part.id, part.means, part.holds, part.cites, facts)


def _implying(ruleset: Ruleset, condition: Condition, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Of the facts needed, those a condition speaks of or that consistency ties to these."""
    spoken = set(_spoken_of(ruleset, condition))
    for rule in ruleset.of_kind(Kind.CONSISTENCY):
        tied = {name for part in rule.conditions() for name in _spoken_of(ruleset, part)}
        if tied & set(_spoken_of(ruleset, condition)):
            spoken |= tied
    return tuple(path for path in paths if _family(path) in spoken)


def _family(path: str) -> str:
    """A path without the number of its entity."""
    return ".".join(part for part in path.split(".") if not part.isdecimal())


def _spoken_of(ruleset: Ruleset, condition: Condition, where: str = "") -> Iterable[str]:
    """The facts (and lists) that a condition and the rules it names speak of."""
    for scope, part in walk(condition, where):
        if isinstance(part, FactTest):
            yield f"{scope}.{part.fact}" if scope else part.fact
        elif isinstance(part, Some):
            yield part.scope
        elif isinstance(part, Holds):
            rule = ruleset.by_id[part.rule]
            if rule.when is not None:
                yield from _spoken_of(ruleset, rule.when, rule.scope)


def _complete(result: Result, reasons: list[Reason], paths: tuple[str, ...]) -> tuple[Reason, ...]:
    """Facts that no reason names (they rule out the alternatives) go to consistency."""
    named = {path for reason in reasons for path in reason.facts}
    missing = tuple(path for path in paths if path not in named)
    return (*reasons, _by_elimination(result, missing)) if missing else tuple(reasons)


def _by_elimination(result: Result, missing: tuple[str, ...]) -> Reason:
    families = {_family(path) for path in missing}
    for rule in result.ruleset.of_kind(Kind.CONSISTENCY):
        if families & {
            name for part in rule.conditions() for name in _spoken_of(result.ruleset, part)
        }:
            return Reason(rule.id, f"it cannot be that {rule.means}", True, rule.cites, missing)
    return Reason("consistent", "nothing else agrees with what is known", True, (), missing)


# -- what else was true -------------------------------------------------------------------------


def _certain(result: Result) -> dict[str, Truth]:
    """The verdicts, closed by what every completion agrees on."""
    answers = dict(result.verdicts.answers)
    completions = decided(result.ruleset, answers)
    if completions is None:
        completions = exact_engine(result.ruleset).completions(result.case.values)
        answers |= dict.fromkeys(completions.certain, True)
    return answers


def _placed(result: Result) -> bool:
    return result.placement not in (CONFLICT, NOT_ELIGIBLE, UNDECIDED)


def _families(result: Result) -> list[Rule]:
    """The categories, and the subtypes of the one that is placed."""
    ruleset = result.ruleset
    placed = ruleset.by_id[result.placement]
    parent = placed.parent or placed.id
    return [*ruleset.of_kind(Kind.CATEGORY), *ruleset.subtypes.get(parent, ())]


def _also_true(result: Result) -> Iterable[Yielded]:
    if not _placed(result):
        return
    answers = _certain(result)
    placed = result.ruleset.by_id[result.placement]
    for rule in _families(result):
        if rule.id in (placed.id, placed.parent) or rule.when is None or not answers[rule.id]:
            continue
        for entry in result.ruleset.active_yields(rule):
            if entry.to in (placed.id, placed.parent):
                yield Yielded(rule.id, result.placement, entry.cites)


def _blocked(result: Result) -> Iterable[Blocked]:
    if not _placed(result):
        return
    answers = _certain(result)
    for rule in _families(result):
        if not answers[rule.id] or rule.when is None:
            continue
        for exclusion in rule.exclusions:
            if answers[exclusion.id]:
                yield Blocked(rule.id, exclusion.id, exclusion.means, exclusion.cites)


# -- readings and conflicts ---------------------------------------------------------------------


def _dependences(result: Result) -> Iterable[Dependence]:
    for reading in result.ruleset.readings:
        chosen = result.ruleset.choice[reading.name]
        others = [
            _under(result, result.ruleset.under({reading.name: code}), code)
            for code in reading.codes
            if code != chosen
        ]
        own = (result.placement, tuple(sorted(result.possible)))
        moved = tuple(o for o in others if (o.placement, o.possible) != own)
        if moved:
            yield Dependence(reading.name, chosen, moved)


def _under(result: Result, ruleset: Ruleset, value: str) -> Alternative:
    completions = _completions(ruleset, result.case.values)
    possible = tuple(sorted(completions.possible)) or (CONFLICT,)
    return Alternative(value, place(ruleset, completions), possible)


def _completions(ruleset: Ruleset, values: Values) -> Completions:
    """What all completions come to; an exact engine is not made for what verdicts decide."""
    if not has_exact_engine(ruleset):
        found = decided(ruleset, reference_engine(ruleset).verdicts(values).answers)
        if found is not None:
            return found
    return exact_engine(ruleset).completions(values)


def _conflicts(result: Result) -> tuple[Clash, ...]:
    """Every consistency rule broken by what is known, or the facts that leave no completion."""
    if result.placement != CONFLICT:
        return ()
    record = Record(reference_engine(result.ruleset), result.case.values)
    grounds = Grounds(record)
    known = set(units(result.case.values))
    clashes = tuple(
        Clash(
            rule.id, rule.means, rule.cites, tuple(p for p in grounds.of(rule.when) if p in known)
        )
        for rule in result.ruleset.of_kind(Kind.CONSISTENCY)
        if record.rule(rule.id) and rule.when is not None
    )
    return clashes or (_joint_clash(result),)


def _joint_clash(result: Result) -> Clash:
    means = "no set of facts agrees with all that is stated"
    return Clash("consistent", means, (), sufficient(result))
