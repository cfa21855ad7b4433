"""Worked cases: records told to make a point, with the answers that they should get."""

from functools import cached_property

from casewise.model.case import Case, Expectation, WorkedCase
from casewise.model.names import names_of
from casewise.model.ruleset import Ruleset
from casewise.reading.citations import CitationReader
from casewise.reading.records import NO_ANSWERS, WORKED_KEYS, RecordReader
from casewise.reading.shape import Keys, Notes
from casewise.reading.tree import Mapping, Node, Scalar
from casewise.reading.values import YES_NO

WORKED = Keys("a case", WORKED_KEYS, ("under", "rests on", "note"), ordered=False)
EXPECT = Keys("`expect`", ("eligible", "placement", "settled", "possible"), ordered=False)
BASES = ("letter", "our reading", "text silent")


def outcomes_of(ruleset: Ruleset) -> tuple[str, ...]:
    """What may be listed as possible."""
    return (*ruleset.outcomes, "conflict")


def placements_of(ruleset: Ruleset) -> tuple[str, ...]:
    """What may be expected as a placement."""
    return (*outcomes_of(ruleset), *ruleset.subtypes, "undecided")


class WorkedCaseReader:
    """Reads worked cases of a ruleset."""

    def __init__(self, notes: Notes, ruleset: Ruleset) -> None:
        self.notes = notes
        self.ruleset = ruleset
        self.record = RecordReader(notes, ruleset)
        self.cites = CitationReader(notes, ruleset.sources)

    def read(self, node: Node) -> WorkedCase:
        """The worked case of a mapping.

        Raises:
            Unreadable: a problem was noted.
        """
        if not isinstance(node, Mapping) or "facts" not in node.entries:
            what = "a worked case must be a mapping with its record under `facts`"
            raise self.notes.fail(node, "C203", what)
        fields = WORKED.read(self.notes, node)
        name = fields.take("case", self.record.case_id, None)
        values = fields.take("facts", self.record.answers, NO_ANSWERS)
        under = fields.take("under", self.record.under, ())
        worked = WorkedCase(
            case=Case(name, values, fields.place, under),
            title=fields.text("title"),
            expect=fields.take("expect", self._expectation, _NO_EXPECTATION),
            rests_on=fields.each("rests on", self._name),
            basis=fields.one_of("basis", BASES, "a basis", "C211"),
            cites=fields.take("cites", self.cites.read, ()),
            note=fields.text("note"),
        )
        return fields.whole(worked)

    def _expectation(self, node: Node) -> Expectation:
        fields = EXPECT.read(self.notes, node)
        placements = placements_of(self.ruleset)
        expected = Expectation(
            eligible=fields.take("eligible", self._eligible, ""),
            placement=fields.one_of("placement", placements, "a placement", "C211"),
            settled=fields.take("settled", self._settled, False),
            possible=frozenset(fields.each("possible", self._outcome)),
        )
        return fields.whole(expected)

    def _eligible(self, node: Node) -> str:
        if isinstance(node, Scalar) and node.value == "unknown":
            return "unknown"
        return self._answer(node)

    def _settled(self, node: Node) -> bool:
        return self._answer(node) == "yes"

    def _answer(self, node: Node) -> str:
        if isinstance(node, Scalar) and node.value in YES_NO:
            return YES_NO[node.value]
        return self.notes.one_of(node, ("yes", "no"), "an answer here", "C211")

    def _outcome(self, node: Node) -> str:
        return self.notes.one_of(node, outcomes_of(self.ruleset), "an outcome", "C211")

    def _name(self, node: Node) -> str:
        return self.notes.one_of(node, self._names, "a rule", "C211")

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return names_of(self.ruleset)


_NO_EXPECTATION = Expectation("", "", settled=False, possible=frozenset())
