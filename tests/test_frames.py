"""Frames: every kind is given back as what it was, and what cannot be is refused with its count."""

import random
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import casewise
from casewise.errors import CasewiseError, ProblemsFound
from casewise.evaluation.columns import numbering, running
from casewise.facts import Entities
from casewise.frames.classifier import Classifier
from casewise.frames.classifying import NotAFrame
from casewise.frames.joining import NotJoined
from casewise.frames.results import UnknownResult
from casewise.model.ruleset import Ruleset
from framing import framed, mixed, textual
from laws.records import values_of
from oracle.strategies import random_facts

CASES = pl.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "arrest_made": [True, False, None, True],
        "arrest_date": [date(2000, 8, 1), None, None, date(2001, 6, 30)],
        "duplicate_record": [False, False, None, False],
        "sex_crime_against_minor": [True, None, None, True],
        "material_found_as": [["computer"], None, None, []],
        "material_possessed": [True, None, None, False],
        "material_depicts_minor": [True, None, None, False],
        "victims": [
            [],
            None,
            None,
            [{"age_at_offense": 13, "identified": True, "contacted": True,
              "offenses": ["contact_offense"], "relationship": "met_online"}],
        ],
        "undercover_roles": [[], None, None, []],
        "note": [1, 2, 3, 4],
    }
)  # fmt: skip
PLACEMENTS = [
    "possession-or-distribution",
    "not-eligible",
    "undecided",
    "identified-victim.internet-initiated",
]


RULES = casewise.load()


def classified(frame: Any, **options: Any) -> Any:
    return casewise.classify_frame(frame, ruleset=RULES, **options)


def placements(frame: Any) -> list[str]:
    return [str(each) for each in frame["placement"].to_pylist()]


# -- kinds ----------------------------------------------------------------------------------------


def test_a_polars_frame_gets_columns_and_keeps_its_own() -> None:
    found = casewise.classify_frame(CASES)
    assert found.select(CASES.columns).equals(CASES)
    assert found["placement"].cast(pl.String).to_list() == PLACEMENTS
    assert found["settled"].to_list() == [False, True, False, True]
    assert found["eligible"].cast(pl.String).to_list() == ["yes", "no", "unknown", "yes"]
    assert found["rule"].cast(pl.String).to_list()[1] == "arrest-was-made"
    assert found["explanation"].dtype == pl.UInt64


def test_a_pandas_frame_is_given_back_with_its_index_and_its_own_columns() -> None:
    given = CASES.to_pandas().set_index("id")
    found = classified(given)
    assert isinstance(found, pd.DataFrame)
    assert list(found.index) == ["a", "b", "c", "d"]
    assert found["placement"].astype(str).tolist() == PLACEMENTS
    pd.testing.assert_frame_equal(found[given.columns], given)


def test_an_arrow_table_is_given_back_as_one() -> None:
    given = CASES.to_arrow()
    found = classified(given)
    assert isinstance(found, pa.Table)
    assert found.select(given.column_names).equals(given)
    assert placements(found) == PLACEMENTS


def test_whatever_exports_an_arrow_stream_comes_back_as_an_arrow_table() -> None:
    class Stream:
        def __arrow_c_stream__(self, schema: object = None) -> object:
            return CASES.to_arrow().__arrow_c_stream__(schema)

    found: Any = classified(Stream())
    assert isinstance(found, pa.Table)
    assert placements(found) == PLACEMENTS


@pytest.mark.parametrize("given", [CASES.lazy(), [1, 2], {"arrest_made": [True]}])
def test_what_is_no_frame_in_memory_is_refused(given: Any) -> None:
    with pytest.raises(NotAFrame, match="is no data frame in memory"):
        classified(given)


def test_readings_and_a_prefix_can_be_given() -> None:
    readings = {"contact": "not-required"}
    found = classified(CASES, readings=readings, prefix="n_", explain="none")
    added = [name for name in found.columns if name not in CASES.columns]
    assert added == ["n_placement", "n_eligible", "n_settled", "n_possible"]


def test_importing_casewise_imports_no_frames() -> None:
    import subprocess

    program = "import sys, casewise; print('polars' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split() == ["False", "False"]


# -- forms of what is known -----------------------------------------------------------------------


