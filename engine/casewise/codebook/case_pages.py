"""The pages of worked cases: a list of their files, and for each file its records."""

from collections.abc import Iterator

from casewise.codebook.case_table import expected
from casewise.codebook.document import (
    Bullets,
    Code,
    Item,
    Link,
    Page,
    Paragraph,
    Row,
    Section,
    Table,
    Term,
    Terms,
    Words,
    joined,
)
from casewise.codebook.material import Material
from casewise.codebook.naming import (
    CASES,
    FACTS,
    case_anchor,
    case_page,
    cite_links,
    stem,
    whereabouts,
)
from casewise.explanation.words import NOT_KNOWN, fact_words, value_words
from casewise.facts import Entities, Known, Values
from casewise.model.case import WorkedCase
from casewise.model.references import path_of
from casewise.model.ruleset import Ruleset


def case_pages(material: Material) -> Iterator[Page]:
    """The list of files, then a page for each; nothing where there is no worked case."""
    if material.worked:
        yield _list(material)
    links = whereabouts(material.ruleset)
    for file, cases in material.worked.items():
        sections = tuple(_case(material.ruleset, worked, links) for worked in cases)
        yield Page(case_page(file), f"Worked cases: {stem(file)}", sections, above="worked cases")


def _list(material: Material) -> Page:
    lead = Paragraph((
        "Each worked case is a record made to make one point, with the answer the definitions give "
        "it. It rests on the rules it names: without one of them it would get another answer. The "
        "basis says whether the text has it so to the letter, whether it is our reading of the "
        "text, or whether the text is silent.",
    ))  # fmt: skip
    rows = tuple(
        Row(((Link(stem(file), case_page(file)),), (str(len(cases)),), _titles(file, cases)))
        for file, cases in material.worked.items()
    )
    table = Table("Files of worked cases", ("File", "Cases", "Which"), rows)
    return Page(CASES, "Worked cases", (lead, table), tab="Cases")


def _titles(file: str, cases: tuple[WorkedCase, ...]) -> Words:
    return joined(
        (Link(worked.case.id or "-", case_page(file), case_anchor(worked), is_code=True),)
        for worked in cases
    )


def _case(ruleset: Ruleset, worked: WorkedCase, links: dict[str, Link]) -> Section:
    record = _record(ruleset, worked.case.values)
    notes = (Paragraph((" ".join(worked.note.split()),)),) if worked.note else ()
    facts = Bullets(record) if record else Paragraph(("The record says nothing.",))
    blocks = (Terms(tuple(_terms(ruleset, worked, links))), *notes, facts)
    return Section(worked.title, blocks, case_anchor(worked))


def _terms(ruleset: Ruleset, worked: WorkedCase, links: dict[str, Link]) -> Iterator[Term]:
    yield Term("Case", (Code(worked.case.id or "without an id"),))
    yield Term("Expected", expected(ruleset, worked))
    yield Term("Eligible", (worked.expect.eligible,))
    yield Term("Rests on", joined((links[name],) for name in worked.rests_on))
    yield Term("Basis", (f"{worked.basis}: ", *cite_links(worked.cites)))


# -- the record -------------------------------------------------------------------------------


def _record(ruleset: Ruleset, values: Values) -> tuple[Item, ...]:
    """What a record says, fact by fact; an entity of a list with its facts below it."""
    return tuple(_fact(ruleset, name, known) for name, known in values.items())


def _fact(ruleset: Ruleset, path: str, known: Known | None) -> Item:
    said = _said(ruleset, path, known)
    if not isinstance(known, Entities):
        return Item(said)
    numbered = enumerate(known.listed, start=1)
    return Item(said, tuple(_entity(ruleset, f"{path}.{n}", facts) for n, facts in numbered))


def _entity(ruleset: Ruleset, path: str, facts: Values) -> Item:
    below = tuple(Item(_said(ruleset, f"{path}.{name}", known)) for name, known in facts.items())
    return Item((fact_words(ruleset.vocabulary, path),), below)


def _said(ruleset: Ruleset, path: str, known: Known | None) -> Words:
    name, _, rest = path.partition(".")
    fact = path_of(name, rest.partition(".")[2]) if rest else name
    label = ruleset.vocabulary.at(path)
    words = value_words(ruleset.vocabulary, path, known) if known is not None else NOT_KNOWN
    return (Link(label.label if label else path, FACTS, fact), f": {words}")
