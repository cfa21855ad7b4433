"""The schemas of the registers of a ruleset."""

from collections.abc import Mapping

from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import FactType
from casewise.reading.names import GAP, KEBAB, NOT_FACTS, NOT_VALUES, PLAIN, SNAKE
from casewise.reading.registers import HEADER, READING, SOURCE
from casewise.reading.registers import VALUE as READING_VALUE
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
from casewise.reading.schema.statements import statements_schema
from casewise.reading.shape import Keys
from casewise.reading.vocabulary import KEYS, VALUE

_NUMBER: Schema = any_of(
    {"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}
)
_KEBAB = named(KEBAB)


def register_schemas(ruleset: Ruleset) -> Mapping[str, Schema]:
    """The schemas of the registers by their names, without the one that a program writes."""
    return {
        "ruleset.yaml": document("A ruleset", _header(ruleset), {}),
        "facts.yaml": document("Facts", several(reference("fact")), _facts()),
        "readings.yaml": document("Readings", several(_reading()), {}),
        "sources.yaml": document("Sources", several(_source()), {}),
        "statements.yaml": statements_schema(ruleset),
    }


def _keys(keys: Keys, **special: Schema) -> Schema:
    """A mapping of such keys; all but the special ones are texts."""
    return closed({name: special.get(name, TEXT) for name in keys.names}, keys.required)


def _header(ruleset: Ruleset) -> Schema:
    gaps = likely((rule.id for rule in ruleset.of_kind(Kind.GAP)), GAP)
    release: Schema = {"type": ["string", "number"]}
    keys = {"id": _KEBAB, "release": release, "gaps in order": several(gaps)}
    return _keys(HEADER, **keys)


def _facts() -> Mapping[str, Schema]:
    within = [_fact(kind) for kind in FactType if kind is not FactType.LIST]
    return {
        "fact": any_of(*within, _fact(FactType.LIST)),
        "fact-of-an-entity": any_of(*within),
    }


def _fact(kind: FactType) -> Schema:
    taken = {*NOT_VALUES, "none"} if kind is FactType.SET else NOT_VALUES
    special = {
        "fact": named(SNAKE, NOT_FACTS),
        "type": {"const": kind.value},
        "optional": {"enum": ["yes", True]},
        "changeable": {"enum": ["no", False]},
        "singular": named(PLAIN, {*NOT_VALUES, "case"}),
        "at least": _NUMBER,
        "at most": _NUMBER,
        "cites": CITES,
        "values": several(_keys(VALUE, value=named(SNAKE, taken))),
        "facts": several(reference("fact-of-an-entity")),
    }
    return _keys(KEYS[kind], **special)


def _reading() -> Schema:
    value = _keys(READING_VALUE, value=_KEBAB, cites=CITES)
    return _keys(READING, reading=_KEBAB, default=_KEBAB, values=several(value, least=2))


def _source() -> Schema:
    checksum: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    return _keys(SOURCE, source=_KEBAB, year=_NUMBER, lines=_NUMBER, sha256=checksum)
