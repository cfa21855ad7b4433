"""*Because* as reasons: the rules that the needed facts make hold or fail, in order of stages."""

from collections.abc import Collection, Iterable

from attrs import evolve

from casewise.evaluation.engines import exact_engine, reference_engine
from casewise.evaluation.reference import Record
from casewise.explanation.because import minimal, sufficient
from casewise.explanation.grounds import Grounds
from casewise.explanation.support import Claim, claims, named_part
from casewise.explanation.units import numbering, restrict
from casewise.explanation.values import Reason
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
    return _complete(found, paths)


def _reason(result: Result, claim: Claim, grounds: Grounds, paths: tuple[str, ...]) -> Reason:
    """A claim, or the part of it that decides, with those of its grounds that are needed."""
    spoken = grounds.of(claim.condition)
    if grounds.record.judge(claim.condition) is None:
        facts = _implying(result, claim, paths, spoken)
        return Reason(claim.id, claim.means, claim.holds, claim.cites, facts, spoken)
    part = named_part(claim, grounds) if claim.holds else claim
    facts = tuple(path for path in spoken if path in paths)
    return Reason(part.id, part.means, part.holds, part.cites, facts)


def _implying(
    result: Result, claim: Claim, paths: tuple[str, ...], spoken: Collection[str]
) -> tuple[str, ...]:
    """Of the facts needed, those that alone imply a claim; its own ones before others."""
    engine = exact_engine(result.ruleset)
    decided = engine.always if claim.holds else engine.never

    def gives(kept: Collection[str]) -> bool:
        return decided(claim.id, restrict(result.case.values, kept))

    others_first = sorted(paths, key=lambda path: path in spoken)
    found = minimal(others_first, gives) if gives(paths) else ()
    return tuple(path for path in paths if path in found)


def _complete(found: list[Reason], paths: tuple[str, ...]) -> tuple[Reason, ...]:
    """Facts that no reason names rule out the alternatives to what is implied."""
    missing = _missing(found, paths)
    implied = next((at for at, reason in enumerate(found) if reason.implied), None)
    if not missing:
        return tuple(found)
    if implied is None:
        rest = Reason("consistent", "nothing else agrees with what is known", True, (), missing)
        return (*found, rest)
    found[implied] = evolve(found[implied], facts=found[implied].facts + missing)
    return tuple(found)


def _missing(found: Iterable[Reason], paths: tuple[str, ...]) -> tuple[str, ...]:
    named = {path for reason in found for path in reason.facts}
    return tuple(path for path in paths if path not in named)
