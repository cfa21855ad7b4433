"""Every kind of problem, as it is printed: `golden/problems/README.md` says how to read one.

Run as a program, this module writes the present texts into the examples.
"""

import re
from pathlib import Path
from random import Random

import pytest

from casewise.errors import ProblemsFound
from casewise.model.ruleset import Ruleset
from casewise.reading.cases import read_case_lines, read_case_text, read_worked_cases
from casewise.reading.codes import CODES
from casewise.reading.passages import read_passages
from casewise.reading.recorded import read_recorded
from casewise.reading.ruleset import MAX_RULE_BYTES, read_folder, read_texts
from casewise.reading.ruleset import PASSAGES as PASSAGES
from casewise.reading.tree import MAX_BYTES, MAX_PARTS, MAX_PROBLEMS, decode

FOLDER = Path(__file__).parent / "golden" / "problems"
MINIMAL = FOLDER / "minimal"
EXAMPLES = sorted(FOLDER.glob("*.txt"))
RECORD = "record.json"
READING = Path(__file__).parent.parent / "engine" / "casewise" / "reading"
_CODE = re.compile(r"\b[YRC][0-9]{3}\b")
_REMOVED = " (removed)"


def sections(example: Path) -> dict[str, str]:
    """The texts of an example by their names, `problems` last."""
    parts = re.split(r"^=== (.+)\n", example.read_bytes().decode(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def minimal_files() -> dict[str, str]:
    return {
        path.relative_to(MINIMAL).as_posix(): path.read_text()
        for path in sorted(MINIMAL.rglob("*.yaml"))
    }


def read_example(inputs: dict[str, str]) -> None:
    """Read a text of cases by the minimal rules, or the minimal rules with some files replaced."""
    for name, text in inputs.items():
        if "cases." in name:
            read_cases(text.encode(), name)
            return
        if name == PASSAGES:
            read_passages(decode(text.encode(), name), read_folder(MINIMAL).sources)
            return
        if name == RECORD:
            read_recorded(text.encode(), name)
            return
    files = minimal_files()
    for name, text in inputs.items():
        files[name.removesuffix(_REMOVED)] = text
    texts = {
        name: decode(text.encode(), name)
        for name, text in files.items()
        if name + _REMOVED not in inputs
    }
    read_texts(texts, "rules")


def read_cases(raw: bytes, name: str) -> None:
    ruleset = read_folder(MINIMAL)
    if name.endswith(".jsonl"):
        list(read_case_lines(raw.splitlines(keepends=True), name, ruleset))
    elif name.startswith("worked"):
        read_worked_cases(decode(raw, name), ruleset)
    else:
        read_case_text(decode(raw, name), ruleset)


def printed(inputs: dict[str, str]) -> str:
    with pytest.raises(ProblemsFound) as raised:
        read_example(inputs)
    return f"{raised.value}\n"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_problem_is_printed_as_in_its_example(example: Path) -> None:
    inputs = sections(example)
    assert inputs.pop("problems") == printed(inputs)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_shows_the_code_in_its_name(example: Path) -> None:
    code = example.stem.partition("-")[0]
    shown = set(_CODE.findall(sections(example)["problems"]))
    assert shown == {code} if code in CODES else len(shown) > 1


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_problems_are_worded_in_one_style(example: Path) -> None:
    inputs = sections(example)
    inputs.pop("problems")
    with pytest.raises(ProblemsFound) as raised:
        read_example(inputs)
    for problem in raised.value.problems:
        for words in (problem.what, problem.hint):
            assert "\n" not in words
            assert not words.endswith(".")
            assert not re.search(r"\b(str|int|dict|NoneType|object at|Scalar|Mapping)\b", words)
        first = problem.what[0]
        assert first in "`" or first.islower()


# -- what cannot stand in a text file ------------------------------------------------------------


def problem_of(raw: bytes, name: str = "cases.yaml") -> str:
    with pytest.raises(ProblemsFound) as raised:
        read_cases(raw, name)
    return str(raised.value)


BUILT = {
    "Y001": (
        b"sent: yes\nsent_on: \xff\n",
        "cases.yaml:2:10: Y001 the text is not UTF-8 (save it as UTF-8)",
    ),
    "Y006": (
        b"#" * (MAX_BYTES + 1),
        "cases.yaml:1:1: Y006 the text has more than 4,194,304 bytes (split it, or use JSON lines)",
    ),
    "Y008": (
        b"[" + b"a," * MAX_PARTS + b"]",
        "cases.yaml:1:400000: Y008 the text has more than 200,000 parts",
    ),
    "Y011": (
        b"sent: y\0es\n",
        "cases.yaml:1:8: Y011 the character U+0000 is not allowed\n    sent: y?es\n           ^",
    ),
}


@pytest.mark.parametrize("code", BUILT)
def test_a_problem_of_bytes_is_printed(code: str) -> None:
    raw, expected = BUILT[code]
    assert problem_of(raw) == expected


def test_the_column_of_a_bad_byte_is_counted_in_characters_after_the_byte_order_mark() -> None:
    assert problem_of("\ufeffé".encode() + b"\xff").startswith("cases.yaml:1:2: Y001")


def test_utf_16_is_refused() -> None:
    assert "Y001 the text is not UTF-8" in problem_of("sent: yes".encode("utf-16"))


def test_after_many_problems_reading_stops() -> None:
    raw = "".join(f"fact_{number}: yes\n" for number in range(1_000)).encode()
    with pytest.raises(ProblemsFound) as raised:
        read_cases(raw, "cases.yaml")
    *shown, last = raised.value.problems
    assert [problem.code for problem in shown] == ["C201"] * MAX_PROBLEMS
    assert str(last).splitlines()[0] == (
        "cases.yaml:100:1: Y013 these are the first 100 problems; there may be more"
    )


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_places_are_the_same_with_other_line_ends(end: str) -> None:
    text = "sent: yes\nsent_onn: 2000\ncontents:\n  - weight: heavy\n"
    assert problem_of(text.replace("\n", end).encode()) == problem_of(text.encode())


def test_places_are_the_same_after_a_byte_order_mark() -> None:
    text = "sent: perhaps\n"
    assert problem_of(("\ufeff" + text).encode()) == problem_of(text.encode())


def test_a_tab_in_a_line_does_not_move_the_caret() -> None:
    assert problem_of(b'{"sent":\t"perhaps"}').endswith(
        '    {"sent": "perhaps"}\n             ^ choose `yes`, `no`, `unknown`'
    )


def test_a_word_cannot_reach_the_terminal() -> None:
    assert "Y011 the character U+001B is not allowed" in problem_of(b'sent: "\\e[2J"')
    assert "there is no fact `sent???`" in problem_of(b'"sent\\n\\_`": yes')


def test_a_long_word_is_cut() -> None:
    assert f"there is no fact `{'a' * 60}…`" in problem_of(b"a" * 1_000 + b": yes")


# -- several mistakes at once --------------------------------------------------------------------

# Those whose words depend on no other file; the others may be left for the next run.
AT_ONCE = {"R102", "R107", "R116", "R117", "R121"}
OF_RULES = [
    path
    for path in EXAMPLES
    if path.stem[0] == "R" and PASSAGES not in sections(path)
    if not any("cases." in name for name in sections(path))
    # There it is the fact that has changed, and what other files say of it is no more right.
    if path.stem != "R112-a-date-that-is-always-there"
]


def problems_of(inputs: dict[str, str]) -> set[tuple[str, str]]:
    with pytest.raises(ProblemsFound) as raised:
        read_example({name: text for name, text in inputs.items() if name != "problems"})
    return {(problem.code, str(problem.place)) for problem in raised.value.problems}


def file_names(inputs: dict[str, str]) -> set[str]:
    return {name.removesuffix(_REMOVED) for name in inputs} - {"problems"}


@pytest.mark.parametrize("first", OF_RULES, ids=lambda path: path.stem)
def test_a_mistake_neither_hides_nor_causes_one_in_another_file(first: Path) -> None:
    one = sections(first)
    for second in Random(first.stem).sample(OF_RULES, 8):
        other = sections(second)
        if not file_names(one) & file_names(other):
            told = problems_of(one | other)
            each = problems_of(one) | problems_of(other)
            assert told <= each
            assert {known for known in each if known[0] in AT_ONCE} <= told


def test_each_of_many_wrong_records_is_told() -> None:
    wrong = ["sent: maybe", "snt: yes", "sent_on: 2000-13", "packed_in: {}", "contents: 3"]
    with pytest.raises(ProblemsFound) as raised:
        read_cases("".join(f"- {each}\n" for each in wrong * 10).encode(), "cases.yaml")
    found = [(problem.place.line, problem.code) for problem in raised.value.problems]
    assert found == list(enumerate(["C202", "C201", "C206", "C205", "C203"] * 10, start=1))


# -- folders -------------------------------------------------------------------------------------


def copy_of_minimal(folder: Path) -> Path:
    for name, text in minimal_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def problem_of_folder(folder: Path) -> str:
    with pytest.raises(ProblemsFound) as raised:
        read_folder(folder)
    return str(raised.value).replace(str(folder), "rules")


def test_the_minimal_rules_have_no_problem(tmp_path: Path) -> None:
    ruleset: Ruleset = read_folder(copy_of_minimal(tmp_path))
    assert ruleset.outcomes == (
        "not-eligible", "brittle.heavy", "brittle.other", "plain", "gap.other"
    )  # fmt: skip


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    shown = problem_of_folder(tmp_path / "rules")
    assert shown == "rules:1:1: R120 this is not a folder of rules"


@pytest.mark.parametrize("name", ["terms/light-piece.yml", "terms/light-piece.YAML"])
def test_a_rule_file_with_another_ending_is_not_passed_over(tmp_path: Path, name: str) -> None:
    copy_of_minimal(tmp_path).joinpath(name).write_text("id: light-piece\n")
    shown = problem_of_folder(tmp_path)
    assert shown == f"rules/{name}:1:1: R109 the name of a rule file ends in `.yaml`"


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casewise.reading.ruleset.MAX_FILES", 3)
    shown = problem_of_folder(copy_of_minimal(tmp_path))
    assert shown == "rules:1:1: R120 there are more than 3 rule files"


def test_other_files_and_hidden_folders_are_passed_over(tmp_path: Path) -> None:
    copy_of_minimal(tmp_path).joinpath("README.md").write_text("About these rules.\n")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config.yaml").write_text("[")
    read_folder(tmp_path)


def test_a_file_may_be_long_but_not_too_long(tmp_path: Path) -> None:
    path = copy_of_minimal(tmp_path).joinpath("terms/heavy-piece.yaml")
    text = path.read_bytes()
    path.write_bytes(text + b"#" * 100_000)
    read_folder(tmp_path)
    path.write_bytes(text + b"#" * MAX_RULE_BYTES)
    shown = problem_of_folder(tmp_path)
    assert shown.startswith("rules/terms/heavy-piece.yaml:1:1: Y006 the text has more than 1,048,")


def test_rules_without_readings_need_no_register_of_them(tmp_path: Path) -> None:
    copy_of_minimal(tmp_path).joinpath("readings.yaml").unlink()
    plain = tmp_path / "categories" / "plain.yaml"
    plain.write_text(plain.read_text().replace("reading:\n          damp: counted", "sent: yes"))
    assert read_folder(tmp_path).readings == ()


def test_a_file_that_is_not_utf_8_does_not_hide_the_others(tmp_path: Path) -> None:
    copy_of_minimal(tmp_path).joinpath("facts.yaml").write_bytes(b"- fact: \xff\n")
    tmp_path.joinpath("criteria/boxed.yaml").write_text("id: [boxed\n")
    shown = problem_of_folder(tmp_path)
    assert _CODE.findall(shown) == ["Y002", "Y001"]


# -- the catalogue -------------------------------------------------------------------------------


def test_every_code_in_the_package_is_in_the_catalogue() -> None:
    used = {
        code
        for path in READING.rglob("*.py")
        if path.name != "codes.py"
        for code in re.findall(r'"([A-Z][0-9]{3})"', path.read_text())
    }
    assert used == set(CODES)


def test_every_code_in_the_catalogue_has_an_example() -> None:
    shown = {example.stem.partition("-")[0] for example in EXAMPLES} - {"many"}
    assert shown | set(BUILT) | {"Y013"} == set(CODES)


def test_the_catalogue_has_one_line_for_each_code_in_order() -> None:
    assert list(CODES) == sorted(CODES, key=lambda code: ("YRC".index(code[0]), code))
    assert all(line and "\n" not in line and not line.endswith(".") for line in CODES.values())


if __name__ == "__main__":
    for path in EXAMPLES:
        inputs = sections(path)
        before = inputs.pop("problems")
        now = printed(inputs)
        path.write_bytes(path.read_bytes().removesuffix(before.encode()) + now.encode())
