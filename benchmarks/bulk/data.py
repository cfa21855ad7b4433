"""Random data of the flat ruleset: a tenth of all answers is not known."""

from datetime import date

import numpy as np
import polars as pl
from benchmarks.bulk.formulas import RULES

UNKNOWN = 0.1
LIKELY = {
    "arrest_made": 0.97,
    "duplicate_record": 0.03,
    "sex_crime_against_minor": 0.97,
    "material_depicts_minor": 0.7,
    "material_possessed": 0.6,
    "role_online": 0.5,
}
"""How often an answer is yes, where that is not a third."""
IMPLIED = (
    ("material_distributed", "material_distributed_online"),
    ("material_possessed", "material_digital"),
    ("sex_crime_against_minor", "victim_offended_against"),
    ("victim_identified", "role_assumed_identity"),
)
FIRST, LAST = date(2000, 3, 1).toordinal(), date(2001, 9, 30).toordinal()
EPOCH = date(1970, 1, 1).toordinal()
OLDEST = 30


def frame(rows: int, seed: int = 1) -> pl.DataFrame:
    """So many records, a column for each fact, of its own type; null is not known."""
    rng = np.random.default_rng(seed)
    columns = [_column(fact.name, str(fact.type), rows, rng) for fact in RULES.vocabulary.facts]
    implied = [pl.when(by).then(True).otherwise(fact).alias(fact) for fact, by in IMPLIED]
    return pl.DataFrame(columns).with_columns(
        *implied, pl.when("arrest_made").then("arrest_date").alias("arrest_date")
    )


def _column(name: str, kind: str, rows: int, rng: np.random.Generator) -> pl.Series:
    known = pl.Series(rng.random(rows, np.float32) >= UNKNOWN)
    if kind == "yes/no":
        column = pl.Series(rng.random(rows, np.float32) < LIKELY.get(name, 1 / 3))
    elif kind == "date":
        days = rng.integers(FIRST - EPOCH, LAST - EPOCH, rows, np.int32)
        column = pl.Series(days).cast(pl.Date)
    else:
        column = pl.Series(rng.integers(0, OLDEST, rows, np.uint8))
    return column.zip_with(known, pl.Series([None], dtype=column.dtype)).alias(name)


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """The same for engines without *not known*: an open answer is no, an open number is -1."""
    numbers = [name for name, kind in frame.schema.items() if kind != pl.Boolean]
    dates = pl.col(pl.Date).cast(pl.Int32) + EPOCH
    return frame.with_columns(dates).with_columns(
        pl.col(pl.Boolean).fill_null(value=False), pl.col(numbers).cast(pl.Int32).fill_null(-1)
    )
