"""An explanation in words, as plain values for JSON: `casewise.explanation/1`."""

from typing import Any

from casewise.explanation.ladder import Rung, ladder
from casewise.explanation.sections import Item, footer, headline, sections, standing
from casewise.explanation.values import Explanation

SCHEMA = "casewise.explanation/1"


def words_json(explanation: Explanation) -> dict[str, Any]:
    """Sentences, sections of statements, and the ladder of rules."""
    return {
        "schema": SCHEMA,
        "case": explanation.result.case.id,
        "placement": explanation.result.placement,
        "headline": headline(explanation),
        "standing": standing(explanation),
        "sections": [
            {
                "heading": section.heading,
                "numbered": section.numbered,
                "items": [_item(item) for item in section.items],
            }
            for section in sections(explanation)
        ],
        "ladder": [_rung(rung) for rung in ladder(explanation)],
        "footer": footer(explanation),
    }


def _item(item: Item) -> dict[str, Any]:
    cites = list(map(str, item.cites))
    return {"words": item.words, "details": list(item.details), "cites": cites}


def _rung(rung: Rung) -> dict[str, Any]:
    return {
        "rule": rung.rule.id,
        "kind": rung.rule.kind.value,
        "stands": rung.stands.value,
        "words": rung.words,
        "cites": list(map(str, rung.cites)),
    }
