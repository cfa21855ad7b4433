"""The description of the HTTP interface, as OpenAPI 3.1."""

from typing import Any

import casewise
from casewise.model.ruleset import Ruleset
from casewise.reading.schema import case_schema

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_FLAG: Json = {"type": "boolean"}
_TEXTS: Json = {"type": "array", "items": _TEXT}
_MAYBE: Json = {"type": ["string", "null"]}
_OBJECT: Json = {"type": "object"}
_OBJECTS: Json = {"type": "array", "items": _OBJECT}

_PATHS = {
    "classify": ("How cases are placed, and because of what.", "Result"),
    "next": ("What to ask next about cases, and what each answer leaves possible.", "Next"),
    "explain": ("Why cases are placed so, in words, and how each rule stands.", "Explanation"),
}
_REFUSALS = {
    "400": "the cases cannot be read",
    "401": "the key is not the one that was printed",
    "403": "no key and no cookie, or another site asks",
    "413": "the body is too long, or has too many cases",
    "415": "the body is not `application/json`",
}


def description(ruleset: Ruleset, most_cases: int) -> Json:
    """What can be asked, what is answered, and what a case may say under this ruleset."""
    schema = case_schema(ruleset)
    definitions = {name: _moved(each) for name, each in schema.pop("$defs").items()}
    for key in ("$schema", "title"):
        schema.pop(key)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"casewise: {ruleset.id} {ruleset.release}",
            "version": casewise.__version__,
            "description": f"{ruleset.disclaimer} At most {most_cases} cases in one request.",
        },
        "security": [{"key": []}, {"cookie": []}],
        "paths": {f"/api/{name}": {"post": _operation(name)} for name in _PATHS},
        "components": {
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "casewise-PORT"},
            },
            "schemas": {"Cases": _moved(schema), **definitions, **_answers()},
        },
    }


def _operation(name: str) -> Json:
    words, answer = _PATHS[name]
    one = {"$ref": f"#/components/schemas/{answer}"}
    found = {"anyOf": [one, {"type": "array", "items": one}]}
    refused = {"$ref": "#/components/schemas/Problems"}
    return {
        "operationId": name,
        "summary": words,
        "requestBody": {"required": True, **_json({"$ref": "#/components/schemas/Cases"})},
        "responses": {
            "200": {"description": "one object for one case, a list for a list", **_json(found)},
            **{code: {"description": why, **_json(refused)} for code, why in _REFUSALS.items()},
        },
    }


def _json(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}}


def _moved(schema: Any) -> Any:
    """The schema with what it refers to among the components."""
    if isinstance(schema, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/")
            if key == "$ref"
            else _moved(value)
            for key, value in schema.items()
        }
    return [_moved(each) for each in schema] if isinstance(schema, list) else schema


def _answers() -> Json:
    """What is answered: the keys that are always there, and their types."""
    common = {"schema": _TEXT, "case": _MAYBE}
    return {
        "Result": _whole(
            **common, ruleset=_OBJECT, engine=_TEXT, eligible={"enum": ["yes", "no", "unknown"]},
            placement=_TEXT, label=_TEXT, settled=_FLAG, possible=_TEXTS, because=_OBJECTS,
            also_true=_OBJECTS, blocked=_OBJECTS, open=_OBJECTS, readings=_TEXTS,
            conflicts=_OBJECTS,
        ),
        "Next": _whole(
            **common, ruleset=_OBJECT, placement=_TEXT, settled=_FLAG, possible=_TEXTS,
            question={"type": ["object", "null"]}, others=_OBJECTS, remaining=_OBJECT,
            needless=_TEXTS, not_known=_TEXTS, model=_OBJECT,
        ),
        "Explanation": _whole(
            **common, placement=_TEXT, headline=_TEXT, standing=_TEXT, sections=_OBJECTS,
            ladder=_OBJECTS, footer=_TEXT,
        ),
        "Problems": _whole(
            schema=_TEXT, error=_TEXT,
            problems={"type": "array", "items": _whole(
                code=_TEXT, path=_MAYBE, line={"type": "integer"}, column={"type": "integer"},
                what=_TEXT, hint=_TEXT,
            )},
        ),
    }  # fmt: skip


def _whole(**properties: Json) -> Json:
    """An object with exactly these keys."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
