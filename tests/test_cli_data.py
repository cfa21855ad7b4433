"""`casewise classify DATA --out FILE` and `casewise map`: what they write, print and refuse."""

import json
from pathlib import Path

import polars as pl
import pytest

from casewise.cli.bar import Bar
from casewise.files.formats import ENDINGS
from casewise.reading.column_map import read_column_map
from casewise.reading.tree import Text
from command_line import Run
from rulesets.folders import PARCELS, shipped
from tables import answers, answers_in, frame_of, random_cases

CSV = """\
id,ARREST,WHEN,site
a,1,2000-10-15,007
b,2,,x
c,9,2000-10,
d,1,31/12/2000,y
"""
MAP = """\
case: id
columns:
  ARREST:
    fact: arrest_made
    codes:
      "1": yes
      "2": no
      "9": unknown
  WHEN:
    fact: arrest_date
    codes:
      blank: not stated
      "31/12/2000": unknown
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.csv"
    path.write_text(CSV)
    return path


@pytest.fixture
def said(tmp_path: Path) -> Path:
    path = tmp_path / "map.yaml"
    path.write_text(MAP)
    return path


# -- what is written ------------------------------------------------------------------------------


def test_totals_are_told_and_undecided_rows_are_never_left_out(
    capsys: pytest.CaptureFixture[str], data: Path, said: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.parquet"
    run = Run(capsys, "classify", str(data), "--map", str(said), "--out", str(out))
    assert (run.code, run.err) == (0, "")
    lines = run.out.splitlines()
    assert lines[0].split() == ["not-eligible", "1"]
    assert lines[1].split() == ["undecided", "3"]
    assert lines[2].startswith("all")
    assert lines[3].startswith("run sha256:")
    found = pl.read_parquet(out)
    assert found["site"].to_list() == ["007", "x", None, "y"]
    texts = pl.read_parquet(tmp_path / "out.explanations.parquet")
    assert set(found["explanation"]) == set(texts["explanation"])
    assert texts["text"].str.contains("not a legal finding").all()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "data.csv", "map.yaml", "out.explanations.parquet", "out.parquet",
    ]  # fmt: skip


def test_totals_as_json_name_the_rules_and_the_run(
    capsys: pytest.CaptureFixture[str], data: Path, said: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    run = Run(
        capsys, "classify", str(data), "--map", str(said), "--out", str(out), "--format", "json",
        "--explain", "none",
    )  # fmt: skip
    found = json.loads(run.out)
    assert found["schema"] == "casewise.run/1"
    assert found["ruleset"]["fingerprint"] == shipped().fingerprint
    assert (found["rows"], found["undecided"], found["not_settled"]) == (4, 3, 3)
    assert found["placements"] == {"not-eligible": 1, "undecided": 3}
    assert not (tmp_path / "out.explanations.csv").exists()


def test_an_explanation_may_stand_in_the_row(
    capsys: pytest.CaptureFixture[str], data: Path, said: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    run = Run(
        capsys, "classify", str(data), "--map", str(said), "--out", str(out), "--explain", "text"
    )
    assert run.code == 0
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert "not eligible" in rows[1]["explanation_text"]
    assert not list(tmp_path.glob("*explanations*"))


def test_parts_of_a_table_add_up_to_the_run_of_the_whole(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from casewise.files.mapping import Sources, coder_of
    from casewise.files.opening import open_table
    from casewise.files.running import Explain, classify_table
    from casewise.files.running import Run as OfTable
    from casewise.files.tally import added
    from casewise.frames.classifier import Classifier

    rules = shipped()
    frame = frame_of(random_cases(rules, 90, seed=8), rules)
    frame.write_parquet(tmp_path / "whole.parquet")
    out = tmp_path / "out.parquet"
    run = Run(capsys, "classify", str(tmp_path / "whole.parquet"), "--out", str(out))
    parts = []
    for at in range(3):
        path = tmp_path / f"part{at}.parquet"
        frame.filter(pl.int_range(pl.len()) % 3 == at).write_parquet(path)
        coder = coder_of(Sources(open_table(path, rules.vocabulary)), rules.vocabulary)
        target = tmp_path / f"placed{at}.parquet"
        of_part = OfTable(coder, Classifier(rules), rules, target, Explain.ID)
        parts.append((classify_table(of_part, lambda _: None), target))
    assert f"run {added(totals for totals, _ in parts).fingerprint}\n" in run.out
    whole = pl.read_parquet(out).select("case", "explanation")
    of_parts = pl.concat([pl.read_parquet(path).select("case", "explanation") for _, path in parts])
    assert of_parts.sort("case").equals(whole.sort("case"))


def test_a_table_of_victims_is_joined_by_the_case(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rules = shipped()
    cases = random_cases(rules, 60, seed=5)
    frame = frame_of(cases, rules)
    inner = frame.filter(pl.col("victims").list.len() > 0)
    rows = inner.select("case", "victims").explode("victims").unnest("victims")
    data, victims, out = (tmp_path / name for name in ("c.parquet", "v.parquet", "o.parquet"))
    none = frame.filter(pl.col("victims").list.len() == 0)
    frame = pl.concat([inner, none])
    frame.drop("victims").write_parquet(data)
    rows.write_parquet(victims)
    run = Run(
        capsys, "classify", str(data), "--table", f"victims={victims}", "--case", "case",
        "--out", str(out),
    )  # fmt: skip
    assert run.code == 2
    assert "D408" in run.err
    assert "without rows: none" in run.err
    said = tmp_path / "map.yaml"
    names = [name for name in frame.columns if name not in ("case", "victims")]
    columns = "".join(f'  "{name}": {{fact: {name}}}\n' for name in names)
    inside = "".join(f'      "{name}": {{fact: {name}}}\n' for name in rows.columns[1:])
    said.write_text(
        f"case: case\ncolumns:\n{columns}tables:\n  victims:\n    without rows: none\n"
        f"    columns:\n{inside}"
    )
    run = Run(
        capsys, "classify", str(data), "--table", f"victims={victims}", "--map", str(said),
        "--out", str(out),
    )  # fmt: skip
    assert run.code == 0, run.err
    kept = dict(zip((case.id for case in cases), cases, strict=True))
    expected = answers([kept[name] for name in frame["case"]], rules)
    assert answers_in(pl.read_parquet(out)) == expected
    extra = pl.concat([rows, rows.head(1).with_columns(case=pl.lit("nobody"))])
    extra.write_parquet(victims)
    run = Run(
        capsys, "classify", str(data), "--table", f"victims={victims}", "--map", str(said),
        "--out", str(out), "--force",
    )  # fmt: skip
    assert run.code == 2
    assert "D409" in run.err


def test_numbered_columns_become_entities(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data, said, out = tmp_path / "d.csv", tmp_path / "m.yaml", tmp_path / "o.csv"
    data.write_text("V1AGE,V1ID,V2AGE,V2ID\n14,1,-1,\n15,2,16,1\n,1,-1,\n")
    said.write_text(
        "columns:\n"
        "  V1AGE: {fact: victims.1.age_at_offense, codes: {-1: absent, blank: unknown}}\n"
        "  V1ID: {fact: victims.1.identified, codes: {1: yes, 2: no}}\n"
        "  V2AGE: {fact: victims.2.age_at_offense, codes: {-1: absent}}\n"
        "  V2ID: {fact: victims.2.identified, codes: {1: yes, 2: no, blank: not stated}}\n"
    )
    from casewise.cli.data import read_map
    from casewise.files.mapping import Sources, coder_of
    from casewise.files.opening import open_table

    table = open_table(data, shipped().vocabulary)
    coder = coder_of(Sources(table, read_map(said, shipped())), shipped().vocabulary)
    lists = coder.canonical(table.frame.collect())["victims"].to_list()
    assert [[(v["age_at_offense"], v["identified"]) for v in of_case] for of_case in lists] == [
        [(14, True)], [(15, False), (16, True)], [(None, True)],
    ]  # fmt: skip
    assert Run(capsys, "classify", str(data), "--map", str(said), "--out", str(out)).code == 0
    data.write_text("V1AGE,V1ID,V2AGE,V2ID\n14,1,-1,2\n")
    run = Run(capsys, "classify", str(data), "--map", str(said), "--out", str(out), "--force")
    assert run.code == 2
    assert "D410" in run.err
    assert "`V2AGE`, `V2ID`" in run.err


# -- what is refused ------------------------------------------------------------------------------


def test_a_code_without_a_meaning_is_placed_and_counted(
    capsys: pytest.CaptureFixture[str], data: Path, said: Path, tmp_path: Path
) -> None:
    said.write_text(MAP.replace('      "9": unknown\n', '      "9":\n').replace('"1"', '"7"'))
    out = tmp_path / "out.parquet"
    run = Run(capsys, "classify", str(data), "--map", str(said), "--out", str(out))
    assert run.code == 2
    assert f"{said}:8:7: D402 code `9` of `ARREST` has no stated meaning (1 row)" in run.err
    assert f"{said}:3:3: D402 code `1` of `ARREST` has no stated meaning (2 rows)" in run.err
    assert not out.exists()


def test_blanks_and_na_mean_nothing_until_it_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data, out = tmp_path / "data.csv", tmp_path / "out.csv"
    data.write_text("arrest_made\nyes\n\nNA\nnull\n unknown\n")
    run = Run(capsys, "classify", str(data), "--out", str(out))
    assert run.code == 2
    assert "D402 `NA` is not an answer to `arrest_made` (1 row)" in run.err
    assert "`null` is not an answer" in run.err
    data.write_text("arrest_made,x\nyes,1\n,2\n  ,3\n")
    run = Run(capsys, "classify", str(data), "--out", str(out))
    assert "D407 blank cells of `arrest_made` have no stated meaning" in run.err
    assert f"{data}:1:1" in run.err


def test_a_table_without_facts_is_sent_to_a_map(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path
) -> None:
    run = Run(capsys, "classify", str(data), "--out", str(tmp_path / "out.csv"))
    assert run.code == 2
    assert "D404 no column is a fact" in run.err
    assert "casewise map data.csv" in run.err


@pytest.mark.parametrize(
    ("map_text", "code", "place"),
    [
        ("columns:\n  ARREST: {fact: arest_made}\n", "R103", ":2:18"),
        ("columns:\n  NOBODY: {fact: arrest_made}\n", "D403", ":2:3"),
        ("columns:\n  ARREST: {fact: arrest_made, codes: {1: maybe}}\n", "C202", ":2:42"),
        ("columns:\n  ARREST: {fact: arrest_made, code: {1: yes}}\n", "R101", ":2:31"),
        (
            "columns:\n  ARREST: {fact: arrest_made}\n  site: {fact: arrest_made}\n",
            "R108", ":3:3",
        ),
        ("columns:\n  ARREST: {fact: arrest_made, codes: {1: absent}}\n", "C202", ":2:42"),
        ('columns:\n  ARREST: {fact: arrest_made, dates: "%d"}\n', "R112", ":2:38"),
        ("columns:\n  ARREST: {fact: arrest_made, split: x}\n", "R112", ":2:38"),
        ("tables:\n  victims: {columns: {}}\n", "R102", ":1:1"),
        ("columns: {}\ntables:\n  victim: {columns: {}}\n", "R103", ":3:3"),
        ("columns: [a]\n", "R107", ":1:10"),
        ("blank: yes\ncolumns: {}\n", "C202", ":1:8"),
    ],
)  # fmt: skip
def test_a_map_is_refused_at_the_place(
    map_text: str, code: str, place: str,
    capsys: pytest.CaptureFixture[str], data: Path, said: Path, tmp_path: Path,
) -> None:  # fmt: skip
    said.write_text(map_text)
    run = Run(capsys, "classify", str(data), "--map", str(said), "--out", str(tmp_path / "out.csv"))
    assert run.code == 2
    assert f"{said}{place}: {code} " in run.err


def test_a_value_that_cannot_be_is_counted_in_the_whole_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data, out = tmp_path / "data.parquet", tmp_path / "out.parquet"
    victims = [[{"age_at_offense": 14}], [{"age_at_offense": 999}] * 2]
    pl.DataFrame({"victims": victims}).write_parquet(data)
    run = Run(capsys, "classify", str(data), "--out", str(out))
    assert run.code == 2
    assert "D405 `victims.age_at_offense` cannot be `999` (2 rows)" in run.err
    assert not out.exists()


def test_an_unknown_key_far_down_in_json_lines_is_found(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data, out = tmp_path / "data.jsonl", tmp_path / "out.jsonl"
    lines = ['{"arrest_made":true}'] * 20_500
    data.write_text("\n".join([*lines, '{"arrest_made":true,"late":1}', ""]))
    run = Run(capsys, "classify", str(data), "--out", str(out), "--explain", "none")
    assert run.code == 0
    assert '"late":1,"placement"' in out.read_text().splitlines()[-1]
    data.write_text("\n".join([*lines, '{"victims":[{"identifed":true}]}', ""]))
    run = Run(capsys, "classify", str(data), "--out", str(out), "--explain", "none", "--force")
    assert run.code == 2
    assert "`identifed`" in run.err


@pytest.mark.parametrize("text", ["[1]\n", "5\n", '{"arrest_made":\n', '{"victims":"some"}\n'])
def test_what_are_no_lines_of_records_is_refused(
    text: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data, out = tmp_path / "data.jsonl", tmp_path / "out.jsonl"
    data.write_text('{"arrest_made":true,"victims":[]}\n' + text)
    run = Run(capsys, "classify", str(data), "--out", str(out), "--explain", "none")
    assert run.code == 2
    assert not out.exists()


@pytest.mark.parametrize("ending", sorted(set(ENDINGS) - {".zsav"}))
def test_a_file_that_is_not_what_its_name_says_is_refused(
    ending: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = tmp_path / f"data{ending}"
    data.write_bytes(b"\x00\xff\xfe rubbish\n")
    run = Run(capsys, "classify", str(data), "--out", str(tmp_path / "out.csv"))
    assert run.code == 2, run.err
    assert str(data) in run.err
    assert "rubbish" not in run.err  # what is in the file is not repeated


def test_formulas_are_refused_in_csv_and_may_be_kept_or_quoted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data, out = tmp_path / "data.csv", tmp_path / "out.csv"
    data.write_text("arrest_made,mine\nno,=1+1\nno,-1.5\nno,-\nno,@x\nno,+7%\n")
    options = ("classify", str(data), "--out", str(out), "--explain", "none")
    run = Run(capsys, *options)
    assert run.code == 2
    assert "D401 cells of `mine` begin like a formula (2 or more)" in run.err
    assert not out.exists()
    assert Run(capsys, *options, "--formulas", "quote").code == 0
    quoted = pl.read_csv(out, infer_schema=False)["mine"].to_list()
    assert quoted == ["'=1+1", "-1.5", "-", "'@x", "+7%"]
    assert Run(capsys, *options, "--formulas", "keep", "--force").code == 0
    assert pl.read_csv(out, infer_schema=False)["mine"].to_list()[0] == "=1+1"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("a.csv", "b.csv", "--out", "o.csv"), "takes one data file"),
        (("data.csv", "--out", "o.csv", "--format", "csv"), "text or json"),
        (("data.csv", "--out", "o.xyz"), "ends in one of"),
        (("data.csv", "--out", "o.csv", "--table", "victim=x.csv"), "victims=FILE"),
        (("data.csv", "--map", "m.yaml"), "goes with --out"),
        (("data.csv", "--force"), "goes with --out"),
        (("data.csv", "--out", "o.csv", "--engine", "reference"), "without --out"),
        (("nothing.csv", "--out", "o.csv"), "nothing.csv: no such file"),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_said(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str], data: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(data.parent)
    run = Run(capsys, "classify", *arguments)
    assert run.code == 2
    assert words in run.err


def test_a_column_is_not_replaced_by_a_result(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data, out = tmp_path / "data.csv", tmp_path / "out.csv"
    data.write_text("arrest_made,placement\nno,mine\n")
    run = Run(capsys, "classify", str(data), "--out", str(out), "--explain", "none")
    assert run.code == 2
    assert f"{data}:1:2: D406 there is a column `placement` already" in run.err
    options = ("--explain", "none", "--prefix", "cw_")
    assert Run(capsys, "classify", str(data), "--out", str(out), *options).code == 0
    assert out.read_text().startswith("arrest_made,placement,cw_placement,")


def test_a_file_that_is_there_is_overwritten_only_by_force(
    capsys: pytest.CaptureFixture[str], data: Path, said: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine")
    options = ("classify", str(data), "--map", str(said), "--out", str(out))
    run = Run(capsys, *options)
    assert run.code == 2
    assert "`--force` overwrites it" in run.err
    assert out.read_text() == "mine"
    (tmp_path / "out.explanations.csv").write_text("mine")
    assert Run(capsys, *options, "--force").code == 0
    assert out.read_text().startswith("id,")


@pytest.mark.parametrize(("kind", "code"), [("undecided", 4), ("unsettled", 4), ("conflict", 0)])
def test_a_run_may_fail_on_what_is_open(
    kind: str, code: int, capsys: pytest.CaptureFixture[str], data: Path, said: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    run = Run(
        capsys, "classify", str(data), "--map", str(said), "--out", str(out), "--fail-on", kind
    )
    assert run.code == code
    assert out.exists()


def test_lists_are_not_put_into_a_flat_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = tmp_path / "data.jsonl"
    data.write_text('{"arrest_made":false,"victims":[]}\n')
    for ending in (".csv", ".xlsx", ".sav", ".dta"):
        run = Run(capsys, "classify", str(data), "--out", str(tmp_path / f"out{ending}"))
        assert run.code == 2
        assert "D411" in run.err
        assert "`victims`" in run.err


# -- tables as records ----------------------------------------------------------------------------


def test_every_command_reads_a_table_as_records(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rules = shipped()
    cases = random_cases(rules, 40, seed=6)
    data = tmp_path / "data.parquet"
    frame_of(cases, rules).write_parquet(data)
    run = Run(capsys, "classify", str(data), "--format", "jsonl", "--engine", "reference")
    found = [json.loads(line) for line in run.out.splitlines()]
    told = [(each["placement"], each["settled"], "|".join(each["possible"])) for each in found]
    assert told == answers(cases, rules)
    assert [each["case"] for each in found] == [case.id for case in cases]
    assert "Case c7" in Run(capsys, "explain", f"{data}::c7").out


def test_another_ruleset_is_read_from_tables_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data, out = tmp_path / "parcels.csv", tmp_path / "out.csv"
    data.write_text('accepted,declared_value,contents,route\nyes,20,"[batteries, books]",air\n')
    run = Run(capsys, "classify", str(data), "--ruleset", str(PARCELS), "--out", str(out))
    assert run.code == 0, run.err


# -- drafts ---------------------------------------------------------------------------------------


def test_a_draft_fills_in_only_what_is_sure(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = tmp_path / "data.csv"
    data.write_text(
        "case,arrest_made,Arrest.Date,V1_identified,name\n"
        "c1,yes,2000-10-15,1,Somebody\nc2,9,31/12/2000,2,Nobody\nc3,,,1,Else\n"
    )
    run = Run(capsys, "map", str(data))
    assert run.code == 0
    assert run.out.startswith("# What the columns of")
    assert '      "yes": yes   # 1 row\n      "9":   # 1 row' not in run.out  # sorted by count
    assert '      "9":   # 1 row\n' in run.out
    assert "      blank:   # 1 row\n" in run.out
    assert "fact: arrest_date   # by its name is like it" in run.out
    assert '      "31/12/2000":   # 1 row' in run.out
    assert "2000-10-15" not in run.out.replace("if not as 2000-10-15", "")
    assert "fact: victims.1.identified" in run.out
    assert "Somebody" not in run.out
    draft = read_column_map(Text("map.yaml", run.out), shipped())
    assert [str(column.target) for column in draft.columns] == [
        "arrest_made", "arrest_date", "victims.1.identified",
    ]  # fmt: skip
    out = tmp_path / "map.yaml"
    assert Run(capsys, "map", str(data), "--out", str(out)).out == ""
    refused = Run(
        capsys, "classify", str(data), "--map", str(out), "--out", str(tmp_path / "o.csv")
    )
    assert refused.code == 2
    assert f"{out}:10:7: D402 code `9`" in refused.err or "D402 code `9`" in refused.err


def test_a_draft_reads_the_labels_of_codes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    import pyreadstat

    for ending, write in ((".sav", pyreadstat.write_sav), (".dta", pyreadstat.write_dta)):
        data = tmp_path / f"data{ending}"
        frame = pl.DataFrame({"Q1": [1.0, 2.0, 9.0], "arrest_date": ["2000-10-15", "", "2001"]})
        write(
            frame, data, column_labels={"Q1": "duplicate of another record"},
            variable_value_labels={"Q1": {1: "Yes", 2: "No", 9: "Not known"}},
        )  # fmt: skip
        out = Run(capsys, "map", str(data)).out
        assert "fact: duplicate_record   # by its label is like it" in out
        assert '"1": yes   # 1 row, [Yes]' in out
        assert '"2": no   # 1 row, [No]' in out
        assert '"9":   # 1 row, [Not known]' in out
        assert "blank:   # 1 row" in out


# -- progress -------------------------------------------------------------------------------------


def test_a_bar_shows_how_far_the_work_is() -> None:
    assert Bar("rows", 200).line(50, 2.0) == f"[{'#' * 7}{'.' * 23}]  25%  50 rows, 25 a second"
    assert Bar("rows", None).line(5_000, 2.0) == "5,000 rows, 2,500 a second"


def test_a_bar_is_silent_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    bar = Bar("rows", 10)
    bar.at(5)
    bar.done()
    assert capsys.readouterr().err == ""


def test_a_bar_comes_after_a_second_and_goes_at_the_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    clock = iter([0.0, 0.5, 1.5, 1.5, 1.6])
    monkeypatch.setattr("casewise.cli.bar.monotonic", lambda: next(clock))
    bar = Bar("rows", 100)
    bar.at(10)
    assert capsys.readouterr().err == ""
    bar.at(50)
    shown = capsys.readouterr().err
    assert shown.startswith("\r[")
    assert "50%" in shown
    bar.done()
    assert capsys.readouterr().err.strip(" \r") == ""


def test_every_kind_of_problem_is_listed() -> None:
    import re

    from casewise.files.codes import CODES

    folder = Path(__file__).parent.parent / "engine" / "casewise"
    sources = [*(folder / "files").glob("*.py"), *(folder / "frames").glob("*.py")]
    used = {code for path in sources for code in re.findall(r'"(D4\d\d)"', path.read_text())}
    from casewise.frames.codes import CODES as OF_FRAMES

    assert used == set(CODES) | set(OF_FRAMES)
