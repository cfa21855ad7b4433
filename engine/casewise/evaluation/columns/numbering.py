"""Numbers for the distinct rows among very many, the same in every batch."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casewise.evaluation.columns import running
from casewise.evaluation.columns.spreading import SPREADING

Words = NDArray[np.uint64]
Ids = NDArray[np.int64]

_FEW = 4_096
"""How many rows without a number are given one at a time, at first."""
_PART = 1 << 17
"""How many rows a processor looks up at a time."""
_LAST = 0xFFFF_FFFF_FFFF_FFFF


class Numbering:
    """Gives each distinct row of words a number, from 0 on, in the order they are first met.

    A table with open addressing that is asked for all rows at once: only rows that do not lie
    where they should are looked at again.
    """

    def __init__(self, words: int = 1) -> None:
        self._table = np.full(1 << 12, -1, np.int64)
        self._keys = [np.empty(0, np.uint64) for _ in range(words)]

    def __len__(self) -> int:
        return len(self._keys[0])

    def number(self, *words: Words) -> Ids:
        """The number of each row, given its words; new ones are given the next numbers."""
        found, missing = self._look_up(words)
        few = _FEW
        while missing.size:  # a few at first: most others are the same once more
            self._add([column[missing[:few]] for column in words])
            found[missing], left = self._look_up([column[missing] for column in words])
            missing, few = missing[left], 2 * few
        return found

    def words(self, number: int) -> tuple[int, ...]:
        """The words of a row, by its number."""
        return tuple(int(column[number]) for column in self._keys)

    def column(self, at: int) -> Words:
        """One word of every distinct row, by their numbers."""
        return self._keys[at]

    def _look_up(self, words: Sequence[Words]) -> tuple[Ids, Ids]:
        """The number of each row, and the rows that have none yet."""
        if len(words[0]) >= running.MANY and running.has_machine():
            found = self._by_machine(words)
            return found, np.flatnonzero(found < 0)
        slots = (_hashes(words) >> np.uint64(self._shift())).astype(np.int64)
        found = self._table[slots]
        off = np.flatnonzero(~self._same(words, found))
        missing = []
        while off.size:
            is_new = found[off] < 0
            missing.append(off[is_new])
            off = off[~is_new]
            slots[off] = (slots[off] + 1) % len(self._table)
            found[off] = self._table[slots[off]]
            off = off[~self._same([column[off] for column in words], found[off])]
        return found, np.sort(np.concatenate(missing)) if missing else off

    def _by_machine(self, words: Sequence[Words]) -> Ids:
        from casewise.evaluation.columns.machine import look_up  # costs a third of a second

        found = np.empty(len(words[0]), np.int64)
        keys = np.stack(self._keys)

        def work(start: int) -> None:
            part = slice(start, start + _PART)
            look_up([column[part] for column in words], keys, self._table, found[part])

        running.in_threads(work, range(0, len(found), _PART))
        return found

    def _same(self, words: Sequence[Words], numbers: Ids) -> NDArray[np.bool_]:
        """Whether rows are those of some numbers; -1 is the number of none."""
        if not len(self):
            return np.zeros(len(numbers), np.bool_)
        same = numbers >= 0
        for column, keys in zip(words, self._keys, strict=True):
            same &= keys[numbers] == column
        return same

    def _shift(self) -> int:
        return 65 - len(self._table).bit_length()

    def _add(self, words: Sequence[Words]) -> None:
        rows = np.stack(words, axis=1)
        _, first = np.unique(rows, axis=0, return_index=True)
        first.sort()
        start = len(self)
        self._keys = [
            np.append(keys, column[first]) for keys, column in zip(self._keys, words, strict=True)
        ]
        if 4 * len(self) > len(self._table):
            self._table = np.full(4 * len(self._table), -1, np.int64)
            while 4 * len(self) > len(self._table):
                self._table = np.full(4 * len(self._table), -1, np.int64)
            self._insert(0, _hashes(self._keys))
        else:
            self._insert(start, _hashes([column[first] for column in words]))

    def _insert(self, start: int, hashes: Words) -> None:
        slots = (hashes >> np.uint64(self._shift())).tolist()
        for number, slot in enumerate(slots, start=start):
            while self._table[slot] >= 0:
                slot = (slot + 1) % len(self._table)
            self._table[slot] = number


def _hashes(words: Sequence[Words]) -> Words:
    found = words[0] * np.uint64(SPREADING)
    for column in words[1:]:
        found ^= found >> np.uint64(29)
        found += column
        found *= np.uint64(SPREADING)
    return found


def mixed(*words: int) -> int:
    """One word made of several, the same everywhere."""
    found = 0
    for word in words:
        found = ((found ^ word) * SPREADING) & _LAST
        found ^= found >> 32
    return found


class Pairs:
    """Numbers for distinct pairs of numbers."""

    def __init__(self) -> None:
        self._numbering = Numbering()

    def __len__(self) -> int:
        return len(self._numbering)

    def number(self, left: Ids, right: Ids) -> Ids:
        """The number of each pair; each of the two fits into 32 bits."""
        words = left.astype(np.uint64) << np.uint64(32) | right.astype(np.uint64)
        return self._numbering.number(words)

    def pair(self, number: int) -> tuple[int, int]:
        """The pair of a number."""
        (word,) = self._numbering.words(number)
        return word >> 32, word & 0xFFFFFFFF


class Rows(Numbering):
    """Numbers for distinct rows of bits, in as many words as it takes."""

    def __init__(self, bits: int) -> None:
        self.width = max(1, -(-bits // 64))
        super().__init__(self.width)

    def of(self, cells: NDArray[Any]) -> Ids:
        """The number of each row, given as one number or several words."""
        columns = [cells] if cells.ndim == 1 else list(cells.T)
        return self.number(*(column.astype(np.uint64, copy=False) for column in columns))

    def row(self, number: int) -> int:
        """The bits of a row, by its number."""
        return sum(word << 64 * at for at, word in enumerate(self.words(number)))
