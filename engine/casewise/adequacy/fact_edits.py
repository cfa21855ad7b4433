"""Single edits of the test that a rule puts to a fact."""

from collections.abc import Callable, Iterator

from casewise.facts import IncludesAny, IsEmpty, IsOneOf, IsStated, IsWithin, Test
from casewise.model.vocabulary import Fact, FactType

VALUE_ADDED, VALUE_REMOVED, VALUE_SWAPPED = "value added", "value removed", "value swapped"
BOUND_SHIFTED, BOUND_DROPPED, BOUND_TURNED = "bound shifted", "bound dropped", "bound turned"
EMPTINESS, PRESENCE = "none or some", "stated or absent"

Edited = Iterator[tuple[str, Test]]
"""Which operator made the edit, and the test after it."""


def test_edits(fact: Fact, test: Test) -> Edited:
    """Every other test that one edit of this one gives."""
    match test:
        case IsOneOf(values):
            yield from _value_edits(fact, values, IsOneOf)
        case IncludesAny(members):
            yield from _value_edits(fact, members, IncludesAny)
        case IsEmpty(members):
            yield EMPTINESS, IncludesAny(members)
        case IsStated(stated):
            yield PRESENCE, IsStated(not stated)
        case IsWithin(low, high):
            yield from _bound_edits(fact, low, high)


def _value_edits(
    fact: Fact, values: frozenset[str], make: Callable[[frozenset[str]], Test]
) -> Edited:
    kept = [code for code in fact.codes if code in values]
    others = [code for code in fact.codes if code not in values]
    if len(kept) > 1:
        yield from ((VALUE_REMOVED, make(values - {code})) for code in kept)
    if fact.type is not FactType.YES_NO:
        yield from ((VALUE_ADDED, make(values | {code})) for code in others)
    for code in kept:
        yield from ((VALUE_SWAPPED, make(values - {code} | {other})) for other in others)


def _bound_edits(fact: Fact, low: int, high: int) -> Edited:
    """An end that is that of the fact itself is no bound, and stays."""
    has_low, has_high = low > fact.low, high < fact.high
    shifted = [(low + step, high) for step in (-1, 1) if has_low]
    shifted += [(low, high + step) for step in (-1, 1) if has_high]
    yield from ((BOUND_SHIFTED, IsWithin(*ends)) for ends in shifted if ends[0] <= ends[1])
    if has_low and has_high:
        yield BOUND_DROPPED, IsWithin(fact.low, high)
        yield BOUND_DROPPED, IsWithin(low, fact.high)
    elif has_low:
        yield BOUND_TURNED, IsWithin(fact.low, low)
    elif has_high:
        yield BOUND_TURNED, IsWithin(high, fact.high)
