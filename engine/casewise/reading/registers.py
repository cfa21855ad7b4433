"""The registers of a ruleset: `ruleset.yaml`, `readings.yaml` and `sources.yaml`."""

from attrs import frozen

from casewise.model.ruleset import Reading, ReadingValue, Source
from casewise.reading.citations import read_citations
from casewise.reading.conditions import NAME
from casewise.reading.shape import Notes, Unreadable, check_keys, check_order, items
from casewise.reading.tree import Node

HEADER_KEYS = ("id", "release", "title", "disclaimer", "gaps in order")
READING_KEYS = ("reading", "asks", "default", "values", "reason")
VALUE_KEYS = ("value", "means", "cites")
SOURCE_KEYS = ("source", "title", "authors", "year", "publisher", "lines", "sha256")


@frozen
class Header:
    """What `ruleset.yaml` says, with the places of the gaps it orders."""

    id: str
    release: str
    title: str
    disclaimer: str
    gaps: tuple[tuple[str, Node], ...]


def read_header(notes: Notes, node: Node) -> Header:
    """The name and release of a ruleset, and the order in which its gaps are considered."""
    mapping = notes.mapping(node, "`ruleset.yaml`")
    check_keys(notes, mapping, HEADER_KEYS[:-1], HEADER_KEYS[-1:])
    check_order(notes, mapping, HEADER_KEYS)
    get = dict(items(mapping))
    gaps = notes.sequence(get["gaps in order"], "`gaps in order`") if "gaps in order" in get else []
    return Header(
        *(notes.text(get[key], f"`{key}`") for key in HEADER_KEYS[:-1]),
        gaps=tuple((notes.text(item, "a gap"), item) for item in gaps),
    )


def read_readings(notes: Notes, node: Node) -> tuple[Reading, ...]:
    """The readings a ruleset declares."""
    found: dict[str, Reading] = {}
    for item in notes.sequence(node, "the readings"):
        try:
            reading = _reading(notes, item)
        except Unreadable:
            continue
        if reading.name in found:
            notes.add(item, "R108", f"reading `{reading.name}` is declared twice")
        found[reading.name] = reading
    return tuple(found.values())


def _reading(notes: Notes, node: Node) -> Reading:
    mapping = notes.mapping(node, "a reading")
    check_keys(notes, mapping, READING_KEYS)
    check_order(notes, mapping, READING_KEYS)
    get = dict(items(mapping))
    values = tuple(_value(notes, item) for item in notes.sequence(get["values"], "`values`"))
    codes = [value.code for value in values]
    if len(set(codes)) != len(codes) or len(codes) < 2:
        raise notes.fail(get["values"], "R108", "a reading has two or more different values")
    name = notes.text(get["reading"], "`reading`")
    if not NAME.fullmatch(name):
        raise notes.fail(get["reading"], "R121", f"`{name[:60]}` cannot name a reading")
    return Reading(
        name=name,
        asks=notes.text(get["asks"], "`asks`"),
        default=notes.one_of(get["default"], codes, f"a value of reading `{name}`", "R106"),
        values=values,
        reason=notes.text(get["reason"], "`reason`"),
        place=mapping.place,
    )


def _value(notes: Notes, node: Node) -> ReadingValue:
    mapping = notes.mapping(node, "a value")
    check_keys(notes, mapping, VALUE_KEYS)
    check_order(notes, mapping, VALUE_KEYS)
    get = dict(items(mapping))
    return ReadingValue(
        notes.text(get["value"], "`value`"),
        notes.text(get["means"], "`means`"),
        read_citations(notes, get["cites"]),
    )


def read_sources(notes: Notes, node: Node) -> tuple[Source, ...]:
    """The texts a ruleset cites."""
    found: dict[str, Source] = {}
    for item in notes.sequence(node, "the sources"):
        try:
            source = _source(notes, item)
        except Unreadable:
            continue
        if source.id in found:
            notes.add(item, "R108", f"source `{source.id}` is declared twice")
        found[source.id] = source
    return tuple(found.values())


def _source(notes: Notes, node: Node) -> Source:
    mapping = notes.mapping(node, "a source")
    check_keys(notes, mapping, SOURCE_KEYS)
    check_order(notes, mapping, SOURCE_KEYS)
    get = dict(items(mapping))
    return Source(
        id=notes.text(get["source"], "`source`"),
        title=notes.text(get["title"], "`title`"),
        authors=notes.text(get["authors"], "`authors`"),
        year=notes.number(get["year"], "`year`"),
        publisher=notes.text(get["publisher"], "`publisher`"),
        lines=notes.number(get["lines"], "`lines`"),
        sha256=_sha256(notes, get["sha256"]),
    )


def _sha256(notes: Notes, node: Node) -> str:
    value = notes.text(node, "`sha256`")
    if len(value) != 64 or not set(value) <= set("0123456789abcdef"):
        raise notes.fail(node, "R107", "`sha256` must be 64 hexadecimal digits")
    return value


