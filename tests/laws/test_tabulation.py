"""Laws of weighted tables, on the shipped rules, on parcels and on random rules."""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import svy

from casewise.evaluation.classification import classify
from casewise.reading.ruleset import read_folder
from casewise.tabulation.estimates import Row, Table, Tabulation
from casewise.tabulation.placements import placement_variable
from casewise.tabulation.tabulating import Wanted
from casewise.tabulation.variables import UNKNOWN
from laws.records import times
from rulesets.folders import shipped
from rulesets.generator import rulesets
from sampling import Sample, numbers_of, random_sample, rows_of

PARCELS = Path(__file__).parent.parent / "rulesets" / "parcels" / "rules" / "parcels"
Law = Callable[[random.Random, Sample, Path], None]


def samples(count: int) -> Iterator[tuple[random.Random, Sample]]:
    """Random samples, a third each for the shipped rules, for parcels and for random ones."""
    parcels = read_folder(PARCELS)
    for seed, (rng, made) in enumerate(rulesets(11, count)):
        rules = (shipped(), parcels, made)[seed % 3]
        yield rng, random_sample(rng, rules, rng.randint(12, 40))


def hold(law: Law, count: int, folder: Path, what: str) -> None:
    for number, (rng, sample) in enumerate(samples(count)):
        try:
            law(rng, sample, folder)
        except BaseException as error:
            error.add_note(f"sample {number} of {sample.rules.id}")
            raise
    print(f"{count:,} {what}: 0 disagreements")


def wanted(rng: random.Random, sample: Sample) -> Wanted:
    """Tables of a column, and of facts of two types."""
    facts = {fact.type: fact.name for fact in sample.rules.vocabulary.facts}
    names = rng.sample(sorted(facts.values()), min(2, len(facts)))
    return Wanted(("origin", *names), small_shown=True)


def close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-7, abs_tol=1e-7)


def same(one: Tabulation, other: Tabulation, factor: float = 1.0) -> None:
    """The tables agree, but for totals that are `factor` times as large."""
    for left, right in zip(one.tables, other.tables, strict=True):
        rows = rows_of(right)
        for key, row in rows_of(left).items():
            twin = rows[key]
            assert (row.n, row.flags, row.total.df) == (twin.n, twin.flags, twin.total.df)
            for mine, its in zip(numbers_of(row.share), numbers_of(twin.share), strict=True):
                assert close(mine, its), key
            for name in ("total", "bounds"):
                ours, theirs = numbers_of(getattr(row, name)), numbers_of(getattr(twin, name))
                for mine, its in zip(ours, theirs, strict=True):
                    assert close(None if mine is None else mine * factor, its), (key, name)


def rearranged(rng: random.Random, sample: Sample, folder: Path) -> None:
    """The order of rows does not matter; totals grow with weights, and proportions do not."""
    asked = wanted(rng, sample)
    found = sample.tabulated(folder, asked)
    rows, cases = list(sample.rows), list(sample.cases)
    rng.shuffle(rows)
    rng.shuffle(cases)
    same(found, Sample(sample.rules, rows, tuple(cases)).tabulated(folder, asked))
    same(found, sample.weighing(8).tabulated(folder, asked), factor=8.0)


def test_order_does_not_matter_and_totals_grow_with_weights(tmp_path: Path) -> None:
    hold(rearranged, times(0.04), tmp_path, "samples, shuffled and with eightfold weights")


# -- bounds ---------------------------------------------------------------------------------------


def test_bounds_hold_every_resolution_and_are_reached(tmp_path: Path) -> None:
    def law(rng: random.Random, sample: Sample, folder: Path) -> None:
        (table,) = sample.tabulated(folder, Wanted(small_shown=True)).tables
        possible = [sorted(classify(sample.rules, case).possible) for case in sample.cases]
        weights = [float(row["weight"]) for row in sample.rows]
        ends = [[rng.choice(each) for each in possible] for _ in range(5)]
        for level in placement_variable(sample.rules).levels:
            bounds = rows_of(table)["", level.code].bounds
            if bounds is None:
                continue
            inside = level.outcomes
            lowest = [next((e for e in each if e not in inside), each[0]) for each in possible]
            highest = [next((e for e in each if e in inside), each[0]) for each in possible]
            for resolution in (*ends, lowest, highest):
                total = sum(w for w, e in zip(weights, resolution, strict=True) if e in inside)
                assert bounds.low - 1e-6 <= total <= bounds.high + 1e-6, level.code
                assert resolution is not lowest or math.isclose(total, bounds.low, abs_tol=1e-6)
                assert resolution is not highest or math.isclose(total, bounds.high, abs_tol=1e-6)

    hold(law, times(0.12), tmp_path, "samples resolved in seven ways")


