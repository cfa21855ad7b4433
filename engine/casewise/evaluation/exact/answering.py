"""How the bits of one list can be answered, one after another.

Bits are asked in their order. What is left after some answers is `cut` of the bits that nobody asks
for any more; so much that is met on different ways becomes the same.
"""

from collections.abc import Collection

from attrs import evolve, frozen

from casewise.evaluation.exact.families import OVERHEAD, Families, Key

CANNOT_BE = -1
"""What is left after an answer that cannot be."""

MOST = 1_000_000
"""How much is remembered of one list, in members of sets; some 40 MB."""


@frozen(cache_hash=True)
class Listed:
    """The listed entities and no others: they have one of some unions of profiles."""

    unions: int

    def given(self, families: Families, bit: int) -> tuple["Listed | None", "Listed | None"]:
        """What is left if no entity has a bit, and if some entity has it; nothing if none can."""
        no, yes = families.split(self.unions, bit)
        return (
            None if families.is_empty(no) else Listed(no),
            None if families.is_empty(yes) else Listed(yes),
        )

    def cut(self, families: Families, asked: int) -> "Listed":
        """The same without bits that nobody asks for any more."""
        return Listed(families.kept(self.unions, asked))


@frozen(cache_hash=True)
class Others:
    """The entities that a list may have besides those listed, as far as bits still ask for them.

    Each has one of `profiles`. For each of `wanted`, a set of profiles, some entity must have one
    of them. Any number of entities can be had, so all profiles together satisfy most: what is
    wanted can be had unless some set of it is empty.
    """

    free: int
    """The bits that these entities decide, as a mask; of the others it is known that they hold."""
    profiles: int
    wanted: frozenset[int]

    def given(self, families: Families, bit: int) -> tuple["Others | None", "Others | None"]:
        """What is left if no entity has a bit, and if some entity has it; nothing if none can."""
        if not self.free >> bit & 1:
            return None, self
        without, having = families.split(self.profiles, bit)
        wanted = frozenset(families.split(each, bit)[0] for each in self.wanted)
        return (
            None if any(map(families.is_empty, wanted)) else Others(self.free, without, wanted),
            None if families.is_empty(having) else evolve(self, wanted=self.wanted | {having}),
        )

    def cut(self, families: Families, asked: int) -> "Others":
        """The same without bits that nobody asks for any more, and wants that they satisfied."""
        wanted = (families.kept(each, asked) for each in self.wanted)
        return Others(
            self.free & asked,
            families.kept(self.profiles, asked),
            frozenset(each for each in wanted if not families.has_bare(each)),
        )


class Answering:
    """A table of what is left of one list, by number.

    What becomes of it is worked out once, for all walks. A number is never used twice, but once
    something has been forgotten it may be of no use any more.
    """

    def __init__(self, profiles: Collection[int], bits: int) -> None:
        self._profiles = profiles
        """What an entity of which nothing is known can have."""
        self._bits = (1 << bits) - 1
        self._next = 0
        self._forget()

    def _forget(self) -> None:
        self._families = Families()
        self._left: dict[int, Listed | Others] = {}
        self._numbers: dict[Listed | Others, int] = {}
        self._given: dict[Key, Key] = {}
        self._cut: dict[Key, int] = {}
        self._started: dict[int, int] = {}
        self._listed: dict[frozenset[int], int] = {}

    def besides(self, union: int) -> int:
        """What is left before any answer, if the listed entities have a union."""
        if self._size() > MOST:
            self._forget()
        found = self._started.get(union)
        if found is None:
            families, free = self._families, self._bits & ~union
            profiles = families.kept(families.of(self._profiles), free)
            found = self._started[union] = self._number(Others(free, profiles, frozenset()))
        return found

    def exactly(self, unions: frozenset[int]) -> int:
        """What is left before any answer, if the list has one of these unions, and no others."""
        if self._size() > MOST:
            self._forget()
        found = self._listed.get(unions)
        if found is None:
            found = self._listed[unions] = self._number(Listed(self._families.of(unions)))
        return found

    def _size(self) -> int:
        steps = len(self._given) + len(self._cut) + len(self._started) + len(self._listed)
        return self._families.size + OVERHEAD * steps

    def given(self, left: int, bit: int) -> Key:
        """What is left if no entity has a bit, and if some entity has it, or `CANNOT_BE`."""
        key = left, bit
        found = self._given.get(key)
        if found is None:
            no, yes = self._left[left].given(self._families, bit)
            found = self._given[key] = self._number(no), self._number(yes)
        return found

    def cut(self, left: int, asked: int) -> int:
        """The same without bits that nobody asks for any more."""
        key = left, asked
        found = self._cut.get(key)
        if found is None:
            found = self._cut[key] = self._number(self._left[left].cut(self._families, asked))
        return found

    def _number(self, left: Listed | Others | None) -> int:
        if left is None:
            return CANNOT_BE
        number = self._numbers.get(left)
        if number is None:
            number = self._numbers[left] = self._next
            self._left[number] = left
            self._next += 1
        return number
