"""How pages name things and lead to them: rules and their parts, facts, readings, lines, cases."""

from collections.abc import Iterable, Iterator

from attrs import evolve

from casewise.codebook.document import Code, Link, Piece, Words, joined
from casewise.explanation.phrases import Named, Phrase, Thing
from casewise.model.case import WorkedCase
from casewise.model.references import branches_in
from casewise.model.rules import Kind, Rule, Yield
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Citation
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED

INDEX, DECISION, PRECEDENCE = "index", "decision", "precedence"
FACTS, READINGS, SOURCES, CASES = "facts", "readings", "sources", "cases"
STATEMENTS = "statements"
ACCEPTS = "accepts"
"""The anchor of what a gap is meant for, on its page."""
RULES = "rules/"

STAGES = {
    Kind.CONSISTENCY: "Consistency",
    Kind.ELIGIBILITY: "Eligibility",
    Kind.CRITERION: "Criteria",
    Kind.TERM: "Terms",
    Kind.CATEGORY: "Categories",
    Kind.SUBTYPE: "Categories",
    Kind.GAP: "Gaps",
}
_NO_RULE = {
    CONFLICT: "Conflict: the facts cannot all be true",
    NOT_ELIGIBLE: "Not eligible",
    UNDECIDED: "Undecided",
}


def rule_page(rule: str) -> str:
    """The page of a rule."""
    return RULES + rule


def rule_link(rule: Rule) -> Link:
    """A rule by its title."""
    return Link(rule.title, rule_page(rule.id))


def rule_id(rule: str) -> Link:
    """A rule by its id."""
    return Link(rule, rule_page(rule), is_code=True)


def rule_ids(rules: Iterable[str], none: str) -> Words:
    """Rules by their ids, or words for that there are none."""
    return joined([(rule_id(rule),) for rule in rules]) or (none,)


def fact_link(path: str) -> Link:
    """A fact by its name: `items.weight`."""
    return Link(path, FACTS, path, is_code=True)


def reading_link(name: str) -> Link:
    """A reading by its name."""
    return Link(name, READINGS, name, is_code=True)


def statement_link(name: str) -> Link:
    """A statement of a ruleset about itself by its name."""
    return Link(name, STATEMENTS, name, is_code=True)


def stage_link(kind: Kind) -> Link:
    """The stage of a rule, on the index."""
    return Link(STAGES[kind], INDEX, stage_anchor(kind))


def stage_anchor(kind: Kind) -> str:
    """The anchor of a stage on the index."""
    return f"stage-{STAGES[kind].lower()}"


def outcome_title(ruleset: Ruleset, outcome: str) -> str:
    """An outcome for people: `I-STULE: Internet Solicitations …`; its id has a place of its own."""
    rule = ruleset.by_id.get(outcome)
    return rule_title(rule) if rule is not None else _NO_RULE[outcome]


def rule_title(rule: Rule) -> str:
    """A rule for people: its label, if it has one, and its title, unless that is in the label."""
    if not rule.label:
        return rule.title
    has_it = rule.title.casefold() in rule.label.casefold()
    return rule.label if has_it else f"{rule.label}: {rule.title}"


def outcome_label(ruleset: Ruleset, outcome: str) -> Words:
    """An outcome in a word: by its label if it has one, else by its id."""
    rule = ruleset.by_id.get(outcome)
    if rule is None or not rule.label:
        return outcome_link(ruleset, outcome)
    return (Link(rule.label, rule_page(outcome)),)


def sentence(clause: str) -> str:
    """A clause as rules have it, as a sentence."""
    return f"{clause[:1].upper()}{clause[1:]}."


def outcome_link(ruleset: Ruleset, outcome: str) -> Words:
    """An outcome by its id, leading to its rule if it has one."""
    return (rule_id(outcome) if outcome in ruleset.by_id else Code(outcome),)


def cite_links(cites: Iterable[Citation]) -> Words:
    """Citations, each leading to its source, which is named once for all its lines in a row."""
    links = []
    source = ""
    for cite in cites:
        words = lines_words(cite) if cite.source == source else str(cite)
        links.append(Link(words, SOURCES, cite.source))
        source = cite.source
    return joined([(link,) for link in links]) or ("none",)


