"""The pages of facts, readings and sources."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from casewise.codebook.case_table import case_table
from casewise.codebook.cross_references import CrossReferences
from casewise.codebook.document import (
    Block,
    Code,
    Link,
    Page,
    Paragraph,
    Row,
    Section,
    Table,
    Term,
    Terms,
    joined,
)
from casewise.codebook.naming import (
    FACTS,
    READINGS,
    SOURCES,
    cite_links,
    lines_words,
    rule_ids,
    whereabouts,
)
from casewise.facts import FIRST_DAY, LAST_DAY
from casewise.model.cited import cited
from casewise.model.references import path_of
from casewise.model.ruleset import Reading, Ruleset, Source
from casewise.model.vocabulary import Citation, Fact, FactType

# -- facts ------------------------------------------------------------------------------------


def facts_page(references: CrossReferences) -> Page:
    """Every fact that a record may hold, its answers, and the rules that ask for it."""
    vocabulary = references.ruleset.vocabulary
    of_case = [_fact(references, "", fact) for fact in vocabulary.facts]
    lists = [_list(references, group) for group in vocabulary.lists()]
    lead = Paragraph((
        "Nothing defaults to “no”: what a record does not say is not known. There is no place for "
        "names, narratives or free text.",
    ))  # fmt: skip
    case = Section("Facts of the case", tuple(of_case), "of-the-case")
    return Page(FACTS, "Facts", (lead, case, *lists), tab="Facts")


def _list(references: CrossReferences, group: Fact) -> Section:
    facts = tuple(_fact(references, group.name, fact) for fact in group.facts)
    return Section(f"Facts of one {group.singular}", facts, f"of-{group.name}")


def _fact(references: CrossReferences, scope: str, fact: Fact) -> Section:
    path = path_of(scope, fact.name)
    blocks: list[Block] = [Terms(tuple(_fact_terms(references, path, fact)))]
    if fact.values:
        rows = tuple(Row(((Code(value.code),), (value.label,))) for value in fact.values)
        blocks.append(Table(f"Answers to {path}", ("Answer", "Means"), rows))
    return Section(f"{fact.label} ({path})", tuple(blocks), path)


def _fact_terms(references: CrossReferences, path: str, fact: Fact) -> Iterator[Term]:
    yield Term("Name", (Code(path),))
    yield Term("Asks", (fact.asks,))
    yield Term("Type", (_type_words(fact),))
    if fact.facts:
        inner = [(Link(path_of(path, each.name), FACTS, path_of(path, each.name), is_code=True),)
                 for each in fact.facts]  # fmt: skip
        yield Term("Facts of each", joined(inner))
    if not fact.changeable:
        yield Term("Fixed", ("a record that differs in it is of another case",))
    yield Term("Cites", cite_links(fact.cites))
    if not fact.facts:
        yield Term("Tested by", rule_ids(references.asked_by(path), "no rule"))


def _type_words(fact: Fact) -> str:
    words = str(fact.type)
    if fact.type is FactType.NUMBER:
        words += f", {fact.low} to {fact.high}"
    if fact.type is FactType.DATE and (fact.low, fact.high) != (FIRST_DAY, LAST_DAY):
        days = (date.fromordinal(day).isoformat() for day in (fact.low, fact.high))
        words += f", {' to '.join(days)}"
    return f"{words}; a case may have none" if fact.optional else words


# -- readings ---------------------------------------------------------------------------------


def readings_page(references: CrossReferences) -> Page:
    """Where the text allows two readings: the choice, its reason, and what depends on it."""
    ruleset = references.ruleset
    lead = Paragraph((
        "Where the text allows two readings, the choice has a name, a default and a reason. Each "
        "other value gives another ruleset, which can be run as well; a result that depends on a "
        "reading says so.",
    ))  # fmt: skip
    sections = [_reading(references, reading) for reading in ruleset.readings]
    none = [] if sections else [Paragraph(("This ruleset has no readings.",))]
    return Page(READINGS, "Readings", (lead, *sections, *none), tab="Readings")


def _reading(references: CrossReferences, reading: Reading) -> Section:
    chosen = references.ruleset.choice[reading.name]
    terms = Terms((
        Term("Name", (Code(reading.name),)),
        Term("Chosen here", (Code(chosen), " (the default)" if chosen == reading.default else "")),
        Term("Reason for the default", (reading.reason,)),
        Term("Rules that depend on it", rule_ids(references.read_by(reading.name), "none")),
    ))  # fmt: skip
    rows = [
        Row(((Code(value.code),), (value.means,), (_mark(value.code, reading, chosen),),
             cite_links(value.cites)))
        for value in reading.values
    ]  # fmt: skip
    values = Table(f"Values of {reading.name}", ("Value", "Means", "", "Lines"), tuple(rows))
    cases = references.pinned_by(f"{reading.name}={code}" for code in reading.codes)
    pinned: Block = Paragraph(("No worked case rests on it.",))
    if cases:
        pinned = case_table(references.ruleset, f"Worked cases that rest on {reading.name}", cases)
    return Section(reading.asks, (terms, values, pinned), reading.name)


def _mark(code: str, reading: Reading, chosen: str) -> str:
    marks = ["default"] if code == reading.default else []
    return ", ".join([*marks, *(["chosen here"] if code == chosen else [])]) or "-"


# -- sources ----------------------------------------------------------------------------------


def sources_page(ruleset: Ruleset) -> Page:
    """The cited texts, and what rests on which of their lines."""
    lead = Paragraph((
        "The texts themselves are not given here. Each is named by a hash, so that anybody who has "
        "the text can see that its lines are the ones that are meant.",
    ))  # fmt: skip
    resting = _resting(ruleset)
    sections = [_source(source, resting[source.id]) for source in ruleset.sources]
    return Page(SOURCES, "Sources", (lead, *sections), tab="Sources")


def _resting(ruleset: Ruleset) -> dict[str, list[tuple[Citation, Link, str]]]:
    """For each source every citation of it, with what cites it."""
    links = whereabouts(ruleset)
    found: defaultdict[str, list[tuple[Citation, Link, str]]] = defaultdict(list)
    for name, words, cites in cited(ruleset):
        for cite in cites:
            found[cite.source].append((cite, links[name], words))
    return found


def _source(source: Source, resting: list[tuple[Citation, Link, str]]) -> Section:
    terms = Terms((
        Term("Cited as", (Code(source.id),)),
        Term("Authors", (source.authors,)),
        Term("Year", (str(source.year),)),
        Term("Publisher", (source.publisher,)),
        Term("Lines", (str(source.lines),)),
        Term("SHA-256 of the text", (Code(source.sha256),)),
    ))  # fmt: skip
    ordered = sorted(resting, key=lambda entry: (entry[0].first, entry[0].last))
    rows = [Row(((lines_words(cite),), (link,), (words,))) for cite, link, words in ordered]
    what: Block = Paragraph(("Nothing cites it by line.",))
    if rows:
        what = Table(f"What rests on {source.id}", ("Lines", "Cited by", "For"), tuple(rows))
    return Section(source.title, (terms, what), source.id)
