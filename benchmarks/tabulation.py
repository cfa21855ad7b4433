"""A million weighted cases, tabulated by placement and ten facts, beside plain sums of weights.

Run as `python -m benchmarks.tabulation WHICH FILE` it is one process that does so, and prints the
seconds that it took after everything was imported, those of all processors together, and the
largest resident set in megabytes.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from benchmarks.records import RULES
from benchmarks.scale import Scale
from benchmarks.table import Row
from casewise.tabulation.cases import Sources
from casewise.tabulation.design import Design
from casewise.tabulation.placements import PLACEMENT
from casewise.tabulation.records import Classifying
from casewise.tabulation.tabulating import Wanted, tabulate

FACTS = tuple(fact.name for fact in RULES.vocabulary.facts if fact.type == "yes/no")[:10]
AGENCIES, STRATA = 2_500, 3
RUNS = 3
GOAL = 5.0
"""Seconds for a million cases."""


def rows(scale: Scale) -> list[Row]:
    """Both ways over both kinds of file, each in processes of its own; the best run counts."""
    with tempfile.TemporaryDirectory() as folder:
        cases = random_cases(scale.sampled_cases)
        csv, parquet = Path(folder) / "cases.csv", Path(folder) / "cases.parquet"
        cases.write_csv(csv)
        cases.write_parquet(parquet)
        return [row for path in (parquet, csv) for row in _compared(path, cases.height)]


def random_cases(count: int) -> pl.DataFrame:
    """Cases of agencies in three strata; a tenth of all answers, and some placements, are open."""
    rng = random.Random(7)
    agencies = [rng.randrange(AGENCIES) for _ in range(count)]
    placements = [*RULES.outcomes, "undecided"]
    columns = {
        "case": [f"c{at}" for at in range(count)],
        "stratum": [f"s{agency % STRATA}" for agency in agencies],
        "agency": [f"a{agency}" for agency in agencies],
        "weight": [round(rng.uniform(1, 12), 3) for _ in range(count)],
        PLACEMENT: rng.choices(placements, [1, *[8] * 4, *[1] * (len(placements) - 5)], k=count),
    }
    answers = ("yes", "no", "unknown")
    return pl.DataFrame(
        columns | {name: rng.choices(answers, (5, 4, 1), k=count) for name in FACTS}
    )


def _compared(path: Path, count: int) -> list[Row]:
    best = {name: min(_run(name, path) for _ in range(RUNS)) for name in CONTENDERS}
    first = best["plain sums of weights"][0]
    return [_row(name, path, count, figures, figures[0] / first) for name, figures in best.items()]


def _row(name: str, path: Path, count: int, figures: tuple[float, ...], ratio: float) -> Row:
    seconds, processors, megabytes = figures
    ours = name.startswith("casewise")
    return Row(
        part="tabulation",
        what=f"{name}, {count:,} cases, {path.suffix}",
        median=seconds,
        ratio=ratio,
        goal=f"{GOAL:.0f} s" if ours else "",
        met=seconds <= GOAL if ours else None,
        unit="s",
        remark=f"best of {RUNS}; {processors:.1f} s of all processors; {megabytes:,.0f} MB at most",
    )


def _run(name: str, path: Path) -> tuple[float, ...]:
    command = [sys.executable, "-m", "benchmarks.tabulation", name, str(path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    found = subprocess.run(command, check=True, capture_output=True, env=environment)
    return tuple(json.loads(found.stdout))


# -- one process ----------------------------------------------------------------------------------


def estimates(path: Path) -> None:
    """What `casewise tabulate` does before it prints."""
    sources = Sources(
        path, Design("weight", "stratum", "agency"), Classifying(RULES), placement=PLACEMENT
    )
    tabulate(sources, Wanted(FACTS))


def sums(path: Path) -> None:
    """The same cells by nothing but sums: no error, no bounds, no check of what is read."""
    cases = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)
    for name in FACTS:
        cases.group_by(PLACEMENT, name).agg(pl.col("weight").sum(), pl.len())


CONTENDERS: dict[str, Callable[[Path], None]] = {
    "plain sums of weights": sums,
    "casewise tabulate, ten facts": estimates,
}


def measured(name: str, path: Path) -> tuple[float, float, float]:
    """Seconds, seconds of all processors, and the largest resident set in megabytes."""
    with tempfile.TemporaryDirectory() as folder:  # what is imported late is imported now
        few = Path(folder) / path.name
        cases = random_cases(2_000)
        cases.write_csv(few) if path.suffix == ".csv" else cases.write_parquet(few)
        CONTENDERS[name](few)
    started, busy = time.perf_counter(), time.process_time()
    CONTENDERS[name](path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = peak / (1_000_000 if sys.platform == "darwin" else 1_000)
    return time.perf_counter() - started, time.process_time() - busy, megabytes


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], Path(sys.argv[2]))))
