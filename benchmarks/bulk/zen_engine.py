"""zen-engine: one decision that writes each question and the placement, records in batches."""

import json
from collections.abc import Sequence
from typing import Any

import zen
from benchmarks.bulk.formulas import OUTCOMES, Atom, Infix, Is, Named, steps


def _atom(atom: Atom) -> str:
    match atom:
        case Is(fact, yes):
            return fact if yes else f"not {fact}"
        case Named(question, yes):
            return f"$.{_key(question)}" if yes else f"not $.{_key(question)}"
    inside = f"({atom.fact} >= {atom.low} and {atom.fact} <= {atom.high})"
    return inside if atom.inside else f"not {inside}"


def _key(question: str) -> str:
    return "q_" + "".join(sign if sign.isalnum() else "_" for sign in question)


LANGUAGE = Infix(_atom, " and ", " or ", "true", "false")


def _expressions() -> list[dict[str, str]]:
    """Every question in its order, then the first outcome that holds."""
    placement = "null"
    for name in reversed(OUTCOMES):
        placement = f"$.{_key(f'outcome:{name}')} ? '{name}' : ({placement})"
    asked = [(_key(question), LANGUAGE.written(found)) for question, found in steps()]
    texts = [*asked, ("placement", placement)]
    return [{"id": key, "key": key, "value": value} for key, value in texts]


def _decision() -> dict[str, Any]:
    content = {"expressions": _expressions()}
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "place", "name": "place", "type": "expressionNode", "content": content},
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "place"},
            {"id": "2", "type": "edge", "sourceId": "place", "targetId": "out"},
        ],
    }


class ZenEngine:
    """The decision, loaded once."""

    def __init__(self) -> None:
        self._engine: Any = zen.ZenEngine(
            {"loader": {"type": "static", "content": {"flat": _decision()}}}
        )

    def placements(self, records: Sequence[dict[str, Any]]) -> list[str]:
        """Where each record is placed."""
        asked = [{"key": "flat", "context": json.dumps(record)} for record in records]
        answers = self._engine.evaluate_batch(asked)
        return [answer["data"]["result"]["placement"] for answer in answers]
