"""The schema of kept records of a ruleset."""

from collections.abc import Iterable

from casewise.model.case import CASE_ID
from casewise.model.names import names_in
from casewise.model.recorded import SCHEMA
from casewise.model.references import path_of
from casewise.model.rules import Rule
from casewise.model.ruleset import Ruleset
from casewise.reading.recorded import DIGEST, ELIGIBLE, TIME
from casewise.reading.schema.answers import answers
from casewise.reading.schema.parts import Schema, any_of, closed, described, document, several
from casewise.reading.worked import outcomes_of, placements_of

_TRUTH: Schema = {"type": "boolean"}
_DIGEST: Schema = {"type": "string", "pattern": f"^{DIGEST.pattern}$"}
_PATH: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]*([.][1-9][0-9]*([.][a-z0-9_]+)?)?$"}
_NOTHING_ELSE = "consistent"


def record_schema(ruleset: Ruleset) -> Schema:
    """The schema of a record (`casewise.record/1`) of a case classified by these very rules."""
    properties = {
        "schema": {"const": SCHEMA},
        "tool": {"type": "string", "pattern": "^casewise [0-9A-Za-z.+]+$"},
        "engine": {"type": "string", "pattern": "^(reference|durable-rules( [0-9.]+)?)$"},
        "time": {"type": "string", "pattern": f"^{TIME.pattern}$"},
        "case": any_of({"type": "string", "pattern": f"^{CASE_ID}$"}, {"type": "null"}),
        "ruleset": _ruleset(ruleset),
        "facts": closed(answers(ruleset.vocabulary.facts)),
        "result": _result(ruleset),
        "because": several(_reason(ruleset), least=0),
        "chain": _chain(),
    }
    required = [name for name in properties if name not in ("time", "facts")]
    lists = {group.name: closed(answers(group.facts)) for group in ruleset.vocabulary.lists()}
    title = f"Kept records of {ruleset.id} {ruleset.release}"
    return document(title, closed(properties, required), lists)


def _whole(properties: dict[str, Schema]) -> Schema:
    return closed(properties, properties)


def _ruleset(ruleset: Ruleset) -> Schema:
    paths = (path_of(scope, fact.name) for scope, fact in ruleset.vocabulary)
    return _whole(
        {
            "id": {"const": ruleset.id},
            "release": {"const": ruleset.release},
            "fingerprint": described(_DIGEST, "The hash of all that the rules mean."),
            "readings": _whole(
                {each.name: {"enum": list(each.codes)} for each in ruleset.readings}
            ),
            "rules": _hashes(rule.id for rule in ruleset.rules),
            "facts": _hashes(paths),
            "gaps": {"const": list(ruleset.gap_order)},
        }
    )


def _hashes(names: Iterable[str]) -> Schema:
    return _whole(dict.fromkeys(names, _DIGEST))


def _result(ruleset: Ruleset) -> Schema:
    labels = sorted({rule.label for rule in ruleset.rules} | {""})
    return _whole(
        {
            "eligible": {"enum": list(ELIGIBLE)},
            "placement": {"enum": list(placements_of(ruleset))},
            "label": {"enum": labels},
            "settled": _TRUTH,
            "possible": {**several({"enum": list(outcomes_of(ruleset))}), "uniqueItems": True},
        }
    )


def _reason(ruleset: Ruleset) -> Schema:
    names = [name for rule in ruleset.rules for name in _decided(rule)]
    paths = several(_PATH, least=0)
    properties = {
        "rule": {"enum": [*names, _NOTHING_ELSE]},
        "holds": _TRUTH,
        "facts": paths,
        "implied": described(paths, "It is so whichever is true of these."),
    }
    return closed(properties, ("rule", "holds", "facts"))


def _decided(rule: Rule) -> Iterable[str]:
    """The names in a rule of what holds or fails; a precedence does neither."""
    return (name for name in names_in(rule) if ">" not in name)


def _chain() -> Schema:
    return _whole(
        {
            "facts": described(_DIGEST, "The hash of `facts`."),
            "ruleset": described(_DIGEST, "The hash of `ruleset`."),
            "result": described(_DIGEST, "The hash of `because` and `result`."),
            "record": described(_DIGEST, "The hash of these three and of all else but the parts."),
        }
    )
