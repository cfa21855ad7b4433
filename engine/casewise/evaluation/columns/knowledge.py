"""What mattered of a row's facts, from a word of bits back to what is known."""

from attrs import frozen

from casewise.evaluation.columns.labels import Labels
from casewise.evaluation.exact.variables import (
    ChoiceVariable,
    Field,
    Scope,
    SetVariables,
    SpanVariable,
)
from casewise.facts import (
    Choice,
    IncludesAny,
    IsOneOf,
    IsWithin,
    Known,
    Members,
    Span,
    Test,
)


@frozen
class Answered:
    """Tests of one fact, each with whether it holds; tests that are open are left out."""

    of_fact: Field
    tests: list[tuple[Test, bool]]

    def known(self) -> Known | None:
        """The least that a record must say for these answers; nothing if there are none."""
        of_variable = self.of_fact.variable
        if not self.tests:
            return None
        if isinstance(of_variable, ChoiceVariable):
            return self._choice()
        return self._members() if isinstance(of_variable, SetVariables) else self._span(of_variable)

    def _choice(self) -> Choice:
        values = frozenset(self.of_fact.fact.codes)
        for test, holds in self.tests:
            assert isinstance(test, IsOneOf)  # as `labels` asks of such a fact
            values = values & test.values if holds else values - test.values
        return Choice(values)

    def _members(self) -> Members:
        sides: dict[bool, frozenset[str]] = {True: frozenset(), False: frozenset()}
        for test, holds in self.tests:
            assert isinstance(test, IncludesAny)  # as `labels` asks of such a fact
            sides[holds] |= test.members
        return Members(sides[True], sides[False])

    def _span(self, of_variable: SpanVariable) -> Span:
        low, high = of_variable.fact.low, of_variable.fact.high
        for test, holds in self.tests:
            if isinstance(test, IsWithin):
                low = max(low, test.low) if holds else low
                high = high if holds else min(high, test.low - 1)
        return Span(low, high)


class Mattering:
    """Reads the words in which `Sweep.matter` says what mattered of rows."""

    def __init__(self, labels: Labels, scope: Scope) -> None:
        self._fields = [
            (
                of_fact,
                [
                    (labels.tests[test].test, test)
                    for variable in range(of_fact.start, of_fact.stop)
                    for test in labels.by_variable.get(variable, ())
                ],
            )
            for of_fact in scope.fields
        ]

    def values(self, word: int) -> dict[str, Known | None]:
        """What the record says, as far as it mattered."""
        found: dict[str, Known | None] = {}
        for of_fact, tests in self._fields:
            answered = [
                (test, bool(word >> 2 * at + 1 & 1)) for test, at in tests if word >> 2 * at & 1
            ]
            known = Answered(of_fact, answered).known()
            if known is not None:
                found[of_fact.fact.name] = known
        return found
