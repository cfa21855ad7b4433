"""What a rule rests on: facts, readings, and the worked cases that rest on it in turn."""

from casewise.codebook.case_table import case_table
from casewise.codebook.cross_references import CrossReferences
from casewise.codebook.document import Block, Code, Paragraph, Row, Table, Words, joined
from casewise.codebook.naming import fact_link, parts_of, reading_link, rule_id
from casewise.model.names import names_in
from casewise.model.rules import Rule


def facts(references: CrossReferences, rule: Rule) -> Block:
    """The facts that decide a rule, each with where it is asked for."""
    found = references.facts(rule)
    if not found:
        return Paragraph(("It asks for no fact itself, nor through a rule that it uses.",))
    rows = [
        Row(((fact_link(path),), (_question(references, path),), _through(rule, names)))
        for path, names in found.items()
    ]
    caption = "Facts, and the rules through which they are asked for"
    return Table(caption, ("Fact", "Question", "Asked by"), tuple(rows))


def _question(references: CrossReferences, path: str) -> str:
    scope, _, name = path.rpartition(".")
    fact = references.ruleset.vocabulary.find(scope, name)
    return fact.asks if fact is not None else ""


def readings(references: CrossReferences, rule: Rule) -> Block:
    """The readings on which a rule depends, each with where it does."""
    found = references.readings(rule)
    if not found:
        return Paragraph(("It depends on no reading.",))
    ruleset = references.ruleset
    asks = {reading.name: reading.asks for reading in ruleset.readings}
    rows = [
        Row(
            ((reading_link(name),), (asks[name],), (Code(ruleset.choice[name]),),
             _through(rule, names))
        )
        for name, names in found.items()
    ]  # fmt: skip
    caption = "Readings, and the rules through which it depends on them"
    return Table(caption, ("Reading", "Question", "Chosen here", "Depends on it"), tuple(rows))


def _through(rule: Rule, names: tuple[str, ...]) -> Words:
    """The rules through which a rule comes to a fact or a reading; perhaps by itself."""
    return joined([("itself",) if name == rule.id else (rule_id(name),) for name in names])


def cases(references: CrossReferences, rule: Rule) -> Block:
    """The worked cases that rest on a rule or on a part of it."""
    found = references.pinned_by(names_in(rule))
    if not found:
        return Paragraph(("No worked case rests on it.",))
    parts = parts_of(rule)
    return case_table(references.ruleset, "Worked cases", found, lambda name: parts[name])
