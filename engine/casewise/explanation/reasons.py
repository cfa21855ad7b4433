"""*Because* as reasons: the rules that the needed facts make hold or fail, in order of stages."""

from collections.abc import Iterable

from casewise.evaluation.engines import reference_engine
from casewise.evaluation.reference import Record
from casewise.explanation.because import sufficient
from casewise.explanation.grounds import Grounds
from casewise.explanation.support import Claim, claims, named_part
from casewise.explanation.units import numbering, restrict
from casewise.explanation.values import Reason
from casewise.model.conditions import Condition, FactTest, Holds, Some, walk
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.result import Result


def reasons(result: Result) -> tuple[Reason, ...]:
    """The rules a placement rests on, each with those of its facts that are needed."""
    paths = sufficient(result)
    if not paths:
        return ()
    record = Record(reference_engine(result.ruleset), restrict(result.case.values, paths))
    grounds = Grounds(record, numbering(result.case.values, paths))
    rested_on = claims(result.ruleset, result.placement, record)
    found = [_reason(result, claim, grounds, paths) for claim in rested_on]
    return _complete(result, found, paths)


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


def _complete(result: Result, found: list[Reason], paths: tuple[str, ...]) -> tuple[Reason, ...]:
    """Facts that no reason names (they rule out the alternatives) go to consistency."""
    named = {path for reason in found for path in reason.facts}
    missing = tuple(path for path in paths if path not in named)
    return (*found, _by_elimination(result, missing)) if missing else tuple(found)


def _by_elimination(result: Result, missing: tuple[str, ...]) -> Reason:
    families = {_family(path) for path in missing}
    for rule in result.ruleset.of_kind(Kind.CONSISTENCY):
        if families & {
            name for part in rule.conditions() for name in _spoken_of(result.ruleset, part)
        }:
            return Reason(rule.id, f"it cannot be that {rule.means}", True, rule.cites, missing)
    return Reason("consistent", "nothing else agrees with what is known", True, (), missing)
