"""What was found in all rows together: totals, and a fingerprint of the run."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from threading import Lock

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
Codes = NDArray[np.int64]


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
        self._counts: Counter[Answer] = Counter()
        self._lock = Lock()
        self.rows = 0

    def add(self, results: pl.DataFrame) -> None:
        """Count the answers of a batch."""
        placement, possible = _codes(results[PLACEMENT]), _codes(results[POSSIBLE])
        wide = int(placement.max(initial=0)) + 1
        firsts, counts = _counted(possible * wide + placement)
        rows = results.select(PLACEMENT, POSSIBLE)[firsts].iter_rows()
        found = {(row[0], row[1]): count for row, count in zip(rows, counts, strict=True)}
        with self._lock:
            self._counts.update(found)
            self.rows += results.height

    @property
    def totals(self) -> Totals:
        """What was counted so far."""
        return Totals(self._ruleset, tuple(sorted(self._counts.items())))


def _codes(words: pl.Series) -> Codes:
    """A number for each word."""
    known = words if isinstance(words.dtype, pl.Categorical | pl.Enum) else words.cast(_WORDS)
    return known.to_physical().to_numpy().astype(np.int64)


_WORDS = pl.Categorical()


def _counted(keys: Codes) -> tuple[list[int], list[int]]:
    """For each different key its first place, and how often it is there."""
    if keys.max(initial=0) >= FEW:
        _, firsts, counts = np.unique(keys, return_index=True, return_counts=True)
        return firsts.tolist(), counts.tolist()
    every = np.bincount(keys)
    there = np.flatnonzero(every)
    first = np.empty(len(every), np.int64)
    first[keys[::-1]] = np.arange(len(keys) - 1, -1, -1)
    return first[there].tolist(), every[there].tolist()
