"""The outcomes of the flat ruleset as plain formulas, for engines that have their own language.

Negations are pushed down, so that every language needs no more than *and*, *or*, tests of one fact
and, where it can name intermediate results, references to them; elsewhere rules are expanded.
Consistency is left out: no peer has such a stage.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import frozen

import casewise
from casewise.evaluation.plan import unfold
from casewise.facts import IsOneOf, IsWithin
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, Holds, NoneOf
from casewise.result import NOT_ELIGIBLE

FOLDER = Path(__file__).resolve().parent.parent / "rulesets" / "flat"
RULES = casewise.load(FOLDER)
PLAN = unfold(RULES)
OUTCOMES = (NOT_ELIGIBLE, *(name for name in RULES.outcomes if name != NOT_ELIGIBLE))


@frozen
class Is:
    """The answer to a yes/no fact is yes, or (with `yes` false) no."""

    fact: str
    yes: bool


@frozen
class Within:
    """A number or day lies within these bounds, or (with `inside` false) outside."""

    fact: str
    low: int
    high: int
    inside: bool


@frozen
class Named:
    """A question of the plan is answered yes, or (with `yes` false) no."""

    question: str
    yes: bool


@frozen
class Every:
    """All parts hold."""

    parts: tuple["Formula", ...]


@frozen
class Either:
    """Some part holds."""

    parts: tuple["Formula", ...]


Atom = Is | Within | Named
Formula = Atom | Every | Either


def outcome(name: str) -> Formula:
    """When a complete, consistent case has this outcome, in terms of facts alone."""
    return formula(PLAN[f"outcome:{name}"].condition, expand=True)


def steps() -> Iterator[tuple[str, Formula]]:
    """The questions that outcomes need, each after those that it refers to."""
    done: set[str] = set()

    def needed(question: str) -> Iterator[tuple[str, Formula]]:
        if question in done:
            return
        done.add(question)
        found = formula(PLAN[question].condition)
        for name in _named(found):
            yield from needed(name)
        yield question, found

    for name in OUTCOMES:
        yield from needed(f"outcome:{name}")


def _named(found: Formula) -> Iterator[str]:
    match found:
        case Every(parts) | Either(parts):
            for part in parts:
                yield from _named(part)
        case Named(question):
            yield question


def formula(condition: Condition, *, yes: bool = True, expand: bool = False) -> Formula:
    """The condition, or (with `yes` false) its negation."""
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            each = yes != isinstance(condition, NoneOf)
            kind = Every if isinstance(condition, AllOf) == each else Either
            return _joined(kind, [formula(part, yes=each, expand=expand) for part in parts])
        case Holds(rule) if expand:
            return formula(PLAN[rule].condition, yes=yes, expand=True)
        case Holds(rule):
            return Named(rule, yes)
        case FactTest(fact, IsOneOf(values)):
            return Is(fact, ("yes" in values) == yes)
        case FactTest(fact, IsWithin(low, high)):
            return Within(fact, low, high, yes)
        case _:
            raise TypeError(condition)


def _joined(kind: type[Every] | type[Either], parts: list[Formula]) -> Formula:
    """The parts under one connective, without constants but where nothing else is left."""
    neutral, deciding = (Every(()), Either(())) if kind is Every else (Either(()), Every(()))
    kept = [part for part in parts if part != neutral]
    if deciding in kept:
        return deciding
    return kept[0] if len(kept) == 1 else kind(tuple(kept))


@frozen
class Infix:
    """How a language writes formulas: an atom, *and*, *or*, and the constants."""

    atom: Callable[[Atom], str]
    conjunction: str
    disjunction: str
    true: str
    false: str

    def written(self, formula: Formula) -> str:
        """The formula in this language."""
        match formula:
            case Every(()):
                return self.true
            case Either(()):
                return self.false
            case Every(parts):
                return f"({self.conjunction.join(map(self.written, parts))})"
            case Either(parts):
                return f"({self.disjunction.join(map(self.written, parts))})"
            case _:
                return self.atom(formula)
