"""What the pages of a codebook say, as values; how they look is for `html` and `markdown`."""

from collections.abc import Iterable
from typing import ClassVar

from attrs import frozen


@frozen
class Code:
    """A name as the files have it."""

    form: ClassVar[str] = "code"
    words: str


@frozen
class Link:
    """Words that lead to a page, or to what has this anchor on it."""

    form: ClassVar[str] = "link"
    words: str
    page: str
    anchor: str = ""
    is_code: bool = False


@frozen
class Strong:
    """Words that a reader should see first."""

    form: ClassVar[str] = "strong"
    words: str


Piece = str | Code | Link | Strong
Words = tuple[Piece, ...]
"""A run of text."""


@frozen
class Paragraph:
    """One paragraph."""

    form: ClassVar[str] = "paragraph"
    words: Words


@frozen
class Item:
    """One item of a list, with the items that belong to it."""

    words: Words
    below: "tuple[Item, ...]" = ()
    anchor: str = ""


@frozen
class Bullets:
    """A list; `ordered` where the order says something."""

    form: ClassVar[str] = "bullets"
    items: tuple[Item, ...]
    ordered: bool = False


@frozen
class Term:
    """A name, and what is said of it."""

    name: str
    said: Words


@frozen
class Terms:
    """Names, each with what is said of it."""

    form: ClassVar[str] = "terms"
    entries: tuple[Term, ...]


@frozen
class Row:
    """One row of a table; its first cell names it."""

    cells: tuple[Words, ...]
    anchor: str = ""


@frozen
class Table:
    """Rows under a caption and a head."""

    form: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@frozen
class Listing:
    """A text as it stands in a file; line 7 has the anchor `line-7`."""

    form: ClassVar[str] = "listing"
    file: str
    lines: tuple[str, ...]


@frozen
class Figure:
    """A drawing as SVG, and in a few words what it shows; the page says the same in a table."""

    form: ClassVar[str] = "figure"
    name: str
    title: str
    svg: str
    key: str


@frozen
class Section:
    """What stands under a heading."""

    form: ClassVar[str] = "section"
    heading: str
    blocks: "tuple[Block, ...]"
    anchor: str = ""


Block = Paragraph | Bullets | Terms | Table | Listing | Figure | Section


@frozen
class Page:
    """One page. `path` has no ending: `facts`, `rules/minor-victim`; `tab` is its navigation name.

    `above` says in a word what kind of page it is.
    """

    path: str
    title: str
    blocks: tuple[Block, ...]
    above: str = ""
    tab: str = ""


@frozen
class Book:
    """All pages, in the order in which they are read, and what each of them is signed with."""

    title: str
    ruleset: str
    release: str
    fingerprint: str
    disclaimer: str
    readings: tuple[tuple[str, str], ...]
    pages: tuple[Page, ...]


def joined(runs: Iterable[Words], between: str = ", ") -> Words:
    """Runs of text as one, with something between them."""
    found: list[Piece] = []
    for run in runs:
        if found:
            found.append(between)
        found.extend(run)
    return tuple(found)
