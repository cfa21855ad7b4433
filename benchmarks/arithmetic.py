"""Writes the measured part of docs/scale.md from tables that the benchmarks printed.

`python benchmarks/arithmetic.py` takes them from `RESULTS.md`, which a full run writes; other files
with such tables can be named instead. What no table has a row for is said to be not measured.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import frozen

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "scale.md"
START, END = "<!-- measured: benchmarks/arithmetic.py -->", "<!-- end of measured -->"
ROW = re.compile(
    r"^\| (?P<part>\w+) \| (?P<what>.+?) \| (?P<median>[\d,.]+) (?P<unit>[^|]+) \|", re.M
)
SCALES = {"10⁹": 10**9, "10¹¹": 10**11}
CORES = 2
"""The cores that everything was measured with."""


@frozen
class Constant:
    """What a way to classify costs, and the row of the table that says so."""

    name: str
    part: str
    what: str
    """A pattern, whose group `rows` (where it has one) is how many rows took so many seconds."""


CONSTANTS = (
    Constant("in memory, exact answers", "columns", "exact answers, compiled"),
    Constant(
        "in memory, with explanation ids",
        "columns",
        "exact answers and an explanation id, compiled",
    ),
    Constant(
        "file to file", "files", r"classify, (?P<rows>10,000,000) rows, \.parquet to \.parquet"
    ),
    Constant(
        "file to file, with explanation ids",
        "files",
        r"classify, explanation ids, (?P<rows>10,000,000) rows, \.parquet to \.parquet",
    ),
    Constant(
        "one machine, file by file with Polars",
        "spark",
        "(?P<rows>[0-9,]+) rows: casewise on one machine, placed",
    ),
    Constant(
        "plain Polars, file to file",
        "spark",
        "(?P<rows>[0-9,]+) rows: Polars, the rules as expressions",
    ),
    Constant("Spark", "spark", "(?P<rows>[0-9,]+) rows: Spark, placed"),
    Constant(
        "Spark, with explanation ids",
        "spark",
        "(?P<rows>[0-9,]+) rows: Spark, all results and explanation ids",
    ),
)
SIZES = (
    Constant("a row as it is read", "scale", "a row as it is read"),
    Constant("its placement as it is written", "scale", "its placement as it is written"),
    Constant("all its results as they are written", "scale", "all its results as they are written"),
)
STARTING = Constant("a session of Spark starts", "spark", "a session of Spark starts")
Measured = Mapping[tuple[str, str], float]


NOT = "not measured"


def measured(tables: Sequence[str]) -> Measured:
    """What the rows of some tables say, by part and name."""
    found = (row for table in tables for row in ROW.finditer(table))
    return {(row["part"], row["what"]): float(row["median"].replace(",", "")) for row in found}


def section(rows: Measured) -> str:
    """The measured part of the page."""
    paces = {each: _pace(rows, each) for each in CONSTANTS}
    sizes = {each: _found(rows, each)[1] for each in SIZES}
    heads = [f"{words} rows" for words in SCALES]
    return "\n".join(
        [
            "| | million rows/s | measured by `benchmarks/run.py` |",
            "|--|--:|--|",
            *(_line(e.name, _said(pace, 1e6), _by(e)) for e, pace in paces.items()),
            "",
            "| a row | bytes | measured by `benchmarks/run.py` |",
            "|--|--:|--|",
            *(_line(e.name, _said(size, 1), _by(e)) for e, size in sizes.items()),
            "",
            "| once | seconds | measured by `benchmarks/run.py` |",
            "|--|--:|--|",
            _line(STARTING.name, _said(_found(rows, STARTING)[1], 1), _by(STARTING)),
            "",
            _line("", *heads),
            f"|--|{'--:|' * len(heads)}",
            *(
                _line(e.name, *(_bytes(n, size) for n in SCALES.values()))
                for e, size in sizes.items()
            ),
            *(
                _line(e.name, *(_time(n, pace, e) for n in SCALES.values()))
                for e, pace in paces.items()
            ),
        ]
    )


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _by(constant: Constant) -> str:
    part = "spark" if constant.part == "scale" else constant.part
    return f"`--only {part}`"


def _said(number: float | None, unit: float) -> str:
    return NOT if number is None else f"{number / unit:,.2f}"


def _found(rows: Measured, constant: Constant) -> tuple[float, float | None]:
    """How many rows the row of a table speaks of, and what was measured."""
    for (part, what), median in rows.items():
        found = re.fullmatch(constant.what, what)
        if found and part == constant.part:
            return float(found.groupdict().get("rows", "1").replace(",", "")), median
    return 0, None


def _pace(rows: Measured, constant: Constant) -> float | None:
    """Rows a second."""
    count, median = _found(rows, constant)
    if median is None:
        return None
    return median * 1e6 if constant.part == "columns" else count / median


def _bytes(count: int, size: float | None) -> str:
    if size is None:
        return NOT
    whole = count * size
    return f"{whole / 1e12:,.1f} TB" if whole >= 1e12 else f"{whole / 1e9:,.0f} GB"


def _time(count: int, pace: float | None, constant: Constant) -> str:
    """The time of one machine; of Spark hours of a core, as it has as many as one gives it."""
    if pace is None:
        return NOT
    seconds = count / pace
    if constant.name.startswith("Spark"):
        return f"{seconds * CORES / 3600:,.1f} core hours"
    for unit, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:,.1f} {unit}"
    return f"{seconds:,.1f} seconds"


def written(page: str, part: str) -> str:
    """The page with its measured part exchanged."""
    before, rest = page.split(START)
    return f"{before}{START}\n\n{part}\n\n{END}{rest.split(END)[1]}"


def main(names: Sequence[str]) -> None:
    """Write the page from the tables of some files."""
    tables = [Path(name).read_text("utf-8") for name in names or [str(HERE / "RESULTS.md")]]
    page = PAGE.read_text("utf-8")
    PAGE.write_text(written(page, section(measured(tables))), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
