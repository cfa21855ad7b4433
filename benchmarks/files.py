"""Data files classified into others, beside a plain copy by the library that reads and writes them.

Run as `python -m benchmarks.files WHAT FROM TO` it is one process that does so, and prints the
seconds that it took after everything was imported and the rules were made ready, those of all
processors together, and the largest resident set in megabytes.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.bulk.data import frame
from benchmarks.bulk.formulas import RULES
from benchmarks.scale import Scale
from benchmarks.table import Row
from casewise.files.mapping import Sources, coder_of
from casewise.files.opening import open_table
from casewise.files.running import Explain, Run, classify_table
from casewise.files.writing import LEVEL
from casewise.frames.classifier import Classifier
from casewise.library import load
from casewise.model.column_map import ColumnMap
from casewise.model.ruleset import Ruleset
from casewise.reading.column_map import read_column_map
from casewise.reading.tree import Text

RUNS = 3
PIECE = 500_000
COPY, ALIKE = "copy", "copy, packed as classified files are"
NONE, IDS = "classify", "classify, explanation ids"
CONTENDERS = (COPY, ALIKE, NONE, IDS)
GOALS = {".parquet": 1.10, ".csv": 1.05}
PEAK, LINES = 1.5, 0.5
"""How many times the peak of a copy; how many million JSON lines a second."""
Figures = tuple[float, float, float]


def rows(scale: Scale) -> list[Row]:
    """Each size of each kind of file; contenders take turns, and the best run counts."""
    found: list[Row] = []
    for count in scale.file_rows:
        with tempfile.TemporaryDirectory() as folder:
            for path in _sources(Path(folder), count):
                found += _compared(path, count)
    with tempfile.TemporaryDirectory() as folder:
        found.append(_json_lines(Path(folder), scale.file_rows[0]))
    return found


def _sources(folder: Path, count: int) -> Iterator[Path]:
    """The same cases as Parquet and as CSV, with some columns that are no facts."""
    pieces = []
    for start in range(0, count, PIECE):
        path = folder / f"piece{start}"
        _cases(start, min(PIECE, count - start)).write_parquet(path)
        pieces.append(path)
    whole = pl.scan_parquet(pieces)
    whole.sink_parquet(folder / "cases.parquet")
    yield folder / "cases.parquet"
    whole.sink_csv(folder / "cases.csv")
    yield folder / "cases.csv"


def _cases(start: int, count: int) -> pl.DataFrame:
    at = pl.int_range(start, start + count)
    own = {
        "case": pl.format("c{}", at),
        "weight": (at * 7919 % 10_000) / 1000,
        "stratum": pl.format("s{}", at % 3),
        "agency": at * 31 % 2_500,
    }
    return frame(count, seed=start + 1).with_columns(**own)


def _compared(path: Path, count: int) -> list[Row]:
    figures: dict[str, list[Figures]] = {name: [] for name in CONTENDERS}
    for _ in range(RUNS):
        for name, runs in figures.items():
            runs.append(_run(name, path))
    best = {name: min(runs) for name, runs in figures.items()}
    busy = {name: min(run[1] for run in runs) for name, runs in figures.items()}
    peak = {name: min(run[2] for run in runs) for name, runs in figures.items()}
    return [
        Row(
            part="files",
            what=f"{name}, {count:,} rows, {path.suffix} to .parquet",
            median=figure[0],
            ratio=figure[0] / best[COPY][0],
            goal=f"{GOALS[path.suffix]:.2f}x, {PEAK}x of its peak" if name == NONE else "",
            met=(
                figure[0] <= GOALS[path.suffix] * best[COPY][0] and peak[name] <= PEAK * peak[COPY]
                if name == NONE
                else None
            ),
            unit="s",
            remark=f"best of {RUNS}; {busy[name]:.1f} s of all processors"
            f" ({busy[name] / busy[COPY]:.2f}x); {peak[name]:,.0f} MB at most"
            f" ({peak[name] / peak[COPY]:.2f}x)",
        )
        for name, figure in best.items()
    ]


def _json_lines(folder: Path, count: int) -> Row:
    path = folder / "cases.jsonl"
    with path.open("w") as file:
        file.writelines(_lines(count))
    seconds, busy, peak = min(_run(NONE, path, ".jsonl") for _ in range(RUNS))
    with_duckdb = _read(path)
    pace = count / seconds / 1e6
    return Row(
        part="files",
        what=f"classify, {count:,} JSON lines with two victims each, to JSON lines",
        median=seconds,
        ratio=seconds / with_duckdb,
        goal=f"{LINES} M rows/s",
        met=pace >= LINES,
        unit="s",
        remark=f"{pace:.2f} M rows/s; {busy:.1f} s of all processors; {peak:,.0f} MB at most; "
        f"{path.stat().st_size / count:.0f} bytes a row; ratio to reading the lines with DuckDB",
    )


def _lines(count: int) -> Iterator[str]:
    rng = random.Random(5)
    relations = ("family", "prior_acquaintance", "met_online")
    made = []
    for at in range(10_000):
        victims = [
            {
                "age_at_offense": rng.randint(5, 20),
                "identified": rng.random() < 0.5,
                "contacted": rng.random() < 0.5,
                "offenses": [rng.choice(("attempt", "online_solicitation", "production"))],
                "relationship": rng.choice(relations),
            }
            for _ in range(2)
        ]
        case = {"arrest_made": True, "arrest_date": f"2000-{at % 12 + 1:02}", "victims": victims}
        made.append(json.dumps({"material_possessed": rng.random() < 0.5, **case})[1:])
    for at in range(count):
        yield f'{{"case": "c{at}", {made[at % len(made)]}\n'


def _read(path: Path) -> float:
    started = time.perf_counter()
    sql = f"SELECT count(victims) FROM read_json('{path}', format='newline_delimited')"  # noqa: S608
    duckdb.connect().sql(sql).fetchall()
    return time.perf_counter() - started


def _run(name: str, path: Path, ending: str = ".parquet") -> Figures:
    out = path.with_name(f"out{ending}")
    command = [sys.executable, "-m", "benchmarks.files", name, str(path), str(out)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    found = subprocess.run(command, check=True, capture_output=True, env=environment)
    return tuple(json.loads(found.stdout))


# -- one process ----------------------------------------------------------------------------------


def copied(path: Path, out: Path, level: int | None = None) -> None:
    """A plain copy; text of CSV stays text, as it does where it is classified."""
    cases = (
        pl.scan_csv(path, infer_schema=False) if path.suffix == ".csv" else pl.scan_parquet(path)
    )
    cases.sink_parquet(out, compression_level=level)


def classified(path: Path, out: Path, classifier: Classifier, explain: Explain) -> None:
    """What `casewise classify` does once it is ready."""
    rules = classifier.ruleset
    table = open_table(path, rules.vocabulary)
    said = _map(rules) if path.suffix == ".csv" else None
    run = Run(coder_of(Sources(table, said), rules.vocabulary), classifier, rules, out, explain)
    classify_table(run, lambda _: None)


def _map(rules: Ruleset) -> ColumnMap:
    columns = "".join(f"  {fact.name}: {{fact: {fact.name}}}\n" for fact in rules.vocabulary.facts)
    return read_column_map(Text("map.yaml", f"blank: unknown\ncolumns:\n{columns}"), rules)


def _contender(name: str, path: Path) -> Callable[[Path, Path], None]:
    if name in (COPY, ALIKE):
        return partial(copied, level=None if name == COPY else LEVEL)
    explain = Explain.ID if name == IDS else Explain.NONE
    rules = load() if path.suffix == ".jsonl" else RULES
    classifier = Classifier(rules, explain=explain)
    return lambda source, out: classified(source, out, classifier, explain)


def measured(name: str, path: Path, out: Path) -> Figures:
    """Seconds, seconds of all processors, and the largest resident set in megabytes."""
    work = _contender(name, path)
    with tempfile.TemporaryDirectory() as folder:  # what is imported late is imported now
        few = Path(folder) / path.name
        _write_few(few)
        work(few, Path(folder) / out.name)
    started, busy = time.perf_counter(), time.process_time()
    work(path, out)
    took = time.perf_counter() - started, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (*took, peak / (1_000_000 if sys.platform == "darwin" else 1_000))


def _write_few(path: Path) -> None:
    if path.suffix == ".jsonl":
        path.write_text("".join(_lines(2_000)))
    elif path.suffix == ".csv":
        _cases(0, 2_000).write_csv(path)
    else:
        _cases(0, 2_000).write_parquet(path)


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
