"""Numbers for the distinct ones among very many words, the same in every batch."""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Ids = NDArray[np.int64]

_SPREADING = 0x9E3779B97F4A7C15
"""An odd number without pattern: multiplied by it, near words come to lie far apart."""


class Numbering:
    """Gives each distinct word a number, from 0 on, in the order in which they were first met.

    A table with open addressing that is asked for all rows at once: only rows whose word does not
    lie where it should are looked at again.
    """

    def __init__(self) -> None:
        self._words = np.zeros(1 << 12, np.uint64)
        self._ids = np.full(1 << 12, -1, np.int64)
        self.words: list[int] = []
        """The distinct words, by number."""

    def __len__(self) -> int:
        return len(self.words)

    def number(self, words: Words) -> Ids:
        """The number of each word; new ones are given the next ones, in their order."""
        found, missing = self._look_up(words)
        if missing.size:
            self._add(words[missing])
            found[missing] = self._look_up(words[missing])[0]
        return found

    def _look_up(self, words: Words) -> tuple[Ids, Ids]:
        """The number of each word, and the rows whose word has none."""
        slots = self._slots(words)
        found = self._ids[slots]
        off = np.flatnonzero((self._words[slots] != words) | (found < 0))
        missing = []
        while off.size:
            empty = self._ids[slots[off]] < 0
            missing.append(off[empty])
            off = off[~empty]
            slots[off] = (slots[off] + 1) % len(self._ids)
            at = slots[off]
            found[off] = self._ids[at]
            off = off[(self._words[at] != words[off]) | (found[off] < 0)]
        return found, np.sort(np.concatenate(missing)) if missing else off

    def _slots(self, words: Words) -> Ids:
        spread = (words * np.uint64(_SPREADING)) >> np.uint64(self._shift())
        return spread.astype(np.int64)

    def _shift(self) -> int:
        return 65 - len(self._ids).bit_length()

    def _add(self, words: Words) -> None:
        distinct, first = np.unique(words, return_index=True)
        new = distinct[np.argsort(first)]
        while 4 * (len(self.words) + len(new)) > len(self._ids):
            self._grow()
        for word in new.tolist():
            self._insert(word)

    def _grow(self) -> None:
        words, self.words = self.words, []
        self._words = np.zeros(2 * len(self._ids), np.uint64)
        self._ids = np.full(2 * len(self._ids), -1, np.int64)
        for word in words:
            self._insert(word)

    def _insert(self, word: int) -> None:
        slot = (word * _SPREADING & 0xFFFF_FFFF_FFFF_FFFF) >> self._shift()
        while self._ids[slot] >= 0:
            slot = (slot + 1) % len(self._ids)
        self._words[slot], self._ids[slot] = word, len(self.words)
        self.words.append(word)


class Rows:
    """Numbers for distinct rows of several words."""

    def __init__(self) -> None:
        self._columns: list[Numbering] = [Numbering()]
        self._joined: list[Pairs] = [Pairs()]

    def __len__(self) -> int:
        """How many distinct rows there were."""
        return len(self._columns[0]) if len(self._columns) == 1 else len(self._joined[-1])

    def number(self, words: Words) -> Ids:
        """The number of each row; `words` has one or more columns."""
        columns = [words.astype(np.uint64)] if words.ndim == 1 else list(words.T)
        while len(self._columns) < len(columns):
            self._columns.append(Numbering())
            self._joined.append(Pairs())
        found = self._columns[0].number(columns[0])
        for at, column in enumerate(columns[1:], start=1):
            found = self._joined[at].number(found, self._columns[at].number(column))
        return found

    def row(self, number: int) -> int:
        """The words of a number, as one number of which the first word is the lowest."""
        found = 0
        for at in range(len(self._columns) - 1, 0, -1):
            number, column = self._joined[at].pair(number)
            found |= self._columns[at].words[column] << 64 * at
        return found | self._columns[0].words[number]


class Pairs:
    """Numbers for distinct pairs of numbers."""

    def __init__(self) -> None:
        self._numbering = Numbering()

    def __len__(self) -> int:
        return len(self._numbering)

    def number(self, left: Ids, right: Ids) -> Ids:
        """The number of each pair."""
        words = left.astype(np.uint64) << np.uint64(32) | right.astype(np.uint64)
        return self._numbering.number(words)

    def pair(self, number: int) -> tuple[int, int]:
        """The pair of a number."""
        word = self._numbering.words[number]
        return word >> 32, word & 0xFFFFFFFF
