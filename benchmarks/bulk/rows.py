"""Other engines on many records of the flat rules, beside the columns engine, in one run."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from time import perf_counter
from typing import Any

import polars as pl
from benchmarks.bulk.clips_rules import Clips
from benchmarks.bulk.data import frame, plain
from benchmarks.bulk.duckdb_sql import DuckDb
from benchmarks.bulk.formulas import OUTCOMES, RULES
from benchmarks.bulk.openfisca_rules import OpenFisca
from benchmarks.bulk.rule_engine_rules import RuleEngine
from benchmarks.bulk.zen_engine import ZenEngine
from benchmarks.scale import Scale
from benchmarks.table import Row

from casewise.frames.classifier import Classifier

OURS = "casewise, columns: placement, settled, possible"
DURABLE = "durable-rules, naive"
ROUNDS = 3
COMPARED = 1_000
"""How many placements are compared with ours."""

Contender = Callable[[], tuple[list[str], float]]
"""Places its records once; gives the placements of the first of them, and rows a second."""


def rows(scale: Scale) -> list[Row]:
    """Each contender places as many records as it can in about a second, in turns."""
    many = frame(scale.bulk_rows)
    contenders = _contenders(many, plain(many.head(scale.bulk_records)).to_dicts())
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    placed: dict[str, list[str]] = {}
    for _ in range(ROUNDS):
        for name, place in contenders.items():
            placed[name], rate = place()
            rates[name].append(rate)
    ours = Classifier(RULES).classify(many.head(COMPARED))
    found = {name: median(each) for name, each in rates.items()}
    return [_row(name, rate, found[OURS], placed[name], ours) for name, rate in found.items()]


def _row(name: str, rate: float, first: float, placed: Sequence[str], ours: pl.DataFrame) -> Row:
    remark = "" if name == OURS else _agreement(placed, ours)
    unit = "thousand rows/s"
    return Row("bulk", name, rate / 1000, ratio=first / rate, unit=unit, remark=remark)


def _agreement(placed: Sequence[str], ours: pl.DataFrame) -> str:
    """How a peer places records: it knows no conflict, and takes what is not known for *no*."""
    pairs = list(zip(placed, ours.head(len(placed)).iter_rows(named=True), strict=True))
    settled = [(theirs, our) for theirs, our in pairs if our["settled"]]
    same = sum(theirs == our["placement"] for theirs, our in settled)
    undecided = sum(our["placement"] == "undecided" for _, our in pairs)
    return (
        f"of {len(pairs):,} records, places {same:,} of the {len(settled):,} settled ones as "
        f"casewise does, and without a word every one of {undecided:,} undecided ones"
    )


def _contenders(many: pl.DataFrame, records: list[dict[str, Any]]) -> dict[str, Contender]:
    wanted = ("placement", "settled", "possible_bits")
    classifier, duck, fisca = Classifier(RULES, results=wanted), DuckDb(), OpenFisca()
    flat = plain(many)
    return {
        OURS: _timed(many.height, lambda: classifier.classify(many)["placement"]),
        "OpenFisca, vectorised": _timed(
            many.height, lambda: (OUTCOMES[at] for at in fisca.placements(flat))
        ),
        "DuckDB, SQL by hand": _timed(many.height, lambda: duck.placements(many)),
        "rule-engine": _one_by_one(RuleEngine().placements, records),
        "zen-engine, batch": _one_by_one(ZenEngine().placements, records),
        "clipspy": _one_by_one(Clips().placements, records[: len(records) // 4]),
        DURABLE: lambda: _in_a_process(records[: len(records) // 8]),
    }


def _timed(count: int, place: Callable[[], Iterable[str]]) -> Contender:
    def run() -> tuple[list[str], float]:
        started = perf_counter()
        placed = place()
        rate = count / (perf_counter() - started)
        return [name for name, _ in zip(placed, range(COMPARED), strict=False)], rate

    return run


def _one_by_one(
    place: Callable[[Sequence[dict[str, Any]]], list[str]], records: list[dict[str, Any]]
) -> Contender:
    return _timed(len(records), lambda: place(records))


def _in_a_process(records: list[dict[str, Any]]) -> tuple[list[str], float]:
    """durable-rules starts timer threads, so it runs apart; making it is not counted."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bulk.durable_rules"],
        input=json.dumps(records) + "\n",
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    placed, seconds = json.loads(done.stdout)
    return placed, len(records) / seconds
