"""Answers as columns of a frame."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from casewise.errors import CasewiseError
from casewise.evaluation.columns.bits import unpacked
from casewise.evaluation.columns.columns import Columns
from casewise.evaluation.columns.numbering import Numbering
from casewise.evaluation.columns.placed import Placed
from casewise.frames.planes import booleans
from casewise.reading.words import suggest, ticked

ELIGIBLE = pl.Enum(["yes", "no", "unknown"])
SEPARATOR = "|"
"""What stands between the outcomes of a cell that has several."""


class UnknownResult(CasewiseError):
    """A column of results that there is not."""


class Results:
    """Makes the columns of results."""

    def __init__(self, columns: Columns, wanted: Sequence[str] | None) -> None:
        self._columns = columns
        self._bits = _width(len(columns.outcomes))
        types: dict[str, pl.DataType] = {
            "placement": pl.Enum(columns.placements),
            "eligible": ELIGIBLE,
            "settled": pl.Boolean(),
            "possible": pl.Categorical(),
            "possible_bits": self._bits,
        }
        unknown = [name for name in wanted or () if name not in types]
        if unknown:
            hint = suggest(unknown[0], types)
            raise UnknownResult(f"there is no result {ticked(unknown[0])} ({hint})")
        names = [n for n in types if n != "possible_bits"] if wanted is None else list(wanted)
        self.schema = {name: types[name] for name in names}
        self._sets = Numbering()
        self._words = pl.Series([], dtype=pl.Categorical)

    def of(self, placed: Placed, rows: int) -> pl.DataFrame:
        """The columns, for so many rows."""
        return pl.DataFrame([self._column(name, placed, rows) for name in self.schema])

    def _column(self, name: str, placed: Placed, rows: int) -> pl.Series:
        match name:
            case "placement":
                return _enum(placed.placement, self.schema[name]).alias(name)
            case "eligible":
                judged = unpacked(placed.eligible.known, rows)
                codes = np.where(judged, ~unpacked(placed.eligible.holds, rows), np.uint8(2))
                return _enum(codes, ELIGIBLE).alias(name)
            case "settled":
                return booleans(placed.settled, rows).alias(name)
            case "possible":
                return self._possible(placed).alias(name)
        return pl.Series(name, placed.possible).cast(self._bits)

    def _possible(self, placed: Placed) -> pl.Series:
        """What is possible in words, each different set written once."""
        numbers = self._sets.number(placed.possible.astype(np.uint64))
        new = [self._written(bits) for bits in self._sets.words[len(self._words) :]]
        if new:
            self._words = pl.concat([self._words, pl.Series(new, dtype=pl.Categorical)])
        return self._words.gather(pl.Series(numbers))

    def _written(self, bits: int) -> str:
        names = (name for at, name in enumerate(self._columns.outcomes) if bits >> at & 1)
        return SEPARATOR.join(sorted(names))


def _enum(codes: np.ndarray, dtype: pl.DataType) -> pl.Series:  # type: ignore[type-arg]
    return pl.Series(codes.astype(np.uint8)).cat.to(dtype)


def _width(digits: int) -> pl.DataType:
    """The least unsigned type with so many digits."""
    types = ((8, pl.UInt8()), (16, pl.UInt16()), (32, pl.UInt32()), (64, pl.UInt64()))
    return next(dtype for most, dtype in types if digits <= most)
