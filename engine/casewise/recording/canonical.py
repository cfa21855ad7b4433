"""One text for one value: JSON as RFC 8785 has it, for what a kept record holds.

That is texts, whole numbers, truth values, nothing, lists and mappings; there are no fractions.
"""

import hashlib
import json
from typing import Any

LARGEST = 2**53 - 1
"""The largest whole number that every reader of JSON takes as it is."""


def canonical(value: object) -> str:
    """The text: keys sorted by their UTF-16 code units, no spaces, nothing escaped needlessly.

    Raises:
        TypeError: the value, or a part of it, is none of those.
        ValueError: a whole number is too large for JSON.
        UnicodeEncodeError: a text has half a character.
    """
    text = json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"))
    text.encode()
    return text


def digest(value: object) -> str:
    """`sha256:` and 64 hexadecimal digits over the canonical text, as UTF-8."""
    return "sha256:" + hashlib.sha256(canonical(value).encode()).hexdigest()


def _sorted(value: object) -> Any:
    match value:
        case None | bool() | str():
            return value
        case int():
            if abs(value) > LARGEST:
                raise ValueError("a whole number is too large for JSON")
            return value
        case list() | tuple():
            return [_sorted(item) for item in value]
        case dict():
            return {key: _sorted(value[key]) for key in sorted(value, key=_code_units)}
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form")


def _code_units(key: str) -> bytes:
    return key.encode("utf-16-be")
