"""Growth of one process that classifies very many different cases.

Run as `python -m benchmarks.memory ENGINE COUNT` it is that process, and prints the resident set
in kilobytes after the first case and after each power of ten from a thousand on.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import casewise
from benchmarks.records import RULES, random_cases
from benchmarks.scale import Scale
from benchmarks.table import Row
from casewise.evaluation.classification import ENGINES

WARM = 1_000
"""After so many cases engines and diagrams are made; what grows from then on grows with cases."""
ALLOWED = 5.0
"""Megabytes."""


def rows(scale: Scale) -> list[Row]:
    """One process for each engine, side by side: no time is taken here."""
    processes = {engine: _start(engine, scale.remembered_cases) for engine in ENGINES}
    found = []
    for engine, process in processes.items():
        output, _ = process.communicate()
        assert process.returncode == 0
        found.append(_row(engine, {int(at): kb / 1000 for at, kb in json.loads(output).items()}))
    return found


def _start(engine: str, count: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "benchmarks.memory", engine, str(count)]
    path = os.pathsep.join(sys.path)
    return subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path})


def _row(engine: str, sizes: dict[int, float]) -> Row:
    last = max(sizes)
    growth = sizes[last] - sizes[WARM]
    after = ", ".join(f"{size:.1f} after {at:,}" for at, size in sizes.items())
    return Row(
        part="memory",
        what=f"{engine}: growth over {last:,} cases, warm",
        median=growth,
        goal=f"{ALLOWED:.0f} MB",
        met=growth <= ALLOWED,
        unit="MB",
        remark=f"resident set in MB: {after}",
    )


def classify_many(engine: str, count: int) -> dict[int, int]:
    """The resident set in kilobytes after the first case, and after some later ones."""
    marks = {1, count} | {10**power for power in range(3, 9)}
    sizes = {}
    for number, case in enumerate(random_cases(count, seed=3), start=1):
        casewise.classify(RULES, case, engine)
        if number in marks:
            sizes[number] = resident()
    return sizes


def resident() -> int:
    """The resident set of this process in kilobytes; its peak where the system tells only that."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1000
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1000 if sys.platform == "darwin" else peak


if __name__ == "__main__":
    print(json.dumps(classify_many(sys.argv[1], int(sys.argv[2]))))