# -- adding up ------------------------------------------------------------------------------------


def test_what_is_exclusive_adds_up(tmp_path: Path) -> None:
    def law(rng: random.Random, sample: Sample, folder: Path) -> None:
        for table in sample.tabulated(folder, wanted(rng, sample)).tables:
            for group in table.groups:
                tops = [row for row in group.rows if not row.depth]
                if table.exclusive:
                    assert sum(row.n for row in tops) == group.n
                    assert close(sum(row.total.value for row in tops), group.total.value)
                    assert group.n == 0 or close(sum(row.share.value for row in tops), 1.0)
                parts_add_up(group.rows)
            across(table)

    hold(law, times(0.06), tmp_path, "samples added up")


def parts_add_up(rows: tuple[Row, ...]) -> None:
    """The rows of depth 1 are parts of the row of depth 0 above them."""
    parts: dict[str, list[Row]] = defaultdict(list)
    whole: dict[str, Row] = {}
    above = ""
    for row in rows:
        above = above if row.depth else row.code
        if row.depth:
            parts[above].append(row)
        else:
            whole[row.code] = row
    for code, below in parts.items():
        assert sum(row.n for row in below) == whole[code].n
        assert close(sum(row.total.value for row in below), whole[code].total.value)


def across(table: Table) -> None:
    """The groups of a cross-tabulation are parts of all cases."""
    everything, *groups = table.groups
    if groups:
        for at, row in enumerate(everything.rows):
            assert sum(group.rows[at].n for group in groups) == row.n
            assert close(sum(group.rows[at].total.value for group in groups), row.total.value)


# -- sums of sampling units -----------------------------------------------------------------------


def test_sums_of_units_are_estimated_as_their_cases_one_by_one(tmp_path: Path) -> None:
    def law(_rng: random.Random, sample: Sample, folder: Path) -> None:
        tables = sample.tabulated(folder, Wanted(("origin",), small_shown=True)).tables
        rows = rows_of(tables[1])
        assert UNKNOWN in {code for _, code in rows}
        placements = [classify(sample.rules, case).placement for case in sample.cases]
        for code in sorted({row["origin"] for row in sample.rows} - {""}):
            agree(rows["", code], sample, code, None)
            within = Counter(placements).most_common(1)[0][0]
            if ("", within) in rows_of(tables[0]) and (within, code) in rows:
                agree(rows[within, code], sample, code, [each == within for each in placements])

    hold(law, times(0.04), tmp_path, "samples estimated case by case")


def agree(row: Row, sample: Sample, code: str, inside: list[bool] | None) -> None:
    """The row has what svy says of a column of 0 and 1 with a row for each case, in a domain."""
    held = [each["origin"] == code for each in sample.rows]
    within = inside or [True] * len(held)
    frame = pl.DataFrame(sample.rows).select(
        "stratum",
        "agency",
        pl.col("population", "weight").cast(pl.Float64),
        has=pl.Series(held).cast(pl.Int64),
        both=pl.Series(held).cast(pl.Int64) * pl.Series(within).cast(pl.Int64),
        inside=pl.Series(within),
    )
    design = svy.Design(
        wgt="weight", stratum="stratum", psu="agency", pop_size="population", singleton="skip"
    )
    estimation: Any = svy.Sample(frame, design).estimation
    (total,) = estimation.total("both").estimates
    levels = estimation.prop("has", where=pl.col("inside"), ci_method="logit").estimates
    share = next((each for each in levels if str(each.y_level) == "1"), None)
    assert row.n == frame["both"].sum()
    for found, expected in ((row.total, total), (row.share, share)):
        if expected is None or not row.n:
            assert not found.value
            continue
        assert found.df == expected.df
        numbers = (expected.est, expected.se, expected.lci, expected.uci)
        for mine, its in zip(numbers_of(found), numbers, strict=True):
            assert close(mine, its if math.isfinite(its) else None), code


@pytest.mark.deep
def test_laws_hold_on_many_more_samples(tmp_path: Path) -> None:
    hold(rearranged, times(2), tmp_path, "samples, shuffled and with eightfold weights")


def test_random_rules_have_a_row_for_every_placement(tmp_path: Path) -> None:
    def law(_rng: random.Random, sample: Sample, folder: Path) -> None:
        (table,) = sample.tabulated(folder, Wanted(small_shown=True)).tables
        rows = rows_of(table)
        placed = {classify(sample.rules, case).placement for case in sample.cases}
        assert all(rows["", code].n for code in placed)
        assert sum(row.n for row in rows.values() if not row.depth) == len(sample.cases)

    hold(law, times(0.06), tmp_path, "samples with every placement")


def test_samples_are_of_three_kinds_of_rules() -> None:
    assert len({sample.rules.id for _, sample in samples(3)}) == 3
