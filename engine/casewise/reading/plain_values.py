"""Values given from Python, in the shapes of a case file, to knowledge."""

from collections.abc import Mapping as Lookup
from collections.abc import Sequence as Series
from datetime import date

from casewise.facts import Known
from casewise.model.vocabulary import Fact
from casewise.reading.shape import Notes, Unreadable
from casewise.reading.tree import MAX_DEPTH, Mapping, Node, Scalar, Sequence, Start, Text
from casewise.reading.values import read_known

_START = Start()


def read_plain(fact: Fact, value: object) -> Known | None:
    """What a Python value says of a fact; `None` and `"unknown"` say that it is not known.

    Raises:
        ProblemsFound: the value is no answer to the fact.
    """
    notes = Notes()
    try:
        known = read_known(notes, fact, _node(Text(fact.name, ""), value, MAX_DEPTH))
    except Unreadable:
        known = None
    notes.raise_if_any()
    return known


def _node(text: Text, value: object, depth: int) -> Node:
    if isinstance(value, Lookup) and depth:
        entries = {
            str(key): (_scalar(text, str(key)), _node(text, inner, depth - 1))
            for key, inner in value.items()
        }
        return Mapping(text, _START, entries)
    if isinstance(value, Series | set | frozenset) and not isinstance(value, str | bytes) and depth:
        return Sequence(text, _START, [_node(text, inner, depth - 1) for inner in value])
    return _scalar(text, value)


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
