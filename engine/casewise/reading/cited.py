"""Is there what is cited? Sources that are not declared, and lines that they do not have."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Lookup

from casewise.errors import Place
from casewise.model.conditions import Branch, walk
from casewise.model.rules import Rule
from casewise.model.ruleset import Reading, Source
from casewise.model.vocabulary import Citation, Vocabulary
from casewise.reading.words import suggest, ticked

Cited = tuple[Place | None, tuple[Citation, ...]]
Fault = tuple[Place | None, str, str]
"""A place, words and a hint."""


def missing(cited: Iterable[Cited], sources: Lookup[str, Source]) -> Iterator[Fault]:
    """The citations that lead nowhere."""
    for place, cites in cited:
        for cite in cites:
            source = sources.get(cite.source)
            if source is None:
                what = f"there is no source {ticked(cite.source)}"
                yield place, what, suggest(cite.source, sources)
            elif cite.last > source.lines:
                yield place, f"`{cite}` lies beyond the {source.lines} lines of the source", ""


def cited_by(
    rules: Iterable[Rule], vocabulary: Vocabulary, readings: Iterable[Reading]
) -> Iterator[Cited]:
    """Every citation of a ruleset with the place of what it supports."""
    for rule in rules:
        yield from _of_rule(rule)
    for _, fact in vocabulary:
        yield fact.place, fact.cites
    for reading in readings:
        for value in reading.values:
            yield reading.place, value.cites


def _of_rule(rule: Rule) -> Iterator[Cited]:
    yield rule.place, rule.cites
    yield from ((exclusion.place, exclusion.cites) for exclusion in rule.exclusions)
    yield from ((entry.place, entry.cites) for entry in rule.yields)
    for condition in rule.conditions():
        for _, part in walk(condition):
            if isinstance(part, Branch):
                yield part.place, part.cites
