"""Numbers for the distinct rows among very many, the same in every batch."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from importlib.util import find_spec
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from casewise.evaluation.columns.spreading import SPREADING
from casewise.evaluation.columns.threads import in_threads

Words = NDArray[np.uint64]
Ids = NDArray[np.integer[Any]]
"""Numbers of rows, or rows; numbers that are given take four bytes each."""
Cells = NDArray[Any]
"""Unsigned whole numbers of any size, one a row."""
WordsOf = Callable[[slice | Ids], Sequence[Cells]]
"""Gives the words of some rows."""

MANY = 1 << 26
"""From so many rows on, all in all, loading machine code is worth its time."""
_FEW = 4_096
"""How many rows without a number are given one at a time, at first."""
PART = 1 << 15
"""How many rows a processor looks up at a time: what is kept then fits into its cache."""
_LAST = 0xFFFF_FFFF_FFFF_FFFF


class Numbering:
    """Gives each distinct row of words a number, from 0 on, in the order they are first met.

    A table with open addressing that is asked for many rows at once: only rows that do not lie
    where they should are looked at again.
    """

    def __init__(self, words: int = 1) -> None:
        self._table = np.full(1 << 12, -1, np.int32)
        self._keys = [np.empty(0, np.uint64) for _ in range(words)]
        self._seen = 0

    def __len__(self) -> int:
        return len(self._keys[0])

    def number(self, *words: Cells) -> Ids:
        """The number of each row, given its words; new ones are given the next numbers."""
        return self.number_each(len(words[0]), lambda rows: [column[rows] for column in words])

    def number_each(self, count: int, words: WordsOf) -> Ids:
        """The same of so many rows, given what makes the words of some rows."""
        found, missing = self._look_up(count, words)
        few = _FEW
        while missing.size:  # a few at first: most others are the same once more
            self._add(list(map(_words, words(missing[:few]))))
            found[missing], still = self._look_up(len(missing), _of(words, missing))
            missing, few = missing[still], 2 * few
        return found

    def words(self, number: int) -> tuple[int, ...]:
        """The words of a row, by its number."""
        return tuple(int(column[number]) for column in self._keys)

    def column(self, at: int) -> Words:
        """One word of every distinct row, by their numbers."""
        return self._keys[at]

    def _look_up(self, count: int, words: WordsOf) -> tuple[Ids, Ids]:
        """The number of each row, -1 where there is none; and the rows where there is none."""
        self._seen += count
        look_up = self._by_machine() if self._seen >= MANY and has_searching() else self._by_numpy
        found = np.empty(count, np.int32)
        missing: dict[int, Ids] = {}

        def work(starts: Iterable[int]) -> None:
            for start in starts:
                part = slice(start, start + PART)
                look_up(list(map(_words, words(part))), found[part])
                if found[part].min() < 0:
                    missing[start] = start + np.flatnonzero(found[part] < 0)

        in_threads(work, range(0, count, PART))
        rows = [missing[start] for start in sorted(missing)]
        return found, np.concatenate(rows) if rows else np.empty(0, np.int64)

    def _by_machine(self) -> Callable[[Sequence[Words], Ids], object]:
        from casewise.evaluation.columns.searching import look_up  # costs a third of a second

        return partial(look_up, keys=np.stack(self._keys, axis=1), table=self._table)

    def _by_numpy(self, words: Sequence[Words], found: Ids) -> None:
        slots = (_hashes(words) >> np.uint64(self._shift())).astype(np.int64)
        found[:] = self._table.take(slots, mode="clip")
        off = np.flatnonzero(~self._same(words, found))
        while off.size:
            off = off[found[off] >= 0]
            slots[off] = (slots[off] + 1) % len(self._table)
            found[off] = self._table[slots[off]]
            off = off[~self._same([column[off] for column in words], found[off])]

    def _same(self, words: Sequence[Words], numbers: Ids) -> NDArray[np.bool_]:
        """Whether rows are those of some numbers; -1 is the number of none."""
        same = numbers >= 0
        if len(self):
            for column, keys in zip(words, self._keys, strict=True):
                same &= keys.take(numbers, mode="clip") == column
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
            size = 4 * len(self._table)
            while 4 * len(self) > size:
                size *= 4
            self._table = np.full(size, -1, np.int32)
            self._insert(0, _hashes(self._keys))
        else:
            self._insert(start, _hashes([column[first] for column in words]))

    def _insert(self, start: int, hashes: Words) -> None:
        slots = (hashes >> np.uint64(self._shift())).tolist()
        for number, slot in enumerate(slots, start=start):
            while self._table[slot] >= 0:
                slot = (slot + 1) % len(self._table)
            self._table[slot] = number


@cache
def has_searching() -> bool:
    """Whether rows can be looked up by machine code here."""
    return find_spec("numba") is not None


def _of(words: WordsOf, some: Ids) -> WordsOf:
    """The words of some of the rows."""
    columns = words(some)
    return lambda rows: [column[rows] for column in columns]


def _words(cells: Cells) -> Words:
    return cells.astype(np.uint64, copy=False)


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
        return self.number_each(len(left), lambda rows: (left[rows], right[rows]))

    def number_each(self, count: int, both: Callable[[slice | Ids], tuple[Ids, Ids]]) -> Ids:
        """The same of so many rows, given what makes both numbers of some rows."""

        def words(rows: slice | Ids) -> list[Words]:
            left, right = both(rows)
            return [left.astype(np.uint64) << np.uint64(32) | right.astype(np.uint64)]

        return self._numbering.number_each(count, words)

    def pair(self, number: int) -> tuple[int, int]:
        """The pair of a number."""
        (word,) = self._numbering.words(number)
        return word >> 32, word & 0xFFFFFFFF


class Rows(Numbering):
    """Numbers for distinct rows of bits, in as many words as it takes."""

    def __init__(self, bits: int) -> None:
        self.width = max(1, -(-bits // 64))
        super().__init__(self.width)

    def of(self, cells: Cells) -> Ids:
        """The number of each row, given as one number or several words."""
        return self.number(*(cells[np.newaxis] if cells.ndim == 1 else cells))

    def row(self, number: int) -> int:
        """The bits of a row, by its number."""
        return sum(word << 64 * at for at, word in enumerate(self.words(number)))


Scalar = TypeVar("Scalar", bound=np.generic)


def taken(table: NDArray[Scalar], numbers: Ids) -> NDArray[Scalar]:
    """What a table has for each of some numbers."""
    found = np.empty(len(numbers), table.dtype)

    def work(starts: Iterable[int]) -> None:
        for start in starts:
            part = slice(start, start + PART)
            np.take(table, numbers[part], out=found[part], mode="clip")

    in_threads(work, range(0, len(numbers), PART))
    return found
