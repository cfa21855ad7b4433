"""Worked cases to the text of a case file, as `worked` reads it."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from textwrap import wrap

from casewise.model.case import Case, WorkedCase
from casewise.model.vocabulary import Citation, Vocabulary
from casewise.reading.case_writing import flow, mapping_lines
from casewise.reading.writing import plain_case

WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z][\w ,.;()/=-]*")
"""Sentences that YAML takes as they are."""


def worked_text(vocabulary: Vocabulary, cases: Iterable[WorkedCase]) -> str:
    """The cases as a YAML list, a blank line between two."""
    texts = ("\n".join(_lines(vocabulary, worked)) for worked in cases)
    return "\n\n".join(texts) + "\n"


def _lines(vocabulary: Vocabulary, worked: WorkedCase) -> Iterator[str]:
    yield f"- case: {worked.case.id}"
    yield from _sentence("title", worked.title)
    if worked.under:
        yield from mapping_lines("under", dict(worked.under), "  ")
    facts = plain_case(vocabulary, Case(None, worked.case.values))
    yield from mapping_lines("facts", facts, "  ") if facts else ("  facts: {}",)
    expect = worked.expect
    answer = {
        "eligible": expect.eligible,
        "placement": expect.placement,
        "settled": "yes" if expect.settled else "no",
        "possible": sorted(expect.possible),
    }
    yield from mapping_lines("expect", answer, "  ")
    if worked.rests_on:
        yield f"  rests on: {flow(worked.rests_on)}"
    yield f"  basis: {worked.basis}"
    yield f"  cites: {_cited(worked.cites)}"
    if worked.note:
        yield from _sentence("note", worked.note)


def _sentence(key: str, words: str) -> Iterator[str]:
    quoted = words if _PLAIN.fullmatch(words) else "'" + words.replace("'", "''") + "'"
    lines = wrap(f"{key}: {quoted}", WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    yield from ("  " * (1 + (at > 0)) + line for at, line in enumerate(lines))


def _cited(cites: Iterable[Citation]) -> str:
    """`bulletin-2003, lines 42-43, 304-330`; several sources with a semicolon between."""
    by_source = groupby(cites, lambda cite: cite.source)
    return "; ".join(_of_source(source, list(group)) for source, group in by_source)


def _of_source(source: str, cites: list[Citation]) -> str:
    spans = [str(c.first) if c.first == c.last else f"{c.first}-{c.last}" for c in cites]
    word = "line" if spans == [str(cites[0].first)] else "lines"
    return f"{source}, {word} {', '.join(spans)}"
