"""Every printed figure beside the one computed anew, and what of it does not fit together."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import StrEnum

from attrs import frozen

from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.model.study.claims import Claim, Figure, Finding
from casewise.model.study.sample import Row
from casewise.model.study.study import Study
from casewise.study.entries import Entry, joined, placed_by, totals
from casewise.study.estimates import Estimates
from casewise.study.ranges import Implied, implied
from casewise.study.weights import check


class Verdict(StrEnum):
    """What comparing a printed figure with the one computed anew gives."""

    AGREES = "agrees"
    DIFFERS = "differs"
    CONTRADICTED = "cannot both be true"
    NOT_DERIVABLE = "not derivable"


@frozen
class Check:
    """One figure of a claim: what it is computed to be anew, and whether that agrees."""

    claim: Claim
    figure: Figure
    value: Decimal | None
    verdict: Verdict

    @property
    def name(self) -> str:
        """The name by which others refer to the figure."""
        return f"{self.claim.id}.{self.figure.id}"


@frozen
class Line:
    """One line of the arithmetic of a finding."""

    means: str
    value: Decimal | None
    as_share: bool


@frozen
class Found:
    """A finding with its arithmetic.

    `explained` says whether rounding can explain the difference; `None` if it is not in numbers.
    """

    finding: Finding
    lines: tuple[Line, ...]
    explained: bool | None


@frozen
class Effect:
    """What one other value of one reading does: the weighted totals, and what moved."""

    reading: str
    value: str
    totals: dict[str, Decimal]
    records: int
    weight: Decimal


@frozen
class Reproduction:
    """Everything that was printed, computed anew from a design and a sample."""

    study: Study
    ruleset: Ruleset
    entries: tuple[Entry, ...]
    checks: tuple[Check, ...]
    findings: tuple[Found, ...]
    ranges: tuple[Implied, ...]
    effects: tuple[Effect, ...]

    @property
    def agrees(self) -> bool:
        """Whether no figure that can be computed anew differs from the printed one."""
        return all(each.verdict is not Verdict.DIFFERS for each in self.checks)

    @property
    def totals(self) -> dict[str, Decimal]:
        """The weighted total of each placement."""
        return dict(totals(self.entries))

    def count(self, verdict: Verdict) -> int:
        """How many figures have a verdict."""
        return sum(each.verdict is verdict for each in self.checks)


def reproduce(
    study: Study,
    ruleset: Ruleset,
    cases: Iterable[Case],
    rows: Iterable[Row],
    *,
    readings: bool = True,
) -> Reproduction:
    """Compute every figure anew, under the readings chosen.

    Args:
        study: what was printed, and how the sample was drawn.
        ruleset: the rules that place the records.
        cases: the records of the sample.
        rows: where each was drawn, with its weight.
        readings: whether to see, too, what each other value of each reading moves.

    Raises:
        ProblemsFound: rows were not selected or weighted as the design says.
        NotJoined: records and rows are not of the same cases.
        NotWeighted: a row has no weight.
    """
    rows = tuple(rows)
    check(study.design, rows)
    entries = joined(ruleset, cases, rows)
    estimates = Estimates(study, ruleset, entries)
    return Reproduction(
        study,
        ruleset,
        entries,
        tuple(_checks(estimates)),
        tuple(_found(estimates, finding) for finding in study.findings),
        tuple(implied(estimates)),
        tuple(_effects(ruleset, entries)) if readings else (),
    )


def _checks(estimates: Estimates) -> Iterator[Check]:
    for claim in estimates.study.claims:
        for figure in claim.figures:
            value = None if figure.compute is None else estimates.value(figure.compute)
            yield Check(claim, figure, value, _verdict(figure, value))


def _verdict(figure: Figure, value: Decimal | None) -> Verdict:
    """A figure that is said to be contradicted and is not differs from what was said of it."""
    if figure.compute is None:
        return Verdict.NOT_DERIVABLE
    fits = value is not None and figure.printed.low <= value <= figure.printed.high
    if figure.against:
        return Verdict.DIFFERS if fits or value is None else Verdict.CONTRADICTED
    return Verdict.AGREES if fits else Verdict.DIFFERS


def _found(estimates: Estimates, finding: Finding) -> Found:
    lines = tuple(
        Line(each.means, estimates.value(each.compute), each.as_share)
        for each in finding.arithmetic
    )
    return Found(finding, lines, _explained(finding, lines))


def _explained(finding: Finding, lines: tuple[Line, ...]) -> bool | None:
    if finding.within is None:
        return None
    first, second = lines[0].value, lines[1].value
    if first is None or second is None:
        return None
    return abs(first - second) <= finding.within


def _effects(ruleset: Ruleset, entries: tuple[Entry, ...]) -> Iterator[Effect]:
    for reading in ruleset.readings:
        for code in reading.codes:
            if code != ruleset.choice[reading.name]:
                other = ruleset.under({reading.name: code})
                yield _effect(reading.name, code, entries, placed_by(other, entries))


def _effect(name: str, code: str, before: tuple[Entry, ...], after: tuple[Entry, ...]) -> Effect:
    moved = [
        now for then, now in zip(before, after, strict=True) if then.placement != now.placement
    ]
    weight = sum((entry.weight for entry in moved), Decimal(0))
    return Effect(name, code, dict(totals(after)), len(moved), weight)
