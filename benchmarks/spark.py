"""The rules under Spark beside plain Polars: the same files, the same answers, in turns."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

import polars as pl

from benchmarks.bulk.data import frame
from benchmarks.bulk.formulas import RULES
from benchmarks.bulk.polars_rules import PLACEMENT, POSSIBLE, PolarsRules
from benchmarks.scale import Scale
from benchmarks.table import Row
from casewise.frames.classifier import Classifier

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FILES = 10
"""The files of a data set, which Spark shares out among its tasks."""
ROUNDS = 2
ROW = "row"
PLAIN, COPY = "Polars, the rules as expressions", "Polars, a copy"
SPARK, IDS, SCAN = "Spark, placed", "Spark, explanation ids", "Spark, a copy"
ONE = "casewise on one machine, placed"
CORES = 2
"""The cores that Spark and Polars have here."""
SCALES = {"10⁹": 10**9, "10¹¹": 10**11}
GOAL = 5.0
"""Spark may take so many times as long as plain Polars."""
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.memory": "3g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
}
RESULTS = ["placement", "possible_bits", "settled", "eligible"]


def rows(scale: Scale) -> list[Row]:
    """Each contender goes from the same Parquet files to Parquet files of its own, in turns."""
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        _write(data, scale.spark_rows)
        started = perf_counter()
        spark = _session()
        starting = perf_counter() - started
        try:
            times = _in_turns(_contenders(spark, data, Path(folder)))
        finally:
            spark.stop()
        _compare(data, Path(folder))
        sizes = {part: _size(Path(folder) / part) / scale.spark_rows for part in ("data", "spark")}
    found = {name: median(each) for name, each in times.items()}
    return [*_rows(scale.spark_rows, found, starting), *_scaled(scale.spark_rows, found, sizes)]


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

    builder = SparkSession.builder.master("local[2]").appName("benchmark")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


Contender = Callable[[], Any]


def _contenders(spark: "SparkSession", data: Path, out: Path) -> dict[str, Contender]:
    from casewise.spark import classify

    polars = PolarsRules()
    every = str(data / "*.parquet")

    def read() -> Any:
        return spark.read.parquet(str(data))

    def write(found: Any, name: str) -> None:
        found.write.mode("overwrite").parquet(str(out / name))

    def placed(results: list[str], name: str) -> Contender:
        return lambda: write(
            classify(read(), ruleset=RULES, results=results).select(ROW, *results), name
        )

    return {
        PLAIN: lambda: (
            polars.placed(pl.scan_parquet(every))
            .select(ROW, PLACEMENT, POSSIBLE)
            .sink_parquet(out / "polars.parquet")
        ),
        SPARK: placed(RESULTS, "spark"),
        IDS: placed(["explanation"], "ids"),
        ONE: lambda: _alone(data, out),
        COPY: lambda: pl.scan_parquet(every).sink_parquet(out / "copy.parquet"),
        SCAN: lambda: write(read(), "copy"),
    }


def _alone(data: Path, out: Path) -> None:
    """File by file through the columns engine."""
    classifier = Classifier(RULES, results=RESULTS)
    (out / "one").mkdir(exist_ok=True)
    for path in sorted(data.iterdir()):
        rows = pl.read_parquet(path)
        rows.select(ROW).hstack(classifier.classify(rows)).write_parquet(out / "one" / path.name)


def _in_turns(contenders: dict[str, Contender]) -> dict[str, list[float]]:
    """Seconds of each, after a first round that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(ROUNDS + 1):
        for name, run in contenders.items():
            started = perf_counter()
            run()
            if number:
                times[name].append(perf_counter() - started)
    return times


def _compare(data: Path, out: Path) -> None:
    """See that both gave every row what the columns engine gives it."""
    classifier = Classifier(RULES, results=[*RESULTS, "explanation"])
    spark, ids, plain = (
        pl.scan_parquet(out / name).sort(ROW).collect()
        for name in ("spark/*.parquet", "ids/*.parquet", "polars.parquet")
    )
    start = 0
    for at in range(FILES):
        wanted = classifier.classify(pl.read_parquet(data / f"{at}.parquet"))
        part = slice(start, start := start + wanted.height)
        bits = wanted[POSSIBLE].cast(pl.Int64)
        assert plain[part][PLACEMENT].equals(wanted["placement"].to_physical().cast(pl.UInt8))
        assert plain[part][POSSIBLE].cast(pl.Int64).equals(bits)
        for name in ("placement", "eligible"):
            assert spark[part][name].equals(wanted[name].cast(pl.String))
        assert spark[part][POSSIBLE].equals(bits)
        assert spark[part]["settled"].equals(wanted["settled"])
        assert ids[part]["explanation"].equals(wanted["explanation"].reinterpret(signed=True))
    assert start == spark.height == ids.height == plain.height


def _rows(count: int, found: dict[str, float], starting: float) -> list[Row]:
    same = "every row gets what the columns engine gives it"
    remarks = {PLAIN: same, SPARK: f"{same}; Spark started in {starting:.1f} s", IDS: same}
    return [
        Row(
            "spark",
            f"{count:,} rows: {name}",
            seconds,
            ratio=seconds / found[PLAIN],
            goal=f"≤ {GOAL:g} times plain Polars" if name == SPARK else "",
            met=seconds <= GOAL * found[PLAIN] if name == SPARK else None,
            unit="s",
            remark=f"{remarks.get(name, '')} ({count / seconds / 1e6:.2f} million rows/s)".strip(),
        )
        for name, seconds in found.items()
    ]


def _scaled(count: int, found: dict[str, float], sizes: dict[str, float]) -> list[Row]:
    """The arithmetic to more rows, at the rates found and in proportion."""
    rows = [
        Row("scale", "a row as it is read", sizes["data"], unit="bytes"),
        Row("scale", "its results as they are written", sizes["spark"], unit="bytes"),
    ]
    for words, many in SCALES.items():
        factor = many / count / 3600
        rows += [
            Row("scale", f"{words} rows: to read", many * sizes["data"] / 1e9, unit="GB"),
            Row("scale", f"{words} rows: {ONE}", factor * found[ONE], unit="hours"),
            Row(
                "scale", f"{words} rows: {SPARK}", factor * found[SPARK] * CORES, unit="core hours"
            ),
            Row("scale", f"{words} rows: {IDS}", factor * found[IDS] * CORES, unit="core hours"),
        ]
    return rows
