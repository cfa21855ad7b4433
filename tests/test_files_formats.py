"""Data files of every kind: what is in them is untouched, and the answers are those of records."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from polars.testing import assert_frame_equal

from casewise.files.mapping import Sources, coder_of
from casewise.files.opening import open_table
from casewise.files.running import Explain, Run, classify_table
from casewise.files.table import UnreadableTable
from casewise.files.tally import Totals
from casewise.files.writing import Formulas
from casewise.frames.classifier import Classifier
from casewise.model.column_map import ColumnMap
from casewise.model.ruleset import Ruleset
from casewise.reading.column_map import read_column_map
from casewise.reading.ruleset import read_folder
from casewise.reading.tree import Text
from casewise.reading.writing import plain_case
from rulesets.folders import PARCELS, shipped
from tables import answers, answers_in, flat_cases, frame_of, random_cases

PLACED = ["placement", "eligible", "settled", "possible"]


def run(
    data: Path, out: Path, rules: Ruleset, said: ColumnMap | None = None, prefix: str = ""
) -> Totals:
    table = open_table(data, rules.vocabulary, all_lines=out.suffix != ".jsonl")
    coder = coder_of(Sources(table, said), rules.vocabulary)
    classifier = Classifier(rules, explain="none")
    return classify_table(
        Run(coder, classifier, rules, out, Explain.NONE, prefix, Formulas.KEEP), lambda _: None
    )


def both() -> list[Ruleset]:
    return [shipped(), read_folder(PARCELS)]


READERS: dict[str, Callable[[Path], pl.DataFrame]] = {
    ".parquet": pl.read_parquet,
    ".arrow": pl.read_ipc,
    ".jsonl": lambda path: pl.read_ndjson(path, infer_schema_length=None),
    ".csv": lambda path: pl.read_csv(path, infer_schema=False),
    ".tsv": lambda path: pl.read_csv(path, separator="\t", infer_schema=False),
}


# -- nested files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("rules", both(), ids=lambda rules: rules.id)
@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
def test_frames_in_files_are_placed_as_records_are(
    rules: Ruleset, ending: str, tmp_path: Path
) -> None:
    cases = random_cases(rules, 300)
    frame = frame_of(cases, rules).with_columns(mine=pl.int_range(pl.len()))
    data, out = tmp_path / f"data{ending}", tmp_path / f"out{ending}"
    frame.write_parquet(data) if ending == ".parquet" else frame.write_ipc(data)
    totals = run(data, out, rules)
    found = READERS[ending](out)
    assert answers_in(found) == answers(cases, rules)
    assert_frame_equal(found.drop(PLACED), frame)
    assert totals.rows == len(cases)


@pytest.mark.parametrize("rules", both(), ids=lambda rules: rules.id)
def test_records_as_json_lines_are_placed_as_by_classify(rules: Ruleset, tmp_path: Path) -> None:
    cases = random_cases(rules, 300, seed=3)
    lines = [json.dumps(plain_case(rules.vocabulary, case)) for case in cases]
    data, out, flat = tmp_path / "data.jsonl", tmp_path / "out.jsonl", tmp_path / "out.parquet"
    data.write_text("\n".join(lines) + "\n")
    totals = run(data, out, rules)
    written = [json.loads(line) for line in out.read_text().splitlines()]
    answered = [(each["placement"], each["settled"], each["possible"]) for each in written]
    assert answered == answers(cases, rules)
    for line, told in zip(lines, written, strict=True):
        given = json.loads(line)
        assert {name: told[name] for name in given} == given
        assert set(told) == {*given, *PLACED}
    assert run(data, flat, rules) == totals  # and as columns
    assert run(flat, tmp_path / "again.parquet", rules, prefix="again_") == totals  # read anew


def test_a_line_of_json_keeps_its_text(tmp_path: Path) -> None:
    data, out = tmp_path / "data.jsonl", tmp_path / "out.jsonl"
    lines = ['{"arrest_made":false,"n":1.10,"big":1234567890123456789,"é":"\\u00e9","x":{"y":[1]}}']
    data.write_text("\n".join([*lines, '{ "arrest_made" : "no" }', "{}"]) + "\n")
    run(data, out, shipped())
    first, second, third = out.read_text().splitlines()
    assert first.startswith(lines[0][:-1] + ",")
    assert second.startswith('{ "arrest_made" : "no",')
    assert third.startswith('{"placement"')
    assert [json.loads(each)["placement"] for each in (first, second, third)] == [
        "not-eligible", "not-eligible", "undecided",
    ]  # fmt: skip


# -- flat files -----------------------------------------------------------------------------------

MAP = """
blank: unknown
columns:
{}
"""


def flat_map(frame: pl.DataFrame, rules: Ruleset) -> ColumnMap:
    """A map by which `1` and `0`, or texts, are read as answers."""
    lines = []
    for name, dtype in frame.schema.items():
        if name == "case":
            continue
        codes = ', codes: {"1": yes, "0": no, blank: unknown}' if dtype == pl.Float64 else ""
        lines.append(f"  {json.dumps(name)}: {{fact: {name.replace('__', '.')}{codes}}}")
    return read_column_map(Text("map.yaml", MAP.format("\n".join(lines))), rules)


def flat_frame(rules: Ruleset, count: int) -> tuple[pl.DataFrame, list[tuple[str, bool, str]]]:
    """A frame of flat records as other programs hold it: numbers for answers, a column a member."""
    cases = flat_cases(rules, count)
    frame = frame_of(cases, rules)
    columns: dict[str, pl.Series] = {"case": frame["case"]}
    for fact in rules.vocabulary.facts:
        if fact.type == "list":
            continue
        if fact.type == "several of a list":
            for code in fact.codes:
                told = [_holds(case.values.get(fact.name), code) for case in cases]
                columns[f"{fact.name}__{code}"] = pl.Series(told, dtype=pl.Float64)
            continue
        cells = frame[fact.name]
        if cells.dtype == pl.Boolean:
            cells = cells.cast(pl.Float64)
        elif isinstance(cells.dtype, pl.Enum):
            cells = cells.cast(pl.String)
        elif cells.dtype.is_integer():
            cells = cells.cast(pl.Int32)
        columns[fact.name] = cells
    return pl.DataFrame(columns), answers(cases, rules)


def _holds(known: object, code: str) -> float | None:
    included = getattr(known, "included", ())
    return 1.0 if code in included else 0.0 if code in getattr(known, "excluded", ()) else None


@pytest.mark.parametrize("rules", both(), ids=lambda rules: rules.id)
@pytest.mark.parametrize("ending", [".csv", ".tsv"])
def test_cells_of_text_stay_what_they_are(rules: Ruleset, ending: str, tmp_path: Path) -> None:
    frame, expected = flat_frame(rules, 200)
    words = ["007", "NA", "", " x ", 'q"t', "a,b", "line\nbreak", "é", "-1.50", "1e5"]
    frame = frame.with_columns(mine=pl.Series([words[at % len(words)] for at in range(200)]))
    data, out = tmp_path / f"data{ending}", tmp_path / f"out{ending}"
    frame.write_csv(data, separator="\t" if ending == ".tsv" else ",", float_precision=0)
    text = data.read_text()
    run(data, out, rules, flat_map(frame.drop("mine"), rules))
    found = READERS[ending](out)
    assert answers_in(found.with_columns(pl.col("settled") == "true")) == expected
    assert_frame_equal(found.drop(PLACED), READERS[ending](data))
    assert text.count('""') == (tmp_path / f"data{ending}").read_text().count('""')


def test_text_becomes_no_number_on_its_way_to_parquet(tmp_path: Path) -> None:
    data, out = tmp_path / "data.csv", tmp_path / "out.parquet"
    data.write_text('arrest_made,zip,blank\nyes,007,\nno,"",NA\n')
    run(data, out, shipped())
    assert pl.read_parquet(out).select("arrest_made", "zip", "blank").rows() == [
        ("yes", "007", None), ("no", "", "NA"),
    ]  # fmt: skip


@pytest.mark.parametrize("rules", both(), ids=lambda rules: rules.id)
@pytest.mark.parametrize("ending", [".sav", ".dta"])
def test_labels_and_missing_values_go_through_spss_and_stata(
    rules: Ruleset, ending: str, tmp_path: Path
) -> None:
    frame, expected = flat_frame(rules, 120)
    names = {name: name.replace("__", "_")[-30:] for name in frame.columns}
    plain = frame.rename(names)
    data, out = tmp_path / f"data{ending}", tmp_path / f"out{ending}"
    yes_no = [name for name, dtype in plain.schema.items() if dtype == pl.Float64]
    labels = {name: {1.0: "Yes", 0.0: "No", 9.0: "Not known"} for name in yes_no}
    told = {name: f"What was said of {name}" for name in plain.columns}
    plain = plain.with_columns(pl.col(pl.String).fill_null(""))
    mine = pl.Series([[1.5, None, 99.0, 98.0][at % 4] for at in range(120)])
    plain = plain.with_columns(mine=mine)
    write = {".sav": spss, ".dta": stata}[ending]
    write(plain, data, labels, told)
    said = flat_map(frame, rules)
    renamed = [type(c)(names[c.name], c.target, c.place, c.codes, c.code_places)
               for c in said.columns]  # fmt: skip
    run(data, out, rules, ColumnMap("map", tuple(renamed), "", said.blank))
    before, kept = read(data)
    after, found = read(out)
    assert_frame_equal(after.select(before.columns), before)
    assert found.column_names_to_labels | kept.column_names_to_labels == (
        found.column_names_to_labels
    )
    for what in ("variable_value_labels", "missing_ranges", "missing_user_values"):
        assert {**getattr(found, what), **getattr(kept, what)} == getattr(found, what)
    formats = kept.original_variable_types
    assert {name: found.original_variable_types[name] for name in formats} == formats
    assert found.missing_ranges.get("eligible") or found.missing_user_values.get("eligible")
    words = {name: found.variable_value_labels[name] for name in ("placement", "settled")}
    decoded = after.select(
        pl.col("placement").replace_strict(words["placement"], return_dtype=pl.String),
        pl.col("settled") == 1,
        "possible",
    )
    assert answers_in(decoded) == expected


def read(path: Path) -> tuple[pl.DataFrame, "pyreadstat.metadata_container"]:
    reader = pyreadstat.read_sav if path.suffix == ".sav" else pyreadstat.read_dta
    frame, said = reader(
        path, user_missing=True, output_format="polars", disable_datetime_conversion=True
    )
    return frame.with_columns(pl.col(pl.Object).map_elements(str, return_dtype=pl.String)), said


def spss(frame: pl.DataFrame, path: Path, labels: dict, told: dict) -> None:  # type: ignore[type-arg]
    pyreadstat.write_sav(
        frame, path, file_label="mine", note="a note of mine", column_labels=told,
        variable_value_labels=labels | {"mine": {99.0: "Refused"}},
        missing_ranges={"mine": [{"lo": 98.0, "hi": 99.0}]}, variable_measure={"mine": "scale"},
    )  # fmt: skip


def stata(frame: pl.DataFrame, path: Path, labels: dict, told: dict) -> None:  # type: ignore[type-arg]
    cells = ["a" if cell == 99 else "u" if cell == 98 else cell for cell in frame["mine"]]
    lettered = frame.with_columns(pl.Series("mine", cells, dtype=pl.Object))
    labels = {name: {int(code): word for code, word in of.items()} for name, of in labels.items()}
    pyreadstat.write_dta(
        lettered, path, file_label="mine", column_labels=told,
        variable_value_labels=labels | {"mine": {"a": "Refused", "u": "Not known"}},
        missing_user_values={"mine": ["a", "u"]},
    )  # fmt: skip


def test_the_letters_of_stata_get_a_column_where_there_are_none(tmp_path: Path) -> None:
    data, out = tmp_path / "data.dta", tmp_path / "out.parquet"
    frame = pl.DataFrame(
        {
            "arrest": pl.Series([1.5, "u", None], dtype=pl.Object),
            "count": pl.Series([1, "a", 3], dtype=pl.Object),
            "case": ["a", "b", "c"],
        }
    )
    pyreadstat.write_dta(frame, data, missing_user_values={"arrest": ["u"], "count": ["a"]})
    text = """
