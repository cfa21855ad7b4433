"""Codebooks in folders, for tests, and their pages as trees."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from attrs import frozen
from justhtml import JustHTML, Node

from casewise import cli

ROOT = Path(__file__).parent.parent
PARCELS = ROOT / "tests" / "rulesets" / "parcels" / "rules" / "parcels"
MINIMAL = ROOT / "tests" / "golden" / "problems" / "minimal"
RULESETS = {"njov-1": "njov-1", "parcels": str(PARCELS), "minimal": str(MINIMAL)}


def run(*arguments: str) -> int:
    """The exit code of the command line."""
    with pytest.raises(SystemExit) as left:
        cli.main(["codebook", *arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


def write(folder: Path, ruleset: str, *options: str) -> Path:
    """The codebook of a ruleset, in a folder."""
    assert run(str(folder), "--ruleset", RULESETS[ruleset], *options) == 0
    return folder


@frozen
class Tag:
    """An element of a page."""

    name: str
    attributes: Mapping[str, str]
    children: "tuple[Tag | str, ...]"


def parsed(path: Path) -> Tag:
    """A page as a tree.

    Raises:
        StrictModeError: the page is no valid HTML.
    """
    return tag(JustHTML(path.read_text("utf-8"), strict=True, sanitize=False).root)


def tag(node: Node) -> Tag:
    """A tree of elements and text, without comments."""
    children = [
        str(child.data) if child.name == "#text" else tag(child)
        for child in node.children or ()
        if child.name not in ("#comment", "!doctype")
    ]
    attributes = {name: value or "" for name, value in (node.attrs or {}).items()}
    return Tag(node.name, attributes, tuple(children))


def names(book: Path, ending: str) -> list[str]:
    """The pages of a book by their names."""
    return sorted(path.relative_to(book).as_posix() for path in book.rglob(f"*{ending}"))


def elements(node: Tag, *tags: str) -> Iterator[Tag]:
    """The elements of these names (or all) below a node, in order."""
    for child in node.children:
        if isinstance(child, Tag):
            if not tags or child.name in tags:
                yield child
            yield from elements(child, *tags)


def said(node: Tag | str, between: str = " ") -> str:
    """The text below a node, without what is drawn."""
    if isinstance(node, str):
        return node
    return "" if node.name == "svg" else between.join(said(c, between) for c in node.children)
