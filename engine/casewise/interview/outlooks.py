"""Outlooks: what the answers that are still open would leave possible.

An outlook is a function from the answers to open *parts* to a set of outcomes; a part is a fact, a
member of a set, or what the further entities of a list are like. Equal outlooks are one number, so
that a part occurs in an outlook exactly where some answers to it differ.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce

Ends = frozenset[str]
"""The outcomes that are possible once nothing is open; none where the answers contradict."""

LAST = 1 << 30
"""Where an end stands in the order of parts: after all of them."""


class Outlooks:
    """A table of outlooks. Parts are numbered in their order; their classes from 0."""

    def __init__(self) -> None:
        self.part: list[int] = []
        """The first part that each outlook asks for; `LAST` for an end."""
        self.below: list[tuple[int, ...]] = []
        """The outlooks that the classes of that part leave."""
        self._ends: list[Ends] = []
        self._numbers: dict[tuple[int, tuple[int, ...]] | Ends, int] = {}
        self._parts: dict[int, int] = {}
        self._possible: dict[int, Ends] = {}
        self._given: dict[tuple[int, int, int], int] = {}
        self._joined: dict[tuple[int, int], int] = {}
        self._left_open: dict[tuple[int, int], int] = {}
        self.nothing = self.end(frozenset())
        """The outlook of answers that contradict."""

    def __len__(self) -> int:
        return len(self.part)

    def end(self, outcomes: Ends) -> int:
        """The outlook with nothing open."""
        found = self._numbers.get(outcomes)
        return self._append(outcomes, LAST, (), outcomes) if found is None else found

    def asking(self, part: int, below: Sequence[int]) -> int:
        """The outlook that asks for a part first; its classes leave the outlooks `below`."""
        first = below[0]
        if below.count(first) == len(below):
            return first
        key = (part, tuple(below))
        found = self._numbers.get(key)
        return self._append(key, part, key[1], frozenset()) if found is None else found

    def _append(
        self, key: tuple[int, tuple[int, ...]] | Ends, part: int, below: tuple[int, ...], ends: Ends
    ) -> int:
        self._numbers[key] = len(self.part)
        self.part.append(part)
        self.below.append(below)
        self._ends.append(ends)
        return len(self.part) - 1

    def forget(self) -> None:
        """Forget ways from one outlook to another that were remembered; none is lost by that."""
        for ways in (self._given, self._joined, self._left_open):
            ways.clear()

    def parts(self, outlook: int) -> int:
        """The parts that the outlook depends on, as a bit mask."""
        found = self._parts.get(outlook)
        if found is None:
            part = self.part[outlook]
            found = 0 if part == LAST else 1 << part
            for each in self.below[outlook]:
                found |= self.parts(each)
            self._parts[outlook] = found
        return found

    def possible(self, outlook: int) -> Ends:
        """The outcomes that some answers leave possible."""
        found = self._possible.get(outlook)
        if found is None:
            found = self._ends[outlook].union(*map(self.possible, self.below[outlook]))
            self._possible[outlook] = found
        return found

    def given(self, outlook: int, part: int, chosen: int) -> int:
        """The outlook once a part is known to be of a class."""
        first = self.part[outlook]
        if first >= part:
            return self.below[outlook][chosen] if first == part else outlook
        if not self.parts(outlook) >> part & 1:
            return outlook
        key = (outlook, part, chosen)
        found = self._given.get(key)
        if found is None:
            below = [self.given(each, part, chosen) for each in self.below[outlook]]
            found = self._given[key] = self.asking(first, below)
        return found

    def outcomes_given(self, outlook: int, part: int, chosen: int) -> int:
        """How many outcomes are possible if a part is of a class; 2 stands for any more."""
        found: set[str] = set()
        seen: set[int] = set()
        stack = [outlook]
        while stack and len(found) < 2:
            each = stack.pop()
            first = self.part[each]
            if first == part:
                found |= self.possible(self.below[each][chosen])
            elif first > part:
                found |= self.possible(each)
            elif each not in seen:
                seen.add(each)
                stack += self.below[each]
        return min(len(found), 2)

    def left_open(self, outlook: int, part: int) -> int:
        """The outlook once it is certain that a part stays open."""
        first = self.part[outlook]
        if first == part:
            return reduce(self.joined, self.below[outlook])
        if not self.parts(outlook) >> part & 1:
            return outlook
        key = (outlook, part)
        found = self._left_open.get(key)
        if found is None:
            below = [self.left_open(each, part) for each in self.below[outlook]]
            found = self._left_open[key] = self.asking(first, below)
        return found

    def joined(self, one: int, other: int) -> int:
        """The outlook of either: what one of them leaves possible, or the other does."""
        if one == other or other == self.nothing:
            return one
        if one == self.nothing:
            return other
        key = (one, other) if one < other else (other, one)
        found = self._joined.get(key)
        if found is None:
            found = self._joined[key] = self._join(*key)
        return found

    def _join(self, one: int, other: int) -> int:
        part = min(self.part[one], self.part[other])
        if part == LAST:
            return self.end(self._ends[one] | self._ends[other])
        pairs = zip(self.under(one, part), self.under(other, part), strict=False)
        return self.asking(part, [self.joined(*pair) for pair in pairs])

    def under(self, outlook: int, part: int) -> Iterable[int]:
        """What each class of a part leaves of an outlook that asks for no part before it."""
        return self.below[outlook] if self.part[outlook] == part else _Same(outlook)


class _Same:
    """One outlook, as often as wanted."""

    def __init__(self, outlook: int) -> None:
        self._outlook = outlook

    def __iter__(self) -> Iterator[int]:
        while True:
            yield self._outlook
