"""The pages of the two diagrams, each with a table that says the same."""

from collections.abc import Iterator

from casewise.codebook.decision import ALL_TRUE, Decision, Step, decision
from casewise.codebook.decision_drawing import Labels, draw_decision
from casewise.codebook.document import (
    Block,
    Bullets,
    Figure,
    Item,
    Link,
    Page,
    Paragraph,
    Row,
    Section,
    Table,
    Words,
    joined,
)
from casewise.codebook.drawing import Drawing
from casewise.codebook.naming import (
    DECISION,
    INDEX,
    PRECEDENCE,
    cite_links,
    outcome_link,
    outcome_title,
    precedence_anchor,
    rule_id,
    rule_link,
    rule_page,
    rule_title,
    stage_anchor,
    under_words,
    whereabouts,
)
from casewise.codebook.precedence import Handing, Precedence, Rung, precedence
from casewise.codebook.precedence_drawing import draw_precedence
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset

# -- decision ---------------------------------------------------------------------------------

_PARTS = {
    "Is it counted?": ("eligibility", (Kind.CONSISTENCY, Kind.ELIGIBILITY)),
    "Which category takes it?": ("categories", (Kind.CATEGORY, Kind.SUBTYPE)),
    "Where does it go if none does?": ("gaps", (Kind.GAP,)),
}
"""The parts of the decision, each drawn by itself so that it can be read on one sheet."""


def decision_page(ruleset: Ruleset) -> Page:
    """The questions in the order in which they are asked, as diagrams and as a key."""
    return _DecisionPage(ruleset).page()


class _DecisionPage:
    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._decision: Decision = decision(ruleset)
        self._links = whereabouts(ruleset)
        self._exclusions = {e.id: e for rule in ruleset.rules for e in rule.exclusions}

    def page(self) -> Page:
        lead = Paragraph((
            "The questions are asked of a case of which all facts are known, under the readings "
            "chosen for this codebook. An answer is shown if some case that comes so far gives it, "
            "and no other: that was proved over all cases there can be.",
        ))  # fmt: skip
        body: tuple[Block, ...] = (Paragraph(("There is nothing to decide.",)),)
        if self._decision.steps:
            body = (*self._drawn(), Section("As a key", (self._key(),), "key"))
        return Page(DECISION, "Decision", (lead, *body, *self._settled()), tab="Decision")

    def _drawn(self) -> Iterator[Section]:
        for heading, (name, kinds) in _PARTS.items():
            steps = [step for step in self._decision.steps if step.stage in kinds]
            if steps:
                yield Section(heading, (self._figure(heading, f"decision-{name}", steps),), name)

    def _figure(self, title: str, name: str, steps: list[Step]) -> Figure:
        first, last = steps[0].number, steps[-1].number
        said = f"Questions {first} to {last}, one under the other; the key below says the same."
        labels = Labels(self._question, self._drawn_goal)
        svg = draw_decision(steps, labels, Drawing(name, title, said))
        key = ("Boxes with corners are questions, round ones what they lead to: bold for "
               "categories, dashed for gaps, thin for all else.")  # fmt: skip
        return Figure(name, title, svg, key)

    def _drawn_goal(self, goal: int | str) -> tuple[str, str, str]:
        if isinstance(goal, int):
            return f"Go on to question {goal}", "", "aside"
        rule = self._ruleset.by_id.get(goal)
        look = "aside" if rule is None else "gap" if rule.kind is Kind.GAP else "outcome"
        return outcome_title(self._ruleset, goal), goal, look

    def _asks(self, question: str) -> str:
        if question == ALL_TRUE:
            return "Can all the facts be true together?"
        exclusion = self._exclusions.get(question)
        if exclusion is not None:
            return f"Excluded, because {exclusion.means}?"
        return self._ruleset.by_id[question].asks

    def _question(self, step: Step) -> tuple[str, str]:
        name = "" if step.question == ALL_TRUE else step.question
        return self._asks(step.question), name

    def _key(self) -> Table:
        head = ("No.", "Question", "Asked by", "If yes", "If no")
        rows = tuple(map(self._row, self._decision.steps))
        return Table("The questions, and where each answer leads", head, rows)

    def _row(self, step: Step) -> Row:
        ends: Words = ()
        if step.excluded:
            outcomes = [outcome_link(self._ruleset, name) for name in step.excluded]
            ends = (" and ends in ", *joined(outcomes[:-1]), *(" or ",) * (len(outcomes) > 1),
                    *outcomes[-1])  # fmt: skip
        cells = (
            (str(step.number),), (self._asks(step.question),), (self._asked_by(step.question),),
            (*self._goal(step.yes), *ends), self._goal(step.no),
        )  # fmt: skip
        return Row(cells, f"question-{step.number}")

    def _asked_by(self, question: str) -> Link:
        if question == ALL_TRUE:
            return Link("all consistency rules", INDEX, stage_anchor(Kind.CONSISTENCY))
        return self._links[question]

    def _goal(self, goal: int | str) -> Words:
        if isinstance(goal, int):
            return (Link(f"go to {goal}", DECISION, f"question-{goal}"),)
        return outcome_link(self._ruleset, goal)

    def _settled(self) -> tuple[Block, ...]:
        """Questions that have one answer only where they are asked."""
        names = [name for name in self._decision.settled if self._is_question(name)]
        if not names:
            return ()
        items = tuple(Item((self._asked_by(name), f": {self._asks(name)}")) for name in names)
        words = (
            "Where these would be asked, at most one answer is left: what was asked before, or the "
            "readings chosen here, have answered them."
        )
        blocks = (Paragraph((words,)), Bullets(items))
        return (Section("Questions that are already answered", blocks, "answered"),)

    def _is_question(self, name: str) -> bool:
        """What takes all that is left is no question."""
        return name not in self._ruleset.by_id or self._ruleset.by_id[name].when is not None