columns:
  arrest: {fact: arrest_made, codes: {"1.5": yes, .u: unknown, blank: not stated}}
"""
    run(data, out, shipped(), read_column_map(Text("map.yaml", text), shipped()))
    found = pl.read_parquet(out)
    assert found["arrest"].to_list() == [1.5, None, None]
    assert found["arrest_missing"].to_list() == [None, "u", None]
    assert found["count"].to_list() == [1, None, 3]
    assert found["count_missing"].to_list() == [None, "a", None]


def test_a_sheet_keeps_its_cells(tmp_path: Path) -> None:
    data, out = tmp_path / "data.xlsx", tmp_path / "out.xlsx"
    frame = pl.DataFrame(
        {"arrest_made": ["yes", "no", "unknown"], "mine": ["=1+1", "007", "x"], "n": [1.5, 2.0, 3]}
    )
    frame.write_excel(data, autofit=False)
    run(data, out, shipped())
    found = pl.read_excel(out)
    assert_frame_equal(found.select(frame.columns), frame)
    assert found["placement"].to_list() == ["undecided", "not-eligible", "undecided"]


def test_what_a_file_says_of_itself_names_the_rules(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("arrest_made\nyes\n")
    rules = shipped()
    for ending in (".parquet", ".sav", ".dta"):
        run(data, tmp_path / f"out{ending}", rules)
    said = pl.read_parquet_metadata(tmp_path / "out.parquet")
    assert said["casewise.fingerprint"] == rules.fingerprint
    notes = read(tmp_path / "out.sav")[1].notes
    assert rules.fingerprint in notes
    assert rules.fingerprint[:20] in str(read(tmp_path / "out.dta")[1].file_label)


def test_a_line_with_a_key_twice_is_refused(tmp_path: Path) -> None:
    victims = '"victims":[{"identified":true,"identified":false}]'
    for twice in ('{"arrest_made":true,"arrest_made":false}', f'{{"arrest_made":true,{victims}}}'):
        data, out = tmp_path / "data.jsonl", tmp_path / "out.jsonl"
        data.write_text('{"arrest_made":true,"victims":[{"identified":true}]}\n' + twice + "\n")
        with pytest.raises(UnreadableTable, match="a key twice"):
            run(data, out, shipped())
        assert not out.exists()


def test_lines_that_are_looked_at_closely_are_placed_as_others(tmp_path: Path) -> None:
    rules, plain = shipped(), '{"arrest_made":true,"arrest_date":"2000-10-15","victims":[]}'
    alike = [
        '{"arrest_made" : true, "arrest_date": "2000-10-15", "victims": "none"}',
        '{"arrest_made":true,"arrest_date":"2000-10-15","victims":[],"material_possessed":null}',
        '{"arrest_made":true,"arrest_date":"2000-10-15","victims":[],"note":"\\"a\\": b"}',
    ]
    data, out = tmp_path / "data.jsonl", tmp_path / "out.jsonl"
    data.write_text("\n".join([plain, *alike]) + "\n")
    run(data, out, rules)
    placed = {json.loads(line)["possible"] for line in out.read_text().splitlines()}
    assert len(placed) == 1
