"""From material to a book: all pages, in the order in which they are read."""

from casewise.codebook.case_pages import case_pages
from casewise.codebook.cross_references import CrossReferences
from casewise.codebook.diagram_pages import decision_page, precedence_page
from casewise.codebook.document import Book, Page
from casewise.codebook.index_page import in_stage, index_page
from casewise.codebook.material import Material
from casewise.codebook.register_pages import facts_page, readings_page, sources_page
from casewise.codebook.rule_page import page_of
from casewise.codebook.statement_page import statements_page
from casewise.model.rules import Kind


def bind(material: Material) -> Book:
    """The codebook of a ruleset under its chosen readings; the same material, the same book."""
    ruleset = material.ruleset
    references = CrossReferences(material)
    pages = (
        index_page(material),
        decision_page(ruleset),
        precedence_page(ruleset),
        *_rules(material, references),
        facts_page(references),
        readings_page(references),
        *((statements_page(material),) if ruleset.statements else ()),
        sources_page(ruleset),
        *case_pages(material),
    )
    return Book(
        ruleset.title, ruleset.id, ruleset.release, ruleset.fingerprint, ruleset.disclaimer,
        ruleset.chosen, pages,
    )  # fmt: skip


def _rules(material: Material, references: CrossReferences) -> list[Page]:
    """A page for each rule, stage by stage as on the index."""
    return [
        page_of(rule, material, references)
        for kind in Kind
        if kind is not Kind.SUBTYPE
        for rule in in_stage(material.ruleset, kind)
    ]
