"""The test that a rule puts to a fact, as a schema."""

from collections.abc import Callable, Mapping

from casewise.model.vocabulary import Fact, FactType
from casewise.reading.schema.parts import (
    DAY,
    YEAR,
    Schema,
    any_of,
    closed,
    codes,
    described,
    some_of,
)

# YAML 1.1 takes `yes` for a truth value, and an editor may do so too.
_YES_NO: Schema = {"enum": ["yes", "no", True, False]}
_DAY: Schema = {"type": "string", "pattern": f"^{YEAR}-{DAY}$"}


def test(fact: Fact) -> Schema:
    """The forms of a test of a fact that is no list, under its question."""
    return described(_FORMS[fact.type](fact), fact.asks)


def tests(facts: tuple[Fact, ...]) -> Mapping[str, Schema]:
    """The tests of each fact of a scope."""
    return {fact.name: test(fact) for fact in facts if fact.type is not FactType.LIST}


def _yes_no(_: Fact) -> Schema:
    return _YES_NO


def _date(fact: Fact) -> Schema:
    bounds = some_of({"from": _DAY, "to": _DAY})
    return any_of({"enum": ["stated", "absent"]}, bounds) if fact.optional else bounds


def _number(fact: Fact) -> Schema:
    number = {"type": "integer", "minimum": fact.low, "maximum": fact.high}
    return some_of({"at least": number, "at most": number})


def _choice(fact: Fact) -> Schema:
    one_of = closed({"one of": codes(fact.codes)}, ["one of"])
    return any_of({"enum": list(fact.codes)}, one_of)


def _set(fact: Fact) -> Schema:
    includes = closed({"includes any of": codes(fact.codes)}, ["includes any of"])
    return any_of({"const": "none"}, includes)


_FORMS: Mapping[FactType, Callable[[Fact], Schema]] = {
    FactType.YES_NO: _yes_no,
    FactType.DATE: _date,
    FactType.NUMBER: _number,
    FactType.CHOICE: _choice,
    FactType.SET: _set,
}
