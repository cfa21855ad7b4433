"""The schema of case files."""

from casewise.model.names import names_of
from casewise.model.ruleset import Ruleset
from casewise.reading.records import CASE_ID
from casewise.reading.schema.answers import answers
from casewise.reading.schema.parts import (
    CITES,
    TEXT,
    Schema,
    any_of,
    closed,
    described,
    document,
    reference,
    several,
)
from casewise.reading.worked import BASES, EXPECT, WORKED, outcomes_of, placements_of

_YES_NO: Schema = {"enum": ["yes", "no", True, False]}
_CASE = described(
    any_of(
        {"type": "string", "pattern": f"^{CASE_ID}$"},
        {"type": "number", "minimum": 0},
        {"type": ["boolean", "null"]},
    ),
    "An opaque id, no name: up to 64 letters, digits, `_`, `.` and `-`.",
)


def case_schema(ruleset: Ruleset) -> Schema:
    """The schema of a text of cases: a record, or a list of records or worked cases."""
    case = any_of(reference("record"), reference("worked"))
    facts = answers(ruleset.vocabulary.facts)
    definitions = {
        "record": closed({"case": _CASE, **facts}),
        "worked": _worked(ruleset),
        "facts": closed(facts),
        **{group.name: closed(answers(group.facts)) for group in ruleset.vocabulary.lists()},
    }
    title = f"Cases for {ruleset.id} {ruleset.release}"
    return document(title, any_of(case, several(case)), definitions)


def _worked(ruleset: Ruleset) -> Schema:
    values = {
        "case": _CASE,
        "title": described(TEXT, "The point of the case, in one sentence."),
        "under": under(ruleset),
        "facts": reference("facts"),
        "expect": _expect(ruleset),
        "rests on": several({"enum": list(names_of(ruleset))}),
        "basis": {"enum": list(BASES)},
        "cites": CITES,
        "note": TEXT,
    }
    return closed({key: values[key] for key in WORKED.names}, WORKED.required)


def under(ruleset: Ruleset) -> Schema:
    """Chosen values of readings."""
    return closed(
        {
            reading.name: described({"enum": list(reading.codes)}, reading.asks)
            for reading in ruleset.readings
        }
    )


def _expect(ruleset: Ruleset) -> Schema:
    values: dict[str, Schema] = {
        "eligible": {"enum": ["yes", "no", "unknown", True, False]},
        "placement": {"enum": list(placements_of(ruleset))},
        "settled": _YES_NO,
        "possible": several({"enum": list(outcomes_of(ruleset))}),
    }
    return closed({key: values[key] for key in EXPECT.names}, EXPECT.required)
