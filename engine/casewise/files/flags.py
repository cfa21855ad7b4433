"""Columns of yes and no with few codes: cells are compared with each code, in all columns at once.

That is sooner done than looking up what each cell says.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

import polars as pl
from attrs import frozen

from casewise.files.column_coder import CodeCoder, ColumnCoder

FEW = 8
"""Up to so many codes of a column are compared."""


@frozen
class _Compared:
    """A column, and the codes that say yes, no, or nothing."""

    coder: CodeCoder
    codes: Mapping[bool | None, Sequence[Any]]
    blank: bool
    """Whether a blank cell is known to say nothing."""

    def masks(self) -> Iterator[pl.Expr]:
        """Where each code stands."""
        for answer, codes in self.codes.items():
            for at, code in enumerate(codes):
                yield (pl.col(self.coder.name) == code).alias(self._mask(answer, at))

    def _mask(self, answer: bool | None, at: int) -> str:
        return f"{self.coder.name} {answer} {at}"

    def _any(self, *answers: bool | None) -> pl.Expr:
        """Where one of the codes stands that say so; null where the cell is blank."""
        names = [self._mask(each, at) for each in answers for at in range(len(self.codes[each]))]
        return reduce(or_, map(pl.col, names)) if names else pl.lit(value=False)

    def is_known(self) -> pl.Expr:
        """Whether every cell that is not blank has one of the codes."""
        return self._any(True, False, None).all()

    def value(self) -> pl.Expr:
        """Yes, no, or null."""
        if self.codes[None] or not self.codes[True]:
            return pl.when(self._any(True, False)).then(self._any(True))
        return self._any(True)


class ColumnCoders:
    """Coders of several columns of one frame; those of yes and no are coded together."""

    def __init__(self, coders: Sequence[ColumnCoder]) -> None:
        self.coders = coders
        self._flags = [
            coder
            for coder in coders
            if isinstance(coder, CodeCoder) and list(coder.types.values()) == [pl.Boolean()]
        ]

    def code(self, frame: pl.DataFrame) -> Iterator[dict[str, pl.Series]]:
        """The canonical columns of each.

        Raises:
            Uncoded: a cell has no meaning.
        """
        flags = self._compare(frame)
        for coder in self.coders:
            if coder.name in flags:
                yield {coder.target.column: flags[coder.name]}
            else:
                yield coder.code(frame[coder.name])

    def _compare(self, frame: pl.DataFrame) -> dict[str, pl.Series]:
        """Those columns of yes and no that have few codes, all of them known."""
        every = [each for coder in self._flags if (each := _compared(coder, frame)) is not None]
        if not every:
            return {}
        masks = frame.select_seq(mask for each in every for mask in each.masks())
        known = (each.is_known().alias(f"known {at}") for at, each in enumerate(every))
        values = (each.value().alias(f"{at}") for at, each in enumerate(every))
        found = masks.select_seq(*values, *known)
        return {
            each.coder.name: found[f"{at}"]
            for at, each in enumerate(every)
            if found[f"known {at}"].all()
        }


def _compared(coder: CodeCoder, batch: pl.DataFrame) -> _Compared | None:
    """A column as one whose cells are compared, if it can be."""
    said = dict(coder.said_by(batch[coder.name]))
    blank = said.pop(None, None)
    if not said or len(said) > FEW or blank or (blank is None and batch[coder.name].null_count()):
        return None
    answers = {value: row.get(coder.target.column) for value, row in said.items()}
    codes = {
        answer: [value for value, each in answers.items() if each is answer]
        for answer in (True, False, None)
    }
    return _Compared(coder, codes, blank is not None)
