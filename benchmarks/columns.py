"""Rows of a frame in memory: exact answers, with and without reasons, beside the limit."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from statistics import median
from time import perf_counter

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.bulk.data import UNKNOWN, frame
from benchmarks.bulk.formulas import RULES
from benchmarks.records import RULES as NESTED
from benchmarks.scale import Scale
from benchmarks.table import Row
from casewise.evaluation.columns import numbering, running
from casewise.evaluation.columns.threads import in_threads
from casewise.frames.classifier import Classifier
from casewise.model.vocabulary import Fact, FactType

ANSWERS = ("placement_code", "settled", "possible_bits")
NAMED = ("placement", "settled", "possible_bits")
UNIT = "million rows/s"
ROUNDS = 5
VICTIMS = 2
NEVER = 1 << 62
Timed = Callable[[], object]


def rows(scale: Scale) -> list[Row]:
    """Contenders take turns over the same frame; ratios are to the limit."""
    many = frame(scale.column_rows)
    few = many.head(scale.column_rows // 10)
    plain, reasoned = Classifier(RULES, results=ANSWERS), Classifier(RULES)
    with_ids = Classifier(RULES, results=(*ANSWERS, "explanation"))
    contenders: dict[str, Timed] = {
        "limit: every input bit read once, a byte a row written": _limit(many),
        "exact answers, NumPy": _on(plain, many, machine=False),
        "exact answers and an explanation id, NumPy": _on(with_ids, many, machine=False),
    }
    if running.has_machine():
        contenders["exact answers, compiled"] = _on(plain, many, machine=True)
        contenders["exact answers and an explanation id, compiled"] = _on(
            with_ids, many, machine=True
        )
    named = Classifier(RULES, results=NAMED)
    contenders["exact answers, placements by name"] = _on(named, many, machine=True)
    contenders["every column of results, in words"] = _on(reasoned, many, machine=True)
    smaller = _on(plain, few, machine=False)
    times = _in_turns({**contenders, "few": smaller})
    growth = times["exact answers, NumPy"] / times.pop("few")
    limit = next(iter(times.values()))
    found = [_row(name, many.height, seconds, limit) for name, seconds in times.items()]
    return [*found, _growth(growth), *_making(), *_reasons(reasoned, many), *_nested(scale)]


# Placements are numbers and possible outcomes bits, unless a row says that they are in words.
GOALS = {
    "exact answers, NumPy": 120,
    "exact answers and an explanation id, NumPy": 25,
    "exact answers, compiled": 500,
    "exact answers and an explanation id, compiled": 60,
}


RATIOS = {"exact answers, NumPy": 8, "exact answers, compiled": 2.5}


def _row(name: str, count: int, seconds: float, limit: float) -> Row:
    rate, ratio = count / seconds / 1e6, seconds / limit
    if name not in GOALS:
        return Row("columns", name, rate, ratio=ratio, unit=UNIT)
    words, met = f"at least {GOALS[name]}", rate >= GOALS[name]
    if name in RATIOS:
        words += f", in {RATIOS[name]} times the limit"
        met &= ratio <= RATIOS[name]
    return Row("columns", name, rate, ratio=ratio, goal=words, met=met, unit=UNIT)


def _making() -> Iterator[Row]:
    """How long it takes until circuits are machine code, beside running a few rows."""
    if running.has_machine():
        few, classifier = frame(256), Classifier(RULES, results=ANSWERS)
        seconds = []
        for machine in (False, True, True):
            started = perf_counter()
            _on(classifier, few, machine=machine)()
            seconds.append(perf_counter() - started)
        yield Row("columns", "making the machine code", seconds[1] - seconds[2], unit="s")


def _growth(growth: float) -> Row:
    what, goal = "ten times as many rows take", "at most 10.5"
    return Row("columns", what, growth, goal=goal, met=growth <= 10.5, unit="times as long")


def _reasons(classifier: Classifier, many: pl.DataFrame) -> Iterator[Row]:
    """How many different reasons there are, and how much a row of them takes."""
    ids = classifier.classify(many)["explanation"]
    yield Row("columns", "different reasons", ids.n_unique(), unit=f"in {many.height:,} rows")
    size = ids.estimated_size() / many.height
    yield Row("columns", "an explanation id", size, goal="at most 8", met=size <= 8, unit="bytes")


def _on(classifier: Classifier, given: pl.DataFrame, *, machine: bool) -> Timed:
    def run() -> pl.DataFrame:
        with _machine(machine):
            return classifier.classify(given)

    return run


@contextmanager
def _machine(wanted: bool) -> Iterator[None]:
    """Let circuits run as machine code, or not."""
    before = running.MANY, numbering.MANY
    running.MANY = numbering.MANY = 0 if wanted else NEVER
    try:
        yield
    finally:
        running.MANY, numbering.MANY = before


def _in_turns(contenders: dict[str, Timed]) -> dict[str, float]:
    """The median seconds of each contender; the first round, which compiles, is not counted."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(ROUNDS + 1):
        for name, run in contenders.items():
            started = perf_counter()
            run()
            if number:
                times[name].append(perf_counter() - started)
    return {name: median(each) for name, each in times.items()}


