"""How a rule stands to others: who beats it, whom it beats, what it uses and what uses it."""

from collections.abc import Iterator

from casewise.codebook.cross_references import CrossReferences
from casewise.codebook.document import (
    Block,
    Link,
    Paragraph,
    Piece,
    Row,
    Section,
    Table,
    Term,
    Terms,
    Words,
)
from casewise.codebook.material import Material, file_of
from casewise.codebook.naming import (
    STAGES,
    cite_links,
    precedence_anchor,
    rule_id,
    rule_ids,
    rule_link,
    rule_page,
    under_words,
)
from casewise.codebook.rule_text import place_link
from casewise.model.rules import Kind, Rule, Yield
from casewise.model.ruleset import Ruleset

_HEAD = ("Which", "Other rule", "Under the reading", "In force here", "Lines", "Stands in")
_HELPERS = (Kind.CRITERION, Kind.TERM)


def standing(material: Material, references: CrossReferences, rule: Rule) -> Iterator[Section]:
    """The place of a rule among its neighbours, where these are considered in an order."""
    if rule.kind in (Kind.CATEGORY, Kind.SUBTYPE):
        yield Section("Precedence", tuple(_precedence(material, references, rule)), "precedence")
    if rule.kind is Kind.GAP:
        yield Section("Order", (Paragraph(_place_among(material.ruleset, rule)),), "order")


def _precedence(material: Material, references: CrossReferences, rule: Rule) -> Iterator[Block]:
    rows = [_yields(material, rule, entry) for entry in rule.yields]
    rows += [_beats(material, other, entry) for other, entry in references.beaten(rule)]
    yield Paragraph(_place_among(material.ruleset, rule))
    if rows:
        yield Table("Who beats it, and whom it beats", _HEAD, tuple(rows))
    else:
        yield Paragraph(("It yields to none, and none yields to it.",))


def _place_among(ruleset: Ruleset, rule: Rule) -> Words:
    family = ruleset.subtypes.get(rule.parent) or ruleset.of_kind(rule.kind)
    position = family.index(rule)
    words: list[Piece] = [f"Considered as number {position + 1} of {len(family)}"]
    if position:
        words += ["; before it comes ", rule_link(family[position - 1])]
    if position + 1 < len(family):
        words += ["; after it comes ", rule_link(family[position + 1])]
    return (*words, ".")


def _yields(material: Material, rule: Rule, entry: Yield) -> Row:
    cells = _handing(material.ruleset, rule, entry, ("it yields to", entry.to))
    at = place_link(material, rule, entry.place) or ("-",)
    return Row((*cells, at), precedence_anchor(entry))


def _beats(material: Material, loser: Rule, entry: Yield) -> Row:
    cells = _handing(material.ruleset, loser, entry, ("it comes before", loser.id))
    at = place_link(material, loser, entry.place)
    return Row((*cells, at or (Link(file_of(loser), rule_page(loser.id)),)))


def _handing(
    ruleset: Ruleset, loser: Rule, entry: Yield, other: tuple[str, str]
) -> tuple[Words, ...]:
    which, name = other
    in_force = entry in ruleset.active_yields(loser)
    return (
        (which,), (rule_id(name),), under_words(entry.under) or ("any",),
        ("yes" if in_force else "no",), cite_links(entry.cites),
    )  # fmt: skip


def cross_references(references: CrossReferences, rule: Rule) -> Terms:
    """The rules that a rule uses, and those that use it."""
    alone = "no rule" if rule.kind in _HELPERS else f"its stage, {STAGES[rule.kind].lower()}"
    entries = [
        Term("Uses", rule_ids(references.uses(rule), "no other rule")),
        Term("Used by", rule_ids(references.used_by(rule), alone)),
    ]
    subtypes = references.ruleset.subtypes.get(rule.id, ())
    if subtypes:
        entries.append(Term("Subtypes", rule_ids([each.id for each in subtypes], "none")))
    return Terms(tuple(entries))
