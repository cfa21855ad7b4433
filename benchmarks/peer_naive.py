"""The naive use of durable-rules, in a process of its own: its host starts timer threads."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import IO, Self

from benchmarks.records import Item
from casewise.facts import Choice, Entities, Known, Members, Span, Values
from casewise.result import Result

Message = dict[str, str | int]
NUMBERED = {"victims": "victim", "undercover_roles": "role"}


class NaivePeer:
    """A running process that places records; to be used in a `with` statement."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.naive_rules"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        return self

    def __exit__(self, *_: object) -> None:
        _pipe(self._process.stdin).close()
        self._process.wait()

    def timed(self, items: Sequence[Item]) -> list[float]:
        """The microseconds each record takes there; making its messages is not counted."""
        return self._ask(items)[1]

    def placements(self, items: Sequence[Item]) -> list[str]:
        """Where each record is placed."""
        return self._ask(items)[0]

    def _ask(self, items: Sequence[Item]) -> tuple[list[str], list[float]]:
        records = [list(messages(item.values)) for item in items]
        to, back = _pipe(self._process.stdin), _pipe(self._process.stdout)
        to.write(json.dumps(records) + "\n")
        to.flush()
        placements, times = json.loads(back.readline())
        return placements, times


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def messages(values: Values) -> Iterator[Message]:
    """What is known exactly, one fact a message, and that the record has ended."""
    yield from _facts(values, {})
    for scope, name in NUMBERED.items():
        known = values.get(scope)
        if isinstance(known, Entities):
            for number, entity in enumerate(known.listed, start=1):
                yield from _facts(entity, {name: number})
    yield {"end": 1}


def _facts(values: Values, about: Message) -> Iterator[Message]:
    for fact, known in values.items():
        for value in _exactly(known, fact):
            yield {"fact": fact, **value, **about}


def _exactly(known: Known | None, fact: str) -> Iterator[Message]:
    match known:
        case Choice(values) if len(values) == 1:
            yield {"value": next(iter(values))}
        case Members(included, _):
            for member in sorted(included):
                yield {"value": member}
        case Span(low, high) if low == high and fact.endswith("_date"):
            yield {"day": date.fromordinal(low).isoformat()}
        case Span(low, high) if low == high:
            yield {"number": low}


def without_details(result: Result) -> str:
    """A placement in the words of the naive rules, which know no subtypes and no gaps."""
    name = result.placement
    rule = result.ruleset.by_id.get(name)
    if rule is None:
        return name
    return "no category" if rule.kind == "gap" else rule.parent or name
