"""The schema of `statements.yaml`."""

from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.reading.names import DOTTED, KEBAB
from casewise.reading.schema.parts import (
    CITES,
    TEXT,
    Schema,
    any_of,
    closed,
    document,
    likely,
    named,
    reference,
    several,
)
from casewise.reading.schema.rules import condition, condition_name
from casewise.reading.statements import ALWAYS, GROWING, KEYS, MONOTONE, REDUNDANT


def statements_schema(ruleset: Ruleset) -> Schema:
    """The schema of the statements of a ruleset."""
    lists = {group.name: group.singular for group in ruleset.vocabulary.lists()}
    definitions = {condition_name(scope): condition(ruleset, scope) for scope in lists}
    outcome = {"outcome": _outcome(ruleset)}
    definitions[condition_name("")] = condition(ruleset, "", outcome)
    kinds = [_monotone(ruleset), _about(ruleset, ALWAYS, ""), _about(ruleset, REDUNDANT, "")]
    for scope, word in lists.items():
        kinds += [_about(ruleset, kind, scope, word) for kind in (ALWAYS, REDUNDANT)]
    return document(f"Statements of {ruleset.id}", several(any_of(*kinds)), definitions)


def _outcome(ruleset: Ruleset) -> Schema:
    kinds = (Kind.CATEGORY, Kind.SUBTYPE, Kind.GAP)
    return likely(["not-eligible", *(r.id for kind in kinds for r in ruleset.of_kind(kind))])


def _statement(kind: str, **special: Schema) -> Schema:
    values: dict[str, Schema] = {"statement": named(KEBAB), "kind": {"const": kind}, "cites": CITES}
    values |= special
    keys = {name: values.get(name, TEXT) for name in KEYS[kind].names}
    return closed(keys, KEYS[kind].required)


def _monotone(ruleset: Ruleset) -> Schema:
    facts = [
        f"{scope}.{fact.name}" if scope else fact.name
        for scope, fact in ruleset.vocabulary
        if fact.type in GROWING
    ]
    outcomes = several(_outcome(ruleset))
    return _statement(MONOTONE, adding=several({"enum": facts}), keeps=outcomes)


def _about(ruleset: Ruleset, kind: str, scope: str, word: str = "") -> Schema:
    """A statement with conditions about the case, or about each entity of a list."""
    when = reference(condition_name(scope))
    rules = likely((rule.id for rule in ruleset.rules), DOTTED)
    schema = _statement(kind, whenever=when, then=when, part=when, rule=rules, precedence=rules)
    if word:
        schema["properties"]["about"] = {"const": word}
        schema["required"] = [*schema["required"], "about"]
    else:
        del schema["properties"]["about"]
    return schema