def _limit(many: pl.DataFrame) -> Timed:
    """Read the bits of all columns, values and validity, and write a byte a row."""
    buffers = [
        np.frombuffer(buffer, np.uint8)
        for column in many
        for buffer in column.to_arrow().buffers()
        if buffer is not None
    ]
    words = [_words(buffer) for buffer in buffers]
    size, part = many.height, 1 << 20

    def run() -> NDArray[np.uint8]:
        found = np.empty(size, np.uint8)

        def work(starts: Iterable[int]) -> None:
            for start in starts:
                share = slice(start, min(start + part, size))
                seen = np.uint64(0)
                for each in words:
                    ends = (len(each) * share.start // size, len(each) * share.stop // size)
                    seen |= np.bitwise_or.reduce(each[slice(*ends)])
                found[share] = int(seen) & 1

        in_threads(work, range(0, size, part))
        return found

    return run


def _words(buffer: NDArray[np.uint8]) -> NDArray[np.uint64]:
    return buffer[: len(buffer) // 8 * 8].view(np.uint64)


# -- lists ----------------------------------------------------------------------------------------


def _nested(scale: Scale) -> list[Row]:
    """The shipped rules, with two victims and a role in each row."""
    given = nested_frame(scale.column_rows // 5)
    plain, reasoned = Classifier(NESTED, results=ANSWERS), Classifier(NESTED)
    times = _in_turns(
        {
            "two victims a row, exact answers": _on(plain, given, machine=True),
            "two victims a row, every column of results": _on(reasoned, given, machine=True),
        }
    )
    goals = dict.fromkeys(times, "") | {"two victims a row, exact answers": "at least 3"}
    found = [
        Row(
            "columns", name, given.height / seconds / 1e6, goal=goals[name],
            met=given.height / seconds >= 3e6 if goals[name] else None, unit=UNIT,
        )
        for name, seconds in times.items()
    ]  # fmt: skip
    distinct = len(reasoned)
    what = "different reasons with lists"
    return [*found, Row("columns", what, distinct, unit=f"in {given.height:,} rows")]


def nested_frame(count: int, seed: int = 1) -> pl.DataFrame:
    """So many records of the shipped rules, a tenth of all answers not known."""
    rng = np.random.default_rng(seed)
    columns = []
    for fact in NESTED.vocabulary.facts:
        if fact.type is FactType.LIST:
            each = VICTIMS if fact.name == "victims" else 1
            entities = pl.DataFrame([_column(inner, count * each, rng) for inner in fact.facts])
            lists = entities.to_struct().reshape((count, each)).arr.to_list()
            columns.append(_blanked(lists.alias(fact.name), rng))
        else:
            columns.append(_column(fact, count, rng))
    return _as_read(pl.DataFrame(columns))


def _as_read(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame as a file gives it: nothing is left over inside lists that are null."""
    file = BytesIO()
    frame.write_parquet(file)
    file.seek(0)
    return pl.read_parquet(file)


def _column(fact: Fact, count: int, rng: np.random.Generator) -> pl.Series:
    match fact.type:
        case FactType.YES_NO:
            often = 0.9 if fact.name in ("arrest_made", "sex_crime_against_minor") else 1 / 3
            cells = pl.Series(rng.random(count, np.float32) < often)
        case FactType.DATE:
            first = (date(2000, 3, 1) - date(1970, 1, 1)).days
            cells = pl.Series(rng.integers(first, first + 580, count, np.int32)).cast(pl.Date)
        case FactType.NUMBER:
            cells = pl.Series(rng.integers(0, 30, count, np.uint8))
        case FactType.CHOICE:
            codes = pl.Series(rng.integers(0, len(fact.codes), count, np.uint8))
            cells = codes.cat.to(pl.Enum(fact.codes))
        case _:
            few = pl.Series([[], *([code] for code in fact.codes), list(fact.codes[:2])])
            cells = few.gather(pl.Series(rng.integers(0, len(few), count, np.uint32)))
    return _blanked(cells.alias(fact.name), rng)


def _blanked(cells: pl.Series, rng: np.random.Generator) -> pl.Series:
    known = pl.Series(rng.random(len(cells), np.float32) >= UNKNOWN)
    return cells.zip_with(known, pl.Series([None], dtype=cells.dtype)).alias(cells.name)
