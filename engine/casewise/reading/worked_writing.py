"""Worked cases to the text of a case file, as `worked` reads it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import wrap

from casewise.model.case import Case, WorkedCase
from casewise.model.vocabulary import Citation, Vocabulary
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
        yield from _mapping("under", dict(worked.under), "  ")
    facts = plain_case(vocabulary, Case(None, worked.case.values))
    yield from _mapping("facts", facts, "  ") if facts else ("  facts: {}",)
    expect = worked.expect
    answer = {
        "eligible": expect.eligible,
        "placement": expect.placement,
        "settled": "yes" if expect.settled else "no",
        "possible": sorted(expect.possible),
    }
    yield from _mapping("expect", answer, "  ")
    if worked.rests_on:
        yield f"  rests on: {_flow(worked.rests_on)}"
    yield f"  basis: {worked.basis}"
    yield f"  cites: {_cited(worked.cites)}"
    if worked.note:
        yield from _sentence("note", worked.note)


def _sentence(key: str, words: str) -> Iterator[str]:
    quoted = words if _PLAIN.fullmatch(words) else "'" + words.replace("'", "''") + "'"
    lines = wrap(f"{key}: {quoted}", WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    yield from ("  " * (1 + (at > 0)) + line for at, line in enumerate(lines))


def _mapping(key: str, values: Mapping[str, object], pad: str) -> Iterator[str]:
    yield f"{pad}{key}:"
    for name, value in values.items():
        yield from _entry(name, value, pad + "  ")


def _entry(name: str, value: object, pad: str) -> Iterator[str]:
    if isinstance(value, Mapping) and "listed" in value:
        yield from _mapping(name, value, pad)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        yield f"{pad}{name}:"
        for entity in value:
            yield from _entity(entity, pad + "  ")
    else:
        yield f"{pad}{name}: {_flow(value)}"


def _entity(entity: Mapping[str, object], pad: str) -> Iterator[str]:
    lines = [line for name, value in entity.items() for line in _entry(name, value, pad + "  ")]
    yield f"{pad}- {lines[0].lstrip()}" if lines else f"{pad}- {{}}"
    yield from lines[1:]


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_flow(each)}' for key, each in value.items())}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_flow, value))}]"
    return str(value)


def _cited(cites: Iterable[Citation]) -> str:
    """`bulletin-2003, lines 42-43, 304-330`; several sources with a semicolon between."""
    by_source = groupby(cites, lambda cite: cite.source)
    return "; ".join(_of_source(source, list(group)) for source, group in by_source)


def _of_source(source: str, cites: list[Citation]) -> str:
    spans = [str(c.first) if c.first == c.last else f"{c.first}-{c.last}" for c in cites]
    word = "line" if spans == [str(cites[0].first)] else "lines"
    return f"{source}, {word} {', '.join(spans)}"
