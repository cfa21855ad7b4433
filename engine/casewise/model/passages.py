"""Passages: whether cited lines still say what they said when they were cited.

A passage is kept as a short hash of its words (white space does not count), so that no sentence
of a source needs to be shipped.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from casewise.model.vocabulary import Citation

DIGITS = 16


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


def digest(words: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of some words."""
    import hashlib  # only wanted when a source text is at hand

    return hashlib.sha256(words.encode()).hexdigest()[:DIGITS]


def passage(cite: Citation, lines: Sequence[str]) -> Passage:
    """The passage that a citation has in a text."""
    return Passage(cite, digest(_words(lines[cite.first - 1 : cite.last])))


def _words(lines: Iterable[str]) -> str:
    return " ".join(" ".join(lines).split())


def fits(
    cites: Iterable[Citation], lines: Sequence[str], recorded: Mapping[Citation, str]
) -> dict[Citation, Fit]:
    """How citations fit the lines of a text; moved passages are looked for everywhere."""
    found: dict[Citation, Fit] = {}
    astray: dict[int, dict[str, list[Citation]]] = {}
    for cite in cites:
        if cite not in recorded:
            found[cite] = Fit(cite, "unchecked")
        elif passage(cite, lines).digest == recorded[cite]:
            found[cite] = Fit(cite, "fits")
        else:
            found[cite] = Fit(cite, "changed")
            by_digest = astray.setdefault(cite.last - cite.first + 1, {})
            by_digest.setdefault(recorded[cite], []).append(cite)
    # One pass over the text for each number of lines, whatever the number of citations.
    words = [_words([line]) for line in lines] if astray else []
    for count, by_digest in astray.items():
        for cite, first in _moved(words, count, by_digest):
            now = Citation(cite.source, first, first + count - 1)
            found[cite] = Fit(cite, "moved", now)
    return found


def _moved(
    words: Sequence[str], count: int, by_digest: dict[str, list[Citation]]
) -> Iterator[tuple[Citation, int]]:
    """The passages of this many lines that stand somewhere, each with its first line there."""
    for start in range(len(words) - count + 1):
        for cite in by_digest.pop(digest(" ".join(filter(None, words[start : start + count]))), ()):
            yield cite, start + 1
        if not by_digest:
            return
