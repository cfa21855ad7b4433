"""`facts.yaml`: the declared facts."""

import re

from casewise.facts import FIRST_DAY, LAST_DAY
from casewise.model.vocabulary import Fact, FactType, Value, Vocabulary
from casewise.reading.citations import read_citations
from casewise.reading.shape import Notes, Unreadable, check_keys, check_order
from casewise.reading.tree import Mapping, Node

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_BASE = ("fact", "type", "label", "asks", "cites")
_EXTRA: dict[FactType, tuple[str, ...]] = {
    FactType.YES_NO: (),
    FactType.DATE: (),
    FactType.NUMBER: ("at least", "at most"),
    FactType.CHOICE: ("values",),
    FactType.SET: ("values",),
    FactType.LIST: ("singular", "facts"),
}
ORDER = (
    "fact", "type", "optional", "singular", "at least", "at most",
    "label", "asks", "cites", "values", "facts",
)  # fmt: skip
RESERVED = ("case", "listed", "others")


def read_vocabulary(notes: Notes, node: Node) -> Vocabulary:
    """The facts of a ruleset."""
    return Vocabulary(_facts(notes, node, inside=False))


def _facts(notes: Notes, node: Node, *, inside: bool) -> tuple[Fact, ...]:
    found: dict[str, Fact] = {}
    for item in notes.sequence(node, "the facts"):
        try:
            fact = _fact(notes, notes.mapping(item, "a fact"), inside=inside)
        except Unreadable:
            continue
        if fact.name in found:
            notes.add(item, "R108", f"fact `{fact.name}` is declared twice")
        found[fact.name] = fact
    return tuple(found.values())


def _fact(notes: Notes, node: Mapping, *, inside: bool) -> Fact:
    check_keys(notes, node, ("fact", "type"), ORDER)
    types = [t for t in FactType if not (inside and t is FactType.LIST)]
    kind = FactType(notes.one_of(node.entries["type"][1], types, "a type of fact", "R112"))
    optional = ("optional",) if kind is FactType.DATE else ()
    check_keys(notes, node, (*_BASE, *_EXTRA[kind]), optional)
    check_order(notes, node, ORDER)
    get = {key: value for key, (_, value) in node.entries.items()}
    name = notes.text(get["fact"], "`fact`")
    if not _NAME.fullmatch(name) or name in RESERVED:
        raise notes.fail(get["fact"], "R121", f"`{name[:60]}` cannot name a fact", "use snake_case")
    low, high = _bounds(notes, kind, get)
    return Fact(
        name=name,
        type=kind,
        label=notes.text(get["label"], "`label`"),
        asks=notes.text(get["asks"], "`asks`"),
        cites=read_citations(notes, get["cites"]),
        values=_values(notes, get["values"]) if "values" in get else (),
        low=low,
        high=high,
        optional="optional" in get and notes.one_of(get["optional"], ["yes"], "`yes`", "R107") == "yes",
        singular=notes.text(get["singular"], "`singular`") if "singular" in get else "",
        facts=_facts(notes, get["facts"], inside=True) if "facts" in get else (),
        place=node.place,
    )


def _bounds(notes: Notes, kind: FactType, get: dict[str, Node]) -> tuple[int, int]:
    if kind is FactType.DATE:
        return FIRST_DAY, LAST_DAY
    if kind is not FactType.NUMBER:
        return 0, 0
    low = notes.number(get["at least"], "`at least`")
    high = notes.number(get["at most"], "`at most`")
    if low > high:
        raise notes.fail(get["at most"], "R113", "no number lies between these bounds")
    return low, high


def _values(notes: Notes, node: Node) -> tuple[Value, ...]:
    found: dict[str, Value] = {}
    for item in notes.sequence(node, "`values`"):
        mapping = notes.mapping(item, "a value")
        check_keys(notes, mapping, ("value", "label"))
        code = notes.text(mapping.entries["value"][1], "`value`")
        if not _NAME.fullmatch(code) or code == "unknown":
            raise notes.fail(item, "R121", f"`{code[:60]}` cannot name a value", "use snake_case")
        if code in found:
            notes.add(item, "R108", f"value `{code}` is declared twice")
        found[code] = Value(code, notes.text(mapping.entries["label"][1], "`label`"))
    return tuple(found.values())
