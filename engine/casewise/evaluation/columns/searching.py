"""Look-ups as machine code: the same answers as with NumPy, sooner.

Needs numba (the extra `compiled`); it is imported only here, and only when there are many rows.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from casewise.evaluation.columns.spreading import SPREADING

Function = Callable[..., Any]
Words = NDArray[np.uint64]
Ids = NDArray[np.integer[Any]]


def _compiled(function: Function) -> Function:
    made: Function = numba.njit(nogil=True, cache=True, boundscheck=False)(function)
    return made


@_compiled
def _look_up(words, keys, table, shift, spreading, found):  # type: ignore[no-untyped-def]
    """Find the number of each row of words, -1 where there is none."""
    mask = table.shape[0] - 1
    for row in range(found.shape[0]):
        made = words[0][row] * spreading
        for at in range(1, len(words)):
            made ^= made >> np.uint64(29)
            made += words[at][row]
            made *= spreading
        slot = np.int64(made >> shift)
        number = table[slot]
        while number >= 0:
            same = True
            for at in range(len(words)):
                same &= keys[number, at] == words[at][row]
            if same:
                break
            slot = (slot + 1) & mask
            number = table[slot]
        found[row] = number


def look_up(words: Sequence[Words], found: Ids, *, keys: Words, table: NDArray[np.int32]) -> None:
    """Find the number of each row of words in a table of `numbering`, -1 where there is none.

    `keys` has a row for each number.
    """
    shift = 65 - len(table).bit_length()
    given = tuple(map(np.ascontiguousarray, words))
    _look_up(given, keys, table, np.uint64(shift), np.uint64(SPREADING), found)
