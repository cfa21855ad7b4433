"""What is known of a fact, in words."""

from datetime import date

from casewise.facts import Choice, Entities, Known, Members, Span, Values
from casewise.model.vocabulary import Fact, FactType, Vocabulary
from casewise.result import Result

NOT_KNOWN = "not known"


def known_at(values: Values, path: str) -> Known | None:
    """What a record says at a path; an entity itself (`victims.1`) says nothing more."""
    name, _, rest = path.partition(".")
    known = values.get(name)
    if not rest or not isinstance(known, Entities):
        return known
    number, _, fact = rest.partition(".")
    if not fact or int(number) > len(known.listed):
        return None
    return known.listed[int(number) - 1].get(fact)


def fact_words(vocabulary: Vocabulary, path: str) -> str:
    """The label of what is at a path: `victim 1, age at the offense`."""
    fact = vocabulary.at(path)
    label = fact.label if fact is not None else path
    name, _, rest = path.partition(".")
    if not rest:
        return label
    group = vocabulary.find("", name)
    number, _, inner = rest.partition(".")
    singular = group.singular if group is not None else name
    return f"{singular} {number}, {label}" if inner else f"{singular} {number}"


def value_words(vocabulary: Vocabulary, path: str, known: Known | None) -> str:
    """What is known at a path: `yes`, `at most 17`, `family or prior acquaintance`."""
    fact = vocabulary.at(path)
    if known is None or fact is None:
        return "there is one" if path.count(".") == 1 else NOT_KNOWN
    match known:
        case Choice(values):
            return _or([fact.words(code) for code in fact.codes if code in values])
        case Span(low, high):
            return (
                _date_words(low, high, fact)
                if fact.type is FactType.DATE
                else _number(low, high, fact)
            )
        case Members():
            return _members(known, fact)
        case Entities(listed, others):
            count = len(listed)
            if others:
                return f"{count} listed, others possible"
            return "none" if not count else f"{count} and no others"


def stated(result: Result, path: str) -> str:
    """A fact and what the record says of it: `victim 1, identified: yes`."""
    vocabulary, values = result.ruleset.vocabulary, result.case.values
    known = known_at(values, path)
    return f"{fact_words(vocabulary, path)}: {value_words(vocabulary, path, known)}"


def _or(words: list[str]) -> str:
    return " or ".join(words)


def _number(low: int, high: int, fact: Fact) -> str:
    if low == high:
        return str(low)
    if low == fact.low:
        return f"at most {high}"
    return f"at least {low}" if high == fact.high else f"{low} to {high}"


def _date_words(low: int, high: int, fact: Fact) -> str:
    first, last = date.fromordinal(low), date.fromordinal(high)
    if low == high:
        return first.isoformat()
    if low == fact.low:
        return f"until {last.isoformat()}"
    if high == fact.high:
        return f"from {first.isoformat()}"
    next_day = date.fromordinal(high + 1)
    if first.day == 1 and next_day.day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%Y-%m}"
        if first.month == 1 and next_day.month == 1 and first.year == last.year:
            return f"{first:%Y}"
    return f"{first.isoformat()} to {last.isoformat()}"


def _members(known: Members, fact: Fact) -> str:
    included = [fact.words(code) for code in fact.codes if code in known.included]
    excluded = [fact.words(code) for code in fact.codes if code in known.excluded]
    if len(included) + len(excluded) == len(fact.codes):
        return ", ".join(included) or "none"
    parts = [f"includes {', '.join(included)}"] if included else []
    parts += [f"excludes {', '.join(excluded)}"] if excluded else []
    return "; ".join(parts)
