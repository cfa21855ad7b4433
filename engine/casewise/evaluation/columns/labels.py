"""Labels: the classes that lead from one node of a diagram to another, as tests of facts.

Whoever has the rows answers each test for each row with yes, no or open, by what is known; that
is all that is ever asked of rows. From these answers follows which classes a variable *may* have,
for every label, because what is known of a variable is one class, some, or (of a number or date)
classes that lie side by side.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from attrs import field, frozen

from casewise.evaluation.columns.circuit import ALWAYS, NEVER, Circuit
from casewise.evaluation.exact.variables import (
    ChoiceVariable,
    Field,
    Scope,
    SetVariables,
    SpanVariable,
)
from casewise.facts import IncludesAny, IsOneOf, IsStated, IsWithin
from casewise.model.conditions import FactTest

Label = tuple[int, int]
"""A variable, and some of its classes as a bit mask."""


class Labels:
    """The labels of the variables of one scope, and the tests that tell which of them may be."""

    def __init__(self, scope: Scope, labels: Iterable[Label]) -> None:
        self._scope = scope
        self.tests: list[FactTest] = []
        """What is asked of each row, in the order of variables."""
        self.by_variable: dict[int, list[int]] = {}
        """The positions of the tests of each variable."""
        self._at: dict[FactTest, int] = {}
        found: dict[int, set[int]] = {}
        for variable, classes in labels:
            if classes not in (0, self._every(variable)):  # what never or always holds asks nothing
                found.setdefault(variable, set()).add(classes)
        for of_fact in scope.fields:
            for variable in range(of_fact.start, of_fact.stop):
                if variable in found:
                    self._ask(of_fact, variable, found[variable])

    def _ask(self, of_fact: Field, variable: int, labels: set[int]) -> None:
        tests = dict.fromkeys(_tests(of_fact, variable, labels))
        self.by_variable[variable] = list(range(len(self.tests), len(self.tests) + len(tests)))
        self._at |= dict(zip(tests, self.by_variable[variable], strict=True))
        self.tests += tests

    def _every(self, variable: int) -> int:
        return (1 << self._scope.sizes[variable]) - 1

    def may(self, circuit: Circuit, label: Label) -> int:
        """The plane of rows whose variable may be of one of the classes of a label."""
        variable, classes = label
        if classes in (0, self._every(variable)):
            return ALWAYS if classes else NEVER
        of_fact = next(each for each in self._scope.fields if each.start <= variable < each.stop)
        of_variable = of_fact.variable
        answers = _Answers(circuit, self._at, of_fact.fact.name)
        if isinstance(of_variable, SetVariables):
            return answers.may(_member(of_variable, of_fact, variable), holds=classes == 0b10)
        if isinstance(of_variable, ChoiceVariable):
            test, holds = _one_of(of_variable, classes)
            return answers.may(test, holds=holds)
        return circuit.any_of(_span_runs(answers, of_variable, classes))


@frozen
class _Answers:
    """The answers to the tests of one fact, two inputs of a circuit for each: value and known."""

    circuit: Circuit
    at: dict[FactTest, int] = field(repr=False)
    fact: str

    def may(self, test: IsOneOf | IncludesAny | IsWithin, *, holds: bool) -> int:
        """Where a test may hold, or may fail."""
        value, known = inputs(self.circuit, self.at[FactTest(self.fact, test)])
        if holds:
            return self.circuit.either(value, self.circuit.neither(known))
        return self.circuit.neither(self.circuit.both(value, known))

    def may_be_absent(self) -> int:
        """Where nothing says that there is a value."""
        stated = FactTest(self.fact, IsStated(stated=True))
        return self.circuit.neither(inputs(self.circuit, self.at[stated])[1])


def inputs(circuit: Circuit, test: int) -> tuple[int, int]:
    """The planes of a test's answers: where it holds (if it is known), and where it is known."""
    return circuit.input(2 * test), circuit.input(2 * test + 1)


def _tests(of_fact: Field, variable: int, labels: set[int]) -> Iterator[FactTest]:
    name, of_variable = of_fact.fact.name, of_fact.variable
    if isinstance(of_variable, SetVariables):
        yield FactTest(name, _member(of_variable, of_fact, variable))
    elif isinstance(of_variable, ChoiceVariable):
        for classes in sorted(labels):
            yield FactTest(name, _one_of(of_variable, classes)[0])
    else:
        absent = 1 << len(of_variable.cuts)
        for cut in of_variable.cuts[1:]:
            yield FactTest(name, _from(of_variable, cut))
        if of_fact.fact.optional and any(classes & absent for classes in labels):
            yield FactTest(name, IsStated(stated=True))


def _member(of_variable: SetVariables, of_fact: Field, variable: int) -> IncludesAny:
    return IncludesAny(frozenset({of_variable.members[variable - of_fact.start]}))


def _one_of(of_variable: ChoiceVariable, classes: int) -> tuple[IsOneOf, bool]:
    """The test of some classes, or of all others if they are fewer: then it must fail."""
    every = (1 << len(of_variable.codes)) - 1
    holds = (classes.bit_count(), not classes & 1) <= (
        (every & ~classes).bit_count(),
        bool(classes & 1),
    )
    wanted = classes if holds else every & ~classes
    values = frozenset(code for code, at in of_variable.codes.items() if wanted >> at & 1)
    return IsOneOf(values), holds


def _from(of_variable: SpanVariable, cut: int) -> IsWithin:
    return IsWithin(cut, of_variable.fact.high)


def _span_runs(answers: _Answers, of_variable: SpanVariable, classes: int) -> Iterator[int]:
    """Where a number or date may be within the classes, run by run, or absent."""
    cuts = of_variable.cuts
    if classes >> len(cuts) & 1:
        yield answers.may_be_absent()
    edges = [
        at for at in range(len(cuts) + 1) if _in(classes, at, cuts) != _in(classes, at - 1, cuts)
    ]
    for low, after in list(pairwise(edges))[::2]:
        above = answers.may(_from(of_variable, cuts[low]), holds=True) if low else ALWAYS
        is_last = after == len(cuts)
        below = ALWAYS if is_last else answers.may(_from(of_variable, cuts[after]), holds=False)
        yield answers.circuit.both(above, below)


def _in(classes: int, at: int, cuts: list[int]) -> bool:
    return 0 <= at < len(cuts) and bool(classes >> at & 1)
