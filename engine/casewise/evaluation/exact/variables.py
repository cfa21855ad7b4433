"""Facts as variables with few classes: values that no rule tells apart share a class."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from attrs import frozen

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
from casewise.model.vocabulary import Fact, FactType

Classes = tuple[int, ...]
"""The classes that a variable may have, given what is known."""

_OUT_IN: Classes = (0, 1)
ABSENT = Span(1, 0)
"""What no record can say: that a fact which may be absent is absent. No span is empty."""


class ChoiceVariable:
    """A fact with one of a few values: each value is a class."""

    def __init__(self, fact: Fact) -> None:
        self.codes = {code: position for position, code in enumerate(fact.codes)}
        self.sizes = [len(self.codes)]
        self._every = tuple(range(len(self.codes)))
        self._exact = {frozenset({code}): (position,) for code, position in self.codes.items()}

    def tests(self, test: Test) -> list[tuple[int, int]]:
        """The test as (variable offset, classes) pairs of which one must hold."""
        assert isinstance(test, IsOneOf)  # the reader admits no other test of such a fact
        return [(0, sum(1 << self.codes[value] for value in test.values))]

    def classes(self, known: Known | None) -> list[Classes]:
        """The classes left open by what is known."""
        if not isinstance(known, Choice):
            return [self._every]
        exact = self._exact.get(known.values)
        return [exact or tuple(sorted(self.codes[value] for value in known.values))]

    def known(self, chosen: Classes) -> Known:
        """The answer that is of this class."""
        return next(Choice(values) for values, classes in self._exact.items() if classes == chosen)


class SpanVariable:
    """A number or date: its range is cut where some rule draws a line; last, perhaps, *absent*."""

    def __init__(self, fact: Fact, tests: Iterable[Test]) -> None:
        cuts = {fact.low}
        for test in tests:
            if isinstance(test, IsWithin):
                cuts |= {max(fact.low, test.low), test.high + 1}
        self.cuts = sorted(cut for cut in cuts if fact.low <= cut <= fact.high)
        self.fact = fact
        self.sizes = [len(self.cuts) + fact.optional]
        self._every = tuple(range(self.sizes[0]))
        self._single = [(position,) for position in self._every]

    def tests(self, test: Test) -> list[tuple[int, int]]:
        """The test as (variable offset, classes) pairs of which one must hold."""
        numbers = (1 << len(self.cuts)) - 1
        if isinstance(test, IsStated):
            return [(0, numbers if test.stated else 1 << len(self.cuts))]
        assert isinstance(test, IsWithin)  # the reader admits no other test of such a fact
        inside = [p for p, cut in enumerate(self.cuts) if test.low <= cut <= test.high]
        return [(0, sum(1 << position for position in inside))]

    def classes(self, known: Known | None) -> list[Classes]:
        """The classes left open by what is known; a stated span is never absent."""
        if not isinstance(known, Span):
            return [self._every]
        if known == ABSENT:
            return [self._single[-1]]
        low = bisect_right(self.cuts, known.low) - 1
        if known.low == known.high:
            return [self._single[low]]
        return [tuple(range(low, bisect_right(self.cuts, known.high)))]

    def known(self, chosen: Classes) -> Known:
        """The value of this class that lies next to where a rule draws the line."""
        (position,) = chosen
        if position == len(self.cuts):
            return ABSENT
        is_first = position == 0 and len(self.cuts) > 1
        value = self.cuts[1] - 1 if is_first else self.cuts[position]
        return Span(value, value)


class SetVariables:
    """A set: one variable for each member that some rule asks for (0 is out, 1 is in)."""

    def __init__(self, fact: Fact, tests: Iterable[Test]) -> None:
        asked: set[str] = set()
        for test in tests:
            assert isinstance(test, IncludesAny | IsEmpty)  # as the reader admits
            asked |= test.members
        self.members = [code for code in fact.codes if code in asked]
        self.sizes = [2] * len(self.members)
        self._every = frozenset(fact.codes)

    def tests(self, test: Test) -> list[tuple[int, int]]:
        """The test as (variable offset, classes) pairs of which one must hold."""
        assert isinstance(test, IncludesAny)  # emptiness is asked as its negation
        return [(p, 0b10) for p, code in enumerate(self.members) if code in test.members]

    def classes(self, known: Known | None) -> list[Classes]:
        """For each member whether it may be out, in, or either."""
        if not isinstance(known, Members):
            return [_OUT_IN] * len(self.members)
        included, excluded = known.included, known.excluded
        return [
            (1,) if code in included else (0,) if code in excluded else _OUT_IN
            for code in self.members
        ]

    def known(self, chosen: Classes) -> Known:
        """The set of those members that are in, and no others."""
        found = zip(self.members, chosen, strict=True)
        included = frozenset(code for code, is_in in found if is_in)
        return Members(included, self._every - included)


Variable = ChoiceVariable | SpanVariable | SetVariables


def variable_for(fact: Fact, tests: list[Test]) -> Variable:
    """The variable or variables that stand for a fact under the tests put to it."""
    if fact.type in (FactType.YES_NO, FactType.CHOICE):
        return ChoiceVariable(fact)
    return SetVariables(fact, tests) if fact.type is FactType.SET else SpanVariable(fact, tests)


@frozen
class Field:
    """A fact with its variables, which are those from `start` to before `stop`."""

    fact: Fact
    start: int
    stop: int
    variable: Variable

    def sizes(self) -> Iterator[tuple[int, int]]:
        """Each variable with the number of its classes."""
        return zip(range(self.start, self.stop), self.variable.sizes, strict=True)


class Scope:
    """The variables of the case, or of one entity of a list, in the order facts are asked for."""

    def __init__(self, facts: Iterable[Fact], asked: dict[str, list[Test]]) -> None:
        declared = {fact.name: fact for fact in facts}
        self.asked = asked
        self.sizes: list[int] = []
        self._of: dict[str, tuple[int, Variable]] = {}
        for name, tests in asked.items():
            variable = variable_for(declared[name], tests)
            self._of[name] = (len(self.sizes), variable)
            self.sizes += variable.sizes
        self.fields = [
            Field(declared[name], start, start + len(variable.sizes), variable)
            for name, (start, variable) in self._of.items()
        ]
        self._readers: list[tuple[str, Callable[[Known | None], list[Classes]]]] = [
            (name, variable.classes) for name, (_, variable) in self._of.items()
        ]

    def variables(self) -> Iterator[tuple[str, int, Variable]]:
        """Each fact that is asked for, the first of its variables, and what they stand for."""
        for name, (start, variable) in self._of.items():
            yield name, start, variable

    def tests(self, fact: str, test: Test) -> list[tuple[int, int]]:
        """The test as (variable, classes) pairs of which one must hold."""
        start, variable = self._of[fact]
        return [(start + offset, classes) for offset, classes in variable.tests(test)]

    def classes(self, values: Values) -> list[Classes]:
        """For each variable the classes left open by what is known."""
        found: list[Classes] = []
        for name, read in self._readers:
            found += read(values.get(name))
        return found
