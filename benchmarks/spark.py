"""The rules under Spark beside plain Polars: the same files, the same answers, in turns.

*Plain Polars* is what somebody would run who has Polars and no casewise: a lazy scan of the same
files, the same rules (exact, three-valued) as Polars expressions, and a streaming sink of the same
columns in the same compression. Time is that of the whole query from files to files, with planning,
after Spark has been started and each has run once.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from benchmarks.bulk.data import frame
from benchmarks.bulk.formulas import RULES
from benchmarks.bulk.polars_rules import PLACEMENT, POSSIBLE, PolarsRules
from benchmarks.equality import Alone
from benchmarks.scale import Scale
from benchmarks.table import Row
from casewise.evaluation.placement import placements
from casewise.frames.classifier import Classifier
from casewise.frames.results import BITS, EXPLAINED

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FILES = 10
"""The files of a data set, which Spark shares out among its tasks."""
ROUNDS = 3
ROW = "row"
PLAIN, COPY = "Polars, the rules as expressions", "Polars, a copy"
SPARK, IDS, SCAN = "Spark, placed", "Spark, all results and explanation ids", "Spark, a copy"
ONE = "casewise on one machine, placed"
CORES = 2
"""The cores that Spark and Polars have here."""
SCALES = {"10⁹": 10**9, "10¹¹": 10**11}
GOAL, GOAL_ROWS = 5.0, 10_000_000
"""Spark may take so many times as long as plain Polars; few rows tell of its planning only."""
CODEC: Literal["snappy"] = "snappy"
"""How all compress what they write: as Spark does unless told otherwise."""
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.memory": "3g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.parquet.compression.codec": CODEC,
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
}
PLACED = [PLACEMENT, "settled", BITS]
"""What is timed: the exact placement, whether it is settled, and all that is possible."""
ALL = [*EXPLAINED["id"], BITS]

Contender = Callable[[], Any]


def rows(scale: Scale) -> list[Row]:
    """Each contender goes from the same Parquet files to Parquet files of its own, in turns."""
    with TemporaryDirectory() as folder:
        out = Path(folder)
        _write(out / "data", scale.spark_rows)
        started = perf_counter()
        spark = _session()
        starting = perf_counter() - started
        try:
            times = _in_turns(_contenders(spark, out), ROUNDS)
            times |= _in_turns(_slow(spark, out), 1, warm=False)
            same = _compared(spark, out)
        finally:
            spark.stop()
        sizes = {part: _size(out / part) / scale.spark_rows for part in ("data", "spark", "ids")}
    found = {name: median(each) for name, each in times.items()}
    return [*_rows(scale.spark_rows, found, starting, same), *_scaled(scale, found, sizes)]


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.parquet"))


def _write(folder: Path, count: int) -> None:
    folder.mkdir()
    size = count // FILES
    for at in range(FILES):
        numbered = frame(size, seed=at + 1).with_row_index(ROW, offset=at * size)
        numbered.write_parquet(folder / f"{at}.parquet")


def _session() -> "SparkSession":
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local[{CORES}]").appName("benchmark")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


def _contenders(spark: "SparkSession", out: Path) -> dict[str, Contender]:
    polars, every = PolarsRules(), str(out / "data" / "*.parquet")
    return {
        PLAIN: lambda: _plain(polars, pl.scan_parquet(every)).sink_parquet(
            out / "plain" / "0.parquet", compression=CODEC, mkdir=True
        ),
        SPARK: lambda: _by_spark(spark, out, PLACED, "spark"),
        ONE: lambda: _alone(out),
        COPY: lambda: pl.scan_parquet(every).sink_parquet(out / "copy.parquet", compression=CODEC),
    }


def _slow(spark: "SparkSession", out: Path) -> dict[str, Contender]:
    """What is run once: it takes long, and no goal is set on its time."""
    return {
        IDS: lambda: _by_spark(spark, out, ALL, "ids"),
        SCAN: lambda: _sink(_read(spark, out), out / "copy"),
    }


def _plain(polars: PolarsRules, rows: pl.LazyFrame) -> pl.LazyFrame:
    """The rows placed by Polars, in the columns that Spark gives."""
    return polars.placed(rows).select(
        ROW,
        pl.col(PLACEMENT).cat.to(pl.Enum(placements(RULES))),
        settled=pl.col(POSSIBLE).bitwise_count_ones() == 1,
        **{BITS: pl.col(POSSIBLE)},
    )


def _read(spark: "SparkSession", out: Path) -> "DataFrame":
    return spark.read.parquet(str(out / "data"))


def _by_spark(spark: "SparkSession", out: Path, results: list[str], name: str) -> None:
    from casewise.spark import classify

    found = classify(_read(spark, out), ruleset=RULES, results=results)
    _sink(found.select(ROW, *results), out / name)


def _sink(found: "DataFrame", folder: Path) -> None:
    found.write.mode("overwrite").parquet(str(folder))


def _alone(out: Path) -> None:
    """File by file through the columns engine."""
    classifier = Classifier(RULES, results=PLACED)
    (out / "one").mkdir(exist_ok=True)
    for path in sorted((out / "data").iterdir()):
        rows = pl.read_parquet(path)
        found = rows.select(ROW).hstack(classifier.classify(rows))
        found.write_parquet(out / "one" / path.name, compression=CODEC)


def _in_turns(
    contenders: dict[str, Contender], rounds: int, *, warm: bool = True
) -> dict[str, list[float]]:
    """Seconds of each; where it is to be warm, after a first round that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + warm):
        for name, run in contenders.items():
            started = perf_counter()
            run()
            if number >= warm:
                times[name].append(perf_counter() - started)
    return times


