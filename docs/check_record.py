"""Check the hashes of a kept record (`casewise.record/1`) without casewise.

    python docs/check_record.py RECORD...

It is written from docs/record.md alone, needs nothing but Python 3.11 or newer, and says of each
file whether it is, byte for byte, a record whose parts fit their hashes. It knows no rules: whether
they give the result that is recorded, `casewise verify` says.

Exit codes: 0 every record is whole; 1 one is not; 2 a file cannot be read.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

SCHEMA = "casewise.record/1"
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
LARGEST_FILE = 4 * 1024 * 1024
HEADING = ("schema", "tool", "engine", "case")
PARTS = ("because", "chain", "result", "ruleset")


class NotWhole(Exception):
    """What is wrong with a record."""


# -- reading --------------------------------------------------------------------------------------


def parse(raw: bytes) -> dict:
    """The record in some bytes, without anything that JSON leaves open."""
    try:
        text = raw.decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=unique, parse_float=refuse, parse_constant=refuse
        )
    except (ValueError, RecursionError) as error:
        raise NotWhole(f"it is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise NotWhole("it is not an object")
    if canonical(value) + "\n" != text:
        raise NotWhole("it is not written in the canonical form")
    return value


def unique(pairs: list) -> dict:
    """An object, of which no key may stand twice."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def refuse(number: str) -> None:
    """There are no fractions in a record."""
    raise ValueError(f"{number} is not a whole number")


# -- the canonical form (RFC 8785) ----------------------------------------------------------------

SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def canonical(value: object) -> str:
    """One text for one value."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        if abs(value) >= 2**53:
            raise NotWhole("a number is too large")
        return str(value)
    if isinstance(value, str):
        return '"' + "".join(map(escaped, value)) + '"'
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    raise NotWhole(f"{type(value).__name__} has no place in a record")


def escaped(character: str) -> str:
    """A character as it stands in a text."""
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise NotWhole("a text has half a character")
    if character in SHORT:
        return SHORT[character]
    return f"\\u{code:04x}" if code < 0x20 else character


def digest(value: object) -> str:
    """The hash of a value."""
    return "sha256:" + hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


# -- the chain ------------------------------------------------------------------------------------


def check(raw: bytes) -> str:
    """See that a record is whole; the hash of it all."""
    record = parse(raw)
    check_keys(record)
    chain = record["chain"]
    parts = {
        "ruleset": record["ruleset"],
        "result": {"because": record["because"], "result": record["result"]},
    }
    if "facts" in record:
        parts["facts"] = record["facts"]
    for name, part in parts.items():
        if digest(part) != chain[name]:
            raise NotWhole(f"{name} does not fit its hash")
    heading = {name: record[name] for name in (*HEADING, "time") if name in record}
    bound = {name: chain[name] for name in ("facts", "ruleset", "result")}
    if digest({**heading, "chain": bound}) != chain["record"]:
        raise NotWhole("the heading or the chain does not fit the hash of the whole")
    return chain["record"]


def check_keys(record: dict) -> None:
    """See that the record has its parts, and nothing else."""
    if record.get("schema") != SCHEMA:
        raise NotWhole(f"it is no {SCHEMA}")
    wanted = {*HEADING, *PARTS}
    if not wanted <= set(record) <= wanted | {"facts", "time"}:
        raise NotWhole("a part is missing, or there is one that does not belong")
    if "time" in record and not matches(TIME, record["time"]):
        raise NotWhole("the time is no moment in UTC")
    chain = record["chain"]
    names = {"facts", "ruleset", "result", "record"}
    if not isinstance(chain, dict) or set(chain) != names:
        raise NotWhole("the chain does not have its four hashes")
    if not all(matches(DIGEST, value) for value in chain.values()):
        raise NotWhole("a hash in the chain is none")


def matches(form: re.Pattern, value: object) -> bool:
    """Whether a value is a text of this form."""
    return isinstance(value, str) and form.fullmatch(value) is not None


def main() -> int:
    """Say of each file whether it is a whole record."""
    worst = 0
    for name in sys.argv[1:]:
        try:
            with Path(name).open("rb") as file:
                raw = file.read(LARGEST_FILE + 1)
        except OSError as error:
            print(f"{name}: {error.strerror}", file=sys.stderr)
            worst = 2
            continue
        try:
            if len(raw) > LARGEST_FILE:
                raise NotWhole("it is too long")
            print(f"{name} is whole: {check(raw)}")
        except NotWhole as error:
            print(f"{name} is not whole: {error}")
            worst = max(worst, 1)
    return worst if sys.argv[1:] else 2


if __name__ == "__main__":
    sys.exit(main())
