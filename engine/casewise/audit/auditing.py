"""From a ruleset to its audit: every question is asked of all cases at once."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations

from attrs import evolve

from casewise.audit.accepted import not_redundant
from casewise.audit.dead import dead
from casewise.audit.findings import NO_CASE, Audit, Finding, Measured
from casewise.audit.gaps import gaps
from casewise.audit.overlaps import overlaps, redundant_precedences
from casewise.audit.redundant import redundant
from casewise.audit.statements import statements
from casewise.audit.survey import Survey
from casewise.audit.vacuous import vacuous
from casewise.audit.view import View
from casewise.evaluation.engines import exact_engine
from casewise.model.case import Case
from casewise.model.conditions import AllOf, AnyOf, Holds, NoneOf
from casewise.model.ruleset import Ruleset
from casewise.model.statements import Redundant

NOT_ONE = "not-one-outcome"


def audit(ruleset: Ruleset) -> Audit:
    """Gaps, overlaps, what is dead, redundant or vacuous, statements; under the chosen readings.

    That every consistent case has exactly one outcome is proved as well, as is every statement
    that nothing was found against.
    """
    view = View(ruleset)
    if not view.space.some({}):
        return Audit((Finding(NO_CASE, (), "no case passes all consistency rules"),), ())
    _prove_one_outcome(view)
    findings = tuple(_findings(view))
    reached = (name for name in ruleset.outcomes if view.some({f"outcome:{name}": True}))
    return Audit(_numbered(findings), tuple(reached), _proved(ruleset, findings), measure(ruleset))


def measure(ruleset: Ruleset) -> Measured:
    """The size of the space of cases, and the share of it that each outcome takes."""
    engine = exact_engine(ruleset)
    return Measured(engine.kinds(), engine.shares())


def _prove_one_outcome(view: View) -> None:
    """The stages leave no case without an outcome and none with two; that is proved as well."""
    outcomes = [Holds(f"outcome:{name}") for name in view.ruleset.outcomes]
    pairs = tuple(map(AllOf, combinations(outcomes, 2)))
    not_one = AnyOf((NoneOf(tuple(outcomes)), *pairs))
    if view.asking({NOT_ONE: not_one}).some({NOT_ONE: True}):
        raise AssertionError("the stages leave a case without an outcome, or with two")


def _findings(view: View) -> Iterator[Finding]:
    survey = Survey(view)
    yield from gaps(view)
    yield from overlaps(view)
    lost = tuple(dead(survey))
    yield from lost
    names = {finding.about[-1] for finding in lost}
    may_be_accepted = (
        *redundant(survey, names), *redundant_precedences(survey), *vacuous(view)
    )  # fmt: skip
    yield from may_be_accepted
    yield from statements(view)
    yield from not_redundant(view.ruleset, may_be_accepted)


def _proved(ruleset: Ruleset, findings: Iterable[Finding]) -> tuple[str, ...]:
    refuted = {name for finding in findings for name in finding.about}
    return tuple(
        each.id
        for each in ruleset.statements
        if each.id not in refuted and not isinstance(each, Redundant)
    )


def _numbered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, the witnesses with ids: `A101-1`, `A101-2` and so on."""
    count: Counter[str] = Counter()
    found = []
    for finding in findings:
        if finding.witness is not None:
            count[finding.code] += 1
            name = f"{finding.code}-{count[finding.code]}"
            twin = _named(finding.twin, f"{name}-more")
            finding = evolve(finding, witness=_named(finding.witness, name), twin=twin)
        found.append(finding)
    return tuple(found)


def _named(case: Case | None, name: str) -> Case | None:
    return None if case is None else evolve(case, id=name)