def answers(frame: pl.DataFrame, **options: Any) -> list[tuple[Any, ...]]:
    found = textual(classified(frame, **options))
    return found.select("placement", "possible", "conflicts").rows()


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.with_columns(pl.col("arrest_date").cast(pl.Datetime("ms"))),
        lambda f: f.with_columns(
            pl.col("arrest_date").alias("arrest_date.from"),
            pl.col("arrest_date").alias("arrest_date.to"),
            pl.lit(None).alias("arrest_date"),
        ),
        lambda f: f.with_columns(
            pl.col("material_found_as").alias("material_found_as.includes"),
            pl.col("material_found_as").list.eval(pl.element().filter(pl.lit(value=False))),
        ).with_columns(material_found_as=pl.when(False).then("material_found_as")),
        lambda f: f.drop("victims").with_columns(
            f["victims"], pl.Series("victims.others", [False, None, None, False])
        ),
    ],
    ids=["datetimes", "from and to", "includes", "others"],
)
def test_one_thing_said_in_another_form_gets_the_same_answer(
    change: Callable[[pl.DataFrame], pl.DataFrame],
) -> None:
    assert [each[0] for each in answers(change(CASES))][:3] == PLACEMENTS[:3]


def test_members_of_a_set_can_have_columns_of_their_own() -> None:
    codes = casewise.load().vocabulary.find("", "material_found_as")
    assert codes is not None
    has = {f"material_found_as.{c}": [c == "computer", None, None, False] for c in codes.codes}
    whole = CASES.drop("material_found_as").with_columns(
        **{n: pl.Series(v) for n, v in has.items()}
    )
    assert answers(whole) == answers(CASES)


def test_entities_can_stand_in_a_table_of_their_own() -> None:
    victims = (
        CASES.select("id", "victims")
        .filter(pl.col("victims").list.len() > 0)
        .explode("victims")
        .unnest("victims")
        .with_columns(office=pl.lit("x"))
    )
    cases = CASES.drop("victims")
    found = textual(classified(cases, tables={"victims": victims}, case="id", without_rows="none"))
    assert found["placement"].to_list()[3] == PLACEMENTS[3]
    others = cases.with_columns(pl.Series("victims.others", [False, None, None, True]))
    left_open = textual(classified(others, tables={"victims": victims}, case="id"))
    assert left_open["placement"].to_list() == PLACEMENTS
    assert left_open["possible"][2] == textual(classified(CASES))["possible"][2]


def test_a_case_without_rows_says_what_it_is_said_to() -> None:
    cases = CASES.drop("victims")
    victims = CASES[3:].select("id", "victims").explode("victims").unnest("victims")
    asked: dict[str, Any] = {"tables": {"victims": victims}, "case": "id"}
    with pytest.raises(ProblemsFound, match=r"frame:1:\d+: D408 3 cases have no row .*`victims`"):
        classified(cases, **asked)
    with pytest.raises(NotJoined, match="choose `none` or `unknown`"):
        classified(cases, **asked, without_rows="nothing")
    lists = CASES["victims"]
    for word, said in (("none", lists[0]), ("unknown", None)):
        bare = pl.Series([said] * 3, dtype=lists.dtype)
        wanted = answers(cases.with_columns(pl.concat([bare, lists[3:]]).alias("victims")))
        assert answers(cases, **asked, without_rows=word) == wanted


def test_the_rows_of_a_table_may_come_in_any_order(rules: Ruleset) -> None:
    rng = random.Random("tables")
    records = [values_of(rules, random_facts(rng)) for _ in range(400)]
    # A table lists all there are: a list of which nothing is known has others.
    stated = [r | {"victims": r.get("victims") or Entities((), others=True)} for r in records]
    frame = framed(rules.vocabulary, stated).with_row_index("case")
    wanted = answers(frame)
    table = (
        frame.select("case", "victims").explode("victims", empty_as_null=False).unnest("victims")
    )
    shuffled = table.with_row_index("at").sample(fraction=1, shuffle=True, seed=3)
    order = shuffled.sort("case", "at", maintain_order=True).drop("at")
    mixed_up = order.with_columns(pl.int_range(pl.len()).over("case").alias("at"))
    mixed_up = mixed_up.sort("at", pl.col("case").hash()).drop("at")
    assert mixed_up["case"].to_list() != table["case"].to_list()
    cases = frame.drop("victims")
    assert answers(cases, tables={"victims": mixed_up}, case="case") == wanted


def test_a_fact_without_a_column_is_not_stated() -> None:
    bare = textual(classified(CASES.select("arrest_made")))
    assert bare["placement"].to_list() == ["undecided", "not-eligible", "undecided", "undecided"]


def test_a_frame_without_rows_is_a_frame_without_rows() -> None:
    found = classified(CASES.clear())
    assert found.height == 0
    assert found.schema["placement"] == classified(CASES).schema["placement"]


