"""The first page: what this ruleset is, its outcomes, and its rules stage by stage."""

from collections.abc import Iterator

from casewise.codebook.document import (
    Block,
    Bullets,
    Code,
    Item,
    Link,
    Page,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
    Term,
    Terms,
    Words,
    joined,
)
from casewise.codebook.material import Material
from casewise.codebook.naming import (
    CASES,
    DECISION,
    FACTS,
    INDEX,
    PRECEDENCE,
    READINGS,
    SOURCES,
    STAGES,
    STATEMENTS,
    cite_links,
    outcome_link,
    outcome_title,
    reading_link,
    rule_id,
    rule_link,
    stage_anchor,
)
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT

_LEAD = (
    "This codebook says how a case record is classified: every rule in words, with the lines it "
    "rests on, what it uses and what uses it, and the worked cases that hold it in place. It is "
    "made from the rule files and says what they say."
)
_OTHER = " (not the default)"
_STAGES = {
    Kind.CONSISTENCY: "Facts that cannot all be true together. A record of which one of these "
    "holds is in conflict, and no outcome is given.",
    Kind.ELIGIBILITY: "What a case needs to be counted; all of it. A case that lacks one is "
    "not eligible.",
    Kind.CRITERION: "Conditions about the case that other rules use.",
    Kind.TERM: "Words that other rules use, about the case or about one entity of a list.",
    Kind.CATEGORY: "In order of precedence, each with its subtypes. The first that claims an "
    "eligible case takes it.",
    Kind.GAP: "Where an eligible case goes that no category claims. The first that holds takes it.",
}
_ORDERED = (Kind.CATEGORY, Kind.GAP)


def index_page(material: Material) -> Page:
    """The index of a codebook."""
    ruleset = material.ruleset
    blocks = (
        Paragraph((Strong(ruleset.disclaimer),)),
        Paragraph((_LEAD,)),
        Terms(tuple(_identity(material))),
        Section("What is where", (Bullets(tuple(_parts(material))),), "parts"),
        Section("Outcomes", (_outcomes(ruleset),), "outcomes"),
        Section("The stages, in order", tuple(_stages(ruleset)), "stages"),
    )  # fmt: skip
    return Page(INDEX, ruleset.title, blocks, above="codebook", tab="Rules")


def _identity(material: Material) -> Iterator[Term]:
    ruleset = material.ruleset
    cases = sum(map(len, material.worked.values()))
    facts = sum(1 for _ in ruleset.vocabulary)
    counted = f"{len(ruleset.rules)} rules, {facts} facts, {len(ruleset.readings)} readings, "
    yield Term("Ruleset", (Code(ruleset.id),))
    yield Term("Release", (ruleset.release,))
    yield Term("Fingerprint", (Code(ruleset.fingerprint),))
    yield Term("Holds", (f"{counted}{cases} worked cases",))
    if ruleset.readings:
        yield Term("Readings chosen", _chosen(ruleset))


def _chosen(ruleset: Ruleset) -> Words:
    """The readings under which this codebook is written; those that are no default say so."""
    default = {reading.name: reading.default for reading in ruleset.readings}
    return joined([
        (reading_link(name), " = ", Code(value), "" if default[name] == value else _OTHER)
        for name, value in ruleset.chosen
    ])  # fmt: skip


def _parts(material: Material) -> Iterator[Item]:
    yield Item((Link("Decision", DECISION), ": the questions in the order they are asked, as a "
                "diagram and as a key"))  # fmt: skip
    yield Item((Link("Precedence", PRECEDENCE), ": which category comes before which, and why"))
    yield Item((Link("Facts", FACTS), ": what a record may hold"))
    yield Item((Link("Readings", READINGS), ": where the text allows two readings"))
    if material.ruleset.statements:
        yield Item((Link("Statements", STATEMENTS), ": what the rules say of themselves"))
    yield Item((Link("Sources", SOURCES), ": what is cited, line by line"))
    if material.worked:
        yield Item((Link("Worked cases", CASES), ": records made to make a point"))
    yield Item((Link("Rules", INDEX, "stages"), ": a page for each, from the list below"))


def _outcomes(ruleset: Ruleset) -> Table:
    rows = [
        Row((outcome_link(ruleset, name), (outcome_title(ruleset, name),), _what(ruleset, name)))
        for name in (CONFLICT, *ruleset.outcomes)
    ]
    return Table(
        "Every case ends in exactly one of these", ("Outcome", "Title", "When"), tuple(rows)
    )


def _what(ruleset: Ruleset, outcome: str) -> Words:
    rule = ruleset.by_id.get(outcome)
    if rule is not None:
        return (rule.means, " [", *cite_links(rule.cites), "]")
    stage = Kind.CONSISTENCY if outcome == CONFLICT else Kind.ELIGIBILITY
    words = "a consistency rule holds" if outcome == CONFLICT else "a case lacks what it needs"
    return (Link(words, INDEX, stage_anchor(stage)),)


def _stages(ruleset: Ruleset) -> Iterator[Block]:
    for kind, words in _STAGES.items():
        rules = tuple(in_stage(ruleset, kind))
        blocks: tuple[Block, ...] = (Paragraph((words,)),)
        if rules:
            blocks = (*blocks, _rules(kind, rules))
        else:
            blocks = (*blocks, Paragraph(("There are none.",)))
        yield Section(STAGES[kind], blocks, stage_anchor(kind))


def in_stage(ruleset: Ruleset, kind: Kind) -> Iterator[Rule]:
    """The rules of a stage in their order, each category with its subtypes after it."""
    for rule in ruleset.of_kind(kind):
        yield rule
        yield from ruleset.subtypes.get(rule.id, ())


def _rules(kind: Kind, rules: tuple[Rule, ...]) -> Table:
    numbered = kind in _ORDERED
    head = (*(("No.",) if numbered else ()), "Rule", "Id", "What it says", "Lines")
    numbers = _numbers(rules) if numbered else [""] * len(rules)
    rows = [
        Row((*(((number,),) if numbered else ()), (rule_link(rule),), (rule_id(rule.id),),
             (rule.means,), cite_links(rule.cites)))
        for number, rule in zip(numbers, rules, strict=True)
    ]  # fmt: skip
    return Table(f"{STAGES[kind]}: rules", head, tuple(rows))


def _numbers(rules: tuple[Rule, ...]) -> list[str]:
    """`1`, `2`, and for subtypes `2.1`, `2.2`."""
    found = []
    whole, part = 0, 0
    for rule in rules:
        whole, part = (whole, part + 1) if rule.parent else (whole + 1, 0)
        found.append(f"{whole}.{part}" if part else str(whole))
    return found
