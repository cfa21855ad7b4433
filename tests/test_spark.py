"""Under Spark every row gets what it gets on one machine, however rows are shared out."""

import os
import random
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import casewise
from casewise.corpus import shipped
from casewise.errors import ProblemsFound
from casewise.facts import Values
from casewise.files.tally import Tally
from casewise.frames.classifier import Classifier
from casewise.frames.results import BITS, PLAIN, TEXT, UnknownResult
from casewise.library import load_worked_cases
from casewise.model.ruleset import Ruleset, UnknownReading
from framing import expected, framed, mixed, textual
from laws.records import values_of
from oracle.strategies import random_facts
from rulesets.folders import PARCELS
from rulesets.generator import random_choice, random_record, random_ruleset

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

pytestmark = [
    pytest.mark.spark,
    # What Spark says of itself on import and of sockets of its own is nobody's business here.
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning"),
]

FLAT = Path(__file__).parent.parent / "benchmarks" / "rulesets" / "flat"
ROW = "row"
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.memory": "2g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "3",
}


@pytest.fixture(scope="module")
def spark() -> Iterator["SparkSession"]:
    os.environ["PYSPARK_PYTHON"] = sys.executable  # the workers must find casewise too
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("casewise")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture
def given(spark: "SparkSession", tmp_path: Path) -> "Given":
    return Given(spark, tmp_path)


class Given:
    """Frames of Polars as frames of Spark."""

    def __init__(self, spark: "SparkSession", folder: Path) -> None:
        self._spark = spark
        self._folder = folder
        self._files = 0

    def __call__(self, frame: pl.DataFrame) -> "DataFrame":
        self._files += 1
        path = self._folder / f"{self._files}.parquet"
        texts = [n for n, t in frame.schema.items() if isinstance(t, pl.Enum | pl.Categorical)]
        frame.with_columns(pl.col(texts).cast(pl.String)).write_parquet(path)
        return self._spark.read.parquet(str(path))


def found(df: "DataFrame", rules: Ruleset, **options: Any) -> pl.DataFrame:
    """The results of a frame with row numbers, in their order."""
    from casewise.spark import classify

    results = pl.from_arrow(classify(df, ruleset=rules, **options).toArrow())
    assert isinstance(results, pl.DataFrame)
    return results.sort(ROW)


