"""What was found in all rows together: totals, and a fingerprint of the run."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from threading import Lock
from typing import Any

import numpy as np
import polars as pl
from attrs import frozen
from numpy.typing import NDArray

from casewise.model.fingerprint import canonical
from casewise.result import UNDECIDED

PLACEMENT, POSSIBLE = "placement", "possible"
"""The columns by which rows are counted: all else that an answer says follows from them."""
FEW = 1 << 20
"""Up to so many different codes are counted by their places, more by sorting them."""
Answer = tuple[str, str]
Codes = NDArray[Any]
"""Whole numbers, of one size or another."""


@frozen
class Totals:
    """How many rows have each answer: a placement, and what is possible."""

    ruleset: str
    """The fingerprint of the ruleset, under the readings that were used."""
    answers: tuple[tuple[Answer, int], ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there were."""
        return sum(count for _, count in self.answers)

    @property
    def placements(self) -> Counter[str]:
        """How many rows were placed where."""
        found: Counter[str] = Counter()
        for (placement, _), count in self.answers:
            found[placement] += count
        return found

    @property
    def unsettled(self) -> int:
        """How many rows could still be placed otherwise."""
        return sum(n for (placement, possible), n in self.answers if placement != possible)

    @property
    def undecided(self) -> int:
        """How many rows are not placed."""
        return self.placements[UNDECIDED]

    @property
    def fingerprint(self) -> str:
        """`sha256:` over the rules and how many rows had each answer.

        It does not depend on the order of rows, nor on how they are parted: whoever adds up the
        totals of all parts has the fingerprint of the whole.
        """
        answers = sorted([*answer, count] for answer, count in self.answers)
        meaning = {"ruleset": self.ruleset, "answers": answers}
        return "sha256:" + hashlib.sha256(canonical(meaning).encode()).hexdigest()


def added(totals: Iterable[Totals]) -> Totals:
    """The totals of several parts under one ruleset, of which there is at least one."""
    every = list(totals)
    found: Counter[Answer] = Counter()
    for each in every:
        found.update(dict(each.answers))
    return Totals(every[0].ruleset, tuple(sorted(found.items())))


class Tally:
    """Counts answers batch by batch; batches may come from several threads."""

    def __init__(self, ruleset: str) -> None:
        self._ruleset = ruleset
        self._counts: Counter[int] = Counter()
        self._words = (pl.Series([], dtype=_WORDS), pl.Series([], dtype=_WORDS))
        """The categories: Polars forgets them, and their codes, once no column has them."""
        self._lock = Lock()
        self.rows = 0

    def add(self, results: pl.DataFrame) -> None:
        """Count the answers of a batch; categories have the same codes in all batches."""
        placement, possible = _coded(results[PLACEMENT]), _coded(results[POSSIBLE])
        placed = placement.to_physical().to_numpy()
        wide = np.uint32(placed.max(initial=0) + 1)
        there, counts = _counted(possible.to_physical().to_numpy() * wide + placed)
        both = (there.astype(np.int64) // wide << _HALF) + there % wide
        with self._lock:
            self._words = placement.head(0), possible.head(0)
            self._counts.update(dict(zip(both.tolist(), counts.tolist(), strict=True)))
            self.rows += results.height

    @property
    def totals(self) -> Totals:
        """What was counted so far."""
        with self._lock:
            codes = [divmod(both, 1 << _HALF) for both in self._counts]
            placements = _words([placement for _, placement in codes], self._words[0])
            possible = _words([possible for possible, _ in codes], self._words[1])
            answers = zip(placements, possible, strict=True)
            found = zip(answers, self._counts.values(), strict=True)
            return Totals(self._ruleset, tuple(sorted(found)))


_HALF = 32
"""The bits of one code."""
_WORDS = pl.Categorical()


def _coded(words: pl.Series) -> pl.Series:
    return words if isinstance(words.dtype, pl.Categorical | pl.Enum) else words.cast(_WORDS)


def _words(codes: list[int], of: pl.Series) -> list[str]:
    """The words that codes of a category stand for."""
    physical = pl.Series(codes, dtype=of.to_physical().dtype)
    return physical.cat.to(of.dtype).cast(pl.String).to_list()


def _counted(keys: Codes) -> tuple[Codes, Codes]:
    """Each different key, and how often it is there."""
    if keys.max(initial=0) >= FEW:
        return np.unique(keys, return_counts=True)
    every = np.bincount(keys)
    there = np.flatnonzero(every)
    return there, every[there]
