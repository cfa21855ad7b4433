"""`claims.yaml` and `findings.yaml`: what was printed, and what of it does not fit together."""

from collections.abc import Iterator

from casewise.model.study.claims import (
    Claim,
    Expression,
    Figure,
    Figured,
    Finding,
    Printed,
    Range,
    Reckoned,
    Reckoning,
)
from casewise.reading.citations import CitationReader
from casewise.reading.names import read_name
from casewise.reading.shape import Fields, Keys, Notes, declared
from casewise.reading.study.expressions import ZERO, ExpressionReader
from casewise.reading.study.numbers import read_decimal, read_printed
from casewise.reading.tree import Node
from casewise.reading.words import suggest, ticked

CLAIM = Keys("a claim", ("claim", "about", "figures", "range"), ["range"])
RANGE = Keys("a range", ("estimate", "low", "high"))
_NUMBERS = ("printed", "implied")
_WAYS = ("compute", "not derivable")
FIGURE = Keys(
    "a figure",
    ("figure", "means", "cites", *_NUMBERS, "within", *_WAYS, "cannot both be true"),
    (*_NUMBERS, "within", *_WAYS, "cannot both be true"),
)
FINDING = Keys(
    "a finding",
    ("finding", "says", "cites", "arithmetic", "within", "besides", "note"),
    ("arithmetic", "within", "besides", "note"),
)
RECKONING = Keys("a line of arithmetic", ("means", "compute", "as"), ["as"])
NOTHING_PRINTED = Printed("", None, ZERO.value, ZERO.value, False)


class ClaimReader:
    """Reads the claims and findings of one study."""

    def __init__(self, notes: Notes, cites: CitationReader, expressions: ExpressionReader) -> None:
        self.notes = notes
        self.cites = cites
        self.expressions = expressions

    def claims(self, node: Node) -> tuple[Claim, ...]:
        """The claims of a list; the unreadable were noted and are left out."""
        return declared(self.notes, node, "the claims", self._claim, lambda claim: claim.id)

    def _claim(self, node: Node) -> Claim:
        fields = CLAIM.read(self.notes, node)
        claim = Claim(
            fields.text("claim"),
            fields.text("about"),
            fields.take("figures", self._figures, ()),
            fields.take("range", self._range, None),
        )
        fields.whole(claim)
        self._check_range(fields, claim)
        return fields.whole(claim)

    def _range(self, node: Node) -> Range:
        fields = RANGE.read(self.notes, node)
        return fields.whole(Range(*(fields.text(name) for name in RANGE.names)))

    def _check_range(self, fields: Fields, claim: Claim) -> None:
        if claim.range is None:
            return
        known = [figure.id for figure in claim.figures]
        for name in (claim.range.estimate, claim.range.low, claim.range.high):
            if name not in known:
                what = f"there is no figure {ticked(name)} in this claim"
                self.notes.add(fields.node("range"), "R105", what, suggest(name, known))

    def _figures(self, node: Node) -> tuple[Figure, ...]:
        return declared(self.notes, node, "`figures`", self._figure, lambda figure: figure.id)

    def _figure(self, node: Node) -> Figure:
        fields = FIGURE.read(self.notes, node)
        for first, second in (_NUMBERS, _WAYS):
            if (first in fields) == (second in fields):
                self.notes.add(node, "R107", f"a figure has either `{first}` or `{second}`")
        printed = "implied" if "implied" in fields else "printed"
        figure = Figure(
            fields.take("figure", lambda at: read_name(self.notes, at, "a figure"), ""),
            fields.text("means"),
            fields.take("cites", self.cites.read, ()),
            fields.take(printed, lambda at: self._printed(fields, at), NOTHING_PRINTED),
            fields.take("compute", self.expressions.expression, None),
            fields.text("not derivable"),
            fields.text("cannot both be true"),
            printed == "implied",
            fields.place,
        )
        return fields.whole(figure)

    def _printed(self, fields: Fields, node: Node) -> Printed:
        within = fields.node("within") if "within" in fields else None
        return read_printed(self.notes, node, within)

    # -- findings ---------------------------------------------------------------------------

    def findings(self, node: Node) -> tuple[Finding, ...]:
        """The findings of a list; the unreadable were noted and are left out."""
        return declared(self.notes, node, "the findings", self._finding, lambda each: each.id)

    def _finding(self, node: Node) -> Finding:
        fields = FINDING.read(self.notes, node)
        finding = Finding(
            fields.take("finding", lambda at: read_name(self.notes, at, "a finding"), ""),
            fields.text("says"),
            fields.take("cites", self.cites.read, ()),
            fields.each("arithmetic", self._reckoning),
            fields.take("within", lambda at: read_decimal(self.notes, at, "`within`"), None),
            fields.text("besides"),
            fields.text("note"),
            fields.place,
        )
        fields.whole(finding)
        if finding.within is not None and len(finding.arithmetic) < 2:
            self.notes.add(fields.node("within"), "R107", "`within` compares the first two lines")
        return fields.whole(finding)

    def _reckoning(self, node: Node) -> Reckoning:
        fields = RECKONING.read(self.notes, node)
        shape = fields.one_of("as", ("percentage", "number"), "a way to show a number", "R104")
        compute = fields.take("compute", self.expressions.expression, ZERO)
        return fields.whole(Reckoning(fields.text("means"), compute, shape == "percentage"))


def figures_in(expression: Expression) -> Iterator[str]:
    """The names of the printed figures that an expression refers to."""
    if isinstance(expression, Figured):
        yield expression.figure
    if isinstance(expression, Reckoned):
        for part in expression.parts:
            yield from figures_in(part)