# -- what cannot be -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"arrest_made": ["yes"] * 4}, ["frame:1:2: D404 `arrest_made` is of type `String`"]),
        ({"arrest_date.form": [1] * 4}, ["frame:1:12: D404 `arrest_date.form` says nothing"]),
        (
            {"material_found_as": [["computer"], ["computr"], ["computr"], None]},
            ["frame:2:6: D405 not all of `[computr]` are answers to `material_found_as` (2 rows)"],
        ),
        (
            {"arrest_date.from": [date(2001, 1, 1)] * 4},
            ["frame:1:3: D405 the columns of `arrest_date` contradict each other (1 row)"],
        ),
        (
            {"arrest_date": [datetime(2000, 8, 1, 12)] * 4},
            ["frame:1:3: D405 `arrest_date` cannot be `2000-08-01 12:00:00.000000` (4 rows)"],
        ),
        (
            {
                "material_found_as.includes": [["computer"]] * 4,
                "material_found_as.computer": [True, True, False, None],
            },
            [
                "frame:3:6: D405 the columns of `material_found_as` contradict each other (1 row)",
                "frame:4:6: D405 the columns of `material_found_as` contradict each other (1 row)",
            ],
        ),
        ({"victims": [["x"]] * 4}, ["frame:1:9: D404 `victims` is of type `List(String)`"]),
        (
            {"victims": [[{"age_at_offense": 130}, {"age_at_offense": 130}]] * 4},
            ["victims:1:1: D405 `age_at_offense` cannot be `130` (8 rows)"],
        ),
        (
            {"victims": [[{"age_at_offense": 13.5}]] * 4},
            ["victims:1:1: D405 `age_at_offense` cannot be `13.5` (4 rows)"],
        ),
        (
            {"victims": [[{"relationship": "freind"}]] * 4},
            ["victims:1:1: D405 `freind` is not an answer to `relationship` (4 rows)"],
        ),
        (
            {"victims": [[{"relationship.one_of": []}]] * 4},
            ["victims:1:1: D405 `relationship.one_of` is empty and says nothing (4 rows)"],
        ),
        (
            {"victims": [[{"name_of_child": "x"}]] * 4},
            ["victims:1:1: D404 `name_of_child` is no fact of `victims`"],
        ),
        ({"placement": [1] * 4}, ["frame:1:12: D406 there is a column `placement` already"]),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place_and_count(
    change: dict[str, list[Any]], problems: list[str]
) -> None:
    frame = CASES.with_columns(**{name: pl.Series(cells) for name, cells in change.items()})
    with pytest.raises(ProblemsFound) as found:
        classified(frame)
    shown = [str(problem) for problem in found.value.problems]
    assert len(shown) == len(problems)
    for text, start in zip(shown, problems, strict=True):
        assert text.startswith(start)


def test_many_wrong_values_are_counted_rather_than_listed() -> None:
    ages = pl.DataFrame({"victims": [[{"age_at_offense": 121 + at}] for at in range(30)]})
    with pytest.raises(ProblemsFound) as found:
        classified(ages)
    assert len(found.value.problems) == 21
    assert "so it is with 10 more values (10 rows)" in str(found.value)


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"results": ["placment"]}, UnknownResult, "did you mean `placement`"),
        ({"explain": "all"}, UnknownResult, "choose `none`, `id`, `text`"),
        ({"tables": {"victim": CASES}, "case": "id"}, NotJoined, "no list `victim`"),
        (
            {"tables": {"victims": CASES}, "case": "id"},
            NotJoined,
            "a column of the frame and a table",
        ),
        ({"tables": {"undercover_role": CASES}}, NotJoined, "no list"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(
    options: dict[str, Any], error: type[CasewiseError], words: str
) -> None:
    with pytest.raises(error, match=words):
        classified(CASES, **options)


def test_a_row_of_a_table_without_its_case_is_refused() -> None:
    victims = pl.DataFrame({"id": ["a", "z", "z"], "identified": [True, None, None]})
    with pytest.raises(ProblemsFound, match=r"victims:2:1: D409 .*`z` is not among .* \(2 rows"):
        classified(CASES.drop("victims"), tables={"victims": victims}, case="id")
    twice = CASES.drop("victims").with_columns(id=pl.Series(["a", "a", "b", None]))
    with pytest.raises(ProblemsFound, match="frame:2:1: D412 `id` is `a` again here"):
        classified(twice, tables={"victims": victims}, case="id")


# -- machine code ---------------------------------------------------------------------------------


@pytest.mark.skipif(not running.has_machine(), reason="llvmlite is not installed")
def test_numpy_and_machine_code_give_the_same_results(rules: Ruleset, monkeypatch: Any) -> None:
    rng = random.Random("machine")
    bases = [values_of(rules, random_facts(rng)) for _ in range(300)]
    frame = framed(rules.vocabulary, mixed(rng, bases, 3_001))
    wanted = textual(Classifier(rules).classify(frame))
    monkeypatch.setattr(running, "FEW", 0)
    assert textual(Classifier(rules).classify(frame)).equals(wanted)
    monkeypatch.setattr(running, "MANY", 0)
    monkeypatch.setattr(numbering, "MANY", 0)
    assert textual(Classifier(rules).classify(frame)).equals(wanted)