def alone(rules: Ruleset, frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The same on one machine, in the types of Spark."""
    results = textual(Classifier(rules, results=names).classify(frame))
    signed = {n: pl.col(n).reinterpret(signed=True) for n in ("explanation",) if n in names}
    bits = {n: pl.col(n).cast(pl.Int64) for n in (BITS,) if n in names}
    return results.with_columns(**signed, **bits)


REASONED = (*PLAIN, BITS, "rule", "conflicts", "explanation")
ALL = (*REASONED, TEXT)


def agrees(
    given: Given, rules: Ruleset, records: Sequence[Values], every: Sequence[str] = ALL
) -> None:
    """Whole results are those of one machine, and these those of the reference."""
    frame = framed(rules.vocabulary, records)
    df = given(frame.with_row_index(ROW))
    wanted = alone(rules, frame, every)
    assert wanted.select(PLAIN).equals(expected(rules, records, deciding_too=False).select(PLAIN))
    for names in (every, (*PLAIN, BITS)):  # with reasons, and looked up
        got = found(df, rules, results=names).select(names)
        assert got.equals(wanted.select(names)), differing(got, wanted.select(names))


def differing(got: pl.DataFrame, wanted: pl.DataFrame) -> str:
    rows = pl.any_horizontal(pl.struct(got) != pl.struct(wanted)).arg_true()
    return str([*zip(got.rows(), wanted.rows(), strict=True)][:1] or rows)


# -- one answer -----------------------------------------------------------------------------------


@pytest.mark.parametrize("readings", [{}, {"contact": "not-required"}])
def test_a_row_gets_what_it_gets_on_one_machine(
    given: Given, rules: Ruleset, readings: dict[str, str]
) -> None:
    rng = random.Random("spark")
    bases = [values_of(rules, random_facts(rng)) for _ in range(150)]
    agrees(given, rules.under(readings), mixed(rng, bases, 500))


@pytest.mark.parametrize("folder", [PARCELS, FLAT])
def test_other_rulesets_need_no_change(given: Given, folder: Path) -> None:
    others, rng = casewise.load(folder), random.Random("others")
    agrees(given, others, [random_record(rng, others.vocabulary) for _ in range(400)])


def test_rulesets_that_nobody_wrote_agree(given: Given) -> None:
    for seed in range(6):
        rng = random.Random(f"spark {seed}")
        others = random_choice(rng, random_ruleset(rng))
        records = [random_record(rng, others.vocabulary) for _ in range(40)]
        agrees(given, others, records, REASONED)  # they have no words to make texts of


def test_every_worked_case_gets_its_answer(given: Given, rules: Ruleset) -> None:
    under: dict[tuple[tuple[str, str], ...], list[Values]] = {}
    files = sorted((shipped("cases") / "njov-1").rglob("*.cases.yaml"))
    for worked in (each for file in files for each in load_worked_cases(file, rules)):
        under.setdefault(worked.under, []).append(worked.case.values)
    assert sum(map(len, under.values())) > 100
    for chosen, records in under.items():
        agrees(given, rules.under(dict(chosen)), records)


def test_a_fact_without_a_column_is_not_stated(given: Given, rules: Ruleset) -> None:
    frame = pl.DataFrame({"arrest_made": [True, False, None], ROW: [0, 1, 2]})
    got = found(given(frame), rules)
    assert got["placement"].to_list() == ["undecided", "not-eligible", "undecided"]
    assert got["rule"].to_list() == [None, "arrest-was-made", None]


@pytest.mark.parametrize("explain", ["none", "id"])
def test_where_no_column_tells_of_anything_all_is_open(
    given: Given, rules: Ruleset, explain: str
) -> None:
    for others in (rules, casewise.load(FLAT)):
        got = found(given(pl.DataFrame({ROW: [0, 1]})), others, explain=explain)
        assert got["placement"].to_list() == ["undecided"] * 2


def test_other_columns_pass_through_untouched(given: Given, rules: Ruleset) -> None:
    frame = pl.DataFrame({ROW: [0, 1], "weight": [1.5, None], "arrest_made": [False, True]})
    got = found(given(frame), rules, explain="none", prefix="n_")
    assert got.columns == [*frame.columns, *(f"n_{name}" for name in PLAIN)]
    assert got.select(frame.columns).equals(frame)


# -- shared out -----------------------------------------------------------------------------------


@pytest.mark.parametrize("parts", [1, 2, 7])
def test_a_run_that_is_shared_out_gives_the_same_answers_and_ids(
    given: Given, rules: Ruleset, parts: int
) -> None:
    for others in (rules, casewise.load(FLAT)):
        rng = random.Random("shared out")
        records = [random_record(rng, others.vocabulary) for _ in range(300)]
        frame = framed(others.vocabulary, records)
        df = given(frame.with_row_index(ROW)).repartition(parts)
        assert df.rdd.getNumPartitions() == parts
        got = found(df, others, results=ALL).select(ALL)
        assert got.equals(alone(others, frame, ALL))


def test_a_run_has_the_fingerprint_that_it_has_on_one_machine(given: Given, rules: Ruleset) -> None:
    from casewise.spark import classify, totals

    rng = random.Random("fingerprint")
    frame = framed(rules.vocabulary, [random_record(rng, rules.vocabulary) for _ in range(300)])
    tally = Tally(rules.fingerprint)
    tally.add(Classifier(rules).classify(frame))
    df = given(frame)
    for parts in (1, 5):
        run = totals(classify(df.repartition(parts), ruleset=rules), ruleset=rules)
        assert run == tally.totals
        assert run.fingerprint == tally.totals.fingerprint
    other = totals(classify(df.limit(200), ruleset=rules), ruleset=rules)
    assert other.fingerprint != tally.totals.fingerprint


def test_a_row_with_two_least_reasons_has_the_same_one_everywhere(given: Given) -> None:
    """What decides it only jointly is found by dropping facts, whose order makes a difference."""
    others = casewise.load(FLAT)
    nothing_moved = dict.fromkeys(
        (
            "material_possessed",
            "material_received_online",
            "material_arranged_online",
            "material_distributed",
            "material_distributed_online",
            "role_online",
        ),
        False,
    )
    produced = {"material_depicts_minor": True, "victim_offended_against": False}
    frame = pl.DataFrame([{"arrest_made": True, **nothing_moved, **produced}])
    got = found(given(frame.with_row_index(ROW)), others)
    assert got["placement"].to_list() == ["not-eligible"]
    assert got.select("explanation").equals(alone(others, frame, ["explanation"]))


# -- how it is compiled ---------------------------------------------------------------------------


def test_no_method_is_too_long_for_the_machine_to_compile(
    given: Given, capsys: pytest.CaptureFixture[str]
) -> None:
    from casewise.spark import classify

    others = casewise.load(FLAT)
    records = [random_record(random.Random("one"), others.vocabulary)]
    frame = framed(others.vocabulary, records, in_part=False).with_row_index(ROW)
    df = classify(given(frame), ruleset=others, results=(*PLAIN, BITS))
    df.explain(mode="codegen")
    sizes = re.findall(r"maxMethodCodeSize:(\d+)", capsys.readouterr().out)
    assert sizes
    assert max(map(int, sizes)) < 8_000, sizes


# -- what cannot be -------------------------------------------------------------------------------


def test_columns_that_cannot_tell_of_a_fact_are_refused_at_once(
    given: Given, rules: Ruleset
) -> None:
    from casewise.spark import classify

    with pytest.raises(ProblemsFound, match="D404"):
        classify(given(pl.DataFrame({"arrest_date.form": [date(2000, 1, 1)]})), ruleset=rules)
    with pytest.raises(ProblemsFound, match="D404"):
        classify(given(pl.DataFrame({"arrest_made": ["yes"]})), ruleset=rules)
    with pytest.raises(ProblemsFound, match="D406"):
        classify(given(pl.DataFrame({"placement": ["x"]})), ruleset=rules)
    with pytest.raises(UnknownResult):
        classify(given(pl.DataFrame({ROW: [1]})), ruleset=rules, results=["place"])
    with pytest.raises(UnknownReading):
        classify(given(pl.DataFrame({ROW: [1]})), readings={"contact": "maybe"})


IMPOSSIBLE: dict[str, dict[str, list[Any]]] = {
    "a code that there is not": {"route": ["rail"]},
    "a number out of bounds": {"declared_value": [-7]},
    "no whole number": {"declared_value": [0.5]},
    "a member that there is not": {"contents": [["books", "bricks"]]},
    "ends the wrong way round": {"declared_value.at_least": [5], "declared_value.at_most": [3]},
    "one thing and another": {"route": ["air"], "route.one_of": [["road", "sea"]]},
    "in and out": {"contents": [["books"]], "contents.books": [False]},
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
@pytest.mark.parametrize("explain", ["none", "id"])
def test_a_value_that_cannot_be_stops_the_run(given: Given, what: str, explain: str) -> None:
    frame = pl.DataFrame(IMPOSSIBLE[what] | {ROW: [0]})
    with pytest.raises(Exception, match="D405"):
        found(given(frame), casewise.load(PARCELS), explain=explain)
