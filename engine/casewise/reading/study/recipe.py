"""`cohort.yaml`: how a synthetic sample is made."""

from collections.abc import Callable
from collections.abc import Mapping as Lookup
from decimal import Decimal

from casewise.facts import Known
from casewise.model.study.design import Design
from casewise.model.study.recipe import (
    EVERYONE,
    Agencies,
    Cell,
    Draw,
    Part,
    Recipe,
    Split,
    Step,
)
from casewise.model.vocabulary import Fact, FactType, Vocabulary
from casewise.reading.names import KEBAB, read_name
from casewise.reading.shape import Fields, Keys, Notes, T, Unreadable, declared
from casewise.reading.study.numbers import read_decimal
from casewise.reading.tree import Mapping, Node, Scalar
from casewise.reading.values import read_known
from casewise.reading.words import suggest, ticked

RECIPE = Keys("a recipe", ("seed", "cells", "steps", "screened", "agencies"))
CELL = Keys("a cell", ("cell", "stratum", "selection rate", "interviews"))
SPLIT = Keys("a split", ("split", "among", "without", "parts"), ("among", "without"))
PART = Keys(
    "a part",
    ("part", "of", "total", "facts", "attributes"),
    ("of", "total", "facts", "attributes"),
)
DRAW = Keys(
    "a draw",
    ("draw", "among", "without", "facts", "attributes"),
    ("among", "without", "facts", "attributes"),
)
SCREENED = Keys("a screening class", ("mark", "screening"))
AGENCIES = Keys("agencies", ("stratum", "small", "large", "together"), ["large", "together"])
OTHERS = "others"
MAX_INTERVIEWS = 2_000
"""More would take hundreds of megabytes: the sums of their weights are held in a table."""


