"""Every form of an answer, and every refusal of one (contract.md sections 1 and 3.1)."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewise.errors import ProblemsFound
from casewise.facts import LAST_DAY, Choice, Entities, Known, Members, Span
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact
from casewise.reading.cases import read_case_lines, read_case_text
from casewise.reading.days import read_days
from casewise.reading.plain_values import read_plain
from casewise.reading.ruleset import read_folder
from casewise.reading.tree import decode

MINIMAL = read_folder(Path(__file__).parent / "golden" / "problems" / "minimal")
PACKING = frozenset({"box", "bag", "paper"})


def record(text: str, ruleset: Ruleset = MINIMAL) -> dict[str, Known | None]:
    (case,) = read_case_text(decode(text.encode(), "text"), ruleset)
    return dict(case.values)


def answer(fact: str, text: str) -> Known | None:
    return record(f"{fact}: {text}")[fact]


def of_piece(fact: str, text: str) -> Known | None:
    known = record(f"contents:\n  - {fact}: {text}")["contents"]
    assert isinstance(known, Entities)
    return known.listed[0][fact]


def codes(text: str) -> list[str]:
    with pytest.raises(ProblemsFound) as raised:
        record(text)
    return [problem.code for problem in raised.value.problems]


def one(*values: str) -> Choice:
    return Choice(frozenset(values))


def days(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal())


def members(included: set[str], excluded: set[str]) -> Members:
    return Members(frozenset(included), frozenset(excluded))


# -- not known -----------------------------------------------------------------------------------


@pytest.mark.parametrize("fact", ["sent", "sent_on", "packed_in", "contents"])
@pytest.mark.parametrize("text", ["unknown", '"unknown"', "null", "Null", "NULL", "~", ""])
def test_asked_and_not_known(fact: str, text: str) -> None:
    assert record(f"{fact}: {text}") == {fact: None}


@pytest.mark.parametrize("fact", ["sent", "sent_on", "packed_in", "contents"])
@pytest.mark.parametrize("text", ['"null"', "'~'", '""', "Unknown", "[unknown]", "[null]"])
def test_what_only_looks_like_not_known(fact: str, text: str) -> None:
    assert codes(f"{fact}: {text}")


def test_what_is_not_stated_is_not_in_the_record() -> None:
    assert record("{}") == {}
    assert record("case: first") == {}


# -- yes or no -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["yes", "Yes", "YES", '"yes"', "true", "True", "TRUE", '"true"'])
def test_yes(text: str) -> None:
    assert answer("sent", text) == one("yes")


@pytest.mark.parametrize("text", ["no", "No", "NO", "'no'", "false", "False", "FALSE"])
def test_no(text: str) -> None:
    assert answer("sent", text) == one("no")


@pytest.mark.parametrize(
    "text", ["y", "on", "off", "1", "0", "yEs", '" yes"', "\uff59es", "probably"]
)
def test_neither_yes_nor_no(text: str) -> None:
    assert codes(f"sent: {text}") == ["C202"]


@pytest.mark.parametrize("text", ["[yes]", "{one of: [yes, no]}", "{}", "[]"])
def test_yes_or_no_in_a_shape_it_does_not_have(text: str) -> None:
    assert codes(f"sent: {text}") == ["C203"]


# -- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2000-10-15", "2000-10-15", "2000-10-15"),
        ('"2000-10-15"', "2000-10-15", "2000-10-15"),
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("2001-02", "2001-02-01", "2001-02-28"),
        ("2000-12", "2000-12-01", "2000-12-31"),
        ("9999-12", "9999-12-01", "9999-12-31"),
        ("2000", "2000-01-01", "2000-12-31"),
        ("{from: 2000-10-15, to: 2001-01-01}", "2000-10-15", "2001-01-01"),
        ("{from: 2000-10, to: 2000-10}", "2000-10-01", "2000-10-31"),
        ("{from: 2000, to: 2001}", "2000-01-01", "2001-12-31"),
        ("{from: 2000-10-15}", "2000-10-15", date.max.isoformat()),
        ("{to: 2000-10-15}", date.min.isoformat(), "2000-10-15"),
    ],
)
def test_a_date_known_exactly_or_in_part(text: str, first: str, last: str) -> None:
    assert answer("sent_on", text) == days(first, last)


@given(st.dates())
def test_every_day_is_a_date(day: date) -> None:
    assert read_days(day.isoformat()) == Span(day.toordinal(), day.toordinal())


@given(st.dates())
def test_a_month_and_a_year_end_where_the_next_begins(day: date) -> None:
    for form in ("%Y-%m", "%Y"):
        found = read_days(f"{day.year:04}" + day.strftime(form.removeprefix("%Y")))
        assert found is not None
        assert found.low <= day.toordinal() <= found.high
        assert date.fromordinal(found.low).day == 1
        assert found.high == LAST_DAY or date.fromordinal(found.high + 1).day == 1


@pytest.mark.parametrize(
    "text",
    [
        *("2000-1-5", "15.10.2000", "2000/10/15", "20001015", "2000-10-15T12:00", "200", "20000"),
        *('" 2000-10-15"', '"2000-10-15 "', "2000 - 10 - 15", "-2000", "2_000", "2000.0", "soon"),
        *("\u0662\u0660\u0660\u0660", '"\\n"'),
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert codes(f"sent_on: {text}") == ["C202"]


@pytest.mark.parametrize(
    "text", ["2000-02-30", "2001-02-29", "2000-13", "2000-00", "0000", "2000-01-00"]
)
def test_a_day_that_does_not_exist(text: str) -> None:
    assert codes(f"sent_on: {text}") == ["C206"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{from: 2001, to: 2000}", ["C204"]),
        ("{from: 2000-10-16, to: 2000-10-15}", ["C204"]),
        ("{}", ["C205"]),
        ("{after: 2000}", ["C210"]),
        ("{from: 2000, until: 2001}", ["C210"]),
        ("{from: soon, to: 2000-13}", ["C202", "C206"]),
        ("{from: }", ["C202"]),
        ("[2000]", ["C203"]),
        ("{from: {from: 2000}}", ["C203"]),
    ],
)
def test_a_date_that_says_what_cannot_be(text: str, found: list[str]) -> None:
    assert codes(f"sent_on: {text}") == found


# -- whole numbers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("14", 14, 14),
        ('"14"', 14, 14),
        ("0", 0, 0),
        ("120", 120, 120),
        ("{at least: 13}", 13, 120),
        ("{at most: 17}", 0, 17),
        ("{at least: 13, at most: 17}", 13, 17),
        ("{at least: 13, at most: 13}", 13, 13),
        ("{at least: 0}", 0, 120),
    ],
)
def test_a_number_known_exactly_or_in_part(text: str, low: int, high: int) -> None:
    assert of_piece("weight", text) == Span(low, high)


@pytest.mark.parametrize(
    "text",
    [
        *("014", "14.0", "1_4", "+14", "-0", "1e1", "0x0E", "0o16", '" 14"', "fourteen", "true"),
        *("\u0661\u0664", "\uff11\uff14", "²", "1 4", "14,0", '"14\\n"'),
    ],
)
def test_what_is_no_whole_number(text: str) -> None:
    assert codes(f"contents:\n  - weight: {text}") == ["C202"]


@pytest.mark.parametrize("text", ["121", "-1", "{at most: 121}", "{at least: -1}", "9" * 100])
def test_a_number_that_cannot_be(text: str) -> None:
    assert codes(f"contents:\n  - weight: {text}") == ["C206"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{at least: 18, at most: 13}", ["C204"]),
        ("{}", ["C205"]),
        ("{about: 14}", ["C210"]),
        ("{at least: some, at most: 200}", ["C202", "C206"]),
        ("[14]", ["C203"]),
    ],
)
def test_a_number_that_says_what_cannot_be(text: str, found: list[str]) -> None:
    assert codes(f"contents:\n  - weight: {text}") == found


# -- one of a list -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("glass", one("glass")),
        ("'glass'", one("glass")),
        ("{one of: [glass, wood]}", one("glass", "wood")),
        ("{one of: [glass]}", one("glass")),
    ],
)
def test_one_of_a_list(text: str, known: Known) -> None:
    assert of_piece("made_of", text) == known


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("glas", ["C202"]),
        ("Glass", ["C202"]),
        ('"glass "', ["C202"]),
        ("none", ["C202"]),
        ("[glass]", ["C203"]),
        ("{one of: glass}", ["C203"]),
        ("{one of: {}}", ["C203"]),
        ("{one of: []}", ["C205"]),
        ("{one of: }", ["C203"]),
        ("{}", ["C205"]),
        ("{one of: [glas, wod]}", ["C202", "C202"]),
        ("{one of: [glass, glass]}", ["C204"]),
        ("{none of: [glass]}", ["C210"]),
        ("{one of: [glass], includes: [wood]}", ["C210"]),
        ("{one of: [[glass]]}", ["C203"]),
    ],
)
def test_one_of_a_list_that_says_what_cannot_be(text: str, found: list[str]) -> None:
    assert codes(f"contents:\n  - made_of: {text}") == found


# -- several of a list ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "included", "excluded"),
    [
        ("[box, bag]", {"box", "bag"}, {"paper"}),
        ("[box, bag, paper]", set(PACKING), set()),
        ("none", set(), set(PACKING)),
        ('"none"', set(), set(PACKING)),
        ("[]", set(), set(PACKING)),
        ("{includes: [box]}", {"box"}, set()),
        ("{excludes: [box]}", set(), {"box"}),
        ("{includes: [box], excludes: [bag]}", {"box"}, {"bag"}),
        ("{excludes: [box, bag, paper]}", set(), set(PACKING)),
    ],
)
def test_several_of_a_list(text: str, included: set[str], excluded: set[str]) -> None:
    assert answer("packed_in", text) == members(included, excluded)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("box", ["C203"]),
        ("None", ["C203"]),
        ("[box, sack, crate]", ["C202", "C202"]),
        ("[none]", ["C202"]),
        ("[unknown]", ["C202"]),
        ("[box, box]", ["C204"]),
        ("[[box]]", ["C203"]),
        ("{}", ["C205"]),
        ("{includes: []}", ["C205"]),
        ("{includes: [], excludes: []}", ["C205", "C205"]),
        ("{includes: [box], excludes: [box]}", ["C204"]),
        ("{includes: none}", ["C203"]),
        ("{includes: [box], only: [bag]}", ["C210"]),
        ("{includes: [sack], excludes: [crate]}", ["C202", "C202"]),
    ],
)
def test_several_of_a_list_that_say_what_cannot_be(text: str, found: list[str]) -> None:
    assert codes(f"packed_in: {text}") == found


# -- lists of entities ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("none", Entities((), others=False)),
        ("[]", Entities((), others=False)),
        ("[{}]", Entities(({},), others=False)),
        ("[{weight: 14}, {}]", Entities(({"weight": Span(14, 14)}, {}), others=False)),
        ("[{weight: unknown}]", Entities(({"weight": None},), others=False)),
        ("{listed: [{}], others: possible}", Entities(({},), others=True)),
        ("{listed: [], others: possible}", Entities((), others=True)),
        ("{others: possible, listed: []}", Entities((), others=True)),
    ],
)
def test_a_list_of_entities(text: str, known: Known) -> None:
    assert answer("contents", text) == known


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("glass", ["C203"]),
        ("[glass]", ["C203"]),
        ("[none]", ["C203"]),
        ("[null]", ["C203"]),
        ("[unknown]", ["C203"]),
        ("[[]]", ["C203"]),
        ("{}", ["C205"]),
        ("{weight: 14}", ["C210"]),
        ("{listed: [{}]}", ["C203"]),
        ("{others: possible}", ["C203"]),
        ("{listed: [{}], others: none}", ["C202"]),
        ("{listed: [{}], others: [possible]}", ["C202"]),
        ("{listed: none, others: possible}", ["C203"]),
        ("{listed: [{weigth: 1}], others: maybe, more: yes}", ["C210"]),
        ("[{weigth: 14}]", ["C201"]),
        ("[{case: first}]", ["C201"]),
        ("[{sent: yes}]", ["C201"]),
        ("[{weight: 121, made_of: glas}, {wrapped: maybe}, 3]", ["C206", "C202", "C202", "C203"]),
    ],
)
def test_a_list_of_entities_that_says_what_cannot_be(text: str, found: list[str]) -> None:
    assert codes(f"contents: {text}") == found


# -- records -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["first", "1", "A.b-c_d", "a" * 64, "014", "true"])
def test_a_case_id(name: str) -> None:
    (case,) = read_case_text(decode(f"case: {name}".encode(), "text"), MINIMAL)
    assert case.id == name


@pytest.mark.parametrize("name", ["", "null", "~"])
def test_no_case_id(name: str) -> None:
    (case,) = read_case_text(decode(f"case: {name}".encode(), "text"), MINIMAL)
    assert case.id is None


@pytest.mark.parametrize(
    "name", ["a b", "-a", "é", '""', "a" * 65, "[a]", "{a: b}", '"null "', "a/b"]
)
def test_what_is_no_case_id(name: str) -> None:
    assert codes(f"case: {name}") == ["C207"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("case: John Smith", "    case:\n          ^ use"),
        ("case:\n  John Smith", "text:2:3: C207 this is not a case id (use"),
        ("name: John Smith", "    name:\n    ^ choose"),
        ('{"sent": "yes", "name": "John Smith"}', '                    "name":\n'),
        ('{"name": "John Smith", "name": "Smith, J"}', '                           "name":\n'),
        ('{"name": "John Smith", "sent": "perhaps"}', "an answer to `sent` (choose `yes`"),
        ('{"na\\"me: ": "John Smith"}', '    {"na\\"me: ":\n     ^'),
        ("sent_on: {who: John Smith}", "    sent_on: {who:\n              ^"),
        ("- case: John Smith\n- case: John Smith", "text:2:9: C207"),
        ("facts: {}\nauthor: John Smith", "    author:\n    ^"),
        ("? who\n: John Smith", "text:1:3: C201 there is no fact `who`\n    ?\n      ^"),
    ],
)
def test_what_could_be_a_name_is_not_shown(text: str, shown: str) -> None:
    with pytest.raises(ProblemsFound) as raised:
        read_case_text(decode(text.encode(), "text"), MINIMAL)
    assert shown in str(raised.value)
    assert "Smith" not in str(raised.value)
    if text.startswith("{"):
        with pytest.raises(ProblemsFound) as raised:
            list(read_case_lines([text.encode()], "text", MINIMAL))
        assert "Smith" not in str(raised.value)


def test_a_worked_case_is_read_as_its_record() -> None:
    assert record("case: first\ntitle: A title.\nfacts: {sent: yes}") == {"sent": one("yes")}


def test_a_worked_case_keeps_the_readings_it_was_written_for() -> None:
    text = "title: A title.\nunder: {damp: %s}\nfacts: {sent: yes}"
    (case,) = read_case_text(decode((text % "left-out").encode(), "text"), MINIMAL)
    assert case.under == (("damp", "left-out"),)
    assert codes(text % "no-such-value") == ["R106"]


def test_json_is_read_alike() -> None:
    text = """{
      "case": "first", "sent": true, "sent_on": null, "packed_in": ["box"],
      "contents": {
        "listed": [{"weight": 14, "made_of": {"one of": ["glass"]}}],
        "others": "possible"
      }
    }"""
    assert record(text) == {
        "sent": one("yes"),
        "sent_on": None,
        "packed_in": members({"box"}, {"bag", "paper"}),
        "contents": Entities(({"weight": Span(14, 14), "made_of": one("glass")},), others=True),
    }


def test_json_lines_are_read_one_by_one() -> None:
    lines = [
        b'{"case": "first", "sent": "yes"}\n',
        b"\n",
        b"\xef\xbb\xbf{}\r\n",
        b'{"sent": "maybe"}',
    ]
    found = read_case_lines(lines, "text", MINIMAL)
    first, second = next(found), next(found)
    assert (first.id, str(first.place), str(second.place)) == ("first", "text:1:1", "text:3:1")
    with pytest.raises(ProblemsFound, match=r"^text:4:10: C202"):
        next(found)


def test_a_long_line_is_read_like_a_short_one() -> None:
    lines = [b'{"contents": [' + b"{}," * 40_000 + b'{"weight": 14}]}']
    (case,) = read_case_lines(lines, "text", MINIMAL)
    known = case.values["contents"]
    assert isinstance(known, Entities)
    assert known.listed[-2:] == ({}, {"weight": Span(14, 14)})


@pytest.mark.parametrize(
    "line",
    [
        *(b"[" * 100_000, b'{"sent": ' * 100_000, b"1" * 10_000, b'"a"', b"{"),
        *(b'{"sent": [' * depth + b"]}" * depth for depth in (20, 200, 450, 2_000)),
    ],
    ids=lambda line: line[:10],
)
def test_a_line_that_is_no_record(line: bytes) -> None:
    with pytest.raises(ProblemsFound, match=r"^text:1:"):
        list(read_case_lines([line], "text", MINIMAL))


def test_blank_lines_within_a_piece_of_the_stream_are_counted() -> None:
    with pytest.raises(ProblemsFound, match=r"^text:3:10: C202"):
        list(read_case_lines([b'\n\n{"sent": "maybe"}\n'], "text", MINIMAL))


@pytest.mark.parametrize("text", ["[]", "- case: a\n- case: b\n- case: a\n", "sent", "[sent]"])
def test_an_input_that_is_no_list_of_cases(text: str) -> None:
    assert codes(text) in (["C209"], ["C208"], ["C203"])


# -- values from Python --------------------------------------------------------------------------


def fact(path: str) -> Fact:
    found = MINIMAL.vocabulary.at(path)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "value", "known"),
    [
        ("sent", True, one("yes")),
        ("sent", "no", one("no")),
        ("sent", None, None),
        ("sent", "unknown", None),
        ("sent_on", date(2000, 10, 15), days("2000-10-15", "2000-10-15")),
        (
            "sent_on",
            {"from": date(2000, 10, 15), "to": "2000-12"},
            days("2000-10-15", "2000-12-31"),
        ),
        ("contents.1.weight", 14, Span(14, 14)),
        ("contents.1.weight", {"at most": 17}, Span(0, 17)),
        ("contents.1.made_of", {"one of": ("glass", "wood")}, one("glass", "wood")),
        ("packed_in", {"box"}, members({"box"}, {"bag", "paper"})),
        ("packed_in", (), members(set(), set(PACKING))),
        ("contents", [{"weight": 14}, {}], Entities(({"weight": Span(14, 14)}, {}), others=False)),
    ],
)
def test_a_value_from_python(path: str, value: object, known: Known | None) -> None:
    assert read_plain(fact(path), value) == known


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("sent", "null", "C202"),
        ("sent", "", "C202"),
        ("sent", 1, "C202"),
        ("contents.1.weight", 14.0, "C202"),
        ("contents.1.weight", 121, "C206"),
        ("contents.1.weight", True, "C202"),
        ("sent_on", b"2000", "C202"),
        ("sent_on", object(), "C202"),
        ("packed_in", ["box", None], "C202"),
        ("contents", [{1: 2}], "C201"),
    ],
)
def test_a_value_from_python_that_is_no_answer(path: str, value: object, code: str) -> None:
    with pytest.raises(ProblemsFound) as raised:
        read_plain(fact(path), value)
    assert [problem.code for problem in raised.value.problems] == [code]
