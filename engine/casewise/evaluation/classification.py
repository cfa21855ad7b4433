"""Classifying a case: an engine's verdicts, closed by the exact engine where they leave off."""

from collections.abc import Callable, Collection, Mapping

from attrs import frozen

from casewise.errors import CasewiseError, EngineFailure, NotLoadable
from casewise.evaluation.engines import durable_engine, exact_engine, reference_engine
from casewise.evaluation.placement import place
from casewise.facts import Values
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT, NOT_ELIGIBLE, Result, Verdicts
from casewise.truth import Truth

DURABLE, REFERENCE = "durable-rules", "reference"
ENGINES = (DURABLE, REFERENCE)


class UnknownEngine(CasewiseError):
    """An engine of that name does not exist."""


@frozen
class Engine:
    """The name that results give, and how the engine answers."""

    label: str
    verdicts: Callable[[Values], Verdicts]


def engine_for(ruleset: Ruleset, name: str | None) -> Engine:
    """The engine of that name; without a name durable-rules, or the reference where that fails.

    Raises:
        UnknownEngine: there is no such engine.
        NotLoadable: durable-rules was asked for by name and cannot be loaded here, or cannot
            hold the ruleset.
    """
    if name == REFERENCE:
        return Engine(REFERENCE, reference_engine(ruleset).verdicts)
    if name not in (None, DURABLE):
        known = " or ".join(f"`{engine}`" for engine in ENGINES)
        raise UnknownEngine(f"there is no engine `{name}` (choose {known})")
    try:
        return Engine(durable_label(), durable_engine(ruleset).verdicts)
    except NotLoadable:
        if name is None:
            return engine_for(ruleset, REFERENCE)
        raise


def durable_label() -> str:
    """The name and version of durable-rules.

    Raises:
        NotLoadable: it cannot be loaded here.
    """
    from casewise.evaluation.durable.native import label  # costs a compiled import

    return label()


def classify(ruleset: Ruleset, case: Case, engine: str | None = None) -> Result:
    """Classify a case; the meaning is docs/semantics.md, whichever engine infers.

    Args:
        ruleset: the rules, under the readings they are to be run with.
        case: the record.
        engine: `durable-rules`, `reference`, or nothing for the best that loads here.

    Raises:
        UnknownEngine: there is no such engine.
        NotLoadable: durable-rules was asked for by name and cannot be loaded here.
        EngineFailure: durable-rules was asked for by name and stopped.
    """
    chosen = engine_for(ruleset, engine)
    try:
        verdicts = chosen.verdicts(case.values)
    except EngineFailure:
        if engine is not None:
            raise
        chosen = engine_for(ruleset, REFERENCE)
        verdicts = chosen.verdicts(case.values)
    return conclude(ruleset, case, chosen.label, verdicts)


def meant(rules: Ruleset, case: Case, named: Collection[str] = ()) -> Ruleset:
    """The rules under the readings that a case was written for, but for those `named` already.

    Raises:
        UnknownReading: the case was written for other rules.
    """
    if not case.under:
        return rules
    return rules.under({name: value for name, value in case.under if name not in named})


def conclude(ruleset: Ruleset, case: Case, engine: str, verdicts: Verdicts) -> Result:
    """The result that an engine's verdicts give, exact where they leave something open."""
    possible, eligible, placement = ends(ruleset, case.values, verdicts.answers)
    return Result(case, ruleset, engine, eligible, placement, possible, verdicts)


def ends(
    ruleset: Ruleset, values: Values, answers: Mapping[str, Truth]
) -> tuple[frozenset[str], Truth, str]:
    """What is possible, whether it is eligible, and the placement; `answers` may be left empty."""
    outcome = decided(ruleset, answers) if answers else None
    if outcome == CONFLICT:
        return frozenset({CONFLICT}), None, CONFLICT
    if outcome is not None:
        return frozenset({outcome}), outcome != NOT_ELIGIBLE, outcome
    completions = exact_engine(ruleset).completions(values)
    eligible = completions.eligible if completions.possible else None
    possible = completions.possible or frozenset({CONFLICT})
    return possible, eligible, place(ruleset, completions)


def decided(ruleset: Ruleset, answers: Mapping[str, Truth]) -> str | None:
    """The outcome of every completion where verdicts alone decide it; `None` where they do not.

    A consistency rule that holds leaves no completion. A record that is consistent for certain
    and has an outcome for certain has that outcome in every completion.
    """
    consistent = answers["consistent"]
    if consistent is None:
        return None
    if not consistent:
        return CONFLICT
    return next((name for name in ruleset.outcomes if answers[f"outcome:{name}"]), None)
