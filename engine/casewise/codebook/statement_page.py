"""The page of statements: what a ruleset says of itself, for an audit to prove."""

from collections.abc import Iterator

from casewise.codebook.document import (
    Block,
    Code,
    Link,
    Page,
    Paragraph,
    Section,
    Term,
    Terms,
    Words,
    joined,
)
from casewise.codebook.material import Material
from casewise.codebook.naming import (
    FACTS,
    STATEMENTS,
    cite_links,
    fact_link,
    outcome_link,
    rule_id,
    sentence,
)
from casewise.codebook.rule_text import condition_list
from casewise.model.references import parts
from casewise.model.ruleset import Ruleset
from casewise.model.statements import OUTCOME, Always, Monotone, Redundant, Statement

_KINDS = {Always: "always so", Monotone: "monotone", Redundant: "redundant, and accepted"}


def statements_page(material: Material) -> Page:
    """Every statement, in words and as it is proved."""
    lead = Paragraph((
        "What the rules say of themselves. None of this decides a case: ", Code("casewise audit"),
        " proves each statement over all cases there can be, or shows a case that refutes it.",
    ))  # fmt: skip
    sections = [_statement(material.ruleset, each) for each in material.ruleset.statements]
    return Page(STATEMENTS, "Statements", (lead, *sections), tab="Statements")


def _statement(ruleset: Ruleset, statement: Statement) -> Section:
    terms = (
        Term("Name", (Code(statement.id),)),
        Term("Kind", (_KINDS[type(statement)],)),
        Term("Cites", cite_links(statement.cites)),
    )
    blocks = (Terms((*terms, *_terms(ruleset, statement))), *_conditions(ruleset, statement))
    return Section(sentence(statement.means).rstrip("."), blocks, statement.id)


def _terms(ruleset: Ruleset, statement: Statement) -> Iterator[Term]:
    """What a statement is about, as far as that is no condition."""
    match statement:
        case Monotone():
            yield Term("Adding to", joined((fact_link(path),) for path in statement.adding))
            outcomes = (each.rule.removeprefix(OUTCOME) for each in statement.keeps)
            yield Term("Never leaves", joined(outcome_link(ruleset, each) for each in outcomes))
        case Redundant():
            yield Term("Of the rule", (rule_id(statement.rule),))
            if statement.precedence:
                yield Term("That it yields to", (rule_id(statement.precedence),))
        case Always() if statement.scope:
            yield Term("About", _about(ruleset, statement.scope))


def _about(ruleset: Ruleset, scope: str) -> Words:
    group = ruleset.vocabulary.find("", scope)
    return ("one ", Link(group.singular if group is not None else scope, FACTS, scope))


def _conditions(ruleset: Ruleset, statement: Statement) -> Iterator[Block]:
    match statement:
        case Always():
            if statement.whenever is not None:
                yield Paragraph(("Whenever:",))
                yield condition_list(ruleset, statement.whenever, statement.scope)
            yield Paragraph(("It is so that:",))
            yield condition_list(ruleset, statement.then, statement.scope)
        case Redundant() if statement.part is not None:
            within = parts(ruleset.by_id[statement.rule])
            scope = next(scope for scope, part in within if part == statement.part)
            yield Paragraph(("This part of its condition:",))
            yield condition_list(ruleset, statement.part, scope)
