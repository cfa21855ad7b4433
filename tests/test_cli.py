"""The command line, run in this process: what it prints where, and with which exit code."""

import io
import json
import sys
from pathlib import Path

import pytest

from casewise import cli
from casewise.corpus import shipped
from casewise.evaluation.durable import native as durable
from casewise.result import Result
from command_line import Run

UNDERCOVER = """\
case: undercover-only
arrest_made: yes
arrest_date: 2000-10-15
duplicate_record: no
sex_crime_against_minor: yes
undercover_roles:
  - {operator: law_enforcement, role: fictional_minor, online: yes, solicited: yes}
"""
POSSIBLE = [
    "identified-victim.family-or-prior-acquaintance",
    "identified-victim.internet-initiated",
    "identified-victim.subtype-not-determined",
    "undercover-solicitation",
]


@pytest.fixture
def one(tmp_path: Path) -> str:
    path = tmp_path / "one.yaml"
    path.write_text(UNDERCOVER)
    return str(path)


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_one_case_as_json_is_one_object(capsys: pytest.CaptureFixture[str], one: str) -> None:
    run = Run(capsys, "classify", "--format", "json", one)
    result = json.loads(run.out)
    assert run.code == 0
    assert result["schema"] == "casewise.result/1"
    assert result["case"] == "undercover-only"
    assert (result["eligible"], result["placement"]) == ("yes", "undercover-solicitation")
    assert (result["label"], result["settled"]) == ("I-STULE", False)
    assert result["possible"] == POSSIBLE
    assert result["ruleset"]["id"] == "njov-1"
    assert result["ruleset"]["fingerprint"].startswith("sha256:")
    assert [each["fact"] for each in result["open"]] == ["victims"]
    answers = {"none": ["undercover-solicitation"], "one or more": POSSIBLE}
    assert result["open"][0]["if"] == answers
    cited = [cite for reason in result["because"] for cite in reason["cites"]]
    assert "bulletin-2003:42-43" in cited


