"""Criteria, which say what records are meant, and expressions, which say how many."""

from collections.abc import Callable
from collections.abc import Mapping as Lookup
from decimal import Decimal

from casewise.errors import Place
from casewise.model.conditions import Condition, Holds, walk
from casewise.model.ruleset import Ruleset
from casewise.model.study.claims import (
    OPERATIONS,
    AnyPart,
    Criterion,
    Described,
    Every,
    Everyone,
    Expression,
    Figured,
    Interviews,
    Known,
    NoPart,
    Number,
    Placed,
    Reckoned,
    Sampled,
    Share,
    Staged,
    Total,
)
from casewise.model.study.design import Design
from casewise.model.vocabulary import Vocabulary
from casewise.reading.citations import CitationReader
from casewise.reading.conditions import ConditionReader, Registers
from casewise.reading.shape import Keys, Notes, T, single_entry
from casewise.reading.study.numbers import read_decimal
from casewise.reading.tree import Node, Scalar
from casewise.reading.words import suggest, ticked

SHARE = Keys("a share", ("of", "among"), ["among"])
EVERYONE = "everyone"


class ExpressionReader:
    """Reads the expressions of one study."""

    def __init__(
        self, notes: Notes, cites: CitationReader, ruleset: Ruleset, about: Vocabulary, how: Design
    ) -> None:
        self.notes = notes
        self.ruleset = ruleset
        self.design = how
        facts = Registers(ruleset.vocabulary, ruleset.readings, cites)
        self._facts = ConditionReader(notes, facts, "study")
        self._attributes = ConditionReader(notes, Registers(about, (), cites), "study")
        self._outcomes = tuple(rule.id for rule in ruleset.rules if rule.label) + ruleset.outcomes
        self._known = 0

    # -- criteria ---------------------------------------------------------------------------

    def criterion(self, node: Node) -> Criterion:
        """What records are meant.

        Raises:
            Unreadable: a problem was noted.
        """
        if isinstance(node, Scalar) and node.value == EVERYONE:
            return Everyone()
        key, value = single_entry(self.notes, node, "what says which records are meant")
        reader = self._find(key, CRITERIA)
        return reader(self, value)

    def _find(self, key: Scalar, readers: Lookup[str, T]) -> T:
        reader = readers.get(key.value)
        if reader is None:
            what = f"{ticked(key.value)} is not known here"
            raise self.notes.fail(key, "R101", what, suggest(key.value, readers))
        return reader

    def _placed(self, node: Node) -> Criterion:
        return Placed(self.notes.one_of(node, self._outcomes, "an outcome", "R105"))

    def _known_facts(self, node: Node) -> Criterion:
        condition = self._facts.read(node)
        self._check_rules(node, condition)
        self._known += 1
        return Known(f"study:{self._known}", condition)

    def _check_rules(self, node: Node, condition: Condition) -> None:
        for scope, part in walk(condition):
            if isinstance(part, Holds):
                rule = self.ruleset.by_id.get(part.rule)
                if rule is None or rule.when is None or rule.scope != scope:
                    self._no_rule(node, part.rule, part.place)

    def _no_rule(self, node: Node, name: str, place: Place | None) -> None:
        what = f"there is no rule {ticked(name)} about what is judged here"
        hint = suggest(name, self.ruleset.by_id) if name not in self.ruleset.by_id else ""
        at = place or node.place
        self.notes.put(node.text.problem(at.line, at.column, "R105", what, hint))

    def _described(self, node: Node) -> Criterion:
        condition = self._attributes.read(node)
        for _, part in walk(condition):
            if isinstance(part, Holds):
                self._no_rule(node, part.rule, part.place)
        return Described(condition)

    def _every(self, node: Node) -> Criterion:
        return Every(self.notes.each(node, "`all of`", self.criterion))

    def _any_part(self, node: Node) -> Criterion:
        return AnyPart(self.notes.each(node, "`any of`", self.criterion))

    def _no_part(self, node: Node) -> Criterion:
        return NoPart(self.notes.each(node, "`none of`", self.criterion))

    # -- expressions ------------------------------------------------------------------------

    def expression(self, node: Node) -> Expression:
        """How many there are.

        Raises:
            Unreadable: a problem was noted.
        """
        key, value = single_entry(self.notes, node, "what is computed")
        if key.value in OPERATIONS:
            return self._reckoned(key, value)
        return self._find(key, EXPRESSIONS)(self, value)

    def _reckoned(self, key: Scalar, node: Node) -> Expression:
        parts = self.notes.each(node, f"`{key.value}`", self.expression)
        if key.value in ("difference", "quotient") and len(parts) != 2:
            raise self.notes.fail(node, "R107", f"`{key.value}` takes two numbers")
        return Reckoned(key.value, parts)

    def _number(self, node: Node) -> Expression:
        return Number(read_decimal(self.notes, node, "`number`"))

    def _figured(self, node: Node) -> Expression:
        return Figured(self.notes.text(node, "`printed`"))

    def _staged(self, node: Node) -> Expression:
        known = [stage.id for stage in self.design.stages]
        known += [each.id for each in self.design.dispositions]
        return Staged(self.notes.one_of(node, known, "a stage or disposition", "R105"))

    def _sampled(self, node: Node) -> Expression:
        known = ("all", *(each.id for each in self.design.strata))
        name = self.notes.one_of(node, known, "a stratum", "R105")
        return Sampled("" if name == "all" else name)

    def _total(self, node: Node) -> Expression:
        return Total(self.criterion(node))

    def _interviews(self, node: Node) -> Expression:
        return Interviews(self.criterion(node))

    def _share(self, node: Node) -> Expression:
        fields = SHARE.read(self.notes, node)
        of = fields.take("of", self.criterion, Everyone())
        among = fields.take("among", self.criterion, Everyone())
        return fields.whole(Share(of, among))


CRITERIA: Lookup[str, Callable[[ExpressionReader, Node], Criterion]] = {
    "placement": ExpressionReader._placed,
    "facts": ExpressionReader._known_facts,
    "attributes": ExpressionReader._described,
    "all of": ExpressionReader._every,
    "any of": ExpressionReader._any_part,
    "none of": ExpressionReader._no_part,
}
EXPRESSIONS: Lookup[str, Callable[[ExpressionReader, Node], Expression]] = {
    "number": ExpressionReader._number,
    "printed": ExpressionReader._figured,
    "stage": ExpressionReader._staged,
    "sampled": ExpressionReader._sampled,
    "total": ExpressionReader._total,
    "interviews": ExpressionReader._interviews,
    "share": ExpressionReader._share,
}
ZERO = Number(Decimal(0))
"""Stands in for an expression that cannot be read; `Fields.whole` keeps it from getting out."""
