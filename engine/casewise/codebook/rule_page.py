"""The page of a rule."""

from collections.abc import Iterator

from casewise.codebook.case_table import case_table
from casewise.codebook.cross_references import CrossReferences
from casewise.codebook.document import (
    Block,
    Bullets,
    Code,
    Item,
    Link,
    Listing,
    Page,
    Paragraph,
    Piece,
    Row,
    Section,
    Strong,
    Table,
    Term,
    Terms,
    Words,
    joined,
)
from casewise.codebook.material import Material, file_of
from casewise.codebook.naming import (
    STAGES,
    cite_links,
    fact_link,
    phrase_words,
    precedence_anchor,
    reading_link,
    rule_id,
    rule_ids,
    rule_link,
    rule_page,
    stage_link,
    under_words,
)
from casewise.errors import Place
from casewise.explanation.phrases import Named, Phrase, Thing, phrases
from casewise.model.conditions import Condition
from casewise.model.names import names_in
from casewise.model.rules import Kind, Rule, Yield
from casewise.model.ruleset import Ruleset


def page_of(rule: Rule, material: Material, references: CrossReferences) -> Page:
    """Everything a reader wants to know of a rule."""
    return _RulePage(rule, material, references).page()


class _RulePage:
    def __init__(self, rule: Rule, material: Material, references: CrossReferences) -> None:
        self._rule = rule
        self._material = material
        self._ruleset: Ruleset = material.ruleset
        self._references = references

    def page(self) -> Page:
        rule = self._rule
        blocks = (
            Terms(tuple(self._terms())),
            Section("In plain words", tuple(self._plain()), "plain-words"),
            *self._order(),
            Section("Cross references", (Terms(tuple(self._cross())),), "cross-references"),
            Section("Facts it rests on", (self._facts(),), "facts"),
            Section("Readings it depends on", (self._readings(),), "readings"),
            Section("Worked cases that rest on it", (self._cases(),), "worked-cases"),
            *self._source(),
        )
        label = f"{rule.label}: " if rule.label else ""
        return Page(rule_page(rule.id), f"{label}{rule.title}", blocks, above=rule.kind.value)

    # -- what it is -------------------------------------------------------------------------

    def _terms(self) -> Iterator[Term]:
        rule = self._rule
        yield Term("Id", (Code(rule.id),))
        yield Term("Stage", (stage_link(rule.kind), f" ({rule.kind.value})"))
        if rule.parent:
            yield Term("Subtype of", (rule_link(self._ruleset.by_id[rule.parent]),))
        if rule.kind is Kind.TERM:
            yield Term("About", self._about())
        if rule.asks:
            yield Term("Asks", (rule.asks,))
        yield Term("Where it holds", (f"{rule.means}.",))
        if rule.fails:
            yield Term("Where it does not", (f"{rule.fails}.",))
        yield Term("Cites", cite_links(rule.cites))

    def _about(self) -> Words:
        fact = self._ruleset.vocabulary.find("", self._rule.scope)
        if fact is None:
            return ("the case",)
        return ("one ", Link(fact.singular, "facts", fact.name))

    def _plain(self) -> Iterator[Block]:
        rule = self._rule
        if rule.when is None:
            yield Paragraph((f"{_HOLDS[rule.kind]} none of those considered before it does.",))
        else:
            yield Paragraph((_HOLDS[rule.kind],))
            yield self._condition(rule.when, rule.scope)
        for exclusion in rule.exclusions:
            words = (Strong("Unless "), f"{exclusion.means} [", *cite_links(exclusion.cites), "], ")
            named = (Code(exclusion.id), *self._at(exclusion.place))
            blocks = (Paragraph((*words, *named)), self._condition(exclusion.when, ""))
            yield Section(f"Excluded: {exclusion.means}", blocks, exclusion.id)
        if rule.note:
            paragraphs = rule.note.strip().split("\n\n")
            notes = tuple(Paragraph((" ".join(each.split()),)) for each in paragraphs)
            yield Section("Note", notes, "note")

    def _condition(self, condition: Condition, scope: str) -> Block:
        lines = list(phrases(self._ruleset, condition, scope))
        return Bullets(tuple(_nested(self._ruleset, lines)))

    def _at(self, place: Place | None) -> Words:
        """Where in its file something stands, leading to the line on this page."""
        file = file_of(self._rule)
        if place is None or file not in self._material.texts:
            return ()
        link = Link(f"{file}:{place.line}", rule_page(self._rule.id), f"line-{place.line}")
        return (", ", link)

    # -- how it stands to others ------------------------------------------------------------

    def _order(self) -> Iterator[Section]:
        rule = self._rule
        if rule.kind in (Kind.CATEGORY, Kind.SUBTYPE):
            yield Section("Precedence", tuple(self._precedence()), "precedence")
        if rule.kind is Kind.GAP:
            yield Section("Order", (Paragraph(self._place_in(Kind.GAP)),), "order")

    def _precedence(self) -> Iterator[Block]:
        rule = self._rule
        rows = [self._yields(entry) for entry in rule.yields]
        rows += [self._beats(other, entry) for other, entry in self._references.beaten(rule)]
        yield Paragraph(self._place_in(rule.kind))
        if rows:
            head = (
                "Which",
                "Other rule",
                "Under the reading",
                "In force here",
                "Lines",
                "Stands in",
            )
            yield Table("Who beats it, and whom it beats", head, tuple(rows))
        else:
            yield Paragraph(("It yields to none, and none yields to it.",))

    def _place_in(self, kind: Kind) -> Words:
        rule = self._rule
        family = self._ruleset.subtypes.get(rule.parent) or self._ruleset.of_kind(kind)
        position = family.index(rule)
        words: list[Piece] = [f"Considered as number {position + 1} of {len(family)}"]
        if position:
            words += ["; before it comes ", rule_link(family[position - 1])]
        if position + 1 < len(family):
            words += ["; after it comes ", rule_link(family[position + 1])]
        return (*words, ".")

    def _yields(self, entry: Yield) -> Row:
        cells = self._handing("it yields to", entry.to, self._rule, entry)
        return Row((*cells, self._at(entry.place)[1:] or ("-",)), precedence_anchor(entry))

    def _beats(self, other: Rule, entry: Yield) -> Row:
        cells = self._handing("it comes before", other.id, other, entry)
        link = Link(file_of(other), rule_page(other.id), precedence_anchor(entry))
        return Row((*cells, (link,)))

    def _handing(self, which: str, other: str, loser: Rule, entry: Yield) -> tuple[Words, ...]:
        in_force = entry in self._ruleset.active_yields(loser)
        return (
            (which,), (rule_id(other),), under_words(entry.under) or ("any",),
            ("yes" if in_force else "no",), cite_links(entry.cites),
        )  # fmt: skip

    def _cross(self) -> Iterator[Term]:
        yield Term("Uses", rule_ids(self._references.uses(self._rule), "no other rule"))
        used_by = self._references.used_by(self._rule)
        stage = STAGES[self._rule.kind].lower()
        yield Term("Used by", rule_ids(used_by, f"no other rule; it counts in its stage, {stage}"))
        subtypes = self._ruleset.subtypes.get(self._rule.id, ())
        if subtypes:
            yield Term("Subtypes", rule_ids([each.id for each in subtypes], ""))

    def _facts(self) -> Block:
        found = self._references.facts(self._rule)
        if not found:
            return Paragraph(("It asks for no fact itself, nor through a rule that it uses.",))
        own = self._own(list(found), found)
        return Table("Facts, and through which rules they are asked for",
                     ("Fact", "Question", "Asked by"), tuple(map(self._fact_row, own)))  # fmt: skip

    def _own(self, names: list[str], found: dict[str, tuple[str, ...]]) -> list[tuple[str, Words]]:
        return [(name, joined([(rule_id(rule),) for rule in found[name]])) for name in names]

    def _fact_row(self, entry: tuple[str, Words]) -> Row:
        path, through = entry
        scope, _, name = path.rpartition(".")
        fact = self._ruleset.vocabulary.find(scope, name)
        return Row(((fact_link(path),), (fact.asks if fact else "",), through or ("itself",)))

    def _readings(self) -> Block:
        found = self._references.readings(self._rule)
        if not found:
            return Paragraph(("It depends on no reading.",))
        asks = {reading.name: reading.asks for reading in self._ruleset.readings}
        rows = [
            Row(
                (
                    (reading_link(name),),
                    (asks[name],),
                    (Code(self._ruleset.choice[name]),),
                    through or ("itself",),
                )
            )
            for name, through in self._own(list(found), found)
        ]
        head = ("Reading", "Question", "Chosen here", "Depends on it")
        return Table("Readings, and through which rules it depends on them", head, tuple(rows))

    def _cases(self) -> Block:
        found = self._references.pinned_by(names_in(self._rule))
        if not found:
            return Paragraph(("No worked case rests on it.",))
        return case_table(self._ruleset, "Worked cases", found)

    def _source(self) -> Iterator[Section]:
        file = file_of(self._rule)
        text = self._material.texts.get(file)
        if text is not None:
            listing = Listing(file, tuple(text.rstrip("\n").split("\n")))
            yield Section("The rule file", (listing,), "rule-file")


_HOLDS = {
    Kind.CONSISTENCY: "No case counts of which this holds; it holds when",
    Kind.ELIGIBILITY: "Every counted case needs this. It holds when",
    Kind.CRITERION: "It holds when",
    Kind.TERM: "It holds when",
    Kind.CATEGORY: "An eligible case is claimed by this category when",
    Kind.SUBTYPE: "A case of its category is claimed by this subtype when",
    Kind.GAP: "An eligible case that no category claims falls into this gap when",
}


def _nested(ruleset: Ruleset, lines: list[Phrase]) -> Iterator[Item]:
    """Lines as items, with the deeper ones that follow below the line that they belong to."""
    starts = [at for at, line in enumerate(lines) if line.depth == lines[0].depth]
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        below = tuple(_nested(ruleset, lines[start + 1 : stop])) if stop > start + 1 else ()
        yield Item(phrase_words(ruleset, lines[start]), below, _anchor(lines[start]))


def _anchor(phrase: Phrase) -> str:
    first = phrase.pieces[0]
    return first.name if isinstance(first, Named) and first.thing is Thing.BRANCH else ""
