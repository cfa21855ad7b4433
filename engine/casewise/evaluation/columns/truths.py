"""Conditions as planes: where each holds and where it fails by what is known of each row.

These are the three-valued answers of the reference evaluator. Placements do not need them, as the
diagram answers exactly; they say which rules, and which facts, an answer can be told by.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from casewise.evaluation.columns.circuit import NEVER, Circuit
from casewise.evaluation.columns.labels import Label, Labels
from casewise.evaluation.exact.variables import ChoiceVariable, Scope
from casewise.evaluation.plan import Plan
from casewise.facts import IncludesAny, IsEmpty, Test
from casewise.model.conditions import (
    AllOf,
    AnyOf,
    Condition,
    FactTest,
    Holds,
    NoneOf,
    Some,
    parts_of,
)


@frozen
class Truth:
    """Where a condition holds, and where it fails; elsewhere it is open."""

    holds: int
    fails: int

    def opposite(self) -> "Truth":
        """The same of the negation."""
        return Truth(self.fails, self.holds)


class Truths:
    """The truths of the conditions of one scope; `somes` are given, and `may` answers labels."""

    def __init__(
        self,
        circuit: Circuit,
        plan: Plan,
        scope: Scope,
        labels: Labels,
        somes: Mapping[Some, Truth],
    ) -> None:
        self.circuit = circuit
        self._plan = plan
        self._scope = scope
        self._labels = labels
        self._somes = somes
        self._known: dict[Condition, Truth] = {}

    def of(self, condition: Condition) -> Truth:
        """Where a condition of the plan holds, and where it fails."""
        found = self._known.get(condition)
        if found is None:
            found = self._known[condition] = self._of(condition)
        return found

    def _of(self, condition: Condition) -> Truth:
        match condition:
            case AllOf(parts):
                return self._all(map(self.of, parts))
            case AnyOf(parts):
                return self._any(map(self.of, parts))
            case NoneOf(parts):
                return self._any(map(self.of, parts)).opposite()
            case Holds(rule):
                return self.of(self._plan[rule].condition)
            case FactTest(fact, IsEmpty(members)):
                return self.of(FactTest(fact, IncludesAny(members))).opposite()
            case FactTest(fact, test):
                return self._any(self.piece(label) for label in self._scope.tests(fact, test))
            case Some():
                return self._somes[condition]
        raise TypeError(f"{type(condition).__name__} cannot stand here")  # the plan has none

    def piece(self, label: Label) -> Truth:
        """Where a variable is of one of the classes of a label for certain, and where of none."""
        may, may_not = self._labels.may(self.circuit, label), self._other(label)
        return Truth(self.circuit.neither(may_not), self.circuit.neither(may))

    def _other(self, label: Label) -> int:
        return self._labels.may(self.circuit, opposite(self._scope, label))

    def _all(self, truths: Iterable[Truth]) -> Truth:
        found = list(truths)
        return Truth(
            self.circuit.all_of(each.holds for each in found),
            self.circuit.any_of(each.fails for each in found),
        )

    def _any(self, truths: Iterable[Truth]) -> Truth:
        return self._all(each.opposite() for each in truths).opposite()


def opposite(scope: Scope, label: Label) -> Label:
    """The other classes of the variable."""
    variable, classes = label
    return variable, (1 << scope.sizes[variable]) - 1 & ~classes


def labels_of(scope: Scope, plan: Plan, conditions: Iterable[Condition]) -> Iterator[Label]:
    """The labels, and their opposites, that the truths of some conditions of a scope ask for.

    Of what is one of a list each value is asked for, so that what is known can be told again.
    """
    choices = {
        of_fact.start
        for of_fact in scope.fields
        if isinstance(of_fact.variable, ChoiceVariable) and len(of_fact.variable.codes) > 2
    }
    for test in tests_of(plan, conditions):
        for label in scope.tests(test.fact, _plain(test.test)):
            yield label
            yield opposite(scope, label)
            if label[0] in choices:
                yield from ((label[0], 1 << value) for value in range(scope.sizes[label[0]]))


def _plain(test: Test) -> Test:
    return IncludesAny(test.members) if isinstance(test, IsEmpty) else test


def tests_of(plan: Plan, conditions: Iterable[Condition]) -> Iterator[FactTest]:
    """The tests in some conditions of one scope, and in the questions that they refer to."""
    for condition in reached(plan, conditions):
        if isinstance(condition, FactTest):
            yield condition


def somes_of(plan: Plan, conditions: Iterable[Condition]) -> list[Some]:
    """The *some entity* tests in some conditions of the case, each once."""
    found = (each for each in reached(plan, conditions) if isinstance(each, Some))
    return list(dict.fromkeys(found))


def reached(plan: Plan, conditions: Iterable[Condition]) -> Iterator[Condition]:
    """All conditions below some, in the same scope, questions that they refer to included."""
    seen: set[str] = set()
    stack: list[Condition] = list(conditions)
    while stack:
        condition = stack.pop()
        yield condition
        if isinstance(condition, Holds) and condition.rule not in seen:
            seen.add(condition.rule)
            stack.append(plan[condition.rule].condition)
        elif not isinstance(condition, Some):
            stack.extend(parts_of(condition))


class Relevance:
    """Which rows rest on which tests: walks conditions backwards, as `explanation.grounds` does.

    Of a conjunction that fails the first part that fails is enough; of one that holds every part
    counts. A disjunction is the other way round. What is open is no ground.
    """

    def __init__(self, truths: Truths, plan: Plan, scope: Scope) -> None:
        self._truths = truths
        self._plan = plan
        self._scope = scope
        self._circuit = truths.circuit
        self.variables: dict[int, int] = {}
        """For each variable the rows that rest on what is known of it."""
        self.somes: dict[Some, int] = {}
        """For each *some entity* test the rows that rest on its answer."""
        self._rules: dict[str, int] = {}

    def finish(self) -> None:
        """Let rows that rest on rules rest on what those ask for: each rule once, for all rows."""
        for rule in _dependent_first(self._plan, self._rules):
            self.ground(self._plan[rule].condition, self._rules.get(rule, NEVER))

    def ground(self, condition: Condition, rows: int) -> None:
        """Let rows rest on a condition, as far as it is decided in them; then `finish`."""
        if rows == NEVER:
            return
        match condition:
            case AllOf(parts):
                self._parts(parts, self._truths.of(condition), rows, negated=False)
            case AnyOf(parts):
                self._parts(parts, self._truths.of(condition).opposite(), rows, negated=True)
            case NoneOf(parts):
                self._parts(parts, self._truths.of(condition), rows, negated=True)
            case Holds(rule):
                before = self._rules.get(rule, NEVER)
                self._rules[rule] = self._circuit.either(before, rows)
            case FactTest(fact, test):
                self._test(fact, _plain(test), rows)
            case Some():
                truth = self._truths.of(condition)
                decided = self._circuit.both(rows, self._circuit.either(truth.holds, truth.fails))
                before = self.somes.get(condition, NEVER)
                self.somes[condition] = self._circuit.either(before, decided)

    def _rest(self, variable: int, rows: int) -> None:
        before = self.variables.get(variable, NEVER)
        self.variables[variable] = self._circuit.either(before, rows)

    def _parts(self, parts: Sequence[Condition], whole: Truth, rows: int, *, negated: bool) -> None:
        """All parts where the whole holds, the first that fails where it fails."""
        every = self._circuit.both(rows, whole.holds)
        left = self._circuit.both(rows, whole.fails)
        for part in parts:
            truth = self._truths.of(part)
            fails = truth.holds if negated else truth.fails
            first = self._circuit.both(left, fails)
            left = self._circuit.both(left, self._circuit.neither(fails))
            self.ground(part, self._circuit.either(every, first))

    def _test(self, fact: str, test: Test, rows: int) -> None:
        """The first variable that is as wanted, or all of them where none is."""
        labels = self._scope.tests(fact, test)
        truth = self._truths.of(FactTest(fact, test))
        fails = self._circuit.both(rows, truth.fails)
        left = self._circuit.both(rows, truth.holds)
        for label in labels:
            piece = self._truths.piece(label)
            first = self._circuit.both(left, piece.holds)
            left = self._circuit.both(left, self._circuit.neither(piece.holds))
            self._rest(label[0], self._circuit.either(fails, first))


def _dependent_first(plan: Plan, rules: Iterable[str]) -> list[str]:
    """Some rules and all that they refer to, each before those it refers to."""
    order: dict[str, None] = {}

    def visit(rule: str) -> None:
        if rule not in order:
            for condition in reached(plan, [plan[rule].condition]):
                if isinstance(condition, Holds):
                    visit(condition.rule)
            order[rule] = None

    for rule in rules:
        visit(rule)
    return list(reversed(order))
