"""Knowledge to plain values, in the shapes of a case file: `plain_values` the other way round."""

from datetime import date

from casewise.facts import Choice, Entities, Known, Members, Span, Values
from casewise.model.case import Case
from casewise.model.vocabulary import Fact, FactType, Vocabulary

UNKNOWN = "unknown"


def plain_case(vocabulary: Vocabulary, case: Case, *, asked: bool = False) -> dict[str, object]:
    """A case as a mapping of texts, numbers, lists and mappings; what is not known is left out.

    With `asked`, what was asked and is not known is `unknown` instead.
    """
    named: dict[str, object] = {} if case.id is None else {"case": case.id}
    return named | _plain_values(vocabulary.facts, case.values, asked)


def _plain_values(facts: tuple[Fact, ...], values: Values, asked: bool) -> dict[str, object]:
    known = ((fact, values[fact.name]) for fact in facts if fact.name in values)
    found = {fact.name: plain(fact, told, asked=asked) for fact, told in known}
    return found if asked else {name: value for name, value in found.items() if value != UNKNOWN}


def plain(fact: Fact, known: Known | None, *, asked: bool = False) -> object:
    """What is known of a fact, as a case file would state it; `asked` as in `plain_case`."""
    match known:
        case None:
            return UNKNOWN
        case Choice(values):
            codes = [code for code in fact.codes if code in values]
            if len(codes) == len(fact.codes):
                return UNKNOWN
            return codes[0] if len(codes) == 1 else {"one of": codes}
        case Span(low, high) if fact.type is FactType.DATE:
            return _plain_days(low, high, fact)
        case Span(low, high):
            return low if low == high else _bounds(low, high, fact, "at least", "at most")
        case Members():
            return _plain_members(known, fact)
        case Entities(listed, others):
            entities = [_plain_values(fact.facts, entity, asked) for entity in listed]
            return {"listed": entities, "others": "possible"} if others else entities or "none"


def _plain_days(low: int, high: int, fact: Fact) -> object:
    if low == high:
        return date.fromordinal(low).isoformat()
    bounds = _bounds(low, high, fact, "from", "to")
    return {name: date.fromordinal(day).isoformat() for name, day in bounds.items()}


def _bounds(low: int, high: int, fact: Fact, least: str, most: str) -> dict[str, int]:
    """The bounds that say something; that the value is stated needs one in any case."""
    found = {least: low} if low > fact.low else {}
    return found | ({most: high} if high < fact.high or not found else {})


def _plain_members(known: Members, fact: Fact) -> object:
    included = [code for code in fact.codes if code in known.included]
    excluded = [code for code in fact.codes if code in known.excluded]
    if len(included) + len(excluded) == len(fact.codes):
        return included or "none"
    parts = {"includes": included, "excludes": excluded}
    return {name: codes for name, codes in parts.items() if codes} or UNKNOWN
