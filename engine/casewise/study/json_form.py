"""A reproduction as JSON: `casewise.reproduction/1`."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from casewise.model.vocabulary import Citation
from casewise.study.ranges import Implied
from casewise.study.reproduction import Check, Effect, Found, Reproduction, Verdict

SCHEMA = "casewise.reproduction/1"


def json_form(found: Reproduction) -> dict[str, Any]:
    """Everything of a reproduction; percentages are parts of one, numbers are not rounded."""
    rules = found.ruleset
    return {
        "schema": SCHEMA,
        "ruleset": {"id": rules.id, "release": rules.release, "fingerprint": rules.fingerprint},
        "records": len(found.entries),
        "totals": _numbers(found.totals),
        "agrees": found.agrees,
        "verdicts": {verdict.value: found.count(verdict) for verdict in Verdict},
        "figures": [_figure(check) for check in found.checks],
        "findings": [_finding(each) for each in found.findings],
        "ranges": [_range(each) for each in found.ranges],
        "readings": [_effect(each) for each in found.effects],
    }


def _figure(check: Check) -> dict[str, Any]:
    figure = check.figure
    return {
        "claim": check.claim.id,
        "about": check.claim.about,
        "figure": figure.id,
        "means": figure.means,
        "cites": _cites(figure.cites),
        "printed": figure.printed.text,
        "implied": figure.implied,
        "from": _number(figure.printed.low),
        "to": _number(figure.printed.high),
        "anew": _number(check.value),
        "verdict": check.verdict.value,
        "reason": figure.reason or None,
        "against": figure.against or None,
    }


def _finding(found: Found) -> dict[str, Any]:
    finding = found.finding
    return {
        "finding": finding.id,
        "says": finding.says,
        "cites": _cites(finding.cites),
        "arithmetic": [{"means": line.means, "value": _number(line.value)} for line in found.lines],
        "explained by rounding": found.explained,
        "besides": finding.besides or None,
        "note": finding.note.strip() or None,
    }


def _range(implied: Implied) -> dict[str, Any]:
    return {
        "claim": implied.claim.id,
        "estimate": _number(implied.estimate),
        "half": _number(implied.half),
        "relative": _number(implied.relative),
        "standard_error": _number(implied.error),
        "simple_standard_error": _number(implied.simple_error),
        "design_effect": _number(implied.effect),
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "reading": effect.reading,
        "value": effect.value,
        "records": effect.records,
        "weight": _number(effect.weight),
        "totals": _numbers(effect.totals),
    }


def _numbers(values: dict[str, Decimal]) -> dict[str, float | None]:
    return {name: _number(value) for name, value in values.items()}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _cites(cites: Iterable[Citation]) -> list[str]:
    return [str(cite) for cite in cites]
