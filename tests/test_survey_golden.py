"""Estimates against golden numbers of R's package survey (tests/golden/survey/golden.R)."""

import csv
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from casewise.tabulation.cases import Sources
from casewise.tabulation.conditions import read_condition
from casewise.tabulation.design import Design, Singleton
from casewise.tabulation.estimates import Estimate, Tabulation
from casewise.tabulation.records import Classifying
from casewise.tabulation.tabulating import Wanted, tabulate
from rulesets.folders import shipped

FOLDER = Path(__file__).parent / "golden" / "survey"
RULES = {
    "fail": Singleton.ERROR,
    "remove": Singleton.SKIP,
    "average": Singleton.SCALE,
    "adjust": Singleton.CENTER,
}
# Six significant digits are promised. R's logit intervals come from a fit that stops at 1e-8.
SIX_DIGITS = 1e-7

Key = tuple[str, str, str]
"""Design, rule for lone sampling units, domain."""
Number = dict[str, str]


def golden() -> dict[Key, list[Number]]:
    found: dict[Key, list[Number]] = defaultdict(list)
    with (FOLDER / "numbers.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            found[row["design"], row["rule"], row["domain"]].append(row)
    return found


GOLDEN = golden()


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of cases for each design."""
    folder = tmp_path_factory.mktemp("designs")
    cases = pl.read_csv(FOLDER / "cases.csv", infer_schema=False)
    for (design,), frame in cases.group_by("design", maintain_order=True):
        frame.write_csv(folder / f"{design}.csv")
    return folder


def tabulated(table: Path, rule: str, domain: str) -> Tabulation:
    finite = pl.read_csv(table, infer_schema=False)["population"].null_count() == 0
    design = Design(
        "weight", "stratum", "agency", "population" if finite else "", singleton=RULES[rule]
    )
    where = () if domain == "all" else (read_condition(f"answer={domain}"),)
    sources = Sources(table, design, Classifying(shipped()))
    return tabulate(sources, Wanted(("category",), where))


def estimates(tabulation: Tabulation) -> dict[tuple[str, str], Estimate]:
    (table,) = tabulation.tables
    (group,) = table.groups
    found = {("total", "all"): group.total}
    found |= {("total", row.code): row.total for row in group.rows}
    return found | {("proportion", row.code): row.share for row in group.rows}


@pytest.mark.parametrize(("design", "rule", "domain"), GOLDEN)
def test_estimates_equal_those_of_r(tables: Path, design: str, rule: str, domain: str) -> None:
    found = estimates(tabulated(tables / f"{design}.csv", rule, domain))
    for wanted in GOLDEN[design, rule, domain]:
        if float(wanted["value"]) == 0:  # a category without a case has no row of a column
            assert ("total", wanted["category"]) not in found or not found[
                "total", wanted["category"]
            ].value
            continue
        estimate = found[wanted["kind"], wanted["category"]]
        assert estimate.df == int(wanted["df"])
        for part in ("value", "se", "low", "high"):
            number = getattr(estimate, part)
            assert number is not None
            assert math.isclose(number, float(wanted[part]), rel_tol=SIX_DIGITS), wanted


def test_there_are_fifty_designs_with_every_rule_and_domains() -> None:
    assert len({design for design, _, _ in GOLDEN}) == 50
    assert {rule for _, rule, _ in GOLDEN} == set(RULES)
    assert {domain for _, _, domain in GOLDEN} == {"all", "yes"}
    assert sum(map(len, GOLDEN.values())) > 700


# -- an oracle of a few lines, for what R does otherwise -------------------------------------------


def variance(units: dict[str, dict[str, float]], mean: float) -> Iterator[float]:
    """What each stratum adds to the variance of a total; a lone unit, its distance from `mean`."""
    for totals in units.values():
        count = len(totals)
        centre = sum(totals.values()) / count if count > 1 else mean
        scale = count / (count - 1) if count > 1 else 1
        yield scale * sum((total - centre) ** 2 for total in totals.values())


@pytest.mark.parametrize("design", ["5", "15", "25", "35", "45"])
def test_center_takes_the_mean_over_all_units(tables: Path, design: str) -> None:
    units: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    with (tables / f"{design}.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            units[row["stratum"]][row["agency"]] += float(row["weight"])
    sums = [total for totals in units.values() for total in totals.values()]
    found = estimates(tabulated(tables / f"{design}.csv", "adjust", "all"))["total", "all"]
    assert found.se is not None
    expected = math.sqrt(sum(variance(units, sum(sums) / len(sums))))
    assert math.isclose(found.se, expected, rel_tol=1e-9)
