"""Weighted tables: what a fact becomes, what is flagged, what open records leave open."""

import math
import random
import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import casewise
from casewise.evaluation.placement import placements
from casewise.facts import Choice, Entities, Known, Members, Span, Values
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import FactType
from casewise.reading.ruleset import read_folder
from casewise.tabulation.answers import asked, names_asked
from casewise.tabulation.cases import Records, Sources
from casewise.tabulation.codes import CODES
from casewise.tabulation.design import Design, Singleton
from casewise.tabulation.estimates import Bounds, Estimate
from casewise.tabulation.export.table import plain_name
from casewise.tabulation.placements import placement_variable
from casewise.tabulation.records import Classifying
from casewise.tabulation.reliability import flags, is_small
from casewise.tabulation.tabulating import Wanted, tabulate
from casewise.tabulation.variables import NotTabulated
from rulesets.folders import shipped
from rulesets.generator import rulesets
from sampling import random_sample, rows_of, write_rows

PARCELS = Path(__file__).parent / "rulesets" / "parcels" / "rules" / "parcels"
ENGINE = Path(casewise.__file__).parent


def yes() -> Choice:
    return Choice(frozenset({"yes"}))


def either(*codes: str) -> Choice:
    return Choice(frozenset(codes))


def told(name: str, **values: Known | None) -> list[str | None]:
    """The answers of a record to what a name asks."""
    question = asked(shipped(), name)
    assert question is not None
    return [answer(values) for _, answer in question.columns]


# -- facts as columns -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "answer"),
    [(yes(), "yes"), (either("no"), "no"), (either("yes", "no"), None), (None, None)],
)
def test_a_yes_no_fact_is_a_code_or_not_known(known: Known | None, answer: str | None) -> None:
    assert told("material_possessed", material_possessed=known) == [answer]


def test_a_date_is_its_month_where_that_is_known() -> None:
    def days(low: str, high: str) -> list[str | None]:
        ends = (date.fromisoformat(day).toordinal() for day in (low, high))
        return told("arrest_date", arrest_date=Span(*ends))

    assert days("2000-10-15", "2000-10-15") == ["2000-10"]
    assert days("2000-10-01", "2000-10-31") == ["2000-10"]
    assert days("2000-10-31", "2000-11-01") == [None]


def test_a_set_has_a_column_for_each_member() -> None:
    fact = shipped().vocabulary.find("", "material_found_as")
    assert fact is not None
    known = Members(frozenset({"computer"}), frozenset({"film_or_print_only"}))
    answers = dict(zip(fact.codes, told(fact.name, material_found_as=known), strict=True))
    assert answers.pop("computer") == "yes"
    assert answers.pop("film_or_print_only") == "no"
    assert set(answers.values()) == {None}


def test_a_fact_of_entities_asks_whether_some_has_it() -> None:
    family, stranger = ({"relationship": either(code)} for code in ("family", "stranger_offline"))
    unclear = {"relationship": either("family", "none")}
    fact = shipped().vocabulary.find("victims", "relationship")
    assert fact is not None

    def some(*listed: Values, others: bool = False) -> dict[str, str | None]:
        answers = told("victims.relationship", victims=Entities(tuple(listed), others))
        return dict(zip(fact.codes, answers, strict=True))

    assert some(family)["family"] == "yes"
    assert some(family, stranger)["stranger_offline"] == "yes"
    assert some(stranger)["family"] == "no"
    assert some(stranger, others=True)["family"] is None
    assert some(unclear)["family"] is some(unclear)["none"] is None
    assert some(unclear)["met_online"] == "no"
    assert set(some().values()) == {"no"}


def test_a_list_is_how_many_it_has() -> None:
    def count(listed: int, others: bool = False) -> str | None:
        return told("victims", victims=Entities(({},) * listed, others))[0]

    assert [count(0), count(1), count(2), count(3), count(9)] == ["0", "1", "2", "3+", "3+"]
    assert [count(0, True), count(2, True), count(3, True)] == [None, None, "3+"]


def test_a_rule_holds_where_it_does_in_every_completion() -> None:
    role = {
        "operator": either("law_enforcement"),
        "role": either("fictional_minor"),
        "online": yes(),
        "solicited": yes(),
    }
    roles = Entities((role,), others=True)
    assert told("undercover-solicitation", undercover_roles=roles) == ["yes"]
    unclear = Entities(({**role, "online": None},), others=True)
    assert told("undercover-solicitation", undercover_roles=unclear) == [None]
    assert told("undercover-solicitation", undercover_roles=Entities((), others=False)) == ["no"]


