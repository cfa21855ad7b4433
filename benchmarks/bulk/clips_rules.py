"""clipspy: a rule for each outcome, with all of its condition as one test of the record's slots."""

from collections.abc import Sequence
from typing import Any

import clips
from benchmarks.bulk.formulas import (
    OUTCOMES,
    RULES,
    Atom,
    Either,
    Every,
    Formula,
    Is,
    Named,
    outcome,
)

FACTS = [fact.name for fact in RULES.vocabulary.facts]


def _test(formula: Formula) -> str:
    match formula:
        case Every(parts):
            return f"(and TRUE {' '.join(map(_test, parts))})"
        case Either(parts):
            return f"(or FALSE {' '.join(map(_test, parts))})"
        case _:
            return _atom(formula)


def _atom(atom: Atom) -> str:
    assert not isinstance(atom, Named)
    if isinstance(atom, Is):
        return f"(eq ?{atom.fact} {'yes' if atom.yes else 'no'})"
    inside = f"(<= {atom.low} ?{atom.fact} {atom.high})"
    return inside if atom.inside else f"(not {inside})"


class Clips:
    """An environment whose rules are built once and which is reset for each record."""

    def __init__(self) -> None:
        self._environment = clips.Environment()
        slots = " ".join(f"(slot {name})" for name in FACTS)
        self._environment.build(f"(deftemplate record {slots})")
        bound = " ".join(f"({name} ?{name})" for name in FACTS)
        for name in OUTCOMES:
            self._environment.build(
                f"(defrule {name} (record {bound}) (test {_test(outcome(name))})"
                f" => (assert (placement {name})))"
            )
        self._record = self._environment.find_template("record")

    def placements(self, records: Sequence[dict[str, Any]]) -> list[str]:
        """Where each record is placed."""
        return [self._placement(record) for record in records]

    def _placement(self, record: dict[str, Any]) -> str:
        self._environment.reset()
        slots = " ".join(f"({name} {_value(record[name])})" for name in FACTS)
        self._environment.assert_string(f"(record {slots})")
        self._environment.run()
        *_, last = self._environment.facts()
        return str(last[0]) if last.template.implied else "nothing"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
