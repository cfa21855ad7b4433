"""Answers as columns of a frame."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casewise.errors import CasewiseError
from casewise.evaluation.columns.batch import Answers, Batch
from casewise.evaluation.columns.bits import unpacked
from casewise.evaluation.columns.columns import Columns
from casewise.evaluation.columns.placed import Placed
from casewise.evaluation.columns.running import Number
from casewise.evaluation.placement import SEPARATOR
from casewise.frames.planes import booleans, cells
from casewise.frames.possible import sets_of
from casewise.frames.reasons import Reasoned, Reasons
from casewise.model.ruleset import Ruleset
from casewise.reading.words import suggest, ticked

ELIGIBLE = pl.Enum(["yes", "no", "unknown"])


PLAIN = ("placement", "eligible", "settled", "possible")
"""The columns that say how a row is placed."""
REASONED = ("rule", "conflicts", "explanation")
"""The columns that say why."""
BITS, CODE, TEXT = "possible_bits", "placement_code", "explanation_text"
EXPLAINED: Mapping[str, tuple[str, ...]] = {
    "none": PLAIN,
    "id": (*PLAIN, *REASONED),
    "text": (*PLAIN, *REASONED, TEXT),
}
"""The columns that there are by how much is to be explained."""


class UnknownResult(CasewiseError):
    """A column of results, or a way to explain, that there is not."""


def results_for(explain: str) -> tuple[str, ...]:
    """The columns of results by how much is to be explained.

    Raises:
        UnknownResult: `explain` is none of `EXPLAINED`.
    """
    if explain not in EXPLAINED:
        choice = ", ".join(f"`{each}`" for each in EXPLAINED)
        raise UnknownResult(f"`explain` cannot be {ticked(explain)} (choose {choice})")
    return EXPLAINED[explain]


class Results:
    """Makes the columns of results.

    Raises:
        UnknownResult: a column is wanted that there is not.
    """

    def __init__(self, ruleset: Ruleset, wanted: Sequence[str]) -> None:
        names = list(dict.fromkeys(wanted))
        known = (*PLAIN, *REASONED, TEXT, BITS, CODE)
        unknown = [name for name in names if name not in known]
        if unknown:
            hint = suggest(unknown[0], known)
            raise UnknownResult(f"there is no result {ticked(unknown[0])} ({hint})")
        with_reasons = any(name in (*REASONED, TEXT) for name in names)
        self.columns = Columns(ruleset, reasons=with_reasons)
        self.reasons = Reasons(ruleset, self.columns) if with_reasons else None
        types = {
            "placement": pl.Enum(self.columns.placements),
            "eligible": ELIGIBLE,
            "settled": pl.Boolean(),
            "possible": pl.Categorical(),
            "rule": pl.Categorical(),
            "conflicts": pl.Categorical(),
            "explanation": pl.UInt64(),
            TEXT: pl.Categorical(),
            BITS: _width(len(self.columns.outcomes)),
            CODE: pl.UInt8(),
        }
        self.schema: dict[str, pl.DataType] = {name: types[name] for name in names}
        self._sets = sets_of(self.columns.outcomes)
        self._written = {name: _Written() for name in ("rule", "conflicts", TEXT)}

    def of(self, batch: Batch) -> pl.DataFrame:
        """The columns, for the rows of a batch."""
        placed = self.columns.place(batch)
        found = {
            name: self._plain(name, placed, batch.rows)
            for name in self.schema
            if name not in (*REASONED, TEXT)
        }
        if self.reasons is not None:
            found |= self._reasoned(self.reasons, self.reasons.of(batch, placed))
        return pl.DataFrame(found).select_seq(
            pl.col(name).cat.to(dtype) if found[name].dtype != dtype else name
            for name, dtype in self.schema.items()
        )

    def _plain(self, name: str, placed: Placed, rows: int) -> pl.Series:
        """A column, where it has categories by their codes."""
        match name:
            case "placement":
                return cells(placed.placement.astype(np.uint8, copy=False))
            case "eligible":
                return cells(_eligible(placed.eligible, rows))
            case "placement_code":
                return cells(placed.placement)
            case "settled":
                return booleans(placed.settled, rows)
            case "possible":
                return cells(self._sets.codes(placed.possible))
        return cells(placed.possible).cast(self.schema[BITS])

    def _reasoned(self, reasons: Reasons, found: Reasoned) -> dict[str, pl.Series]:
        """The deciding rule, what is broken, the id of the reason and its words."""
        columns = {"explanation": cells(reasons.identifiers(found))}
        grounds = reasons.grounds
        if "rule" in self.schema:
            columns["rule"] = self._written["rule"].of(
                found.rules, len(grounds.rules), lambda number: grounds.rules[number]
            )
        if "conflicts" in self.schema:
            columns["conflicts"] = self._written["conflicts"].of(
                reasons.broken(found),
                grounds.broken_sets,
                lambda number: SEPARATOR.join(sorted(grounds.broken(number))) or None,
            )
        if TEXT in self.schema:
            columns[TEXT] = self._written[TEXT].of(
                reasons.numbers(found), len(reasons), lambda number: reasons.reason(number).text()
            )
        return columns


class _Written:
    """Texts by number, each written once."""

    def __init__(self) -> None:
        self._texts = pl.Series([], dtype=pl.Categorical)

    def of(self, numbers: Number, count: int, written: Callable[[int], str | None]) -> pl.Series:
        """The text of each number; there are `count` numbers by now."""
        if count > len(self._texts):
            new = [written(number) for number in range(len(self._texts), count)]
            self._texts = pl.concat([self._texts, pl.Series(new, dtype=pl.Categorical)])
        return self._texts.gather(cells(numbers))


def _eligible(answers: Answers, rows: int) -> NDArray[np.uint8]:
    """The code of yes where it holds, of no where it is known not to, or of unknown."""
    known = unpacked(answers.known, rows).view(np.uint8)
    holds = unpacked(answers.known & answers.holds, rows).view(np.uint8)
    codes: NDArray[np.uint8] = 2 - known - holds
    return codes


def _width(digits: int) -> pl.DataType:
    """The least unsigned type with so many digits."""
    types = ((8, pl.UInt8()), (16, pl.UInt16()), (32, pl.UInt32()), (64, pl.UInt64()))
    return next(dtype for most, dtype in types if digits <= most)
