"""Many complete cases at once, each a bit of a whole number: what some case shows needs no proof.

An audit asks whether there is a case of some kind. Most often a case near one that has an outcome
is of that kind, and is found here much faster than by a proof; where none is, nothing follows.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from random import Random

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
    FactTest,
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
Subject = tuple[str, int]
"""The case itself (`""`, 0) or one of the entities of a list, by their numbers."""

CASE: Subject = ("", 0)


class Examples:
    """Complete cases near some that are given, with the values that rules tell apart."""

    def __init__(self, rulesets: Iterable[Ruleset], near: Sequence[Values]) -> None:
        ruleset, *_ = every = list(rulesets)
        self._random = Random(len(near))  # noqa: S311  # cases to try; the same ones every time
        self._near = near
        self._width = NEAR_EACH * len(near)
        self.all: Bits = (1 << self._width) - 1
        self._cuts = _cuts(every)
        self._values: dict[tuple[Subject, str], list[tuple[Known | None, Bits]]] = {}
        self._members: dict[tuple[Subject, str], dict[str, Bits]] = {}
        self._there: dict[Subject, Bits] = {CASE: self.all}
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
            subject = (fact.name, number)
            kept = self._each([entity is not None for entity in entities])
            self._there[subject] = kept ^ (self._coin() & self._coin() & self._coin())
            for inner in fact.facts:
                known = [None if entity is None else entity.get(inner.name) for entity in entities]
                self._fact(subject, inner, known)

    def _fact(self, subject: Subject, fact: Fact, known: list[Known | None]) -> None:
        key = (subject, fact.name)
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
        pieces = list(self._told_apart(subject[0], fact))
        for position, piece in enumerate(pieces):
            here = self._each([_agrees(each, piece) for each in known]) & kept & left
            share = changed & left & self._one_in(len(pieces) - position)
            values.append((piece, here | share))
            left &= ~(here | share)

    def _mixed(self, changed: Bits, known: list[bool]) -> Bits:
        return self._each(known) & ~changed | self._coin() & changed

    def _told_apart(self, scope: str, fact: Fact) -> Iterator[Known | None]:
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

    def subjects(self, scope: str) -> Iterator[Subject]:
        """The case, or the entities of a list."""
        yield from ((scope, number) for number in range(ENTITIES if scope else 1))

    def there(self, subject: Subject) -> Bits:
        """The cases that have such an entity."""
        return self._there[subject]

    def pieces(self, subject: Subject, fact: str) -> list[tuple[Known | None, Bits]]:
        """The values of a fact that is no set, each with the cases that have it; none is absent."""
        return self._values[subject, fact]

    def passing(self, subject: Subject, fact: str, test: Test) -> Bits:
        """The cases in which a fact passes a test."""
        key = (subject, fact)
        if isinstance(test, IncludesAny | IsEmpty):
            members = self._members[key]
            some = reduce(or_, (members[code] for code in test.members), 0)
            return some if isinstance(test, IncludesAny) else self.all & ~some
        return reduce(or_, (bits for piece, bits in self.pieces(*key) if _passes(piece, test)), 0)


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
