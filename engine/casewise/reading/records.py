"""One case record: an opaque id, if it has one, and what is known of each fact."""

from casewise.facts import Values
from casewise.model.case import CASE_ID as CASE_ID
from casewise.model.case import CASE_ID_HINT, Case, is_case_id
from casewise.model.ruleset import Ruleset
from casewise.reading.rules import read_under
from casewise.reading.shape import Fields, Notes, is_null
from casewise.reading.tree import Mapping, Node, Scalar
from casewise.reading.values import ScopeReader
from casewise.reading.words import suggest, ticked

# A record may be told as a worked case, in `facts`, with the answer that it should get beside it.
WORKED_KEYS = ("case", "title", "under", "facts", "expect", "rests on", "basis", "cites", "note")
NO_ANSWERS: Values = {}


class RecordReader:
    """Reads the records of one input."""

    def __init__(self, notes: Notes, ruleset: Ruleset) -> None:
        self.notes = notes
        self.readings = ruleset.readings
        self.scope = ScopeReader(notes, ruleset.vocabulary.facts)

    def read(self, node: Node) -> Case:
        """The record of a mapping: of facts to answers, or of a worked case.

        Raises:
            Unreadable: a problem was noted.
        """
        if not isinstance(node, Mapping):
            what = "a case must be a mapping of facts to answers"
            raise self.notes.fail(node, "C203", what)
        fields = Fields(self.notes, node)
        name = fields.take("case", self.case_id, None)
        if "facts" in fields:
            self._check_keys(node)
            values = fields.take("facts", self.answers, NO_ANSWERS)
            under = fields.take("under", self.under, ())
            return fields.whole(Case(name, values, node.place, under))
        values = self.scope.read(node, besides=["case"])
        return fields.whole(Case(name, values, node.place))

    def _check_keys(self, node: Mapping) -> None:
        for key, (scalar, _) in node.entries.items():
            if key not in WORKED_KEYS:
                hint = suggest(key, WORKED_KEYS)
                self.notes.add(scalar, "R101", f"unknown key {ticked(key)}", hint)

    def case_id(self, node: Node) -> str | None:
        """The id that a record states, if any; it is not repeated where it could be a name.

        Raises:
            Unreadable: it is no such id (C207).
        """
        if isinstance(node, Scalar) and is_null(node):
            return None
        if not isinstance(node, Scalar) or not is_case_id(node.value):
            raise self.notes.fail(node, "C207", "this is not a case id", CASE_ID_HINT)
        return node.value

    def under(self, node: Node) -> tuple[tuple[str, str], ...]:
        """The readings that a worked case was written for.

        Raises:
            Unreadable: there is no such reading, or no such value of it (R106).
        """
        return read_under(self.notes, node, self.readings)

    def answers(self, node: Node) -> Values:
        """What the `facts` of a worked case say.

        Raises:
            Unreadable: they are no mapping (C203).
        """
        if not isinstance(node, Mapping):
            what = "`facts` must be a mapping of facts to answers"
            raise self.notes.fail(node, "C203", what)
        return self.scope.read(node)