def lines_words(cite: Citation) -> str:
    """The lines of a citation: `42-43`."""
    return str(cite).partition(":")[2]


def case_link(file: str, worked: WorkedCase) -> Link:
    """A worked case by its id."""
    words = worked.case.id or "without an id"
    return Link(words, case_page(file), case_anchor(worked), is_code=True)


def case_page(file: str) -> str:
    """The page of a file of worked cases."""
    return f"{CASES}/{stem(file)}"


def stem(file: str) -> str:
    """The name of a file of worked cases without its ending."""
    return file.removesuffix(".yaml").removesuffix(".cases")


def case_anchor(worked: WorkedCase) -> str:
    """The anchor of a worked case on the page of its file: its id, or the line it begins on."""
    line = worked.case.place.line if worked.case.place else 0
    return f"case-{worked.case.id or line}"


def under_words(under: Iterable[tuple[str, str]]) -> Words:
    """Values of readings, each leading to its reading."""
    return joined(
        [(Link(f"{name} = {value}", READINGS, name, is_code=True),) for name, value in under]
    )


def precedence_anchor(entry: Yield) -> str:
    """The anchor of a precedence on the page of the rule that yields."""
    return f"yields-to-{entry.to}"


def phrase_words(ruleset: Ruleset, phrase: Phrase) -> Words:
    """A phrase of a condition, with what it names as links, and its citations."""
    pieces: list[Words] = [
        (piece,) if isinstance(piece, str) else _named(ruleset, piece) for piece in phrase.pieces
    ]
    if phrase.cites:
        pieces.append((" [", *cite_links(phrase.cites), "]"))
    return joined(pieces, "")


def _named(ruleset: Ruleset, piece: Named) -> Words:
    match piece.thing:
        case Thing.RULE:
            return (rule_id(piece.name),)
        case Thing.FACT:
            return (Link(piece.words, FACTS, piece.name),)
        case Thing.READING:
            name, _, value = piece.name.partition("=")
            chosen = "is" if ruleset.choice[name] == value else "is not"
            return (Link(piece.words, READINGS, name, is_code=True), f" (it {chosen} chosen here)")
        case Thing.BRANCH:
            return (Code(piece.words),)
        case Thing.OUTCOME:
            return outcome_link(ruleset, piece.name)


def whereabouts(ruleset: Ruleset) -> dict[str, Link]:
    """Where everything with a name is told of: rules and their parts, readings, facts."""
    found = {name: link for rule in ruleset.rules for name, link in _in_rule(rule)}
    for reading in ruleset.readings:
        for code in reading.codes:
            name = f"{reading.name}={code}"
            found[name] = Link(name, READINGS, reading.name, is_code=True)
    for scope, fact in ruleset.vocabulary:
        path = f"{scope}.{fact.name}" if scope else fact.name
        found.setdefault(path, fact_link(path))
    for statement in ruleset.statements:
        found.setdefault(statement.id, statement_link(statement.id))
    return found


def _in_rule(rule: Rule) -> Iterator[tuple[str, Link]]:
    page = rule_page(rule.id)
    yield rule.id, rule_id(rule.id)
    for name in (*(b.id for b in branches_in(rule)), *(e.id for e in rule.exclusions)):
        yield name, Link(name, page, name, is_code=True)
    for entry in rule.yields:
        name = f"{rule.id}>{entry.to}"
        yield name, Link(name, page, precedence_anchor(entry), is_code=True)
    if rule.accepts is not None:
        name = f"{rule.id} accepts"
        yield name, Link(name, page, ACCEPTS, is_code=True)


def parts_of(rule: Rule) -> dict[str, Piece]:
    """What has a name in a rule, told as on its own page: without the id of the rule."""
    parts: dict[str, Piece] = {
        name: evolve(link, words=name.removeprefix(rule.id).replace(">", "yields to ").lstrip("."))
        for name, link in _in_rule(rule)
    }
    return parts | {rule.id: "itself"}
