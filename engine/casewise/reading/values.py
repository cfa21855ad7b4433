"""What a record says of one fact: text to knowledge (contract.md section 1)."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from casewise.facts import FIRST_DAY, LAST_DAY, Choice, Entities, Known, Members, Span
from casewise.model.vocabulary import Fact, FactType
from casewise.reading.shape import Notes, Unreadable, suggest
from casewise.reading.tree import Mapping, Node, Scalar, Sequence

UNKNOWN = frozenset({"unknown", "null", "Null", "NULL", "~", ""})
_YES_NO = {"yes": "yes", "no": "no", "true": "yes", "false": "no"}
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_NUMBER = re.compile(r"-?[0-9]{1,9}")


def read_known(notes: Notes, fact: Fact, node: Node) -> Known | None:
    """What a record says of a fact; `None` where it says that the fact is not known.

    Raises:
        Unreadable: a problem C202-C206 or C210 was noted.
    """
    if isinstance(node, Scalar) and not node.quoted and node.value in UNKNOWN:
        return None
    if isinstance(node, Scalar) and node.value == "unknown":
        return None
    return _READERS[fact.type](notes, fact, node)


def read_entity(notes: Notes, fact: Fact, node: Node) -> dict[str, Known | None]:
    """What a record says of one entity of a list, or of the case itself."""
    if not isinstance(node, Mapping):
        raise notes.fail(node, "C203", f"{fact.singular} must be a mapping of facts to answers")
    return read_facts(notes, fact.facts, node)


def read_facts(
    notes: Notes, facts: Iterable[Fact], node: Mapping, besides: Iterable[str] = ()
) -> dict[str, Known | None]:
    """What a mapping says of each fact of a scope; unknown keys are problems C201."""
    known_facts = {fact.name: fact for fact in facts}
    values: dict[str, Known | None] = {}
    for name, (key, below) in node.entries.items():
        fact = known_facts.get(name)
        if fact is None:
            if name not in besides:
                hint = suggest(name, (*known_facts, *besides))
                notes.add(key, "C201", f"there is no fact `{name[:60]}`", hint)
            continue
        try:
            values[name] = read_known(notes, fact, below)
        except Unreadable:
            continue
    return values


def _scalar(notes: Notes, fact: Fact, node: Node) -> str:
    if isinstance(node, Scalar):
        return node.value.strip()
    raise notes.fail(node, "C203", f"`{fact.name}` takes one answer", _forms(fact))


def _yes_no(notes: Notes, fact: Fact, node: Node) -> Known:
    value = _YES_NO.get(_scalar(notes, fact, node).lower())
    if value is None:
        raise _not_an_answer(notes, fact, node)
    return Choice(frozenset({value}))


def _choice(notes: Notes, fact: Fact, node: Node) -> Known:
    if isinstance(node, Mapping):
        (part,) = _partial(notes, fact, node, ["one of"], exactly=1)
        return Choice(_codes(notes, fact, part, "`one of`"))
    value = _scalar(notes, fact, node)
    if value not in fact.codes:
        raise _not_an_answer(notes, fact, node)
    return Choice(frozenset({value}))


def _not_an_answer(notes: Notes, fact: Fact, node: Node) -> Unreadable:
    value = node.value if isinstance(node, Scalar) else ""
    known = (*fact.codes, "unknown")
    what = f"`{value[:60]}` is not an answer to `{fact.name}`"
    return notes.fail(node, "C202", what, suggest(value, known) or _forms(fact))


def _set(notes: Notes, fact: Fact, node: Node) -> Known:
    every = frozenset(fact.codes)
    if isinstance(node, Scalar) and node.value == "none":
        return Members(frozenset(), every)
    if isinstance(node, Mapping):
        return _partial_set(notes, fact, node)
    if isinstance(node, Sequence):
        included = _codes(notes, fact, node, f"`{fact.name}`") if node.items else frozenset()
        return Members(included, every - included)
    raise notes.fail(node, "C203", f"`{fact.name}` takes a list or `none`", _forms(fact))


def _partial_set(notes: Notes, fact: Fact, node: Mapping) -> Known:
    parts = _partial(notes, fact, node, ["includes", "excludes"])
    included, excluded = (
        frozenset() if part is None else _codes(notes, fact, part, f"`{name}`")
        for name, part in zip(("includes", "excludes"), parts, strict=True)
    )
    if included & excluded:
        both = sorted(included & excluded)[0]
        raise notes.fail(node, "C204", f"`{both}` is both included and excluded")
    return Members(included, excluded)


def _codes(notes: Notes, fact: Fact, node: Node | None, what: str) -> frozenset[str]:
    """The codes of a list that is not empty and names each at most once."""
    if not isinstance(node, Sequence):
        raise notes.fail(_at(node), "C203", f"{what} takes a list", _forms(fact))
    if not node.items:
        raise notes.fail(node, "C205", f"{what} is empty and says nothing")
    found: list[str] = []
    for item in node.items:
        value = item.value.strip() if isinstance(item, Scalar) else ""
        if value not in fact.codes:
            raise _not_an_answer(notes, fact, item)
        if value in found:
            raise notes.fail(item, "C204", f"`{value}` is named twice")
        found.append(value)
    return frozenset(found)


def _at(node: Node | None) -> Node:
    assert node is not None  # a partial value's part was found by its key
    return node


def _partial(
    notes: Notes, fact: Fact, node: Mapping, names: list[str], exactly: int = 0
) -> list[Node | None]:
    """The parts of a partly known value, `None` for those left out."""
    if not node.entries:
        raise notes.fail(node, "C205", "an empty mapping says nothing", _forms(fact))
    for name, (key, _) in node.entries.items():
        if name not in names:
            what = f"`{name[:60]}` says nothing of `{fact.name}`"
            raise notes.fail(key, "C210", what, suggest(name, names))
    parts = [node.entries[name][1] if name in node.entries else None for name in names]
    assert not exactly or len(node.entries) == exactly
    return parts


def _number(notes: Notes, fact: Fact, node: Node) -> Known:
    if not isinstance(node, Mapping):
        value = _whole(notes, fact, node)
        return Span(value, value)
    least, most = _partial(notes, fact, node, ["at least", "at most"])
    low = fact.low if least is None else _whole(notes, fact, least)
    high = fact.high if most is None else _whole(notes, fact, most)
    return _span(notes, node, low, high)


def _span(notes: Notes, node: Node, low: int, high: int) -> Span:
    if low > high:
        raise notes.fail(node, "C204", "the lower end lies above the upper end")
    return Span(low, high)


def _whole(notes: Notes, fact: Fact, node: Node) -> int:
    value = _scalar(notes, fact, node)
    if not _NUMBER.fullmatch(value) or value != str(int(value)):
        what = f"`{value[:60]}` is not a whole number"
        raise notes.fail(node, "C202", what, _forms(fact))
    if not fact.low <= int(value) <= fact.high:
        what = f"`{fact.name}` cannot be {value}"
        raise notes.fail(node, "C206", what, f"it lies between {fact.low} and {fact.high}")
    return int(value)


def _date(notes: Notes, fact: Fact, node: Node) -> Known:
    if not isinstance(node, Mapping):
        return _days(notes, fact, node)
    first, last = _partial(notes, fact, node, ["from", "to"])
    low = fact.low if first is None else _days(notes, fact, first).low
    high = fact.high if last is None else _days(notes, fact, last).high
    return _span(notes, node, low, high)


def _days(notes: Notes, fact: Fact, node: Node) -> Span:
    """The days of a date, of a month or of a year."""
    value = _scalar(notes, fact, node)
    days = read_days(value)
    if days is not None:
        return days
    if _DAY.fullmatch(value):
        raise notes.fail(node, "C206", f"there is no date `{value}`")
    raise notes.fail(node, "C202", f"`{value[:60]}` is not a date", _forms(fact))


def read_days(value: str) -> Span | None:
    """The ordinal days of `2000-10-15`, `2000-10` or `2000`; `None` if there are none."""
    match = _DAY.fullmatch(value)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        if not match[2]:
            return Span(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())
        if not match[3]:
            start = date(year, month, 1).toordinal()
            return Span(start, start + monthrange(year, month)[1] - 1)
        exact = date(year, month, day).toordinal()
    except ValueError:
        return None
    return Span(exact, exact)


def _list(notes: Notes, fact: Fact, node: Node) -> Known:
    if isinstance(node, Scalar) and node.value == "none":
        return Entities((), others=False)
    if isinstance(node, Sequence):
        return Entities(_entities(notes, fact, node), others=False)
    if not isinstance(node, Mapping):
        raise notes.fail(node, "C203", f"`{fact.name}` takes a list or `none`", _forms(fact))
    listed, others = _partial(notes, fact, node, ["listed", "others"])
    if listed is None or others is None:
        what = f"a list known in part has both `listed` and `others`, in `{fact.name}`"
        raise notes.fail(node, "C203", what, _forms(fact))
    if not isinstance(others, Scalar) or others.value != "possible":
        raise notes.fail(others, "C202", "`others` is always `possible`", _forms(fact))
    if not isinstance(listed, Sequence):
        raise notes.fail(listed, "C203", "`listed` takes a list", _forms(fact))
    return Entities(_entities(notes, fact, listed), others=True)


def _entities(notes: Notes, fact: Fact, node: Sequence) -> tuple[dict[str, Known | None], ...]:
    found = []
    for item in node.items:
        try:
            found.append(read_entity(notes, fact, item))
        except Unreadable:
            continue
    return tuple(found)


_READERS = {
    FactType.YES_NO: _yes_no,
    FactType.DATE: _date,
    FactType.NUMBER: _number,
    FactType.CHOICE: _choice,
    FactType.SET: _set,
    FactType.LIST: _list,
}

_FORMS = {
    FactType.YES_NO: "write `yes`, `no` or `unknown`",
    FactType.DATE: "write `2000-10-15`, `2000-10`, `2000` or `{from: …, to: …}`",
    FactType.NUMBER: "write `14`, `{at least: …}` or `{at most: …}`",
    FactType.CHOICE: "write one value or `{one of: […]}`",
    FactType.SET: "write `[…]`, `none`, `{includes: […]}` or `{excludes: […]}`",
    FactType.LIST: "write `[…]`, `none` or `{listed: […], others: possible}`",
}


def _forms(fact: Fact) -> str:
    return _FORMS[fact.type]


DATE_BOUNDS = (FIRST_DAY, LAST_DAY)
