"""The command line of the benchmarks: which sections to run, and where the table goes."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import cold, latency, memory
from benchmarks.scale import FULL, QUICK, Scale
from benchmarks.table import Row, as_json, as_markdown

HERE = Path(__file__).resolve().parent


def peers(scale: Scale) -> list[Row]:
    """Other engines on the same rules; only this part needs them installed."""
    from benchmarks.peers import rows

    return rows(scale)


def tabulation(scale: Scale) -> list[Row]:
    """Weighted tables; only this part needs the extra `survey`."""
    from benchmarks.tabulation import rows

    return rows(scale)


def bulk(scale: Scale) -> list[Row]:
    """Many records at once; only this part needs the extras `data` and `bench`."""
    from benchmarks.bulk.rows import rows

    return rows(scale)


def columns(scale: Scale) -> list[Row]:
    """Rows of a frame in memory; only this part needs the extra `data`, and `compiled`."""
    from benchmarks.columns import rows

    return rows(scale)


def spark(scale: Scale) -> list[Row]:
    """Under Spark; only this part needs the extra `spark` and Java."""
    from benchmarks.spark import rows

    return rows(scale)


def files(scale: Scale) -> list[Row]:
    """Data files; only this part needs the extra `data`."""
    from benchmarks.files import rows

    return rows(scale)


SECTIONS: dict[str, Callable[[Scale], list[Row]]] = {
    "cold": cold.rows,  # first, while this process is small
    "worked": latency.worked,
    "random": latency.random,
    "nothing": latency.nothing,
    "peers": peers,
    "memory": memory.rows,
    "tabulation": tabulation,
    "bulk": bulk,
    "columns": columns,
    "spark": spark,
    "files": files,
}


def main() -> None:
    """Run what is asked for; a part or a quick run is printed only."""
    parser = argparse.ArgumentParser(description="Measure casewise, beside peers.")
    parser.add_argument("--quick", action="store_true", help="smaller samples; nothing is written")
    parser.add_argument(
        "--only", choices=SECTIONS, action="append", help="only this part; nothing is written"
    )
    chosen = parser.parse_args()
    rows: list[Row] = []
    for name in chosen.only or SECTIONS:
        started = time.monotonic()
        rows += SECTIONS[name](QUICK if chosen.quick else FULL)
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    text = as_markdown(rows)
    print(text, end="")
    if not chosen.quick and not chosen.only:
        (HERE / "RESULTS.md").write_text(text, "utf-8")
        (HERE / "results.json").write_text(json.dumps(as_json(rows), indent=2) + "\n", "utf-8")
