"""Parts that schemas are put together from."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from casewise.reading.citations import PART
from casewise.reading.names import DOTTED, NOT_VALUES

Schema = dict[str, Any]

MONTH = "(0[1-9]|1[0-2])"
DAY = (
    "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|[12][0-9]))"
)
YEAR = "(?!0000)[0-9]{4}"
# A title may be a year: what is no text in an editor's eyes is one to the reader.
TEXT: Schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
CITES: Schema = {
    "type": "string",
    "pattern": rf"^\s*{PART}\s*(;\s*{PART}\s*)*$",
    "description": "Lines of a source, such as `bulletin-2003, lines 42-43, 304-330`.",
}


def document(title: str, schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    """A schema that stands by itself."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return {**head, **schema, "$defs": dict(definitions)}


def closed(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    """A mapping that has these keys and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def some_of(properties: Mapping[str, Schema], most: int | None = None) -> Schema:
    """A mapping that has at least one of these keys, and at most so many."""
    schema = {**closed(properties), "minProperties": 1}
    return schema if most is None else {**schema, "maxProperties": most}


def several(items: Schema, least: int = 1) -> Schema:
    """A list."""
    return {"type": "array", "items": items, "minItems": least}


def codes(names: Iterable[str]) -> Schema:
    """A list, not empty, of some of these words, each named once."""
    return {**several({"enum": list(names)}), "uniqueItems": True}


def any_of(*schemas: Schema) -> Schema:
    """What one of these schemas accepts."""
    return {"anyOf": list(schemas)}


def described(schema: Schema, *lines: str) -> Schema:
    """The schema with words that an editor shows."""
    return {**schema, "description": "\n".join(lines)}


def named(form: re.Pattern[str], taken: Iterable[str] = NOT_VALUES) -> Schema:
    """A name of this form that is none of the words that mean something else."""
    words = "|".join(sorted(taken))
    return {"type": "string", "pattern": f"^(?!({words})$)({form.pattern})$"}


def likely(names: Iterable[str], form: re.Pattern[str] = DOTTED) -> Schema:
    """One of these names, or one of a rule that is yet to be written."""
    return any_of({"enum": list(names)}, named(form))


def reference(name: str) -> Schema:
    """What the definition of that name accepts."""
    return {"$ref": f"#/$defs/{name}"}
