"""Kept records changed by somebody who would rather that they said something else."""

import json
import random
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

VERIFIER = Path(__file__).parent.parent / "docs" / "check_record.py"


def _verifier() -> Any:
    spec = spec_from_file_location("check_record", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verifier = _verifier()
"""The checker of hashes that shares no code with the engine."""

Plain = Any
Leaf = tuple[Any, Any]
"""Where a value stands: the list or mapping, and the position or key in it."""


def is_whole(text: str) -> bool:
    """Whether the checker takes the text for a record whose parts fit their hashes."""
    try:
        verifier.check(text.encode("utf-8", "surrogatepass"))
    except verifier.NotWhole:
        return False
    return True


def written(record: Plain) -> str:
    """A record as it is written, whatever it says."""
    return f"{verifier.canonical(record)}\n"


def without_facts(text: str) -> str:
    """The record that holds only the hash of its facts."""
    record = json.loads(text)
    record.pop("facts", None)
    return written(record)


def bound(record: Plain) -> str:
    """A record whose hashes were all made to fit what it says now."""
    chain = record["chain"]
    if "facts" in record:
        chain["facts"] = verifier.digest(record["facts"])
    chain["ruleset"] = verifier.digest(record["ruleset"])
    result = {"because": record["because"], "result": record["result"]}
    chain["result"] = verifier.digest(result)
    heading = {name: record[name] for name in (*verifier.HEADING, "time") if name in record}
    links = {name: chain[name] for name in ("facts", "ruleset", "result")}
    chain["record"] = verifier.digest({**heading, "chain": links})
    return written(record)


# -- without new hashes ---------------------------------------------------------------------------


def another_letter(rng: random.Random, text: str) -> str:
    """One character more, less, or another."""
    at = rng.randrange(len(text))
    new = rng.choice('0123456789abcdef"{}[]:, \nx\u00e9')
    return text[:at] + rng.choice(("", new, new + text[at])) + text[at + 1 :]


def another_value(rng: random.Random, text: str) -> str:
    """One value is another of its kind."""
    record = json.loads(text)
    home, key = rng.choice(list(leaves(record)))
    home[key] = _changed(rng, home[key])
    return written(record)


def _changed(rng: random.Random, value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + rng.choice((-1, 1))
        case str() if value:
            at = rng.randrange(len(value))
            return value[:at] + rng.choice("0123456789abcdefxyz-_.") + value[at + 1 :]
        case _:
            return "x"


def leaves(value: Plain) -> Iterator[Leaf]:
    """Every text, number, truth value and nothing in a record."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        if isinstance(inner, dict | list):
            yield from leaves(inner)
        else:
            yield value, key


def another_shape(rng: random.Random, text: str) -> str:
    """A part is left out, doubled or put elsewhere."""
    record = json.loads(text)
    home = rng.choice([each for each in homes(record) if each])
    if isinstance(home, list):
        at = rng.randrange(len(home))
        rng.choice((home.pop, lambda i: home.insert(0, home[i]), lambda _: home.reverse()))(at)
    else:
        key = rng.choice(list(home))
        value = home.pop(key)
        if rng.random() < 0.3 or (home is record and key == "facts"):  # which may be left out
            home[f"{key}_"] = value
    return written(record)


def homes(value: Plain) -> Iterator[Plain]:
    """Every list and mapping in a record."""
    yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from homes(inner)


def another_form(rng: random.Random, text: str) -> str:
    """The same values in another text."""
    record = json.loads(text)
    return rng.choice(
        (
            json.dumps(record, indent=1) + "\n",
            json.dumps(dict(reversed(record.items())), separators=(",", ":")) + "\n",
            text.rstrip("\n"),
            f"{text}\n",
            f"\ufeff{text}",
            text.replace("a", "\\u0061", 1),
        )
    )


def grafted(rng: random.Random, other: str, text: str) -> str:
    """One part is that of another record."""
    record, donor = json.loads(text), json.loads(other)
    name = rng.choice([name for name in ("facts", "result", "because", "chain") if name in donor])
    record[name] = donor[name]
    return written(record)


# -- with new hashes ------------------------------------------------------------------------------


def forged(rng: random.Random, text: str) -> str:
    """Another answer, other rules or other reasons, under hashes that fit."""
    record = json.loads(text)
    rng.choice((_other_result, _other_rules, _other_reasons))(rng, record)
    return bound(record)


def _other_result(rng: random.Random, record: Plain) -> None:
    result = record["result"]
    key = rng.choice(list(result))
    if key == "possible":
        kept = [name for name in result[key] if rng.random() < 0.5]
        result[key] = sorted([*kept, "invented"])
    elif key == "eligible":
        result[key] = rng.choice([each for each in ("yes", "no", "unknown") if each != result[key]])
    else:
        result[key] = _changed(rng, result[key])


def _other_rules(rng: random.Random, record: Plain) -> None:
    ruleset = record["ruleset"]
    tables = [ruleset[name] for name in ("rules", "facts", "readings") if ruleset[name]]
    kind = rng.randrange(5)
    if kind == 0:
        ruleset["fingerprint"] = verifier.digest(rng.random().hex())
    elif kind == 1 and len(ruleset["gaps"]) > 1:
        ruleset["gaps"].reverse()
    elif kind == 2:
        ruleset["id"] = "invented"
    else:
        table = rng.choice(tables)
        name = rng.choice(list(table))
        value = table.pop(name)
        if kind == 3:
            table[name] = verifier.digest(value) if value.startswith("sha256:") else "invented"


def _other_reasons(rng: random.Random, record: Plain) -> None:
    """A reason that is not one; where there is none to change, one is invented."""
    because = record["because"]
    plain = [reason for reason in because if "implied" not in reason]
    kind = rng.randrange(3)
    if kind == 0 and plain:
        reason = rng.choice(plain)
        reason["holds"] = not reason["holds"]
    elif kind == 1 and because:
        rng.choice(because)["rule"] = "invented"
    else:
        because.append({"rule": "consistent", "holds": True, "facts": ["invented"]})


WAYS: tuple[Callable[[random.Random, str], str], ...] = (
    another_letter,
    another_value,
    another_shape,
    another_form,
    forged,
)
