"""What a record may say of a fact, as a schema (contract.md section 1)."""

from collections.abc import Callable, Mapping

from casewise.model.vocabulary import Fact, FactType
from casewise.reading.schema.parts import (
    DAY,
    MONTH,
    YEAR,
    Schema,
    any_of,
    closed,
    codes,
    described,
    reference,
    several,
    some_of,
)
from casewise.reading.values import YES_NO

_UNKNOWN: Schema = {"enum": ["unknown", None]}
_OTHER_WORDS: Schema = {
    "type": "string",
    "pattern": f"^({'|'.join(word for word in YES_NO if word not in ('yes', 'no'))})$",
}
_DATE: Schema = any_of(
    {"type": "string", "pattern": f"^{YEAR}(-({MONTH}|{DAY}))?$"},
    {"type": "integer", "minimum": 1000, "maximum": 9999},
)


def answer(fact: Fact) -> Schema:
    """The forms of an answer to a fact, under its question."""
    schema = any_of(_FORMS[fact.type](fact), _UNKNOWN)
    return described(schema, fact.asks, *_labels(fact))


def answers(facts: tuple[Fact, ...]) -> Mapping[str, Schema]:
    """The answers to each fact of a scope."""
    return {fact.name: answer(fact) for fact in facts}


def _labels(fact: Fact) -> list[str]:
    return [f"`{value.code}`: {value.label}" for value in fact.values]


def _yes_no(_: Fact) -> Schema:
    return any_of({"enum": ["yes", "no"]}, {"type": "boolean"}, _OTHER_WORDS)


def _date(_: Fact) -> Schema:
    return any_of(_DATE, some_of({"from": _DATE, "to": _DATE}))


def _number(fact: Fact) -> Schema:
    number = any_of(
        {"type": "integer", "minimum": fact.low, "maximum": fact.high},
        {"type": "string", "pattern": "^(0|[1-9][0-9]*)$"},
    )
    return any_of(number, some_of({"at least": number, "at most": number}))


def _choice(fact: Fact) -> Schema:
    return any_of({"enum": list(fact.codes)}, some_of({"one of": codes(fact.codes)}))


def _set(fact: Fact) -> Schema:
    some = codes(fact.codes)
    return any_of(
        {"const": "none"}, {**some, "minItems": 0}, some_of({"includes": some, "excludes": some})
    )


def _list(fact: Fact) -> Schema:
    entities = several(reference(fact.name), least=0)
    in_part = {"listed": entities, "others": {"const": "possible"}}
    return any_of({"const": "none"}, entities, closed(in_part, required=in_part))


_FORMS: Mapping[FactType, Callable[[Fact], Schema]] = {
    FactType.YES_NO: _yes_no,
    FactType.DATE: _date,
    FactType.NUMBER: _number,
    FactType.CHOICE: _choice,
    FactType.SET: _set,
    FactType.LIST: _list,
}
