"""A kept record as plain values and as text, and the hashes of its parts."""

from attrs import asdict

from casewise.model.recorded import SCHEMA, Answered, Recorded, Rested, Seal
from casewise.recording.canonical import canonical, digest

Plain = dict[str, object]


def text_of(recorded: Recorded) -> str:
    """The record as it is written: its canonical JSON, and a line end."""
    return canonical(plain(recorded)) + "\n"


def plain(recorded: Recorded) -> Plain:
    """A mapping of texts, truth values, numbers, lists and mappings."""
    facts: Plain = {} if recorded.facts is None else {"facts": dict(recorded.facts)}
    return {
        **_head(recorded),
        "ruleset": ruleset_part(recorded.seal),
        **facts,
        **result_part(recorded.answered, recorded.because),
        "chain": asdict(recorded.chain),
    }


def _head(recorded: Recorded) -> Plain:
    head: Plain = {
        "schema": SCHEMA,
        "tool": recorded.tool,
        "engine": recorded.engine,
        "case": recorded.case,
    }
    return head if recorded.time is None else {**head, "time": recorded.time}


def ruleset_part(seal: Seal) -> Plain:
    """What the record says of the ruleset."""
    return asdict(seal)


def result_part(answered: Answered, because: tuple[Rested, ...]) -> Plain:
    """What the record says of the answer, and why."""
    return {"result": asdict(answered), "because": [_reason(each) for each in because]}


def _reason(rested: Rested) -> Plain:
    said = asdict(rested)
    return said if rested.implied else {key: said[key] for key in said if key != "implied"}


def record_digest(recorded: Recorded) -> str:
    """The hash over the hashes of the parts and all that stands in no part.

    The facts are in it by their hash alone: a record from which they are taken keeps its hash.
    """
    parts = asdict(recorded.chain)
    del parts["record"]
    return digest({**_head(recorded), "chain": parts})
