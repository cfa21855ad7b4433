"""Results of Spark beside those of one machine: each row, each column, and the whole run."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from benchmarks.bulk.formulas import RULES
from casewise.files.tally import Tally, Totals
from casewise.frames.classifier import Classifier

BATCH = 250_000
"""The rows that are compared at once, so that memory does not grow with the data."""
Compared = tuple[int, int]
"""How many rows were compared, and how many of them differ."""


class Alone:
    """The results of one machine for the rows of a data set, in the types that Spark has."""

    def __init__(self, data: Path, row: str, results: Sequence[str]) -> None:
        self._files = sorted(data.glob("*.parquet"))
        self._row = row
        self._results = results
        self._classifier = Classifier(RULES, results=results)
        self._tally = Tally(RULES.fingerprint)

    @property
    def totals(self) -> Totals:
        """The totals of the rows that were compared."""
        return self._tally.totals

    def compare(self, found: Sequence[Path]) -> Compared:
        """Compare all rows with those that Spark wrote into some folders, row by row."""
        compared = differing = 0
        scans = [pl.scan_parquet(folder / "*.parquet") for folder in found]
        for path in self._files:
            rows = pl.read_parquet(path)
            for batch in rows.iter_slices(BATCH):
                wanted = self._placed(batch)
                differing += _differing(wanted, [self._same(scan, batch) for scan in scans])
                compared += batch.height
        return compared, differing

    def _placed(self, batch: pl.DataFrame) -> pl.DataFrame:
        found = self._classifier.classify(batch)
        self._tally.add(found)
        signed = [pl.col(n).reinterpret(signed=True) for n in ("explanation",) if n in found]
        bits = [pl.col(n).cast(pl.Int64) for n in ("possible_bits",) if n in found]
        return _texts(found).with_columns(*signed, *bits)

    def _same(self, found: pl.LazyFrame, batch: pl.DataFrame) -> pl.DataFrame:
        """The same rows as Spark wrote them."""
        first, last = batch[self._row][0], batch[self._row][-1]
        rows = found.filter(pl.col(self._row).is_between(first, last)).collect().sort(self._row)
        assert rows[self._row].equals(batch[self._row]), "Spark lost rows, or gave some twice"
        return _texts(rows)


def _texts(frame: pl.DataFrame) -> pl.DataFrame:
    names = [n for n, t in frame.schema.items() if isinstance(t, pl.Enum | pl.Categorical)]
    return frame.with_columns(pl.col(names).cast(pl.String))


def _differing(wanted: pl.DataFrame, found: Sequence[pl.DataFrame]) -> int:
    """In how many rows some column of some frame is not what is wanted."""
    unequal = [
        frame[name].ne_missing(wanted[name])
        for frame in found
        for name in wanted.columns
        if name in frame.columns
    ]
    return int(pl.select(pl.any_horizontal(unequal)).to_series().sum())