# -- precedence -------------------------------------------------------------------------------


def precedence_page(ruleset: Ruleset) -> Page:
    """The categories in their order, and who hands a case to whom."""
    found = precedence(ruleset)
    lead = Paragraph((
        "Categories, and the subtypes of each, are considered from the top. A category hands a "
        "case to one that it yields to where that one claims it; what an exclusion takes away is "
        "handed to nobody.",
    ))  # fmt: skip
    order = Section("The order", (_order(found),), "order")
    if not found.rungs:
        body: tuple[Block, ...] = (Paragraph(("There are no categories.",)),)
    else:
        body = (Section("As a diagram", (_figure(found),), "diagram"), order, *_handings(found))
    return Page(PRECEDENCE, "Precedence", (lead, *body), tab="Precedence")


def _figure(found: Precedence) -> Figure:
    title = "Which category comes before which"
    said = (f"{len(found.rungs)} categories and subtypes in their order, and {len(found.handings)} "
            "precedences between them; the tables on this page say the same.")  # fmt: skip
    svg = draw_precedence(found, _rung_words, Drawing("precedence", title, said))
    key = ("From the top: what is considered first. Bold boxes are categories, thin ones subtypes. "
           "An arrow leads from the one that yields to the one that takes the case; a dashed arrow "
           "is not in force under the readings chosen here.")  # fmt: skip
    return Figure("precedence", title, svg, key)


def _rung_words(rung: Rung) -> tuple[str, str]:
    rule = rung.rule
    return rule_title(rule), rule.id


def _order(found: Precedence) -> Bullets:
    """Categories as an ordered list, with their subtypes below them."""
    tops = [rung for rung in found.rungs if rung.depth == 0]
    items = tuple(
        Item(_rung(top.rule), tuple(
            Item(_rung(rung.rule)) for rung in found.rungs if rung.rule.parent == top.rule.id
        ))
        for top in tops
    )  # fmt: skip
    return Bullets(items, ordered=True)


def _rung(rule: Rule) -> Words:
    return (rule_link(rule), " (", rule_id(rule.id), ")")


def _yielding(each: Handing) -> Link:
    name = each.loser.id
    return Link(name, rule_page(name), precedence_anchor(each.entry), is_code=True)


def _handings(found: Precedence) -> tuple[Block, ...]:
    if not found.handings:
        return (Paragraph(("No category yields to another.",)),)
    head = ("Yields", "To", "Under the reading", "In force here", "Can both hold", "Lines")
    rows = tuple(
        Row((
            (_yielding(each),),
            (rule_id(each.entry.to),),
            under_words(each.entry.under) or ("any",),
            ("yes" if each.in_force else "no",),
            ("yes" if each.meets else "no",),
            cite_links(each.entry.cites),
        ))
        for each in found.handings
    )  # fmt: skip
    table = Table("Who yields to whom", head, rows)
    words = ("“Can both hold” was asked of all eligible cases there can be: whether one is claimed "
             "by both, but for the precedence.")  # fmt: skip
    return (Section("The precedences", (Paragraph((words,)), table), "precedences"),)
