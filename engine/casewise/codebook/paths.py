"""How one page leads to another, whatever folder the book lies in."""

import posixpath

from casewise.codebook.document import Link


def target(link: Link, page: str, ending: str) -> str:
    """Where a link on a page leads: `../facts.html#route`, or `#route` on the page itself."""
    anchor = f"#{link.anchor}" if link.anchor else ""
    if link.page == page and anchor:
        return anchor
    return relative(link.page + ending, page) + anchor


def relative(file: str, page: str) -> str:
    """A file of the book as seen from a page."""
    return posixpath.relpath(file, posixpath.dirname(page) or ".")
