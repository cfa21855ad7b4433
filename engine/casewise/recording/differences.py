"""What changed between the rules that a record was made under and those at hand."""

from collections.abc import Iterator, Mapping

from casewise.model.recorded import Seal
from casewise.model.ruleset import Ruleset


def differences(then: Seal, now: Seal) -> Iterator[str]:
    """Each part that is not what it was, in words: "rule `minor-victim` changed".

    Which release the rules are is no part of what they mean.
    """
    found = [
        *_names(then.id, now.id),
        *_parts("rule", then.rules, now.rules),
        *_parts("fact", then.facts, now.facts),
        *_gaps(then.gaps, now.gaps),
        *_readings(then.readings, now.readings),
    ]
    if not found and then.fingerprint != now.fingerprint:
        found = ["its ruleset has another fingerprint than its parts"]
    yield from found


def _gaps(then: tuple[str, ...], now: tuple[str, ...]) -> Iterator[str]:
    if then != now and set(then) == set(now):
        yield "the order of the gaps changed"


def _names(then: str, now: str) -> Iterator[str]:
    if then != now:
        yield f"the ruleset `{then}` gave way to `{now}`"


def _parts(what: str, then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*then, *now}):
        if name not in now:
            yield f"{what} `{name}` is gone"
        elif name not in then:
            yield f"{what} `{name}` is new"
        elif then[name] != now[name]:
            yield f"{what} `{name}` changed"


def _readings(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*then, *now}):
        if name not in now:
            yield f"reading `{name}` is gone"
        elif name not in then:
            yield f"reading `{name}` is new"
        elif then[name] != now[name]:
            yield f"reading `{name}` no longer has the value `{then[name]}`"


def under_the_readings_of(ruleset: Ruleset, seal: Seal) -> Ruleset:
    """The ruleset under the readings of a record, as far as it has them."""
    codes = {reading.name: reading.codes for reading in ruleset.readings}
    chosen = seal.readings.items()
    return ruleset.under({name: value for name, value in chosen if value in codes.get(name, ())})