def _compared(spark: "SparkSession", out: Path) -> str:
    """See that every row has what one machine gives it, and the run its fingerprint."""
    from casewise.spark import totals

    alone = Alone(out / "data", ROW, ALL)
    count, differing = alone.compare([out / "spark", out / "ids", out / "plain"])
    assert not differing, f"{differing} of {count} rows differ"
    run = totals(spark.read.parquet(str(out / "ids")), ruleset=RULES)
    assert run.fingerprint == alone.totals.fingerprint, "the runs differ"
    return f"0 of {count:,} rows differ from one machine; both runs are {run.fingerprint[:15]}…"


def _rows(count: int, found: dict[str, float], starting: float, same: str) -> list[Row]:
    remarks = {
        PLAIN: "no column of a row differs from one machine",
        SPARK: "no column of a row differs",
        IDS: f"run once; {same}",
        SCAN: "run once",
    }
    judged = SPARK if count >= GOAL_ROWS else None
    timed = [
        Row(
            "spark",
            f"{count:,} rows: {name}",
            seconds,
            ratio=seconds / found[PLAIN],
            goal=f"≤ {GOAL:g} times plain Polars" if name == judged else "",
            met=seconds <= GOAL * found[PLAIN] if name == judged else None,
            unit="s",
            remark=f"{remarks.get(name, '')} ({count / seconds / 1e6:.2f} million rows/s)".strip(),
        )
        for name, seconds in found.items()
    ]
    return [*timed, Row("spark", "a session of Spark starts", starting, unit="s")]


def _scaled(scale: Scale, found: dict[str, float], sizes: dict[str, float]) -> list[Row]:
    """The arithmetic to more rows, at the rates found and in proportion."""
    rows = [
        Row("scale", "a row as it is read", sizes["data"], unit="bytes"),
        Row("scale", "its placement as it is written", sizes["spark"], unit="bytes"),
        Row("scale", "all its results as they are written", sizes["ids"], unit="bytes"),
    ]
    for words, many in SCALES.items():
        hours = many / scale.spark_rows / 3600
        rows += [
            Row("scale", f"{words} rows: to read", many * sizes["data"] / 1e9, unit="GB"),
            Row("scale", f"{words} rows: {ONE}", hours * found[ONE], unit="hours"),
            Row("scale", f"{words} rows: {SPARK}", hours * found[SPARK] * CORES, unit="core hours"),
            Row("scale", f"{words} rows: {IDS}", hours * found[IDS] * CORES, unit="core hours"),
        ]
    return rows
