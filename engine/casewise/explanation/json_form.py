"""The explanation as plain values for JSON: `casewise.result/1` of contract.md section 6."""

from collections.abc import Iterable

from casewise.explanation.values import Explanation
from casewise.model.vocabulary import Citation

SCHEMA = "casewise.result/1"


def json_form(explanation: Explanation) -> dict[str, object]:
    """A mapping of texts, truth values, lists and mappings."""
    result = explanation.result
    ruleset = result.ruleset
    return {
        "schema": SCHEMA,
        "case": result.case.id,
        "ruleset": {
            "id": ruleset.id,
            "release": ruleset.release,
            "fingerprint": ruleset.fingerprint,
            "readings": dict(ruleset.chosen),
        },
        "engine": result.engine,
        "eligible": result.eligible_word,
        "placement": result.placement,
        "label": result.label,
        "settled": result.settled,
        "possible": sorted(result.possible),
        "because": [
            {
                "rule": reason.rule,
                "holds": reason.holds,
                "means": reason.means,
                "cites": _cites(reason.cites),
                "facts": list(reason.facts),
            }
            | ({"implied": list(reason.implied)} if reason.implied else {})
            for reason in explanation.because
        ],
        "also_true": [
            {"rule": each.rule, "lost_to": each.lost_to, "cites": _cites(each.cites)}
            for each in explanation.also_true
        ],
        "blocked": [
            {"rule": each.rule, "by": each.by, "cites": _cites(each.cites)}
            for each in explanation.blocked
        ],
        "open": [
            {
                "fact": each.path,
                "asks": each.asks,
                "if": {answer.words: list(answer.possible) for answer in each.answers},
            }
            for each in explanation.open
        ],
        "readings": [each.reading for each in explanation.readings],
        "conflicts": [
            {
                "rule": each.rule,
                "means": each.means,
                "cites": _cites(each.cites),
                "facts": list(each.facts),
            }
            for each in explanation.conflicts
        ],
    }


def _cites(cites: Iterable[Citation]) -> list[str]:
    return [str(cite) for cite in cites]
