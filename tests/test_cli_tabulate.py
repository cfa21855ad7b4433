"""`casewise tabulate` and `casewise export`: what they print, write and refuse."""

import csv
import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from casewise.tabulation.rendering.text import WIDTH
from command_line import Run
from rulesets.folders import shipped
from sampling import Rows, Sample, random_sample, write_rows

DESIGN = ("--weight", "weight", "--strata", "stratum", "--psu", "agency")
SMALL = ("--singleton", "skip")
FORMATS = ("text", "csv", "json", "markdown", "latex", "html")


@pytest.fixture(scope="module")
def sample() -> Sample:
    return random_sample(random.Random(5), shipped(), 120)


@pytest.fixture
def files(sample: Sample, tmp_path: Path) -> tuple[str, str]:
    table, records = sample.save(tmp_path)
    return str(table), str(records)


def placed(tmp_path: Path, count: int = 240) -> Path:
    """A table whose placements stand in a column: few of them, so that cells are large."""
    codes = ["identified-victim.internet-initiated", "undercover-solicitation", "undecided"]
    rng = random.Random(3)
    rows = [
        {
            "case": f"c{at}",
            "stratum": f"s{at % 3}",
            "agency": f"s{at % 3}-{at % 21}",
            "weight": str(rng.randint(1, 9)),
            "placed": codes[at % 8 // 3],
            "group": "a_b & 50%" if at % 2 else "<b>c</b>",
        }
        for at in range(count)
    ]
    path = tmp_path / "placed.csv"
    write_rows(path, rows)
    return path


# -- what is printed ------------------------------------------------------------------------------


def test_records_are_placed_by_the_rules(
    capsys: pytest.CaptureFixture[str], files: tuple[str, str], sample: Sample
) -> None:
    table, records = files
    run = Run(
        capsys, "tabulate", table, "--records", records, *DESIGN, *SMALL, "--format", "json",
        "--by", "victims.relationship", "--by", "undercover-solicitacion",
    )  # fmt: skip
    assert run.code == 2
    assert "no column, fact or rule `undercover-solicitacion` (did you mean" in run.err
    run = Run(
        capsys, "tabulate", table, "--records", records, *DESIGN, *SMALL, "--format", "json",
        "--by", "victims.relationship", "--by", "undercover-solicitation", "--show-small",
    )  # fmt: skip
    assert run.code == 0, run.err
    found = json.loads(run.out)
    assert found["schema"] == "casewise.tabulation/1"
    assert [each["variable"] for each in found["tables"]] == [
        "placement", "victims.relationship", "undercover-solicitation",
    ]  # fmt: skip
    assert found["cases"]["n"] == len(sample.cases)
    assert found["not_settled"]["n"] >= found["undecided"]["n"] > 0
    assert found["ruleset"]["fingerprint"].startswith("sha256:")
    assert not found["tables"][1]["exclusive"]
    assert found["tables"][2]["exclusive"]


def test_text_is_aligned_and_says_its_design(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run = Run(
        capsys, "tabulate", str(placed(tmp_path)), *DESIGN, "--placement", "placed", "--by", "group"
    )
    assert run.code == 0
    assert max(map(len, run.out.splitlines())) <= WIDTH
    assert run.out.count("design: 21 PSUs (agency) in 3 strata (stratum)") == 2
    assert run.out.count("df 18 = PSUs") == 2
    assert run.out.count("strata with one PSU: none (rule error: refused)") == 2
    assert "undecided: 60 cases (weighted" in run.out
    assert "How far open records could move the totals" in run.out
    assert "not a legal finding" in run.out
    assert re.search(r"^  I-STULE +90 +\d+\.\d +\d+\.\d", run.out, re.M)
    assert re.search(r"^  I-CHP +0 +0 .* none$", run.out, re.M)  # no case, and shown


def test_small_cells_are_not_shown_unless_asked_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    table = str(placed(tmp_path, count=100))
    options = (*DESIGN, "--placement", "placed", "--format", "json")
    hidden = rows_in(Run(capsys, "tabulate", table, *options).out)
    assert hidden["undecided"]["n"] == 24
    assert hidden["undecided"]["total"] is hidden["undecided"]["proportion"] is None
    assert "few" in hidden["undecided"]["flags"]
    shown = rows_in(Run(capsys, "tabulate", table, *options, "--show-small").out)
    assert shown["undecided"]["total"]["value"] > 0
    text = Run(capsys, "tabulate", table, *DESIGN, "--placement", "placed").out
    assert re.search(r"24 +\* +\* +\* +\* +\* +\* +\* +few", text)
    assert "can be worked out from the others" in text


def rows_in(text: str) -> dict[str, Any]:
    """The rows of the first table, all cases, by their codes."""
    return {row["code"]: row for row in json.loads(text)["tables"][0]["groups"][0]["rows"]}


def test_a_subpopulation_says_who_is_left_out(
    capsys: pytest.CaptureFixture[str], files: tuple[str, str], sample: Sample
) -> None:
    run = Run(
        capsys, "tabulate", files[0], "--records", files[1], *DESIGN, *SMALL,
        "--where", "origin=police", "--format", "json",
    )  # fmt: skip
    found = json.loads(run.out)
    blank = sum(not row["origin"] for row in sample.rows)
    assert found["cases"]["n"] == sum(row["origin"] == "police" for row in sample.rows)
    assert found["not_known_whether_in"]["n"] == blank > 0
    assert found["design"]["cases"] == len(sample.rows)


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("size>=5", 60), ("size<5", 60), ("size!=5", 108), ("size=5|6", 24),
        ("placement=identified-victim", 45), ("placement!=undecided", 90),
    ],
)  # fmt: skip
def test_conditions_count_what_they_say(
    condition: str, count: int, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = placed(tmp_path, count=120)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    write_rows(path, [row | {"size": str(at % 10)} for at, row in enumerate(rows)])
    run = Run(
        capsys, "tabulate", str(path), *DESIGN, "--placement", "placed", "--where", condition,
        "--format", "json", "--by", "size",
    )  # fmt: skip
    assert run.code == 0, run.err
    assert json.loads(run.out)["cases"]["n"] == count


def test_parquet_gives_what_csv_gives(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = placed(tmp_path)
    options = (*DESIGN, "--placement", "placed", "--by", "group", "--format", "csv")
    expected = Run(capsys, "tabulate", str(path), *options).out
    parquet = path.with_suffix(".parquet")
    pl.read_csv(path).write_parquet(parquet)
    assert Run(capsys, "tabulate", str(parquet), *options).out == expected


# -- formats --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_every_row(
    form: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    options = (*DESIGN, "--placement", "placed", "--by", "group", "--format", form)
    run = Run(capsys, "tabulate", str(placed(tmp_path)), *options)
    assert run.code == 0
    for label in ("I-STULE", "I-CHP", "Another reason"):
        assert label in run.out


def test_latex_is_escaped(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    options = (*DESIGN, "--placement", "placed", "--by", "group", "--format", "latex")
    out = Run(capsys, "tabulate", str(placed(tmp_path)), *options).out
    assert r"a\_b \& 50\%" in out
    assert r"\textless{}b\textgreater{}c\textless{}/b\textgreater{}" in out
    assert out.count(r"\begin{table}") == out.count(r"\end{table}") == 4
    assert not re.search(r"(?<!\\)[%#_]", out.removeprefix("%"))
    tabulars = re.findall(r"\\begin\{tabular\}\{(l(r+))\}(.*?)\\end\{tabular\}", out, re.S)
    for columns, _, body in tabulars:
        lines = [line for line in body.splitlines() if line.endswith(r"\\")]
        assert all(len(re.findall(r"(?<!\\)&", line)) == len(columns) - 1 for line in lines)


def test_markdown_rows_are_as_wide_as_their_heading(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    options = (*DESIGN, "--placement", "placed", "--by", "group", "--format", "markdown")
    out = Run(capsys, "tabulate", str(placed(tmp_path)), *options).out
    assert r"\<b\>c\</b\>" in out
    for block in re.findall(r"(?:^\|.*\n)+", out, re.M):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


class Page(HTMLParser):
    """What a page consists of."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_a_page_needs_nothing_from_elsewhere(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out, figure = tmp_path / "page.html", tmp_path / "figure.svg"
    run = Run(
        capsys, "tabulate", str(placed(tmp_path)), *DESIGN, "--placement", "placed", "--by",
        "group", "--format", "html", "--out", str(out), "--figure", str(figure),
    )  # fmt: skip
    assert (run.code, run.out) == (0, "")
    text = out.read_text("utf-8")
    page = Page()
    page.feed(text)
    assert not page.of("script")
    assert not page.of("link")
    assert not page.of("b")  # what stands in the table is no markup
    assert "http" not in re.sub(r"http-equiv", "", text)
    assert len(page.of("caption")) == len(page.of("table")) == 4
    assert all(head.get("scope") in ("col", "row", "rowgroup") for head in page.of("th"))
    (image,) = page.of("img")
    assert "I-STULE" in (image["alt"] or "")
    assert (image["src"] or "").startswith("data:image/svg+xml;base64,")


def test_a_figure_is_the_same_in_every_process(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    options = ("tabulate", str(placed(tmp_path)), *DESIGN, "--placement", "placed", "--figure")
    here, there, dots = (tmp_path / name for name in ("a.svg", "b.svg", "a.png"))
    assert Run(capsys, *options, str(here)).code == 0
    assert Run(capsys, *options, str(dots)).code == 0
    command = [sys.executable, "-m", "casewise", *options, str(there)]
    subprocess.run(command, check=True, capture_output=True)
    assert here.read_bytes() == there.read_bytes()
    assert b"<dc:date>" not in here.read_bytes()
    assert dots.read_bytes().startswith(b"\x89PNG")


def test_csv_is_one_row_a_cell(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    options = (*DESIGN, "--placement", "placed", "--by", "group", "--format", "csv")
    out = Run(capsys, "tabulate", str(placed(tmp_path)), *options).out
    rows = list(csv.DictReader(StringIO(out)))
    row = next(row for row in rows if row["code"] == "undercover-solicitation")
    assert float(row["lowest"]) == float(row["total_value"]) < float(row["highest"])
    assert 0 < float(row["proportion_low"]) < float(row["proportion_value"]) < 1
    assert row["total_df"] == "18"


# -- what is refused ------------------------------------------------------------------------------

Change = Callable[[Rows], object]


def put(at: int, column: str, value: str) -> Change:
    return lambda rows: rows[at].update({column: value})


def without_columns(rows: Rows) -> None:
    for row in rows:
        row.clear()


WRONG: dict[str, tuple[Change, str]] = {
    "negative weight": (put(3, "weight", "-2"), "5:5: D304 the weight `-2` is not above zero"),
    "zero weight": (put(3, "weight", "0"), "5:5: D304 the weight `0` is not above zero"),
    "missing weight": (put(3, "weight", ""), "5:5: D302 the weight is missing"),
    "text as weight": (put(3, "weight", "many"), "5:5: D303 the weight `many` is not a number"),
    "endless weight": (put(3, "weight", "inf"), "5:5: D303 the weight `inf` is not a number"),
    "no number": (put(3, "weight", "nan"), "5:5: D303 the weight `nan` is not a number"),
    "missing stratum": (put(0, "stratum", " "), "2:2: D305 the case has no stratum"),
    "missing unit": (put(0, "agency", ""), "2:3: D306 the case has no sampling unit"),
    "no population": (put(0, "population", "x"), "2:4: D307 `x` is no number of sampling units"),
    "small population": (
        lambda rows: [row.update(population="2") for row in rows],
        "sampling units, of 2 that there are",
    ),
    "two populations": (put(0, "population", "99"), "D307 the population of"),
    "case twice": (put(1, "case", "c0"), "3:1: D311 the case `c0` stands in an earlier row"),
    "case without id": (put(1, "case", ""), "3:1: D312 the row has no case id"),
    "no record": (put(1, "case", "c999"), "3:1: D313 the case `c999` has no record"),
    "no row": (
        lambda rows: rows.pop(4),
        "cohort.jsonl:1:1: D314 the record of case `c4` has no row",
    ),
    "no columns": (without_columns, "1:1: D301 there is no column"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_faulty_table_is_refused(
    fault: str, sample: Sample, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    table, records = sample.save(tmp_path)
    change, expected = WRONG[fault]
    rows = [dict(row) for row in sample.rows]
    change(rows)
    write_rows(table, rows)
    out = tmp_path / "out.txt"
    run = Run(
        capsys, "tabulate", str(table), "--records", str(records), *DESIGN, *SMALL, "--fpc",
        "population", "--out", str(out),
    )  # fmt: skip
    assert run.code == 2
    assert expected in run.err
    assert "Traceback" not in run.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cohort.csv", "cohort.jsonl"]


def test_every_faulty_row_is_named_up_to_twenty(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = placed(tmp_path, count=60)
    path.write_text(re.sub(r",\d,", ",-1,", path.read_text()))
    run = Run(capsys, "tabulate", str(path), *DESIGN, "--placement", "placed")
    assert run.err.count("D304") == 21
    assert "so it is in 40 more rows" in run.err


def test_a_stratum_with_one_unit_needs_a_rule(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = placed(tmp_path)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    write_rows(path, [*rows, rows[0] | {"case": "x", "stratum": "alone", "agency": "one"}])
    options = ("tabulate", str(path), *DESIGN, "--placement", "placed")
    run = Run(capsys, *options)
    assert run.code == 2
    assert "placed.csv:242:2: D310 the stratum `alone` has one sampling unit" in run.err
    assert "--singleton skip, scale or center" in run.err
    for rule, words in (("skip", "add nothing"), ("scale", "mean variance"), ("center", "squared")):
        run = Run(capsys, *options, "--singleton", rule)
        assert run.code == 0, run.err
        assert f"strata with one PSU: 1 (rule {rule}:" in run.out
        assert words in run.out


def test_a_unit_in_two_strata_needs_nest(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = placed(tmp_path)
    path.write_text(re.sub(r",s\d-", ",", path.read_text()))  # numbered anew in each stratum
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    write_rows(path, [row | {"agency": str(at % 7)} for at, row in enumerate(rows)])
    options = ("tabulate", str(path), *DESIGN, "--placement", "placed")
    run = Run(capsys, *options)
    assert run.code == 2
    assert "D309 the sampling unit `" in run.err
    assert "use --nest if the codes start anew in each stratum" in run.err
    run = Run(capsys, *options, "--nest")
    assert run.code == 0
    assert "21 PSUs (agency) in 3 strata" in run.out


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--weight", "weigth"), "there is no column `weigth` (did you mean `weight`?)"),
        (("--by", "grup"), "no column of the table `grup` (did you mean `group`?)"),
        (("--by", "material_possessed"), "is a fact of records: give them with --records"),
        (("--where", "group"), "is not a condition"),
        (("--where", "group=zzz"), "no case has `zzz` for `group`"),
        (("--where", "group>3"), "the values of `group` are not all numbers"),
        (("--where", "weight>400"), "no case is in the subpopulation"),
        (("--by", "case"), "too many for a table"),
        (("--placement", "group"), "D315 `"),
        (("--possible", "group"), "D315 `"),
        (("--figure", "x.pdf"), "a .svg or a .png"),
        (("--records", "no-such.jsonl"), "not both"),
        (("--singleton", "pool"), "Invalid value"),
    ],
)
def test_options_that_cannot_be_used_are_refused(
    options: tuple[str, ...], expected: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    placement = () if "--placement" in options else ("--placement", "placed")
    run = Run(capsys, "tabulate", str(placed(tmp_path)), *DESIGN, *placement, *options)
    assert run.code == 2
    assert expected in run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"x", "a .csv or a .parquet file"),
        ("a.parquet", b"not parquet", "this is no Parquet file"),
        ("a.csv", b"weight\xff\n1\n", "this is no CSV file"),
        ("a.csv", b"weight,weight\n1,2\n", "two columns are named `weight`"),
        ("a.csv", b"weight,stratum,agency,placed\n", "D317 the table has no rows"),
        ("a.csv", b"weight,stratum,agency,placed\n1,2,3,4,5\n", "this is no CSV file"),
        ("a.csv", b"", "D301 there is no column"),
    ],
)
def test_files_that_are_no_tables_are_refused(
    name: str, content: bytes, expected: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    run = Run(capsys, "tabulate", str(path), *DESIGN, "--placement", "placed")
    assert run.code == 2
    assert expected in run.err
    assert "Traceback" not in run.err


def test_without_the_library_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = placed(tmp_path)
    for name in [name for name in sys.modules if name.startswith("casewise.tabulation")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "polars", None)
    run = Run(capsys, "tabulate", str(path), *DESIGN, "--placement", "placed")
    assert run.code == 2
    assert "pip install 'casewise[survey]'" in run.err


# -- scripts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "name", "design"),
    [
        ("r", "tabulate.R", "ids = ~psu, strata = ~stratum, weights = ~weight, fpc = NULL"),
        ("stata", "tabulate.do", "svyset psu [pweight=weight], strata(stratum)"),
        ("spss", "tabulate.sps", "/DESIGN STRATA=stratum CLUSTER=psu"),
    ],
)
def test_a_script_has_the_design(
    script: str, name: str, design: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "made"
    options = (*DESIGN, "--placement", "placed", "--by", "group", "--script", script)
    table = str(placed(tmp_path))
    assert Run(capsys, "export", table, *options, "--out", str(folder)).code == 0
    assert design in (folder / name).read_text()
    header, *rows = (folder / "cases.csv").read_text().splitlines()
    assert header == "weight,stratum,psu,placement,placement_category,group"
    assert len(rows) == 240
    again = Run(capsys, "export", table, *options, "--out", str(folder))
    assert again.code == 2
    assert "exists already" in again.err


@pytest.mark.deep
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_the_script_for_r_gives_the_same_numbers(
    capsys: pytest.CaptureFixture[str], files: tuple[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "for-r"
    table, records = files
    options = (
        table, "--records", records, *DESIGN, *SMALL, "--fpc", "population", "--by",
        "material_found_as", "--by", "origin",
    )  # fmt: skip
    assert Run(capsys, "export", *options, "--script", "r", "--out", str(folder)).code == 0
    printed = subprocess.run(
        ["Rscript", "tabulate.R"], cwd=folder, check=True, capture_output=True, text=True
    ).stdout
    ours = Run(capsys, "tabulate", *options, "--show-small", "--format", "csv").out
    theirs = {
        (row["category"], row["variable"], row["value"]): row
        for row in csv.DictReader(StringIO(printed))
    }
    compared = 0
    for row in csv.DictReader(StringIO(ours)):
        variable = "placement_category" if row["variable"] == "placement" else row["variable"]
        twin = theirs.get((row["placement"], variable, row["code"]))
        if twin is None or row["n"] == "0":
            continue
        pairs = {"total_value": "total", "total_se": "se", "total_low": "low", "total_high": "high"}
        if twin["share_low"] != "NA" and row["proportion_low"]:
            pairs |= {"proportion_value": "share", "proportion_low": "share_low"}
            pairs |= {"proportion_high": "share_high", "proportion_df": "share_df"}
        for mine, its in pairs.items():
            assert float(row[mine]) == pytest.approx(float(twin[its]), rel=1e-6), (row, its)
        compared += 1
    assert compared >= 15
