"""What is not so, as plain values for JSON: `casewise.change/1` and `casewise.why-not/1`."""

from collections.abc import Iterable, Mapping

from casewise.counterfactual.edits import (
    Added,
    Change,
    Changes,
    Edit,
    LeftOut,
    Member,
    NoOthers,
    Removed,
    Told,
)
from casewise.counterfactual.obstacles import Obstacle
from casewise.counterfactual.why_not import WhyNot
from casewise.explanation.words import known_at
from casewise.facts import Known, Values
from casewise.model.case import Case
from casewise.model.vocabulary import Citation, Vocabulary
from casewise.reading.writing import plain, plain_case
from casewise.result import Result

Plain = dict[str, object]
CHANGE_SCHEMA, WHY_NOT_SCHEMA = "casewise.change/1", "casewise.why-not/1"


def json_changes(found: Changes, limit: int | None = None) -> Plain:
    """The smallest changes, at most `limit` of them, and how many there are."""
    return {
        "schema": CHANGE_SCHEMA,
        **_now(found.result),
        "wanted": list(found.wanted),
        "to_be_settled": found.settled,
        "kept": list(found.kept),
        **_changes(found, limit),
    }


def json_why_not(found: WhyNot, limit: int | None = None) -> Plain:
    """What stops an outcome; of sets of facts or of answers at most `limit`."""
    return {
        "schema": WHY_NOT_SCHEMA,
        **_now(found.result),
        "outcome": found.outcome,
        "standing": found.standing.value,
        "sets": len(found.hindrances),
        "ruled_out_by": [
            {"facts": list(each.facts), "rules": [_obstacle(one) for one in each.obstacles]}
            for each in found.hindrances[:limit]
        ],
        "would_be_if": None if found.tellings is None else _changes(found.tellings, limit),
        "conflicts": [
            {
                "rule": each.rule,
                "means": each.means,
                "cites": _cites(each.cites),
                "facts": list(each.facts),
            }
            for each in found.clashes
        ],
    }


def _now(result: Result) -> Plain:
    ruleset = result.ruleset
    return {
        "case": result.case.id,
        "ruleset": {
            "id": ruleset.id,
            "release": ruleset.release,
            "fingerprint": ruleset.fingerprint,
            "readings": dict(ruleset.chosen),
        },
        "placement": result.placement,
        "settled": result.settled,
        "possible": sorted(result.possible),
    }


def _changes(found: Changes, limit: int | None) -> Plain:
    return {
        "size": found.size,
        "sets": len(found.found),
        "changes": [_change(found.result, each) for each in found.found[:limit]],
    }


def _change(result: Result, change: Change) -> Plain:
    vocabulary, values = result.ruleset.vocabulary, result.case.values
    return {
        "placement": change.placement,
        "settled": change.settled,
        "edits": [_edit(vocabulary, values, edit) for edit in change.edits],
        "record": plain_case(vocabulary, Case(result.case.id, change.values)),
    }


def _edit(vocabulary: Vocabulary, values: Values, edit: Edit) -> Plain:
    match edit:
        case Told(path, known):
            to = [_plain(vocabulary, path, each) for each in known]
            return {"edit": "set", "fact": path, "to": to, "now": _at(vocabulary, values, path)}
        case LeftOut(path):
            return {"edit": "leave out", "fact": path, "now": _at(vocabulary, values, path)}
        case Member(path, code, included):
            verb = "include" if included else "exclude"
            now = _at(vocabulary, values, path)
            return {"edit": verb, "fact": path, "value": code, "now": now}
        case NoOthers(path):
            return {"edit": "no others", "fact": path}
        case Removed(path):
            return {"edit": "remove", "entity": path}
        case Added(group, entity):
            fact = vocabulary.find("", group)
            own = Vocabulary(fact.facts if fact is not None else ())
            return {"edit": "add", "list": group, "facts": plain_case(own, Case(None, entity))}


def _at(vocabulary: Vocabulary, values: Values, path: str) -> object:
    known = known_at(values, path)
    return None if known is None else _plain(vocabulary, path, known)


def _plain(vocabulary: Vocabulary, path: str, known: Known) -> object:
    fact = vocabulary.at(path)
    assert fact is not None
    return plain(fact, known)


def _obstacle(obstacle: Obstacle) -> Mapping[str, object]:
    return {
        "stands": obstacle.stands,
        "rule": obstacle.rule,
        "holds": obstacle.holds,
        "means": obstacle.means,
        "cites": _cites(obstacle.cites),
    }


def _cites(cites: Iterable[Citation]) -> list[str]:
    return [str(cite) for cite in cites]
