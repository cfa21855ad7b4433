"""One case record: an opaque id, if it has one, and what is known of each fact."""

import re

from casewise.facts import Values
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.shape import NULLS, Fields, Notes
from casewise.reading.tree import Mapping, Node, Scalar
from casewise.reading.values import read_facts
from casewise.reading.words import suggest, ticked

CASE_ID = "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"
_CASE_ID = re.compile(CASE_ID)
# A record may be told as a worked case, in `facts`, with the answer that it should get beside it.
WORKED_KEYS = ("case", "title", "under", "facts", "expect", "rests on", "basis", "cites", "note")
NO_ANSWERS: Values = {}


def read_record(notes: Notes, node: Node, ruleset: Ruleset) -> Case:
    """The record of a mapping: of facts to answers, or of a worked case.

    Raises:
        Unreadable: a problem was noted.
    """
    if not isinstance(node, Mapping):
        raise notes.fail(node, "C203", "a case must be a mapping of facts to answers")
    fields = Fields(notes, node)
    name = fields.take("case", lambda at: read_case_id(notes, at), None)
    if "facts" in fields:
        _check_keys(notes, node)
        values = fields.take("facts", lambda at: read_answers(notes, at, ruleset), NO_ANSWERS)
    else:
        values = read_facts(notes, ruleset.vocabulary.facts, node, besides=["case"])
    return fields.whole(Case(name, values, node.place))


def _check_keys(notes: Notes, node: Mapping) -> None:
    for key, (scalar, _) in node.entries.items():
        if key not in WORKED_KEYS:
            notes.add(scalar, "R101", f"unknown key {ticked(key)}", suggest(key, WORKED_KEYS))


def read_case_id(notes: Notes, node: Node) -> str | None:
    """The id that a record states, if any; it is not repeated where it could be a name."""
    if isinstance(node, Scalar) and not node.quoted and node.value in NULLS:
        return None
    if not isinstance(node, Scalar) or not _CASE_ID.fullmatch(node.value):
        hint = "use up to 64 letters, digits, `_`, `.` and `-`, no name"
        raise notes.fail(node, "C207", "this is not a case id", hint)
    return node.value


def read_answers(notes: Notes, node: Node, ruleset: Ruleset) -> Values:
    """What the `facts` of a worked case say.

    Raises:
        Unreadable: they are no mapping (C203).
    """
    if not isinstance(node, Mapping):
        raise notes.fail(node, "C203", "`facts` must be a mapping of facts to answers")
    return read_facts(notes, ruleset.vocabulary.facts, node)
