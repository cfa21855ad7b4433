"""Batches in canonical form classified row by row: each different row once, by the reference."""

from threading import Lock
from typing import Any

import polars as pl

from casewise.evaluation.classification import classify
from casewise.explanation.explaining import explain
from casewise.explanation.rendering import render
from casewise.files.records import values_of
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset

SCHEMA: dict[str, Any] = {
    "placement": pl.String(),
    "eligible": pl.Enum(["yes", "no", "unknown"]),
    "settled": pl.Boolean(),
    "possible": pl.String(),
    "explanation": pl.UInt64(),
}


class RowClassifier:
    """Classifies the rows of batches; results of rows alike are remembered."""

    def __init__(self, ruleset: Ruleset, engine: str | None = None) -> None:
        self.schema = SCHEMA
        self.ruleset = ruleset
        self._engine = engine
        self._found: dict[str, tuple[object, ...]] = {}
        self._texts: dict[int, str] = {}
        self._lock = Lock()

    def classify(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The results of the rows of a frame in canonical form."""
        keys = frame.select(pl.struct(pl.all()).struct.json_encode()).to_series()
        new = frame.with_columns(keys.alias(".key")).filter(keys.is_first_distinct())
        with self._lock:
            for row in new.iter_rows(named=True):
                if row[".key"] not in self._found:
                    self._found[row[".key"]] = self._classified(row)
        rows = [self._found[key] for key in keys]
        return pl.DataFrame(rows, schema=self.schema, orient="row")

    def _classified(self, row: dict[str, object]) -> tuple[object, ...]:
        case = Case(None, values_of(row, self.ruleset.vocabulary.facts))
        result = classify(self.ruleset, case, self._engine)
        text = render(explain(result))
        identifier = pl.Series([text]).hash()[0]
        self._texts[identifier] = text
        possible = "|".join(sorted(result.possible))
        return result.placement, result.eligible_word, result.settled, possible, identifier

    def explanations(self) -> pl.DataFrame:
        """A row for each different explanation that was given."""
        rows = {"explanation": list(self._texts), "text": list(self._texts.values())}
        return pl.DataFrame(rows, schema={"explanation": pl.UInt64, "text": pl.String})
