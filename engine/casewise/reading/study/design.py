"""`design.yaml`: how the sample was drawn."""

from casewise.model.study.design import (
    Aapor,
    Adjustment,
    Basis,
    Design,
    Disposition,
    Selection,
    Stage,
    Stratum,
)
from casewise.reading.citations import CitationReader
from casewise.reading.names import KEBAB, SNAKE, read_name
from casewise.reading.shape import Fields, Keys, Notes, declared
from casewise.reading.study.numbers import read_share
from casewise.reading.tree import Node

DESIGN = Keys("a design", ("strata", "stages", "dispositions", "selection", "adjustments"))
STRATUM = Keys(
    "a stratum", ("stratum", "means", "sampled", "frame", "basis", "cites", "note"), ["note"]
)
STAGE = Keys(
    "a stage", ("stage", "means", "unit", "count", "of", "share", "cites"), ["of", "share"]
)
DISPOSITION = Keys(
    "a disposition", ("disposition", "means", "aapor", "count", "share", "cites"), ["count"]
)
SELECTION = Keys("the selection", ("small", "screening", "certain", "cites"))
ADJUSTMENT = Keys("an adjustment", ("adjustment", "means", "asked", "answered", "cites"))
NO_SELECTION = Selection(0, (), (), ())


def read_design(notes: Notes, cites: CitationReader, node: Node) -> Design:
    """The design that a tree states.

    Raises:
        Unreadable: a problem was noted.
    """
    return _Reader(notes, cites).read(node)


class _Reader:
    def __init__(self, notes: Notes, cites: CitationReader) -> None:
        self.notes = notes
        self.cites = cites

    def read(self, node: Node) -> Design:
        fields = DESIGN.read(self.notes, node)
        design = Design(
            fields.take("strata", self._strata, ()),
            fields.take("stages", self._stages, ()),
            fields.take("dispositions", self._dispositions, ()),
            fields.take("selection", self._selection, NO_SELECTION),
            fields.take("adjustments", self._adjustments, ()),
        )
        fields.whole(design)
        self._check(fields, design)
        return fields.whole(design)

    def _name(self, fields: Fields, key: str) -> str:
        return fields.take(key, lambda at: read_name(self.notes, at, f"a {key}"), "")

    # -- strata -----------------------------------------------------------------------------

    def _strata(self, node: Node) -> tuple[Stratum, ...]:
        return declared(self.notes, node, "`strata`", self._stratum, lambda each: each.id)

    def _stratum(self, node: Node) -> Stratum:
        fields = STRATUM.read(self.notes, node)
        bases = tuple(each.value for each in Basis)
        basis = fields.one_of("basis", bases, "a basis of a number", "R104")
        stratum = Stratum(
            self._name(fields, "stratum"),
            fields.text("means"),
            fields.number("sampled"),
            fields.number("frame"),
            Basis(basis or Basis.PRINTED),
            fields.take("cites", self.cites.read, ()),
            fields.text("note"),
        )
        fields.whole(stratum)
        if not 0 < stratum.sampled <= stratum.frame:
            what = "more agencies are sampled than the frame has, or none"
            self.notes.add(fields.node("frame"), "R113", what)
        return fields.whole(stratum)

    # -- stages -----------------------------------------------------------------------------

    def _stages(self, node: Node) -> tuple[Stage, ...]:
        return declared(self.notes, node, "`stages`", self._stage, lambda each: each.id)

    def _stage(self, node: Node) -> Stage:
        fields = STAGE.read(self.notes, node)
        stage = Stage(
            self._name(fields, "stage"),
            fields.text("means"),
            fields.text("unit"),
            fields.number("count"),
            fields.text("of"),
            fields.take("share", self._share, None),
            fields.take("cites", self.cites.read, ()),
            fields.place,
        )
        return fields.whole(stage)

    def _share(self, node: Node) -> int:
        return read_share(self.notes, node, "`share`")

    def _dispositions(self, node: Node) -> tuple[Disposition, ...]:
        return declared(self.notes, node, "`dispositions`", self._disposition, lambda each: each.id)

    def _disposition(self, node: Node) -> Disposition:
        fields = DISPOSITION.read(self.notes, node)
        kinds = tuple(each.value for each in Aapor)
        kind = fields.one_of("aapor", kinds, "a disposition of AAPOR", "R104")
        disposition = Disposition(
            self._name(fields, "disposition"),
            fields.text("means"),
            Aapor(kind or Aapor.OTHER),
            fields.number("count") if "count" in fields else None,
            fields.take("share", self._share, 0),
            fields.take("cites", self.cites.read, ()),
        )
        return fields.whole(disposition)

    # -- weights ----------------------------------------------------------------------------

    def _selection(self, node: Node) -> Selection:
        fields = SELECTION.read(self.notes, node)
        screening = fields.each("screening", self._class)
        certain = fields.each(
            "certain", lambda at: self.notes.one_of(at, screening, "a screening class", "R104")
        )
        cites = fields.take("cites", self.cites.read, ())
        return fields.whole(Selection(fields.number("small"), certain, screening, cites))

    def _class(self, node: Node) -> str:
        return read_name(self.notes, node, "a screening class", SNAKE)

    def _adjustments(self, node: Node) -> tuple[Adjustment, ...]:
        return declared(self.notes, node, "`adjustments`", self._adjustment, lambda each: each.id)

    def _adjustment(self, node: Node) -> Adjustment:
        fields = ADJUSTMENT.read(self.notes, node)
        adjustment = Adjustment(
            self._name(fields, "adjustment"),
            fields.text("means"),
            fields.each("asked", self._group),
            fields.each("answered", self._group),
            fields.take("cites", self.cites.read, ()),
        )
        return fields.whole(adjustment)

    def _group(self, node: Node) -> str:
        return read_name(self.notes, node, "a stage or disposition", KEBAB)

    # -- what refers to what ----------------------------------------------------------------

    def _check(self, fields: Fields, design: Design) -> None:
        """Every stage and disposition that is referred to is there."""
        stages = tuple(stage.id for stage in design.stages)
        named = (*stages, *(each.id for each in design.dispositions))
        referring = [("stages", stage.of, stages) for stage in design.stages if stage.of]
        for each in design.adjustments:
            referring += [("adjustments", name, named) for name in (*each.asked, *each.answered)]
        for key, name, known in referring:
            if name not in known:
                what = f"there is no stage or disposition `{name}`"
                self.notes.add(fields.node(key), "R105", what)
        fields.whole(None)
        for adjustment in design.adjustments:
            if not all(map(design.count, (adjustment.asked[0], *adjustment.answered))):
                what = f"nobody was asked or answered in adjustment `{adjustment.id}`"
                self.notes.add(fields.node("adjustments"), "R113", what)