@pytest.mark.parametrize("rules", [shipped(), read_folder(PARCELS)], ids=lambda rules: rules.id)
def test_every_name_that_can_be_asked_is_answered(rules: Ruleset) -> None:
    rng = random.Random(1)
    sample = random_sample(rng, rules, 8)
    for name in names_asked(rules):
        scope, _, fact = name.partition(".")
        within = rules.vocabulary.find(scope, fact) if fact else None
        if within is not None and within.type in (FactType.NUMBER, FactType.DATE):
            with pytest.raises(NotTabulated, match="has no categories"):
                asked(rules, name)
            continue
        question = asked(rules, name)
        assert question is not None
        for case in sample.cases:
            for _, answer in question.columns:
                code = answer(case.values)
                assert code is None or isinstance(code, str)


def test_facts_that_clash_leave_a_rule_open() -> None:
    clash: dict[str, Known | None] = {
        "arrest_made": either("no"),
        "arrest_date": Span(730_000, 730_000),
    }
    question = asked(shipped(), "possession-or-distribution")
    assert question is not None
    assert question.columns[0][1](clash) is None
    assert question.columns[0][1]({}) is None


# -- placements -----------------------------------------------------------------------------------


def test_every_placement_of_any_rules_has_exactly_one_row() -> None:
    made = [rules for _, rules in rulesets(4, 12)]
    for rules in (shipped(), read_folder(PARCELS), *made):
        codes = placements(rules)
        frame = pl.DataFrame({"placement": codes})
        tops = [level for level in placement_variable(rules).levels if not level.depth]
        held = frame.select([level.holds.alias(level.code) for level in tops])
        assert held.sum_horizontal().to_list() == [1] * len(codes)
        outcomes = [outcome for level in tops for outcome in level.outcomes]
        assert sorted(outcomes) == sorted({*rules.outcomes, "conflict"})


def of_placements(tmp_path: Path, **columns: list[str]) -> dict[tuple[str, str], Bounds | None]:
    """The bounds of a table with these columns, each case of weight 2."""
    count = len(columns["placed"])
    rows = [
        {"w": "2", **{name: cells[at] for name, cells in columns.items()}} for at in range(count)
    ]
    table = tmp_path / "table.csv"
    write_rows(table, rows)
    possible = "possible" if "possible" in columns else ""
    sources = Sources(
        table, Design("w"), Classifying(shipped()), placement="placed", possible=possible
    )
    found = tabulate(sources, Wanted(small_shown=True))
    return {key: row.bounds for key, row in rows_of(found.tables[0]).items()}


CIV = "identified-victim"
II, FPA = f"{CIV}.internet-initiated", f"{CIV}.family-or-prior-acquaintance"
STULE = "undercover-solicitation"


def test_what_is_possible_bounds_each_total(tmp_path: Path) -> None:
    found = of_placements(
        tmp_path,
        placed=[II, STULE, "undecided", CIV],
        possible=[II, f"{STULE}|{II}", f"{STULE}|not-eligible", f"{II}|{FPA}"],
    )
    assert found["", CIV] == Bounds(4.0, 6.0)
    assert found["", II] == Bounds(2.0, 6.0)
    assert found["", FPA] == Bounds(0.0, 2.0)
    assert found["", STULE] == Bounds(0.0, 4.0)
    assert found["", "not-eligible"] == Bounds(0.0, 2.0)
    assert found["", "undecided"] is None


def test_without_what_is_possible_an_undecided_case_may_be_anything(tmp_path: Path) -> None:
    found = of_placements(tmp_path, placed=[II, "undecided", CIV])
    assert found["", CIV] == Bounds(4.0, 6.0)
    assert found["", FPA] == Bounds(0.0, 4.0)
    assert found["", STULE] == Bounds(0.0, 2.0)


# -- what can be relied on ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "share", "df", "expected"),
    [
        (100, (0.40, 0.35, 0.45), 20, ()),
        (29, (0.40, 0.35, 0.45), 20, ("few",)),
        (0, (0.0, None, None), 20, ("none",)),
        (100, (0.40, 0.25, 0.55), 20, ("wide",)),  # 0.30 wide
        (100, (0.40, 0.26, 0.55), 20, ()),  # 0.29
        (100, (0.04, 0.01, 0.065), 20, ("wide",)),  # more than 0.05 and 130% of it
        (100, (0.03, 0.01, 0.05), 20, ()),  # within 0.05
        (100, (0.40, 0.35, 0.45), 7, ("df",)),
        (10, (0.40, 0.20, 0.60), 5, ("few", "wide", "df")),
    ],
)
def test_flags_follow_the_rule_that_is_printed(
    n: int, share: tuple[float, float | None, float | None], df: int, expected: tuple[str, ...]
) -> None:
    value, low, high = share
    total = Estimate(100.0, 10.0, 80.0, 120.0, df)
    assert flags(n, total, Estimate(value, 0.01, low, high, df)) == expected


