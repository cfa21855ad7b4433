"""The table: one row for each thing measured, with its goal where it has one."""

import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from attrs import asdict, frozen

from benchmarks.timing import Sample

LIBRARIES = (
    "attrs",
    "PyYAML",
    "click",
    "durable_rules",
    "clingo",
    "z3-solver",
    "svy",
    "polars",
    "numpy",
    "numba",
    "duckdb",
    "zen-engine",
    "openfisca-core",
    "rule-engine",
    "clipspy",
)

NOTES = """\
Each figure is of single calls, all taken in one run in which the contenders take turns, so that
noise meets them alike; *ratio* is to the first row of the same part. A part is warm: before
anything is timed, every contender has run over other records (*worked*, *peers*: over the same).

- *worked*: the shipped worked cases, each under its own readings. *random*: random partial records,
  from nearly complete to nothing known. *nothing*: the record of which nothing is known.
- *reference, with its explanation*: verdicts, then the claims that the placement they give rests
  on, each with its grounds (the facts it rests on).
- *durable-rules, with its explanation*: verdicts and the firings behind them, in their order.
- *possible, exact*: the outcomes of all completions, and what holds in each of them.
- *clingo*, *z3*: the same rules as an answer set program and as formulas, made from the same
  questions. Rules are grounded or asserted once; a record comes as assumptions (clingo: brave
  consequences) or as constraints (z3: one check for each outcome). Their possible outcomes are
  checked to be those of casewise on every record of the sample.
- *durable-rules, naive*: eligibility with its five criteria and the three categories, written by
  hand in `durable.lang`, one fact a message; no subtypes, gaps, readings, consistency rules or
  assumed identities. It hears only what is known exactly and takes the rest for *no*.
- *memory*: growth of the resident set of one process that reads and classifies random records, all
  different, over 100,000 cases; from case 1,000 on, when engines and diagrams are made.
- *tabulation*: totals and proportions with their sampling error and bounds, of all placements and
  of ten facts within each, from a file of a million cases; *ratio* is to sums of weights by Polars.
- *bulk*: the same random records of a flat ruleset (`benchmarks/rulesets`), a tenth of all answers
  not known, placed by engines made for many records and by others one after the other; *ratio* is
  how many times as long it takes as the first row. All peers leave out consistency and take what is
  not known for *no*; casewise gives the placement, whether it is settled and all that is possible.
- *columns*: a frame of the same flat rules in memory, from and to a frame, in turns; the median of
  five. *Exact answers* are the placement as a number, whether it is settled, and all that is
  possible as bits. Reasons are met and numbered before anything is timed. *Ratio* is to the limit.
  Lists: the shipped rules with two victims and a role a row.
- *files*: cases of that flat ruleset with four columns more, from a file to a file, each time in a
  process of its own that has imported everything and compiled the rules; *ratio* is to a plain copy
  by Polars, which reads and writes for casewise too. JSON lines are read by DuckDB, with the
  shipped rules, and every line is written again with its results.
- *cold*: whole processes from start to end, in an environment of their own with compiled bytecode;
  *ratio* is to a bare interpreter. Of so few runs, p99 is the longest.
"""


@frozen
class Row:
    """One thing measured, in microseconds unless `unit` says otherwise."""

    part: str
    what: str
    median: float
    p99: float | None = None
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None
    unit: str = "µs"
    remark: str = ""


def compared(
    part: str, samples: dict[str, Sample], goals: dict[str, tuple[str, float]] | None = None
) -> list[Row]:
    """Rows of samples taken side by side; a goal is its words and the median it allows."""
    first = next(iter(samples.values())).median
    rows = []
    for name, sample in samples.items():
        words, limit = (goals or {}).get(name, ("", 0.0))
        met = sample.median <= limit if words else None
        rows.append(Row(part, name, sample.median, sample.p99, sample.median / first, words, met))
    return rows


def as_markdown(rows: Sequence[Row]) -> str:
    """The whole report."""
    versions = ", ".join(f"{name} {value}" for name, value in surroundings().items())
    lines = [
        "# Measurements",
        "",
        f"Written by `make bench`. {versions}.",
        "",
        "| part | what | median | p99 | ratio | goal | met |",
        "|--|--|--:|--:|--:|--|--|",
        *map(_line, rows),
        "",
        *(f"- {row.part}, {row.what}: {row.remark}" for row in rows if row.remark),
        "",
        NOTES.rstrip(),
    ]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    met = {None: "", True: "yes", False: "**no**"}[row.met]
    cells = (
        row.part,
        row.what,
        f"{_number(row.median)} {row.unit}",
        "" if row.p99 is None else f"{_number(row.p99)} {row.unit}",
        "" if row.ratio is None else f"{row.ratio:,.2f}",
        row.goal,
        met,
    )
    return f"| {' | '.join(cells)} |"


def _number(value: float) -> str:
    return f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"


def as_json(rows: Sequence[Row]) -> dict[str, object]:
    """The same as plain values."""
    return {"surroundings": surroundings(), "rows": [asdict(row) for row in rows]}


def surroundings() -> dict[str, str]:
    """What was measured on and with; nothing that names a machine or a folder."""
    from casewise import __version__

    found = {"casewise": __version__, "Python": platform.python_version()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "missing"
    system = f"{platform.system()} {platform.machine()}"
    return {**found, "CPUs": str(os.cpu_count()), "system": system}
