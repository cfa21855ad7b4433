"""Sets in columns of lists: a column for each member says which rows have it."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casewise.evaluation.columns.bits import packed
from casewise.frames.arrays import lists_of
from casewise.frames.planes import booleans

WORD = 64


def member_column(column: str, member: str) -> str:
    """The name of the column that says of each list of a column whether it has a member."""
    return f"{column}/{member}"


def members_of(lists: pl.Series, codes: Sequence[str]) -> list[pl.Series] | None:
    """For each code the rows whose list of codes has it, null where there is no list.

    Nothing if something in a list is null: no code.
    """
    inside = lists_of(lists.to_physical())
    numbers = inside.values
    if numbers.null_count():
        return None
    known = packed(lists.is_not_null().to_numpy())
    each = _planes(numbers.to_numpy(), inside.offsets, len(codes))
    return [
        booleans(plane, len(lists), known).alias(member_column(lists.name, code))
        for code, plane in zip(codes, each, strict=True)
    ]


def _planes(
    numbers: NDArray[np.unsignedinteger], offsets: NDArray[np.int64], codes: int
) -> Iterator[NDArray[np.uint8]]:
    """For each code the rows that have its number between their offsets."""
    for first in range(0, codes, WORD):
        here = min(WORD, codes - first)
        word = np.dtype(f"u{next(size for size in (1, 2, 4, 8) if here <= 8 * size)}").type
        flags = np.zeros(len(numbers) + 1, word)  # one more, for empty lists at the end
        inside = (numbers >= first) & (numbers < first + here)
        np.left_shift(word(1), (numbers - first).astype(word), out=flags[:-1], where=inside)
        rows = np.bitwise_or.reduceat(flags, offsets[:-1]) if len(offsets) > 1 else flags[:0]
        rows[offsets[:-1] == offsets[1:]] = 0
        flag = np.empty_like(rows)
        for at in range(here):
            np.bitwise_and(rows, word(1 << at), out=flag)
            yield packed(flag.astype(np.bool_))
