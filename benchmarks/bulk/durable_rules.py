"""durable-rules as its tutorials use it: one fact a message, rules that assert what follows.

A question is a rule for each of its alternatives. Negation is `none`, which is only right once all
that could be asserted is there; so questions are sorted into levels, each opened by a message.

Run as a process, because its host starts timer threads: a line in is a list of records, a line out
has their placements and the seconds of processor time that they took.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from time import process_time
from typing import Any

from benchmarks.bulk.formulas import OUTCOMES, Atom, Either, Every, Formula, Is, Named, steps
from durable.engine import MessageNotHandledException, MessageObservedException
from durable.lang import assert_fact, delete_state, m, none, ruleset, when_all

NAME = "flat"
placed: list[str] = []


def alternatives(formula: Formula) -> Iterator[tuple[Atom, ...]]:
    """The conjunctions that the formula is a disjunction of."""
    match formula:
        case Every(parts):
            for choice in product(*(list(alternatives(part)) for part in parts)):
                yield tuple(atom for atoms in choice for atom in atoms)
        case Either(parts):
            for part in parts:
                yield from alternatives(part)
        case _:
            yield (formula,)


def levels(asked: dict[str, Formula]) -> dict[str, int]:
    """How many negations deep each question is."""
    found: dict[str, int] = {}
    for question, formula in asked.items():
        named = [
            atom for atoms in alternatives(formula) for atom in atoms if isinstance(atom, Named)
        ]
        found[question] = max((found[atom.question] + (not atom.yes) for atom in named), default=0)
    return found


def _pattern(atom: Atom) -> Any:
    match atom:
        case Is(fact, yes):
            return (m.fact == fact) & (m.answer == int(yes))
        case Named(question, True):
            return m.holds == question
        case Named(question):
            return none(m.holds == question)
    inside = (m.number >= atom.low) & (m.number <= atom.high)
    outside = (m.number < atom.low) | (m.number > atom.high)
    return (m.fact == atom.fact) & (inside if atom.inside else outside)


def _rule(question: str, level: int, atoms: tuple[Atom, ...]) -> None:
    def conclude(context: Any) -> None:
        if question.startswith("outcome:"):
            placed.append(question.removeprefix("outcome:"))
        # It may have been concluded before, or be of no use to any rule.
        with suppress(MessageObservedException, MessageNotHandledException):
            context.assert_fact({"holds": question})

    positive = sorted(atoms, key=lambda atom: isinstance(atom, Named) and not atom.yes)
    when_all(m.level == level, *map(_pattern, positive))(conclude)


ASKED = dict(steps())
LEVELS = levels(ASKED)

with ruleset(NAME):
    for each, formula in ASKED.items():
        for conjunction in alternatives(formula):
            _rule(each, LEVELS[each], conjunction)


def _messages(record: dict[str, int]) -> Iterator[dict[str, Any]]:
    for fact, value in record.items():
        kind = "answer" if isinstance(value, bool) else "number"
        yield {"fact": fact, kind: int(value)}
    for level in range(max(LEVELS.values()) + 1):
        yield {"level": level}


def _placement(record: dict[str, Any], sid: str) -> str:
    placed.clear()
    for message in _messages(record):
        with suppress(MessageNotHandledException):  # no rule reads this fact
            assert_fact(NAME, {**message, "sid": sid})
    delete_state(NAME, sid)
    return next((name for name in OUTCOMES if name in placed), "nothing")


def serve() -> None:
    """Answer line by line until there are no more."""
    at = 0
    for line in sys.stdin:
        answers = []
        started = process_time()
        for record in json.loads(line):
            at += 1
            answers.append(_placement(record, str(at)))
        print(json.dumps([answers, process_time() - started]), flush=True)


if __name__ == "__main__":
    serve()
