"""DuckDB on SQL written by hand (`by_hand.sql`), which has no branch for what is not known."""

from pathlib import Path

import duckdb
import polars as pl
from benchmarks.bulk.formulas import OUTCOMES

SQL = Path(__file__).with_name("by_hand.sql").read_text("utf-8")


class DuckDb:
    """A connection."""

    def __init__(self) -> None:
        self._connection = duckdb.connect()
        names = ", ".join(f"'{name}'" for name in OUTCOMES)
        self._connection.execute(f"CREATE TYPE outcome AS ENUM ({names})")

    def placements(self, records: pl.DataFrame) -> pl.Series:
        """Where each record is placed."""
        self._connection.register("records", records)
        placed: pl.DataFrame = self._connection.sql(SQL).pl()
        return placed["placement"]
