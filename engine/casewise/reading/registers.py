"""The registers of a ruleset: `ruleset.yaml`, `readings.yaml` and `sources.yaml`."""

from typing import NamedTuple

from casewise.model.ruleset import Reading, ReadingValue, Source
from casewise.reading.citations import CitationReader
from casewise.reading.names import read_name
from casewise.reading.shape import Keys, Notes, declared
from casewise.reading.tree import Node

HEADER = Keys("`ruleset.yaml`", ("id", "release", "title", "disclaimer", "gaps in order"))
READING = Keys("a reading", ("reading", "asks", "default", "values", "reason"))
VALUE = Keys("a value", ("value", "means", "cites"))
SOURCE = Keys("a source", ("source", "title", "authors", "year", "publisher", "lines", "sha256"))


class Header(NamedTuple):
    """What `ruleset.yaml` says, with the places of the gaps it orders."""

    id: str
    release: str
    title: str
    disclaimer: str
    gaps: tuple[tuple[str, Node], ...]


def read_header(notes: Notes, node: Node) -> Header:
    """The name and release of a ruleset, and the order in which its gaps are considered."""
    fields = HEADER.read(notes, node)
    header = Header(
        id=fields.take("id", lambda at: read_name(notes, at, "a ruleset"), ""),
        release=fields.text("release"),
        title=fields.text("title"),
        disclaimer=fields.text("disclaimer"),
        gaps=fields.each("gaps in order", lambda at: (notes.text(at, "a gap"), at)),
    )
    return fields.whole(header)


def read_readings(notes: Notes, cites: CitationReader, node: Node) -> tuple[Reading, ...]:
    """The readings a ruleset declares; those that cannot be read were noted and are left out."""
    return declared(
        notes, node, "the readings", lambda at: _reading(notes, cites, at), lambda r: r.name
    )


def _reading(notes: Notes, cites: CitationReader, node: Node) -> Reading:
    fields = READING.read(notes, node)
    reading = Reading(
        name=fields.take("reading", lambda at: read_name(notes, at, "a reading"), ""),
        asks=fields.text("asks"),
        default=fields.text("default"),
        values=fields.take("values", lambda at: _values(notes, cites, at), ()),
        reason=fields.text("reason"),
        place=fields.place,
    )
    fields.whole(reading)
    what = f"a value of reading `{reading.name}`"
    notes.one_of(fields.node("default"), reading.codes, what, "R106")
    return reading


def _values(notes: Notes, cites: CitationReader, node: Node) -> tuple[ReadingValue, ...]:
    values = declared(
        notes, node, "`values`", lambda at: _value(notes, cites, at), lambda value: value.code
    )
    if len(values) < 2:
        raise notes.fail(node, "R107", "a reading has two or more values")
    return values


def _value(notes: Notes, cites: CitationReader, node: Node) -> ReadingValue:
    fields = VALUE.read(notes, node)
    value = ReadingValue(
        fields.take("value", lambda at: read_name(notes, at, "a value"), ""),
        fields.text("means"),
        fields.take("cites", cites.read, ()),
        fields.place,
    )
    return fields.whole(value)


def read_sources(notes: Notes, node: Node) -> tuple[Source, ...]:
    """The texts a ruleset cites; those that cannot be read were noted and are left out."""
    return declared(
        notes, node, "the sources", lambda at: _source(notes, at), lambda source: source.id
    )


def _source(notes: Notes, node: Node) -> Source:
    fields = SOURCE.read(notes, node)
    source = Source(
        id=fields.take("source", lambda at: read_name(notes, at, "a source"), ""),
        title=fields.text("title"),
        authors=fields.text("authors"),
        year=fields.number("year"),
        publisher=fields.text("publisher"),
        lines=fields.number("lines"),
        sha256=fields.take("sha256", lambda at: _sha256(notes, at), ""),
    )
    return fields.whole(source)


def _sha256(notes: Notes, node: Node) -> str:
    value = notes.text(node, "`sha256`")
    if len(value) != 64 or not set(value) <= set("0123456789abcdef"):
        raise notes.fail(node, "R107", "`sha256` must be 64 hexadecimal digits")
    return value
