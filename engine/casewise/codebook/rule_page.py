"""The page of a rule."""

from collections.abc import Iterator

from casewise.codebook.cross_references import CrossReferences
from casewise.codebook.document import Block, Code, Link, Listing, Page, Section, Term, Terms, Words
from casewise.codebook.material import Material, file_of
from casewise.codebook.naming import (
    FACTS,
    cite_links,
    rule_link,
    rule_page,
    rule_title,
    sentence,
    stage_link,
)
from casewise.codebook.rule_grounds import cases, facts, readings
from casewise.codebook.rule_standing import cross_references, standing
from casewise.codebook.rule_text import plain_words
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset


def page_of(rule: Rule, material: Material, references: CrossReferences) -> Page:
    """Everything a reader wants to know of a rule."""
    blocks: tuple[Block, ...] = (
        Terms(tuple(_terms(material.ruleset, rule))),
        Section("In plain words", tuple(plain_words(material, rule)), "plain-words"),
        *standing(material, references, rule),
        Section("Cross references", (cross_references(references, rule),), "cross-references"),
        Section("Facts it rests on", (facts(references, rule),), "facts"),
        Section("Readings it depends on", (readings(references, rule),), "readings"),
        Section("Worked cases that rest on it", (cases(references, rule),), "worked-cases"),
        *_source(material, rule),
    )
    return Page(rule_page(rule.id), rule_title(rule), blocks, above=rule.kind.value)


def _terms(ruleset: Ruleset, rule: Rule) -> Iterator[Term]:
    yield Term("Id", (Code(rule.id),))
    yield Term("Stage", (stage_link(rule.kind),))
    if rule.parent:
        yield Term("Subtype of", (rule_link(ruleset.by_id[rule.parent]),))
    if rule.kind is Kind.TERM:
        yield Term("About", _about(ruleset, rule))
    if rule.asks:
        yield Term("Asks", (rule.asks,))
    yield Term("Where it holds", (sentence(rule.means),))
    if rule.fails:
        yield Term("Where it does not", (sentence(rule.fails),))
    yield Term("Cites", cite_links(rule.cites))


def _about(ruleset: Ruleset, rule: Rule) -> Words:
    group = ruleset.vocabulary.find("", rule.scope)
    if group is None:
        return ("the case",)
    return ("one ", Link(group.singular, FACTS, group.name))


def _source(material: Material, rule: Rule) -> Iterator[Section]:
    file = file_of(rule)
    text = material.texts.get(file)
    if text is not None:
        listing = Listing(file, tuple(text.rstrip("\n").split("\n")))
        yield Section("The rule file", (listing,), "rule-file")
