"""Tables in canonical form, row by row, as records."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from casewise.facts import Choice, Entities, Known, Members, Span, Values
from casewise.model.case import Case
from casewise.model.column_map import Part
from casewise.model.vocabulary import Fact, FactType, Vocabulary

Cells = Mapping[str, Any]


def records_in(
    frames: Iterable[pl.DataFrame], vocabulary: Vocabulary, case: str = ""
) -> Iterator[Case]:
    """A record for each row; `case` names the column of its id, if there is one.

    Raises:
        NotACase: an id is no opaque token.
    """
    for frame in frames:
        for row in frame.iter_rows(named=True):
            identifier = row.get(case) if case else None
            name = None if identifier is None else str(identifier)
            yield Case(name, values_of(row, vocabulary.facts))


def values_of(row: Cells, facts: Iterable[Fact]) -> Values:
    """What the cells of a row say of the facts of a scope."""
    found = {fact.name: _known(row, fact) for fact in facts}
    return {name: known for name, known in found.items() if known is not None}


def _known(row: Cells, fact: Fact) -> Known | None:
    match fact.type:
        case FactType.YES_NO:
            answer = row.get(fact.name)
            return None if answer is None else Choice(frozenset({"yes" if answer else "no"}))
        case FactType.CHOICE:
            return _choice(row, fact)
        case FactType.SET:
            return _members(row, fact)
        case FactType.LIST:
            return _entities(row, fact)
    return _span(row, fact)


def _choice(row: Cells, fact: Fact) -> Choice | None:
    exact = row.get(fact.name)
    several = [exact] if exact is not None else row.get(f"{fact.name}.{Part.ONE_OF}")
    return Choice(frozenset(several)) if several else None


def _span(row: Cells, fact: Fact) -> Span | None:
    first, last = ("from", "to") if fact.type is FactType.DATE else ("at_least", "at_most")
    exact = row.get(fact.name)
    low = row.get(f"{fact.name}.{first}") if exact is None else exact
    high = row.get(f"{fact.name}.{last}") if exact is None else exact
    if low is None and high is None:
        return None
    ends = (fact.low if low is None else _number(low), fact.high if high is None else _number(high))
    return Span(*ends)


def _number(value: date | int) -> int:
    return value.toordinal() if isinstance(value, date) else int(value)


def _members(row: Cells, fact: Fact) -> Members | None:
    every = frozenset(fact.codes)
    whole = row.get(fact.name)
    included = set(whole or row.get(f"{fact.name}.{Part.INCLUDES}") or ())
    excluded = set(row.get(f"{fact.name}.{Part.EXCLUDES}") or ())
    if whole is not None:
        excluded |= every - included
    for code in fact.codes:
        told = row.get(f"{fact.name}.{code}")
        if told is not None:
            (included if told else excluded).add(code)
    if not included and not excluded:
        return None
    return Members(frozenset(included), frozenset(excluded))


def _entities(row: Cells, fact: Fact) -> Entities | None:
    listed = row.get(fact.name)
    name = f"{fact.name}.{Part.OTHERS}"
    others = name in row and row[name] is not False  # what is not known of others is possible
    if listed is None:
        return None
    entities = tuple(values_of(entity or {}, fact.facts) for entity in listed)
    return Entities(entities, others)
