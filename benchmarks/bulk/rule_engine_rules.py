"""rule-engine: a rule for each outcome, tried in their order."""

from collections.abc import Sequence
from typing import Any

import rule_engine
from benchmarks.bulk.formulas import OUTCOMES, Atom, Infix, Is, Named, outcome


def _atom(atom: Atom) -> str:
    assert not isinstance(atom, Named)
    if isinstance(atom, Is):
        return atom.fact if atom.yes else f"not {atom.fact}"
    inside = f"({atom.fact} >= {atom.low} and {atom.fact} <= {atom.high})"
    return inside if atom.inside else f"not {inside}"


LANGUAGE = Infix(_atom, " and ", " or ", "true", "false")


class RuleEngine:
    """Rules compiled once."""

    def __init__(self) -> None:
        self._rules = [
            (name, rule_engine.Rule(LANGUAGE.written(outcome(name)))) for name in OUTCOMES
        ]

    def placements(self, records: Sequence[dict[str, Any]]) -> list[str]:
        """Where each record is placed."""
        return [
            next((name for name, rule in self._rules if rule.matches(record)), "nothing")
            for record in records
        ]
