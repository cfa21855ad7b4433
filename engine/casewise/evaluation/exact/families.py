"""Sets of profiles that are met again and again: equal sets are one number.

What becomes of a set is worked out once, however many walks ask for it.
"""

from collections.abc import Collection
from functools import reduce
from operator import or_

Key = tuple[int, int]

OVERHEAD = 16
"""What a set takes besides its members, counted in members."""


class Families:
    """A table of sets of profiles, which are bit masks."""

    def __init__(self) -> None:
        self.size = 0
        """How much is remembered, in members; each takes some ten bytes."""
        self._members: list[tuple[int, ...]] = []
        self._bits: list[int] = []
        """All bits that some profile of each set has."""
        self._numbers: dict[tuple[int, ...], int] = {}
        self._split: dict[Key, Key] = {}
        self._kept: dict[Key, int] = {}

    def of(self, profiles: Collection[int]) -> int:
        """The set of these profiles."""
        return self._set(tuple(sorted(profiles)))

    def _set(self, members: tuple[int, ...]) -> int:
        number = self._numbers.get(members)
        if number is None:
            number = self._numbers[members] = len(self._members)
            self._members.append(members)
            self._bits.append(reduce(or_, members, 0))
            self.size += len(members) + OVERHEAD
        return number

    def is_empty(self, family: int) -> bool:
        """Whether no profile is in the set."""
        return not self._members[family]

    def has_bare(self, family: int) -> bool:
        """Whether a profile without any bit is in the set."""
        return self._members[family][:1] == (0,)

    def split(self, family: int, bit: int) -> Key:
        """The profiles without a bit, and those with it."""
        key = family, bit
        found = self._split.get(key)
        if found is None:
            members, mask = self._members[family], 1 << bit
            without = self._set(tuple([profile for profile in members if not profile & mask]))
            having = self._set(tuple([profile for profile in members if profile & mask]))
            found = self._split[key] = without, having
            self.size += OVERHEAD
        return found

    def kept(self, family: int, asked: int) -> int:
        """The profiles with those of their bits that are asked for, a mask."""
        bits = self._bits[family]
        if not bits & ~asked:
            return family
        key = family, bits & asked
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self.of({each & asked for each in self._members[family]})
            self.size += OVERHEAD
        return found
