"""clingo as an exact oracle: the rules as an answer set program, made from the plan.

An answer set is one completion. The program is grounded once; what is known of a record is given
as assumptions, and the outcomes that are true in some answer set are its brave consequences.
"""

from collections.abc import Iterator, Mapping

import clingo
from attrs import frozen

from benchmarks.slots import CASE, asked, entities, slots
from casewise.evaluation.plan import Plan, unfold
from casewise.facts import (
    Choice,
    IncludesAny,
    IsEmpty,
    IsOneOf,
    IsStated,
    IsWithin,
    Known,
    Members,
    Span,
    Test,
    Values,
)
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, Holds, NoneOf, Some
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType

ABSENT = "absent"


@frozen
class Pieces:
    """What the program tells apart of one fact: codes, or the parts of a range (by their start)."""

    fact: Fact
    codes: tuple[str, ...]
    starts: tuple[int, ...] = ()

    @property
    def is_set(self) -> bool:
        """Any number of codes may be true at once."""
        return self.fact.type is FactType.SET

    def satisfying(self, test: Test) -> list[str]:
        """The codes of which one must be true for a test (other than *is empty*) to hold."""
        match test:
            case IsOneOf(values):
                return [code for code in self.codes if code in values]
            case IncludesAny(members):
                return [code for code in self.codes if code in members]
            case IsWithin(low, high):
                return [str(start) for start in self.starts if low <= start <= high]
            case IsStated(stated):
                return [code for code in self.codes if (code != ABSENT) is stated]
        raise TypeError(type(test).__name__)

    def known(self, known: Known | None) -> Iterator[tuple[str, bool]]:
        """The codes that are true, or false, for certain."""
        match known:
            case Choice(values):
                yield from ((code, False) for code in self.codes if code not in values)
            case Members(included, excluded):
                yield from ((code, True) for code in self.codes if code in included)
                yield from ((code, False) for code in self.codes if code in excluded)
            case Span(low, high):
                ends = [*(start - 1 for start in self.starts[1:]), self.fact.high]
                for start, end in zip(self.starts, ends, strict=True):
                    if end < low or high < start:
                        yield str(start), False
                if ABSENT in self.codes:
                    yield ABSENT, False


def pieces_of(fact: Fact, tests: list[FactTest]) -> Pieces:
    """A fact's codes, or its range cut where some test draws a line."""
    if fact.codes:
        return Pieces(fact, fact.codes)
    cuts = {fact.low}
    for part in tests:
        if isinstance(part.test, IsWithin):
            cuts |= {max(fact.low, part.test.low), part.test.high + 1}
    starts = tuple(sorted(cut for cut in cuts if fact.low <= cut <= fact.high))
    absent = (ABSENT,) if fact.optional else ()
    return Pieces(fact, (*map(str, starts), *absent), starts)


class ClingoOracle:
    """The program of one ruleset, grounded for records that list at most so many entities."""

    def __init__(self, ruleset: Ruleset, most_listed: Mapping[str, int]) -> None:
        plan = unfold(ruleset)
        self._slots = slots(ruleset, most_listed)
        self._pieces: dict[str, dict[str, Pieces]] = {scope: {} for scope in self._slots}
        for (scope, name), tests in asked(plan).items():
            fact = ruleset.vocabulary.find(scope, name)
            assert fact is not None
            self._pieces[scope][name] = pieces_of(fact, tests)
        self._control = clingo.Control(["--models=0", "--enum-mode=brave"], message_limit=0)
        program = [
            *_program(plan, self._slots, self._pieces),
            *(f'outcome("{name}") :- holds("outcome:{name}",0).' for name in ruleset.outcomes),
        ]
        self._control.add("base", [], "\n".join(program))
        self._control.ground([("base", [])])
        self._literals = {
            str(atom.symbol): int(atom.literal) for atom in self._control.symbolic_atoms
        }

    def possible(self, values: Values) -> frozenset[str]:
        """The outcomes of all completions of a record; empty if it has none."""
        found: list[str] = []

        def keep(model: clingo.Model) -> None:
            found[:] = [symbol.arguments[0].string for symbol in model.symbols(shown=True)]

        self._control.solve(assumptions=list(self._assumptions(values)), on_model=keep)
        return frozenset(found)

    def _assumptions(self, values: Values) -> Iterator[int]:
        for scope, numbers in self._slots.items():
            listed, others = ((values,), False) if scope == CASE else entities(values, scope)
            for number in numbers:
                position = number - numbers.start
                if position < len(listed):
                    yield self._literals[f'present("{scope}",{number})']
                    yield from self._known(scope, number, listed[position])
                elif not others:
                    yield -self._literals[f'present("{scope}",{number})']

    def _known(self, scope: str, number: int, values: Values) -> Iterator[int]:
        for name, pieces in self._pieces[scope].items():
            for code, truth in pieces.known(values.get(name)):
                literal = self._literals[f'has("{scope}",{number},"{name}","{code}")']
                yield literal if truth else -literal


