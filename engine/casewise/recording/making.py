"""From a result to the record that is kept of it."""

from collections.abc import Mapping

from attrs import evolve

import casewise
from casewise.explanation.reasons import reasons
from casewise.model.recorded import Answered, Chain, Recorded, Rested
from casewise.recording.canonical import digest
from casewise.recording.form import record_digest, result_part, ruleset_part, text_of
from casewise.recording.sealing import sealed
from casewise.recording.stated import in_order, known, stated
from casewise.result import Result

TIME = "%Y-%m-%dT%H:%M:%SZ"
"""How a moment in UTC is written."""


def record_text(result: Result, *, facts: bool = True, time: str | None = None) -> str:
    """The text of a record, to be kept in a file; the same text wherever it is made.

    Args:
        result: how the case was classified.
        facts: keep the facts; otherwise only their hash.
        time: the moment to be kept, if any, in UTC: `2026-01-31T12:00:00Z`.
    """
    return text_of(recorded(result, facts=facts, time=time))


def recorded(result: Result, *, facts: bool = True, time: str | None = None) -> Recorded:
    """The same as a value."""
    said = stated(result.ruleset, result.case.values)
    seal, answered, because = sealed(result.ruleset), answered_in(result), rested_on(result, said)
    chain = Chain(
        facts=digest(said),
        ruleset=digest(ruleset_part(seal)),
        result=digest(result_part(answered, because)),
        record="",
    )
    made = Recorded(
        tool=f"casewise {casewise.__version__}",
        engine=result.engine,
        time=time,
        case=result.case.id,
        seal=seal,
        facts=said if facts else None,
        answered=answered,
        because=because,
        chain=chain,
    )
    return evolve(made, chain=evolve(chain, record=record_digest(made)))


def answered_in(result: Result) -> Answered:
    """The answer of a result."""
    return Answered(
        eligible=result.eligible_word,
        placement=result.placement,
        label=result.label,
        settled=result.settled,
        possible=tuple(sorted(result.possible)),
    )


def rested_on(result: Result, facts: Mapping[str, object]) -> tuple[Rested, ...]:
    """The rules that a result rests on, and which of the facts in the record, without words."""
    values = in_order(known(result.ruleset, facts))
    told = evolve(result, case=evolve(result.case, values=values))
    return tuple(
        Rested(reason.rule, reason.holds, reason.facts, reason.implied) for reason in reasons(told)
    )