def test_a_total_is_wide_by_its_own_interval() -> None:
    assert flags(50, Estimate(100.0, 41.0, 19.0, 181.0, 30), None) == ("wide",)
    assert flags(50, Estimate(100.0, 40.0, 20.0, 180.0, 30), None) == ()
    # One that reaches below zero is never printed without a flag.
    assert flags(50, Estimate(100.0, 60.0, -1.0, 201.0, 30), None) == ("wide",)


def test_few_cases_are_small_and_none_are_not() -> None:
    assert [is_small(n) for n in (0, 1, 29, 30)] == [False, True, True, False]


# -- the design -----------------------------------------------------------------------------------


def test_a_simple_random_sample_has_the_textbook_error(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    write_rows(table, [{"w": "5", "it": "a" if at % 4 else "b"} for at in range(40)])
    sources = Sources(table, Design("w"), Classifying(shipped()))
    found = rows_of(tabulate(sources, Wanted(("it",))).tables[0])["", "a"]
    assert found.total.value == 150
    assert found.total.df == 39
    spread = 40 / 39 * 0.75 * 0.25
    assert found.total.se is not None
    assert math.isclose(found.total.se, 5 * math.sqrt(40 * spread), rel_tol=1e-9)
    assert found.share.se is not None
    assert math.isclose(found.share.se, math.sqrt(spread / 40), rel_tol=1e-9)


def test_a_stratum_that_is_all_there_is_adds_nothing(tmp_path: Path) -> None:
    rows = [
        {"w": "2", "s": f"s{at % 2}", "u": f"u{at}", "n": "12", "it": "ab"[at % 3 // 2]}
        for at in range(12)
    ]
    whole = [row | {"s": "certain", "u": "u99", "n": "1"} for row in rows[:4]]

    def error(kept: list[dict[str, str]], rule: Singleton) -> float | None:
        table = tmp_path / "table.csv"
        write_rows(table, kept)
        design = Design("w", "s", "u", "n", singleton=rule)
        found = tabulate(Sources(table, design, Classifying(shipped())), Wanted(("it",)))
        assert found.size.certain == (("certain",) if len(kept) > 12 else ())
        return rows_of(found.tables[0])["", "a"].total.se

    alone = error(rows, Singleton.ERROR)
    assert alone is not None
    assert error(rows + whole, Singleton.ERROR) == pytest.approx(alone, rel=1e-9)
    with pytest.raises(casewise.ProblemsFound, match="D310"):
        error(rows + whole, Singleton.SCALE)


def test_names_are_made_plain_for_other_packages() -> None:
    names = ("victims.relationship", "material-found as", "9lives", "ä")
    assert [plain_name(name) for name in names] == [
        "victims_relationship", "material_found_as", "v_9lives", "v_",
    ]  # fmt: skip
    assert len(plain_name("x" * 80)) == 32


# -- codes ----------------------------------------------------------------------------------------


def test_every_code_is_used_and_every_used_code_is_told() -> None:
    text = "".join(
        path.read_text()
        for path in (ENGINE / "tabulation").rglob("*.py")
        if path.name != "codes.py"
    )
    assert set(re.findall(r'"(D3\d\d)"', text)) == set(CODES)


def test_a_record_without_an_id_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    write_rows(table, [{"case": "a", "w": "1"}, {"case": "b", "w": "1"}])
    records = Records((Case("a", {}), Case(None, {})), "records")
    sources = Sources(table, Design("w"), Classifying(shipped()), records=records)
    with pytest.raises(casewise.ProblemsFound, match="D316"):
        tabulate(sources, Wanted())


def test_a_name_that_is_both_a_column_and_a_fact_is_not_guessed(tmp_path: Path) -> None:
    sample = random_sample(random.Random(2), shipped(), 12)
    rows = [row | {"arrest_made": "column"} for row in sample.rows]
    named = type(sample)(sample.rules, rows, sample.cases)
    with pytest.raises(NotTabulated, match="write `column:arrest_made` or `fact:arrest_made`"):
        named.tabulated(tmp_path, Wanted(("arrest_made",)))
    found = named.tabulated(tmp_path, Wanted(("column:arrest_made", "fact:arrest_made")))
    column, fact = found.tables[1:]
    assert [row.code for row in column.groups[0].rows] == ["yes", "no", "column", "unknown"]
    assert [row.code for row in fact.groups[0].rows] == ["yes", "no", "unknown"]


def test_a_column_named_as_a_fact_has_the_rows_of_the_fact(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    cells = ("yes", "", "unknown")
    write_rows(table, [{"w": "1", "material_possessed": cells[at % 3]} for at in range(9)])
    sources = Sources(table, Design("w"), Classifying(shipped()))
    (found,) = tabulate(sources, Wanted(("material_possessed",))).tables
    assert [(row.code, row.n) for row in found.groups[0].rows] == [
        ("yes", 3), ("no", 0), ("unknown", 6),
    ]  # fmt: skip