def _program(
    plan: Plan, numbers: Mapping[str, range], facts: Mapping[str, Mapping[str, Pieces]]
) -> Iterator[str]:
    for scope, slot in numbers.items():
        yield f'slot("{scope}",{slot.start}..{slot.stop - 1}).'
        for name, pieces in facts[scope].items():
            yield "".join(f'code("{scope}","{name}","{code}"). ' for code in pieces.codes)
            yield f'{"some" if pieces.is_set else "one"}("{scope}","{name}").'
    yield f'present("{CASE}",0).'
    yield "{ present(L,S) } :- slot(L,S)."
    yield "1 { has(L,S,F,V) : code(L,F,V) } 1 :- present(L,S), one(L,F)."
    yield "{ has(L,S,F,V) : code(L,F,V) } :- present(L,S), some(L,F)."
    yield from _Rules(facts).of(plan)
    yield ':- not holds("consistent",0).'
    yield "#show outcome/1."


class _Rules:
    """The conditions of a plan as rules about slots."""

    def __init__(self, facts: Mapping[str, Mapping[str, Pieces]]) -> None:
        self._facts = facts
        self._made: dict[tuple[str, Condition], str] = {}
        self._rules: list[str] = []

    def of(self, plan: Plan) -> list[str]:
        for name, question in plan.items():
            body = self._atom(question.scope, question.condition)
            self._rules.append(f'holds("{name}",S) :- {body}.')
        return self._rules

    def _atom(self, scope: str, condition: Condition) -> str:
        """The atom that is true of the slots of which the condition holds."""
        if isinstance(condition, Holds):
            return f'holds("{condition.rule}",S)'
        atom = self._made.get((scope, condition))
        if atom is None:
            atom = self._made[scope, condition] = f"part({len(self._made)},S)"
            present = f'present("{scope}",S)'
            for body in self._bodies(scope, condition):
                self._rules.append(f"{atom} :- {', '.join([present, *body])}.")
        return atom

    def _bodies(self, scope: str, condition: Condition) -> list[list[str]]:
        match condition:
            case AllOf(parts):
                return [[self._atom(scope, part) for part in parts]]
            case AnyOf(parts):
                return [[self._atom(scope, part)] for part in parts]
            case NoneOf(parts):
                return [[f"not {self._atom(scope, part)}" for part in parts]]
            case Some(below, inner):
                found = self._atom(below, inner).replace(",S)", ",T)")
                return [[f'present("{below}",T)', found]]
            case FactTest(fact, test):
                return self._test(scope, fact, test)
        raise TypeError(type(condition).__name__)

    def _test(self, scope: str, fact: str, test: Test) -> list[list[str]]:
        pieces = self._facts[scope][fact]
        if isinstance(test, IsEmpty):
            return [[f"not {_has(scope, fact, code)}" for code in pieces.codes]]
        return [[_has(scope, fact, code)] for code in pieces.satisfying(test)]


def _has(scope: str, fact: str, code: str) -> str:
    return f'has("{scope}",S,"{fact}","{code}")'
