"""Facts that a case may be without: no record can say so, and all their values are tried."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product

from attrs import evolve, field, frozen

from casewise.evaluation.plan import FALSE, TRUE, Plan, Question
from casewise.facts import IsStated, IsWithin, Test
from casewise.model.conditions import (
    AllOf,
    AnyOf,
    Condition,
    FactTest,
    Holds,
    NoneOf,
    Some,
    walk,
)
from casewise.model.vocabulary import Fact

Leaf = Callable[[str, Condition], Condition]
"""What becomes of a leaf of a condition, given the scope that it stands in."""

Way = Mapping[str, int | None]
"""A value for each of some facts; `None` is none at all."""


def tests_of(plan: Plan, fact: Fact) -> set[Test]:
    """The tests that questions put to a fact of the case."""
    return {
        part.test
        for question in plan.values()
        for scope, part in walk(question.condition, question.scope)
        if not scope and isinstance(part, FactTest) and part.fact == fact.name
    }


def values_of(plan: Plan, fact: Fact) -> list[int | None]:
    """A value for each that questions tell apart, and that there is none."""
    cuts = {fact.low}
    for test in tests_of(plan, fact):
        if isinstance(test, IsWithin):
            cuts |= {max(fact.low, test.low), test.high + 1}
    return [*sorted(cut for cut in cuts if fact.low <= cut <= fact.high), None]


@frozen
class Ways:
    """The plan once for each way in which some facts may be: a question holds *in* a way."""

    plan: Plan
    ways: tuple[Way, ...]
    touched: frozenset[str]
    """The questions that ask, in the end, for one of the facts."""
    copies: Plan = field(repr=False)

    def can(self, question: str, given: str) -> Condition:
        """Whether a question holds in some way in which another does."""
        return AnyOf(tuple(AllOf((self._in(given, at), self._in(question, at))) for at in self._at))

    def always(self, question: str, given: str) -> Condition:
        """Whether a question holds in every way in which another does."""
        return NoneOf(
            tuple(
                AllOf((self._in(given, at), NoneOf((self._in(question, at),)))) for at in self._at
            )
        )

    @property
    def _at(self) -> range:
        return range(len(self.ways))

    def _in(self, question: str, at: int) -> Condition:
        return Holds(_copy(question, at) if question in self.touched else question)


def ways_of(plan: Plan, facts: Iterable[Fact]) -> Ways:
    """All ways in which these facts may be; there is one way for no facts."""
    choices = {fact.name: values_of(plan, fact) for fact in facts}
    ways = tuple(dict(zip(choices, each, strict=True)) for each in product(*choices.values()))
    asking = {
        question.name
        for question in plan.values()
        for scope, part in walk(question.condition, question.scope)
        if not scope and isinstance(part, FactTest) and part.fact in choices
    }
    touched = frozenset(_reaching(plan, asking))
    copies = {
        question.name: question
        for at, way in enumerate(ways)
        for question in _copies(plan, touched, way, at)
    }
    return Ways(plan, ways, touched, copies)


def _copies(plan: Plan, touched: frozenset[str], way: Way, at: int) -> Iterator[Question]:
    def leaf(scope: str, condition: Condition) -> Condition:
        if isinstance(condition, Holds) and condition.rule in touched:
            return evolve(condition, rule=_copy(condition.rule, at))
        if isinstance(condition, FactTest) and not scope and condition.fact in way:
            return TRUE if _passes(way[condition.fact], condition.test) else FALSE
        return condition

    for name in touched:
        question = plan[name]
        changed = _rewritten(question.condition, leaf, question.scope)
        yield Question(_copy(name, at), question.scope, changed)


def _copy(name: str, at: int) -> str:
    return f"{name}@{at}"


def _passes(value: int | None, test: Test) -> bool:
    if isinstance(test, IsStated):
        return test.stated == (value is not None)
    assert isinstance(test, IsWithin)  # the reader admits no other test of such a fact
    return value is not None and test.low <= value <= test.high


def _reaching(plan: Plan, names: set[str]) -> set[str]:
    """The questions of the plan that are among these, or refer to one of them in the end."""
    users: dict[str, list[str]] = {}
    for question in plan.values():
        for name in _named(question.condition):
            users.setdefault(name, []).append(question.name)
    found, waiting = set(names), list(names)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in found:
                found.add(user)
                waiting.append(user)
    return found


def _named(condition: Condition) -> Iterator[str]:
    return (part.rule for _, part in walk(condition) if isinstance(part, Holds))


def _rewritten(condition: Condition, leaf: Leaf, scope: str = "") -> Condition:
    """The condition of a plan with its leaves replaced."""
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            changed = tuple(_rewritten(part, leaf, scope) for part in parts)
            return evolve(condition, parts=changed)
        case Some(group, inner):
            return evolve(condition, condition=_rewritten(inner, leaf, group))
        case FactTest() | Holds():
            return leaf(scope, condition)
        case _:
            return condition