def test_several_cases_as_json_are_a_list(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "two.yaml"
    path.write_text("- case: a\n- {case: b, arrest_made: no}\n")
    run = Run(capsys, "classify", "--format", "json", str(path))
    assert [each["placement"] for each in json.loads(run.out)] == ["undecided", "not-eligible"]
    assert run.code == 0


@pytest.mark.parametrize(
    "text",
    [
        '{"case": "a", "arrest_made": false}\n{"case": "b", "arrest_made": true}\n',
        '\n{"case": "a", "arrest_made": false}\n\n{"case": "b"}\n\n',
        '[{"case": "a", "arrest_made": "no"}, {"case": "b", "arrest_made": null}]',
        '[\n  {\n    "case": "a", "arrest_made": false\n  },\n  {\n    "case": "b"\n  }\n]\n',
        "- {case: a, arrest_made: no}\n- case: b\n",
    ],
)
def test_a_stream_may_be_json_lines_json_or_yaml(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    piped(monkeypatch, text)
    run = Run(capsys, "classify", "--format", "jsonl")
    placed = {r["case"]: r["placement"] for r in map(json.loads, run.out.splitlines())}
    assert placed == {"a": "not-eligible", "b": "undecided"}


def test_csv_has_a_header_and_a_line_for_each_case(
    capsys: pytest.CaptureFixture[str], one: str
) -> None:
    run = Run(capsys, "classify", "--format", "csv", one)
    header, row = run.out.splitlines()
    assert header == "case,eligible,placement,label,settled,possible"
    assert row == f"undercover-only,yes,undercover-solicitation,I-STULE,no,{'|'.join(POSSIBLE)}"


def test_text_ends_with_totals_in_which_the_undecided_show(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "two.yaml"
    path.write_text("- case: a\n- {case: b, arrest_made: no}\n")
    run = Run(capsys, "classify", str(path))
    assert run.out.splitlines()[1] == "b: not-eligible (not counted by the study)"
    assert run.out.splitlines()[-1].split() == ["all", "2,", "of", "which", "1", "not", "settled"]
    assert "undecided" in run.out.splitlines()[-2]


def test_markdown_is_a_table(capsys: pytest.CaptureFixture[str], one: str) -> None:
    run = Run(capsys, "classify", "--format", "markdown", one)
    assert run.out.splitlines()[2].startswith("| undercover-only | undercover-solicitation |")


def test_the_only_case_being_undecided_is_exit_code_four(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    piped(monkeypatch, "case: a\n")
    assert Run(capsys, "classify").code == 4


@pytest.mark.parametrize(("kind", "code"), [("undecided", 0), ("unsettled", 4), ("conflict", 0)])
def test_many_cases_fail_only_on_what_was_asked_for(
    capsys: pytest.CaptureFixture[str], one: str, kind: str, code: int
) -> None:
    assert Run(capsys, "classify", one, "--fail-on", kind).code == code


def test_a_reading_gives_another_answer(capsys: pytest.CaptureFixture[str], one: str) -> None:
    run = Run(
        capsys, "classify", one, "--format", "json", "--reading", "undercover-scope=proactive-only"
    )
    assert json.loads(run.out)["placement"] == "undecided"
    assert run.code == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["classify", "--reading", "contact"], "NAME=VALUE"),
        (["classify", "--reading", "contcat=required"], "is not a reading"),
        (["classify", "--reading", "contact=maybe"], "choose `required`, `not-required`"),
        (
            ["classify", "--reading", "contact=required", "--reading", "contact=not-required"],
            "both",
        ),
        (["classify", "--ruleset", ""], "none was given"),
        (["classify", ""], "name of a file is empty"),
        (["check", ""], "name of a file is empty"),
        (["classify", "--ruleset", "njov-9"], "there is no ruleset `njov-9`"),
        (["clasify"], "Did you mean `classify`?"),
        (["show", "undercover-solicitatoin"], "undercover-solicitation"),
        (["classify", "nowhere.yaml"], "nowhere.yaml: no such file"),
        (["classify", "--format", "xml"], "xml"),
    ],
)
def test_wrong_usage_is_exit_code_two_with_a_hint(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    run = Run(capsys, *arguments)
    assert run.code == 2
    assert words in run.err
    assert run.out == ""


def test_unreadable_input_is_exit_code_two_with_a_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("case: a\narrest_mad: yes\nmaterial_found_as: [floppy]\n")
    run = Run(capsys, "classify", str(path))
    assert run.code == 2
    assert run.out == ""
    assert f"{path}:2:1: C201" in run.err
    assert "did you mean `arrest_made`?" in run.err
    assert f"{path}:3:21: C202" in run.err
    assert "2 problems" in run.err


def test_results_before_a_bad_line_are_printed_and_the_run_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    piped(monkeypatch, '{"case": "a"}\n{"case": "b"}\n{"case": "c", "x": 1}\n')
    run = Run(capsys, "classify", "--format", "jsonl")
    assert len(run.out.splitlines()) == 2
    assert "<stdin>:3:" in run.err
    assert run.code == 2


def test_without_input_at_a_terminal_it_asks_for_a_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    run = Run(capsys, "classify")
    assert (run.code, "Give a file" in run.err) == (2, True)


def test_an_error_inside_shows_a_report_id_and_no_fact(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, one: str
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("arrest_date 2000-10-15")

    monkeypatch.setattr("casewise.cli.classify.rules_under", fail)
    run = Run(capsys, "classify", one)
    assert run.code == 3
    assert "report id" in run.err
    assert "2000-10-15" not in run.err


def test_the_reference_answers_where_durable_rules_does_not_load(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, one: str
) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    durable.native.cache_clear()
    durable.label.cache_clear()
    try:
        run = Run(capsys, "classify", "--format", "json", one)
        asked = Run(capsys, "classify", "--engine", "durable-rules", one)
    finally:
        durable.native.cache_clear()
        durable.label.cache_clear()
    assert json.loads(run.out)["engine"] == "reference"
    assert json.loads(run.out)["possible"] == POSSIBLE
    assert len(run.err.splitlines()) == 1
    assert "reference evaluator" in run.err
    assert asked.code == 2


@pytest.mark.parametrize("form", ["text", "outline", "markdown", "json"])
@pytest.mark.parametrize("engine", ["durable-rules", "reference"])
def test_explain_has_a_form_for_every_reader(
    capsys: pytest.CaptureFixture[str], one: str, form: str, engine: str
) -> None:
    run = Run(capsys, "explain", one, "--format", form, "--engine", engine)
    assert run.code == 0
    assert "undercover" in run.out


def outline_of(capsys: pytest.CaptureFixture[str], case: str, code: int = 0) -> list[str]:
    run = Run(capsys, "explain", f"{shipped('cases') / 'demo.yaml'}::{case}", "--format", "outline")
    assert run.code == code
    return run.out.splitlines()[2:]


def test_the_outline_of_what_is_not_settled_shows_what_is_known_and_what_else_is_possible(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = outline_of(capsys, "downloads-production-open")
    assert lines[0] == "  not settled; also possible: gap.produced-without-identified-victim"
    assert lines[1] == "  eligible: yes"
    at = lines.index("  possession-or-distribution: yes")
    assert lines[at + 1 :] == ["    material depicts a minor: yes", "    material possessed: yes"]


def test_the_outline_of_what_is_undecided_shows_which_requirement_is_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = outline_of(capsys, "arrested-in-some-summer", code=4)
    assert lines[0] == "  eligible in some completions, not in others"
    assert "  in-the-study-year: open" in lines
    assert "  arrest-was-made: yes" in lines


def test_the_outline_of_an_eligible_case_that_is_undecided_says_between_what(
    capsys: pytest.CaptureFixture[str],
) -> None:
    case = shipped("cases") / "njov-1"
    run = Run(
        capsys, "explain", str(case), "--case", "persona-solicited-not-known", "--format", "outline"
    )
    lines = run.out.splitlines()[2:4]
    assert lines == ["  not decided between: gap.other, undercover-solicitation", "  eligible: yes"]


def test_explain_one_case_of_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    path.write_text("- case: a\n- {case: b, arrest_made: no}\n")
    run = Run(capsys, "explain", f"{path}::b")
    assert run.out.startswith("Case b\n\nThis case is not eligible: no arrest was made.")
    missing = Run(capsys, "explain", f"{path}::c")
    assert (missing.code, "has no case `c`" in missing.err) == (2, True)


def test_an_id_belongs_to_its_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("- {case: a, arrest_made: no}\n- {case: b}\n")
    (tmp_path / "two.yaml").write_text("- {case: a, arrest_made: no}\n- {case: c}\n")
    one, two = str(tmp_path / "one.yaml"), str(tmp_path / "two.yaml")
    asked = Run(capsys, "classify", "--format", "jsonl", f"{one}::a", two)
    assert [json.loads(line)["case"] for line in asked.out.splitlines()] == ["a", "a", "c"]
    asked = Run(capsys, "classify", "--format", "jsonl", f"{one}::b", f"{two}::c", f"{one}::a")
    assert [json.loads(line)["case"] for line in asked.out.splitlines()] == ["a", "b", "c"]
    missing = Run(capsys, "explain", f"{one}::a", f"{two}::b")
    assert (missing.code, missing.out, f"{two} has no case `b`" in missing.err) == (2, "", True)
    folder = Run(capsys, "explain", f"{tmp_path}::c")
    assert (folder.code, folder.out.startswith("Case c\n")) == (4, True)


def test_an_id_may_be_of_standard_input_and_the_nearest_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    piped(monkeypatch, "- {case: A-first, arrest_made: no}\n- {case: b}\n")
    assert Run(capsys, "explain", "::A-first").out.startswith("Case A-first\n")
    for arguments in (["::A-frist"], ["--case", "A-frist"]):
        piped(monkeypatch, "- {case: A-first, arrest_made: no}\n- {case: b}\n")
        assert "Did you mean `A-first`?" in Run(capsys, "explain", *arguments).err


def test_explanations_of_several_cases_are_a_list(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "two.yaml"
    path.write_text("- case: a\n- {case: b, arrest_made: no}\n")
    run = Run(capsys, "explain", "--format", "json", str(path))
    assert [each["case"] for each in json.loads(run.out)] == ["a", "b"]
    assert run.code == 0
    alone = Run(capsys, "explain", "--format", "json", "--case", "a", str(path))
    assert (json.loads(alone.out)["case"], alone.code) == ("a", 4)


def test_hidden_folders_hold_no_cases(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name in ("seen/a.yaml", ".hidden/b.yaml", "seen/.cache/deep/c.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"case: {path.stem}\n")
    run = Run(capsys, "classify", "--format", "jsonl", str(tmp_path))
    assert json.loads(run.out)["case"] == "a"


def test_no_label_breaks_a_table_or_becomes_a_formula(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for label, csv, markdown in (
        ('=1+1, "x"', '"\'=1+1, ""x"""', '=1+1, "x"'),
        ("a|b", "a|b", "a\\|b"),
    ):
        monkeypatch.setattr(Result, "label", label)
        piped(monkeypatch, "case: a\n")
        assert f",undecided,{csv},no," in Run(capsys, "classify", "--format", "csv").out
        piped(monkeypatch, "case: a\n")
        assert (
            f"| undecided | {markdown} | no |"
            in Run(capsys, "classify", "--format", "markdown").out
        )


def test_show_lists_and_explains(capsys: pytest.CaptureFixture[str]) -> None:
    assert "possession-or-distribution" in Run(capsys, "show").out
    run = Run(capsys, "show", "possession-or-distribution", "contact", "victims.age_at_offense")
    assert "Yields to undercover-solicitation" in run.out
    assert "not-required: identified is enough" in run.out
    assert "How old was the child" in run.out


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("minor-involved.portrayed", "minor-involved "),
        ("possession-or-distribution>identified-victim", "possession-or-distribution "),
        ("contact=not-required", "contact (reading)"),
        ("victims", "victims "),
    ],
)
def test_show_takes_the_name_of_a_part(
    capsys: pytest.CaptureFixture[str], name: str, first: str
) -> None:
    run = Run(capsys, "show", name)
    assert (run.code, run.out.startswith(first)) == (0, True), run.out


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("contact=requierd", "Did you mean `contact=required`?"),
        ("age_at_offense", "Did you mean `victims.age_at_offense`?"),
    ],
)
def test_show_prints_nothing_if_one_name_is_wrong(
    capsys: pytest.CaptureFixture[str], name: str, hint: str
) -> None:
    run = Run(capsys, "show", "contact", name)
    assert (run.code, run.out, hint in run.err) == (2, "", True)


@pytest.mark.parametrize("what", ["cases", "rules"])
def test_schema_is_json(capsys: pytest.CaptureFixture[str], what: str) -> None:
    run = Run(capsys, "schema", what)
    assert json.loads(run.out)["$schema"].startswith("https://json-schema.org/")


def test_doctor_tries_the_shipped_cases(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "doctor")
    assert run.code == 0
    assert "worked cases answered as they should be" in run.out
    assert "network    not used" in run.out


def test_help_names_every_command_without_loading_it(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "--help")
    assert run.code == 0
    assert all(name in run.out for name in cli.COMMANDS)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_teaches(capsys: pytest.CaptureFixture[str], name: str) -> None:
    run = Run(capsys, name, "--help")
    assert run.code == 0
    assert "Usage: casewise" in run.out
    assert "casewise " + name in run.out.partition("Options:")[0].partition("\n")[2]


def test_a_worked_case_is_read_as_it_says_unless_the_command_line_names_the_reading(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = shipped("cases") / "njov-1" / "readings.cases.yaml"
    case = f"{path}::never-contacted-contact-not-required"
    as_it_says = Run(capsys, "classify", case)
    assert as_it_says.out.split()[1] == "identified-victim.internet-initiated"
    named = Run(capsys, "classify", case, "--reading", "contact=required")
    assert named.out.split()[1] == "gap.identified-not-contacted"
    assert "contact=not-required" in Run(capsys, "explain", case).out
