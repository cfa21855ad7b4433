"""Many complete cases at once, each a bit of a whole number: what some case shows needs no proof.

An audit asks whether there is a case of some kind. Most often a case near one that has an outcome
is of that kind, and is found here much faster than by a proof; where none is, nothing follows.
"""

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from random import Random

from casewise.evaluation.plan import Plan
from casewise.facts import (
    Choice,
    Entities,
    IncludesAny,
    IsEmpty,
    IsStated,
    IsWithin,
    Known,
    Members,
    Span,
    Test,
    Values,
)
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
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType

NEAR_EACH = 2048
"""How many cases are made near each of those that are given."""
ENTITIES = 3
"""How many entities a list has at most."""

Bits = int
"""A set of cases: bit `i` is case `i`."""
Place = tuple[str, int]
"""The case itself (`""`, 0) or one of the entities of a list, by their numbers."""

CASE: Place = ("", 0)


class Examples:
    """Complete cases near some that are given, with the values that rules tell apart."""

    def __init__(self, rulesets: Iterable[Ruleset], near: list[Values]) -> None:
        ruleset, *_ = every = list(rulesets)
        self._random = Random(len(near))  # noqa: S311  # cases to try; the same ones every time
        self._near = near
        self._width = NEAR_EACH * len(near)
        self.all: Bits = (1 << self._width) - 1
        self._cuts = _cuts(every)
        self._values: dict[tuple[Place, str], list[tuple[Known | None, Bits]]] = {}
        self._members: dict[tuple[Place, str], dict[str, Bits]] = {}
        self._there: dict[Place, Bits] = {CASE: self.all}
        for fact in ruleset.vocabulary.facts:
            if fact.type is FactType.LIST:
                self._list(fact)
            else:
                self._fact(CASE, fact, [values.get(fact.name) for values in near])

    # -- making cases -----------------------------------------------------------------------

    def _list(self, fact: Fact) -> None:
        groups = [values.get(fact.name) for values in self._near]
        for number in range(ENTITIES):
            entities = [
                group.listed[number]
                if isinstance(group, Entities) and number < len(group.listed)
                else None
                for group in groups
            ]
            place = (fact.name, number)
            kept = self._each([entity is not None for entity in entities])
            self._there[place] = kept ^ (self._coin() & self._coin() & self._coin())
            for inner in fact.facts:
                known = [None if entity is None else entity.get(inner.name) for entity in entities]
                self._fact(place, inner, known)

    def _fact(self, place: Place, fact: Fact, known: list[Known | None]) -> None:
        key = (place, fact.name)
        changed = self._coin() & self._coin() | self._each([each is None for each in known])
        if fact.type is FactType.SET:
            self._members[key] = {
                code: self._mixed(changed, [_has(each, code) for each in known])
                for code in fact.codes
            }
            return
        left = self.all
        kept = self.all & ~changed
        values = self._values[key] = []
        pieces = list(self._pieces(place[0], fact))
        for position, piece in enumerate(pieces):
            here = self._each([_agrees(each, piece) for each in known]) & kept & left
            share = changed & left & self._one_in(len(pieces) - position)
            values.append((piece, here | share))
            left &= ~(here | share)

    def _mixed(self, changed: Bits, known: list[bool]) -> Bits:
        return self._each(known) & ~changed | self._coin() & changed

    def _pieces(self, scope: str, fact: Fact) -> Iterator[Known | None]:
        if fact.type not in (FactType.NUMBER, FactType.DATE):
            yield from (Choice(frozenset({code})) for code in fact.codes)
            return
        cuts = {fact.low, fact.high + 1} | self._cuts.get((scope, fact.name), set())
        ordered = sorted(cut for cut in cuts if fact.low <= cut <= fact.high + 1)
        for low, after in itertools.pairwise(ordered):
            yield Span(low, after - 1)
        if fact.optional:
            yield None

    def _coin(self) -> Bits:
        return self._random.getrandbits(self._width)

    def _one_in(self, count: int) -> Bits:
        """Each case with that chance, or nearly."""
        found = 0
        for bit in f"{round(256 / count):09b}"[::-1]:
            found = found | self._coin() if bit == "1" else found & self._coin()
        return self.all if count == 1 else found

    def _each(self, flags: list[bool]) -> Bits:
        """The cases made near those of which the flag is set."""
        block = (1 << NEAR_EACH) - 1
        return sum(block << position * NEAR_EACH for position, flag in enumerate(flags) if flag)

    # -- asking them ------------------------------------------------------------------------

    def answers(self, plan: Plan) -> "Answers":
        """What the cases answer to the questions of a plan over the same facts."""
        return Answers(self, plan)

    def places(self, scope: str) -> Iterator[Place]:
        """The case, or the entities of a list."""
        yield from ((scope, number) for number in range(ENTITIES if scope else 1))

    def there(self, place: Place) -> Bits:
        """The cases that have such an entity."""
        return self._there[place]

    def passing(self, place: Place, fact: str, test: Test) -> Bits:
        """The cases in which a fact passes a test."""
        key = (place, fact)
        if isinstance(test, IncludesAny | IsEmpty):
            members = self._members[key]
            some = reduce(or_, (members[code] for code in test.members), 0)
            return some if isinstance(test, IncludesAny) else self.all & ~some
        return reduce(or_, (bits for piece, bits in self._values[key] if _passes(piece, test)), 0)


