"""Small made-up samples: a table with a design, and a record for each of its rows."""

import csv
import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

from attrs import evolve, frozen

from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.writing import plain_case
from casewise.tabulation.cases import Records, Sources
from casewise.tabulation.design import Design, Singleton
from casewise.tabulation.estimates import Bounds, Estimate, Row, Table, Tabulation
from casewise.tabulation.records import Classifying
from casewise.tabulation.tabulating import Wanted, tabulate
from rulesets.generator import random_record

DESIGN = Design("weight", "stratum", "agency", "population", singleton=Singleton.SKIP)
Rows = list[dict[str, str]]


@frozen
class Sample:
    """Rows of a table, and the records that go with them."""

    rules: Ruleset
    rows: Rows
    cases: tuple[Case, ...]

    def save(self, folder: Path) -> tuple[Path, Path]:
        """The files `cohort.csv` and `cohort.jsonl`."""
        table, records = folder / "cohort.csv", folder / "cohort.jsonl"
        write_rows(table, self.rows)
        plain = (json.dumps(plain_case(self.rules.vocabulary, case)) for case in self.cases)
        records.write_text("".join(f"{line}\n" for line in plain))
        return table, records

    def tabulated(self, folder: Path, wanted: Wanted, design: Design = DESIGN) -> Tabulation:
        table = folder / "cohort.csv"
        write_rows(table, self.rows)
        records = Records(self.cases, "records")
        return tabulate(Sources(table, design, Classifying(self.rules), records=records), wanted)

    def weighing(self, factor: int) -> "Sample":
        """The same sample with every weight so many times as large."""
        rows = [row | {"weight": str(float(row["weight"]) * factor)} for row in self.rows]
        return evolve(self, rows=rows)


def random_sample(rng: random.Random, rules: Ruleset, cases: int) -> Sample:
    """Cases of up to four strata with some sampling units each; some of their facts are open."""
    rows, records = [], []
    populations = {f"s{at}": str(rng.randint(9, 30)) for at in range(rng.randint(1, 4))}
    for at in range(cases):
        stratum = rng.choice(list(populations))
        rows.append(
            {
                "case": f"c{at}",
                "stratum": stratum,
                "agency": f"{stratum}-{rng.randint(1, 8)}",
                "population": populations[stratum],
                "weight": f"{rng.uniform(1, 20):.3f}",
                "origin": rng.choice(["police", "outside", ""]),
            }
        )
        records.append(Case(f"c{at}", random_record(rng, rules.vocabulary)))
    return Sample(rules, rows, tuple(records))


def write_rows(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    listed = list(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(listed[0]))
        writer.writeheader()
        writer.writerows(listed)


def rows_of(table: Table) -> dict[tuple[str, str], Row]:
    """The rows of a table by the codes of their group and their own."""
    return {(group.code, row.code): row for group in table.groups for row in group.rows}


def numbers_of(found: Estimate | Bounds | None) -> tuple[float | None, ...]:
    if found is None:
        return ()
    if isinstance(found, Bounds):
        return (found.low, found.high)
    return (found.value, found.se, found.low, found.high)
