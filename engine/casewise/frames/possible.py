"""Sets of outcomes that are possible, as bits, and in words as the codes of a category."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casewise.evaluation.columns.numbering import Numbering
from casewise.evaluation.placement import SEPARATOR

Codes = NDArray[np.uint32]
MOST = 16
"""Up to so many outcomes every set has a place of its own in a table."""
_NONE = 0xFFFF_FFFF
_WORDS = pl.Series([], dtype=pl.Categorical)
"""Held, because Polars forgets categories, and their codes, once no column has them."""


class FewSets:
    """The codes of sets of few outcomes, in a table by their bits; each is written once."""

    def __init__(self, outcomes: Sequence[str]) -> None:
        self._outcomes = outcomes
        self._codes = np.full(1 << len(outcomes), _NONE, np.uint32)

    def codes(self, bits: NDArray[Any]) -> Codes:
        """The code of each set."""
        found: Codes = self._codes[bits]
        if found.max(initial=0) == _NONE:
            new = np.unique(bits[found == _NONE])
            self._codes[new] = written(new, self._outcomes)
            found = self._codes[bits]
        return found


class ManySets:
    """The codes of sets of many outcomes, by the number of each set that was met."""

    def __init__(self, outcomes: Sequence[str]) -> None:
        self._outcomes = outcomes
        self._met = Numbering()
        self._codes = np.empty(0, np.uint32)

    def codes(self, bits: NDArray[Any]) -> Codes:
        """The code of each set."""
        numbers = self._met.number(bits.astype(np.uint64))
        new = self._met.column(0)[len(self._codes) :]
        if new.size:
            self._codes = np.append(self._codes, written(new, self._outcomes))
        return self._codes[numbers]


def sets_of(outcomes: Sequence[str]) -> FewSets | ManySets:
    """The sets of some outcomes, the first one in the lowest bit."""
    return FewSets(outcomes) if len(outcomes) <= MOST else ManySets(outcomes)


def written(sets: NDArray[Any], outcomes: Sequence[str]) -> Codes:
    """The codes of some sets in words: their outcomes, sorted, with a bar between them."""
    words = [
        SEPARATOR.join(sorted(name for at, name in enumerate(outcomes) if bits >> at & 1))
        for bits in sets.tolist()
    ]
    return pl.Series(words, dtype=_WORDS.dtype).to_physical().to_numpy()
