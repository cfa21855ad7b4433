"""Passages: whether cited lines still say what they said when they were cited.

A passage is kept as a short hash of its words (white space does not count), so that no sentence
of a source needs to be shipped.
"""

from collections.abc import Sequence

from attrs import frozen

from casewise.model.vocabulary import Citation

DIGITS = 16
FILE = "passages.yaml"


@frozen
class Passage:
    """A citation, and the hash of the words on its lines."""

    cite: Citation
    digest: str


@frozen
class Fit:
    """How a citation fits a text: `fits`, `moved` (to `now`), `changed` or `unchecked`."""

    cite: Citation
    state: str
    now: Citation | None = None


def digest(lines: Sequence[str]) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the words on some lines."""
    import hashlib  # only wanted when a source text is at hand

    words = " ".join(" ".join(lines).split())
    return hashlib.sha256(words.encode()).hexdigest()[:DIGITS]


def passage(cite: Citation, lines: Sequence[str]) -> Passage:
    """The passage that a citation has in a text."""
    return Passage(cite, digest(lines[cite.first - 1 : cite.last]))


def fit(cite: Citation, lines: Sequence[str], recorded: str | None) -> Fit:
    """How a citation fits the lines of a text; a moved passage is looked for everywhere."""
    if recorded is None:
        return Fit(cite, "unchecked")
    if digest(lines[cite.first - 1 : cite.last]) == recorded:
        return Fit(cite, "fits")
    count = cite.last - cite.first + 1
    for first in range(1, len(lines) - count + 2):
        if digest(lines[first - 1 : first - 1 + count]) == recorded:
            return Fit(cite, "moved", Citation(cite.source, first, first + count - 1))
    return Fit(cite, "changed")
