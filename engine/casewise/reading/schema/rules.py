"""The schema of rule files."""

from collections.abc import Mapping

from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.reading.conditions import BRANCH
from casewise.reading.names import GAP, KEBAB, NOT_GAP
from casewise.reading.rules import ACCEPTED, EXCLUSION, KEYS, NOT_RULES, RESIDUALS, YIELD
from casewise.reading.schema.cases import under
from casewise.reading.schema.fact_tests import tests
from casewise.reading.schema.parts import (
    CITES,
    TEXT,
    Schema,
    any_of,
    closed,
    described,
    document,
    likely,
    named,
    reference,
    several,
    some_of,
)
from casewise.reading.shape import Keys

_WORDS = {
    "title": "A name for people.",
    "label": "The short name that tables use.",
    "asks": "The question that the rule answers.",
    "means": "What is said where the rule holds.",
    "fails": "What is said where the rule does not hold.",
    "note": "What a reader of the rule should know besides.",
}


def rule_schema(ruleset: Ruleset) -> Schema:
    """The schema of a rule file that stands beside the rules of a ruleset."""
    scopes = {"": "case"} | {group.name: group.singular for group in ruleset.vocabulary.lists()}
    definitions = {condition_name(scope): condition(ruleset, scope) for scope in scopes}
    kinds = [_rule(ruleset, kind) for kind in Kind if kind is not Kind.TERM]
    terms = [_term(ruleset, scope, word) for scope, word in scopes.items()]
    return document(f"A rule of {ruleset.id}", any_of(*kinds, *terms), definitions)


def condition_name(scope: str) -> str:
    """The name of the definition of the conditions that stand in a scope."""
    return f"condition-{scope}" if scope else "condition"


# -- rules ---------------------------------------------------------------------------------------


def _rule(ruleset: Ruleset, kind: Kind, scope: str = "") -> Schema:
    values = {**_words(KEYS[kind], scope), "kind": {"const": kind.value}}
    values["id"] = named(GAP if kind is Kind.GAP else NOT_GAP, NOT_RULES)
    if kind in RESIDUALS:
        values["when"] = any_of({"const": "otherwise"}, values["when"])
    if kind in YIELD:
        values["excluded by"] = several(_part(EXCLUSION, "exclusion"))
        values["yields to"] = several(_yield(ruleset, kind))
    if kind is Kind.GAP:
        values["accepts"] = closed(_words(ACCEPTED), ACCEPTED.required)
    if kind is Kind.SUBTYPE:
        values["of"] = likely(_ids(ruleset, Kind.CATEGORY))
    return closed(values, KEYS[kind].required)


def _term(ruleset: Ruleset, scope: str, word: str) -> Schema:
    schema = _rule(ruleset, Kind.TERM, scope)
    schema["properties"]["about"] = {"const": word}
    return schema


def _words(keys: Keys, scope: str = "") -> dict[str, Schema]:
    """The keys in their order, with what can be said of them wherever they stand."""
    shared = {"cites": CITES, "when": reference(condition_name(scope))}
    return {
        name: shared.get(name) or (described(TEXT, _WORDS[name]) if name in _WORDS else TEXT)
        for name in keys.names
    }


def _part(keys: Keys, name: str, scope: str = "") -> Schema:
    """A part of a rule that has a name, words and a condition of its own."""
    return closed({**_words(keys, scope), name: named(KEBAB)}, keys.required)


def _yield(ruleset: Ruleset, kind: Kind) -> Schema:
    keys = YIELD[kind]
    neighbours = likely(_ids(ruleset, kind))
    return closed({kind.value: neighbours, "under": under(ruleset), "cites": CITES}, keys.required)


def _ids(ruleset: Ruleset, kind: Kind) -> list[str]:
    return [rule.id for rule in ruleset.of_kind(kind)]


# -- conditions ----------------------------------------------------------------------------------


def condition(ruleset: Ruleset, scope: str, more: Mapping[str, Schema] | None = None) -> Schema:
    """A branch, or a mapping of one key: a connective, a reference, a fact, or one of some more."""
    parts = several(reference(condition_name(scope)))
    keys = {
        "all of": parts,
        "any of": parts,
        "none of": parts,
        "rule": _references(ruleset, scope),
        "reading": {**under(ruleset), "minProperties": 1, "maxProperties": 1},
        **tests(ruleset.vocabulary.of(scope)),
        **({} if scope else _lists(ruleset)),
        **(more or {}),
    }
    return any_of(_part(BRANCH, "branch", scope), some_of(keys, most=1))


def _references(ruleset: Ruleset, scope: str) -> Schema:
    """The rules that are about what is judged here."""
    rules = (rule for rule in ruleset.rules if rule.scope == scope and rule.when is not None)
    return likely(rule.id for rule in rules)


def _lists(ruleset: Ruleset) -> dict[str, Schema]:
    return {
        f"some {group.singular}": described(reference(condition_name(group.name)), group.asks)
        for group in ruleset.vocabulary.lists()
    }