class Answers:
    """What many cases answer to the questions of one plan."""

    def __init__(self, examples: Examples, plan: Plan, known: "Answers | None" = None) -> None:
        self._examples = examples
        self._plan = plan
        self._found: dict[tuple[str, Place], Bits] = {}
        self._tests: dict[tuple[Place, FactTest], Bits] = {} if known is None else known._tests

    def under(self, plan: Plan, affected: Collection[str] | None = None) -> "Answers":
        """The answers of the same cases to another plan.

        `affected` are the questions that may have other answers under it, if they are known.
        """
        other = Answers(self._examples, plan, self)
        if affected is not None:
            kept = ((key, bits) for key, bits in self._found.items() if key[0] not in affected)
            other._found.update(kept)
        return other

    def to(self, name: str, place: Place = CASE) -> Bits:
        """The cases of which a question holds, about the case or an entity of it."""
        key = (name, place)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self.of(self._plan[name].condition, place)
        return found

    def of(self, condition: Condition, place: Place = CASE) -> Bits:
        """The cases in which a condition of the plan holds."""
        match condition:
            case AllOf(parts):
                found = self._examples.all
                for part in parts:
                    found &= self.of(part, place)
                return found
            case AnyOf(parts):
                return reduce(or_, (self.of(part, place) for part in parts), 0)
            case NoneOf(parts):
                some = reduce(or_, (self.of(part, place) for part in parts), 0)
                return self._examples.all & ~some
            case Some(scope, inner):
                return self.some(scope, inner)
            case Holds(name):
                return self.to(name, place if self._plan[name].scope else CASE)
            case FactTest():
                return self._test(condition, place)
        raise TypeError(f"{type(condition).__name__} cannot stand here")  # a plan has none

    def some(self, scope: str, condition: Condition) -> Bits:
        """The cases in which some entity of a list satisfies a condition."""
        there = self._examples.there
        return reduce(
            or_,
            (there(at) & self.of(condition, at) for at in self._examples.places(scope)),
            0,
        )

    def all_of(self, wanted: Mapping[str, bool]) -> Bits:
        """The cases that have all these answers."""
        found = self._examples.all
        for name, answer in wanted.items():
            found &= self.to(name) if answer else ~self.to(name)
        return found

    def _test(self, condition: FactTest, place: Place) -> Bits:
        key = (place, condition)
        found = self._tests.get(key)
        if found is None:
            found = self._examples.passing(place, condition.fact, condition.test)
            self._tests[key] = found
        return found


def _passes(piece: Known | None, test: Test) -> bool:
    if piece is None:
        return isinstance(test, IsStated) and not test.stated
    return test.judge(piece) is True


def _agrees(known: Known | None, piece: Known | None) -> bool:
    if isinstance(known, Span) and isinstance(piece, Span):
        return piece.low <= known.low <= piece.high
    if isinstance(known, Span) and piece is None:
        return known.high < known.low
    return known == piece


def _has(known: Known | None, code: str) -> bool:
    return isinstance(known, Members) and code in known.included


def _cuts(rulesets: list[Ruleset]) -> dict[tuple[str, str], set[int]]:
    """Where rules cut the ranges of numbers and dates, by scope and fact."""
    found: dict[tuple[str, str], set[int]] = {}
    for ruleset in rulesets:
        for rule in ruleset.rules:
            for condition in rule.conditions():
                for scope, part in walk(condition, rule.scope):
                    if isinstance(part, FactTest) and isinstance(part.test, IsWithin):
                        cuts = found.setdefault((scope, part.fact), set())
                        cuts |= {part.test.low, part.test.high + 1}
    return found
