"""What a rule says, in plain words: when it holds, unless what, and the note on it."""

from collections.abc import Iterator

from casewise.codebook.document import (
    Block,
    Bullets,
    Code,
    Item,
    Link,
    Paragraph,
    Section,
    Term,
    Terms,
    Words,
)
from casewise.codebook.material import Material, file_of
from casewise.codebook.naming import ACCEPTS, cite_links, phrase_words, rule_page, sentence
from casewise.errors import Place
from casewise.explanation.phrases import Named, Phrase, Thing, phrases
from casewise.model.conditions import Condition
from casewise.model.rules import Accepted, Exclusion, Kind, Rule
from casewise.model.ruleset import Ruleset

_HOLDS = {
    Kind.CONSISTENCY: "No case counts of which this holds. It holds when",
    Kind.ELIGIBILITY: "Every counted case needs this. It holds when",
    Kind.CRITERION: "It holds when",
    Kind.TERM: "It holds when",
    Kind.CATEGORY: "An eligible case is claimed by this category when",
    Kind.SUBTYPE: "A case of its category is claimed by this subtype when",
    Kind.GAP: "An eligible case that no category claims falls into this gap when",
}
_REST = "none of those considered before it does."


def plain_words(material: Material, rule: Rule) -> Iterator[Block]:
    """When a rule holds, what takes cases from it, and its note."""
    if rule.when is None:
        yield Paragraph((f"{_HOLDS[rule.kind]} {_REST}",))
    else:
        yield Paragraph((f"{_HOLDS[rule.kind]}:",))
        yield condition_list(material.ruleset, rule.when, rule.scope)
    for exclusion in rule.exclusions:
        yield _exclusion(material, rule, exclusion)
    if rule.accepts is not None:
        yield _accepted(material, rule, rule.accepts)
    if rule.note:
        paragraphs = rule.note.strip().split("\n\n")
        notes = tuple(Paragraph((" ".join(each.split()),)) for each in paragraphs)
        yield Section("Note", notes, "note")


def _exclusion(material: Material, rule: Rule, exclusion: Exclusion) -> Section:
    terms = [Term("Id", (Code(exclusion.id),)), Term("Cites", cite_links(exclusion.cites))]
    at = place_link(material, rule, exclusion.place)
    terms += [Term("Stands in", at)] if at else []
    when = Paragraph(("It takes a case away, even if no other category claims it, when:",))
    condition = condition_list(material.ruleset, exclusion.when, "")
    blocks = (Terms(tuple(terms)), when, condition)
    return Section(f"Unless {exclusion.means}", blocks, exclusion.id)


def _accepted(material: Material, rule: Rule, accepted: Accepted) -> Section:
    cites = Term("Cites", cite_links(accepted.cites))
    at = place_link(material, rule, accepted.place)
    terms = Terms((cites, *((Term("Stands in", at),) if at else ())))
    words = f"{sentence(accepted.means)} This decides no case; an audit finds what falls in beside:"
    condition = condition_list(material.ruleset, accepted.when, "")
    return Section("What it is meant for", (terms, Paragraph((words,)), condition), ACCEPTS)


def place_link(material: Material, rule: Rule, place: Place | None) -> Words:
    """Where in its file a part of a rule stands, leading to the line on the page of the rule."""
    file = file_of(rule)
    if place is None or file not in material.texts:
        return ()
    return (Link(f"{file}:{place.line}", rule_page(rule.id), f"line-{place.line}"),)


def condition_list(ruleset: Ruleset, condition: Condition, scope: str) -> Block:
    """A condition as a list, with what it names as links."""
    return Bullets(tuple(_nested(ruleset, list(phrases(ruleset, condition, scope)))))


def _nested(ruleset: Ruleset, lines: list[Phrase]) -> Iterator[Item]:
    """Lines as items, with the deeper ones that follow below the line that they belong to."""
    starts = [at for at, line in enumerate(lines) if line.depth == lines[0].depth]
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        below = tuple(_nested(ruleset, lines[start + 1 : stop])) if stop > start + 1 else ()
        yield Item(phrase_words(ruleset, lines[start]), below, _anchor(lines[start]))


def _anchor(phrase: Phrase) -> str:
    first = phrase.pieces[0]
    return first.name if isinstance(first, Named) and first.thing is Thing.BRANCH else ""