class RecipeReader:
    """Reads the recipe of one study; every mark must be borne before it is asked for."""

    def __init__(self, notes: Notes, facts: Vocabulary, about: Vocabulary, design: Design) -> None:
        self.notes = notes
        self.facts = facts
        self.about = about
        self.design = design
        self.marks = {EVERYONE, *(stratum.id for stratum in design.strata)}

    def read(self, node: Node) -> Recipe:
        """The recipe that a tree states.

        Raises:
            Unreadable: a problem was noted.
        """
        fields = RECIPE.read(self.notes, node)
        recipe = Recipe(
            fields.number("seed"),
            fields.take("cells", self._cells, ()),
            fields.take("steps", self._steps, ()),
            fields.each("screened", self._screened),
            fields.each("agencies", self._agencies),
        )
        return fields.whole(recipe)

    def _new_mark(self, node: Node) -> str:
        name = read_name(self.notes, node, "a part", KEBAB)
        self.marks.add(name)
        return name

    def _mark(self, node: Node) -> str:
        return self.notes.one_of(
            node, sorted(self.marks), "a mark that records bear by now", "R105"
        )

    def _marks(self, fields: Fields, key: str) -> tuple[str, ...]:
        return fields.each(key, self._mark) if key in fields else ()

    # -- cells and agencies -----------------------------------------------------------------

    def _cells(self, node: Node) -> tuple[Cell, ...]:
        cells = declared(self.notes, node, "`cells`", self._cell, lambda cell: cell.id)
        if sum(cell.interviews for cell in cells) > MAX_INTERVIEWS:
            what = f"there are more than {MAX_INTERVIEWS:,} interviews"
            raise self.notes.fail(node, "R113", what)
        return cells

    def _cell(self, node: Node) -> Cell:
        fields = CELL.read(self.notes, node)
        cell = Cell(
            fields.take("cell", self._new_mark, ""),
            self._stratum(fields),
            fields.take("selection rate", self._rate, Decimal(1)),
            fields.number("interviews"),
        )
        return fields.whole(cell)

    def _stratum(self, fields: Fields) -> str:
        known = tuple(stratum.id for stratum in self.design.strata)
        return fields.one_of("stratum", known, "a stratum", "R105")

    def _rate(self, node: Node) -> Decimal:
        rate = read_decimal(self.notes, node, "`selection rate`")
        if not 0 < rate <= 1:
            raise self.notes.fail(node, "R113", "a selection rate lies between 0 and 1")
        return rate

    def _screened(self, node: Node) -> tuple[str, str]:
        fields = SCREENED.read(self.notes, node)
        mark = fields.take("mark", self._mark, "")
        classes = self.design.selection.screening
        screening = fields.one_of("screening", classes, "a screening class", "R104")
        return fields.whole((mark, screening))

    def _agencies(self, node: Node) -> Agencies:
        fields = AGENCIES.read(self.notes, node)
        agencies = Agencies(
            self._stratum(fields),
            fields.each("small", self._size),
            fields.each("large", self._size) if "large" in fields else (),
            fields.take("together", self._mark, ""),
        )
        return fields.whole(agencies)

    def _size(self, node: Node) -> int:
        size = self.notes.number(node, "a number of interviews")
        if not size:
            raise self.notes.fail(node, "R113", "an agency has at least one interview")
        return size

    # -- steps ------------------------------------------------------------------------------

    def _steps(self, node: Node) -> tuple[Step, ...]:
        return declared(self.notes, node, "`steps`", self._step, lambda step: step.id)

    def _step(self, node: Node) -> Step:
        if isinstance(node, Mapping) and "draw" in node.entries:
            return self._draw(node)
        fields = SPLIT.read(self.notes, node)
        name, among = fields.text("split"), self._marks(fields, "among")
        without = self._marks(fields, "without")
        return fields.whole(Split(name, among, without, fields.each("parts", self._part)))

    def _part(self, node: Node) -> Part:
        fields = PART.read(self.notes, node)
        of = self._marks(fields, "of")
        part = Part(
            fields.take("part", self._new_mark, ""),
            of,
            fields.take("total", lambda at: read_decimal(self.notes, at, "`total`"), None),
            self._told(fields, "facts", self._known),
            self._told(fields, "attributes", self._attribute),
        )
        return fields.whole(part)

    def _draw(self, node: Node) -> Draw:
        fields = DRAW.read(self.notes, node)
        name, among = fields.text("draw"), self._marks(fields, "among")
        without = self._marks(fields, "without")
        facts = self._told(fields, "facts", self._several(self._known))
        attributes = self._told(fields, "attributes", self._several(self._attribute))
        return fields.whole(Draw(name, among, without, facts, attributes))

    # -- what is told -----------------------------------------------------------------------

    def _told(self, fields: Fields, key: str, read: Callable[[Scalar, Node], T]) -> Lookup[str, T]:
        def each(node: Node) -> dict[str, T]:
            found: dict[str, T] = {}
            for path, (scalar, value) in self.notes.mapping(node, f"`{key}`").entries.items():
                try:
                    found[path] = read(scalar, value)
                except Unreadable:
                    continue
            return found

        nothing: dict[str, T] = {}
        return fields.take(key, each, nothing)

    def _several(
        self, read: Callable[[Scalar, Node], Known | None]
    ) -> Callable[[Scalar, Node], tuple[Known | None, ...]]:
        def each(scalar: Scalar, node: Node) -> tuple[Known | None, ...]:
            return self.notes.each(node, "the answers to draw from", lambda at: read(scalar, at))

        return each

    def _known(self, path: Scalar, node: Node) -> Known | None:
        """What is told of the fact at a path; of `victims.others` no more than `possible`."""
        name, _, rest = path.value.partition(".")
        group = self.facts.find("", name)
        if rest == OTHERS and group is not None and group.type is FactType.LIST:
            self.notes.one_of(node, ("possible",), "what `others` can be", "R104")
            return None
        return read_known(self.notes, self._fact_at(path), node)

    def _fact_at(self, path: Scalar) -> Fact:
        name, _, rest = path.value.partition(".")
        number, _, _ = rest.partition(".")
        fact = self.facts.at(path.value)
        if fact is None or (rest and not (number.isdecimal() and int(number) > 0)):
            hint = suggest(name, (each.name for each in self.facts.facts))
            raise self.notes.fail(path, "R103", f"there is no fact {ticked(path.value)}", hint)
        return fact

    def _attribute(self, name: Scalar, node: Node) -> Known | None:
        fact = self.about.find("", name.value)
        if fact is None:
            hint = suggest(name.value, (each.name for each in self.about.facts))
            what = f"there is no attribute {ticked(name.value)}"
            raise self.notes.fail(name, "R103", what, hint)
        return read_known(self.notes, fact, node)
