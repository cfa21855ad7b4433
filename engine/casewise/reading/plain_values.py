"""Values given from Python, in the shapes of a case file, to knowledge."""

from collections.abc import Iterable
from collections.abc import Mapping as Lookup
from collections.abc import Sequence as Series
from datetime import date
from typing import TypeGuard

from casewise.facts import Known
from casewise.model.vocabulary import Fact, FactType
from casewise.reading.shape import Notes, Unreadable
from casewise.reading.tree import MAX_DEPTH, Mapping, Node, Scalar, Sequence, Start, Text
from casewise.reading.values import read_known

_START = Start()


def read_plain(fact: Fact, value: object, path: str = "") -> Known | None:
    """What a Python value says of a fact; `None` and `"unknown"` say that it is not known.

    Problems have their places in the path (the name of the fact, if no other is given), and
    below it: `victims.2.identified`.

    Raises:
        ProblemsFound: the value is no answer to the fact.
    """
    notes = Notes()
    try:
        known = read_known(notes, fact, _answer(fact, path or fact.name, value))
    except Unreadable:
        known = None
    notes.raise_if_any()
    return known


def _answer(fact: Fact, path: str, value: object) -> Node:
    """The tree of an answer; each entity of a list, and each fact of one, has its own path."""
    text = Text(path, "")
    if fact.type is not FactType.LIST:
        return _node(text, value, MAX_DEPTH)
    if isinstance(value, Lookup):
        entries = {
            str(key): (_scalar(text, str(key)), _entities(fact, text, inner))
            for key, inner in value.items()
        }
        return Mapping(text, _START, entries)
    return _entities(fact, text, value)


def _entities(fact: Fact, text: Text, value: object) -> Node:
    if not _is_several(value):
        return _node(text, value, MAX_DEPTH)
    listed = enumerate(value, start=1)
    return Sequence(text, _START, [_entity(fact, f"{text.name}.{at}", each) for at, each in listed])


def _entity(fact: Fact, path: str, value: object) -> Node:
    text = Text(path, "")
    if not isinstance(value, Lookup):
        return _node(text, value, MAX_DEPTH)
    known = {inner.name: inner for inner in fact.facts}
    entries = {}
    for key, inner in value.items():
        name = str(key)
        told = known.get(name)
        node = _answer(told, f"{path}.{name}", inner) if told else _node(text, inner, MAX_DEPTH)
        entries[name] = (_scalar(text, name), node)
    return Mapping(text, _START, entries)


def _node(text: Text, value: object, depth: int) -> Node:
    if isinstance(value, Lookup) and depth:
        entries = {
            str(key): (_scalar(text, str(key)), _node(text, inner, depth - 1))
            for key, inner in value.items()
        }
        return Mapping(text, _START, entries)
    if _is_several(value) and depth:
        return Sequence(text, _START, [_node(text, inner, depth - 1) for inner in value])
    return _scalar(text, value)


def _is_several(value: object) -> TypeGuard[Iterable[object]]:
    return isinstance(value, Series | set | frozenset) and not isinstance(value, str | bytes)


def _scalar(text: Text, value: object) -> Scalar:
    return Scalar(text, _START, _words(value), isinstance(value, str))


def _words(value: object) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
