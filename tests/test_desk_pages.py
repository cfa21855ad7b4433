"""The pages of the desk: an interview, its answers, its result, files in and out, the table."""

import json
import re
from collections.abc import Iterable, Mapping
from time import process_time
from typing import Any
from urllib.parse import parse_qs

import pytest

import casewise
from casewise.desk.case_files import MOST_CASES
from casewise.desk.changes_view import ChangesView, changes_view
from casewise.desk.warming import warm
from casewise.facts import Choice, Entities
from casewise.library import load_cases
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import FactType
from casewise.sitting.sitting import MOST_ENTITIES
from desks import PARCELS, ROOT, Visitor, filled, visitor

DEMO = ROOT / "cases" / "demo.yaml"


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return casewise.load()


@pytest.fixture(scope="module")
def parcels() -> Ruleset:
    return casewise.load(PARCELS)


@pytest.fixture
def there(rules: Ruleset) -> Visitor:
    return visitor(rules)


@pytest.fixture(autouse=True)
def no_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be different takes longest; only the tests that read it work it out."""
    none = ChangesView(None, (), 0)
    monkeypatch.setattr("casewise.desk.changes_view.changes_view", lambda _: none)


def parcel_cases(parcels: Ruleset) -> list[Case]:
    folder = PARCELS.parent.parent / "cases" / "parcels"
    return [case for file in sorted(folder.glob("*.yaml")) for case in load_cases(file, parcels)]


def consistent(rules: Ruleset, cases: Iterable[Case]) -> list[Case]:
    """The cases whose facts can be true together: no answer that matters leads to the others."""
    return [case for case in cases if casewise.classify(rules, case).placement != "conflict"]


def answer_from(there: Visitor, case: Case) -> int:
    """Answer every question from a record; how many there were."""
    there.post("/start")
    count = 0
    while there.at == "/question":
        question = there.question()
        there.post("/question", form_from(question, case.values, there))
        count += 1
        assert count < 200
    assert there.at == "/result"
    return count


def form_from(question: Any, values: Mapping[str, Any], there: Visitor) -> dict[str, Any]:
    name, _, rest = question.path.partition(".")
    known = values.get(name)
    if rest:
        assert isinstance(known, Entities)
        number, _, inner = rest.partition(".")
        return filled(question, known.listed[int(number) - 1].get(inner))
    if question.fact.type is not FactType.LIST or not isinstance(known, Entities):
        return filled(question, known)
    sitting = there.desk.memory.sitting
    assert sitting is not None
    listing = sitting.answers.lists.get(name)
    if listing is not None and listing.count == len(known.listed):
        end = "unknown" if known.others else "none"
        return {"path": question.path, "answer": end}
    return {"path": question.path, "answer": "another" if known.listed else "none"}


def test_an_interview_ends_where_classify_ends(rules: Ruleset, there: Visitor) -> None:
    for case in consistent(rules, load_cases(DEMO, rules)):
        count = answer_from(there, case)
        assert there.desk.memory.sitting is not None
        result = casewise.classify(rules, case)
        found = there.desk.memory.sitting.result
        assert (found.placement, found.possible) == (result.placement, result.possible), case.id
        assert count <= len(rules.vocabulary.facts) + 20


def test_so_it_does_for_another_ruleset(parcels: Ruleset) -> None:
    there = visitor(parcels, str(PARCELS))
    cases = consistent(parcels, parcel_cases(parcels))[::2]
    assert len(cases) > 10
    for case in cases:
        answer_from(there, case)
        assert there.desk.memory.sitting is not None
        result = casewise.classify(parcels, case)
        found = there.desk.memory.sitting.result
        assert (found.placement, found.possible) == (result.placement, result.possible), case.id


@pytest.mark.deep
def test_a_page_step_is_quick(rules: Ruleset) -> None:
    """From a sent answer to the next page, as work of this process: other programs do not count."""
    there = visitor(rules)
    warm(there.desk)
    files = sorted((ROOT / "cases" / "njov-1" / "categories").glob("*.yaml"))
    every = [case for file in files for case in load_cases(file, rules)]
    took: list[float] = []
    for case in consistent(rules, every[::2]):
        there.post("/start")
        while there.at == "/question":
            form = form_from(there.question(), case.values, there)
            begun = process_time()
            there.post("/question", form)
            took.append(process_time() - begun)
    took.sort()
    middle, high = took[len(took) // 2], took[len(took) * 95 // 100]
    print(
        f"{len(took)} steps: median {middle * 1000:.0f} ms, 95 % within {high * 1000:.0f} ms, "
        f"the longest {took[-1] * 1000:.0f} ms"
    )
    assert high <= 0.05


def test_nothing_of_one_ruleset_is_in_the_pages(parcels: Ruleset, rules: Ruleset) -> None:
    folder = ROOT / "engine" / "casewise" / "desk"
    texts = [p.read_text() for p in folder.rglob("*") if p.suffix in (".py", ".html", ".css")]
    names = {fact.name for _, fact in rules.vocabulary} | {rule.id for rule in rules.rules}
    special = {name for name in names if len(name) > 9 and name not in ("identified",)}
    assert len(special) > 50
    for text in texts:
        assert not [name for name in special if name in text]
    assert "I-CIV" not in "".join(texts)
    there = visitor(parcels, str(PARCELS))
    for path in ("/", "/question", "/table", "/rules"):
        there.post("/start")
        assert "njov" not in there.get(path).text


# -- questions --------------------------------------------------------------------------------


def test_a_question_says_why_and_what_answers_leave(there: Visitor) -> None:
    page = there.post("/start").text
    assert "Why we ask" in page
    assert "Settles it: not eligible" in page
    assert "Still possible" in page
    assert "Questions left" in page


@pytest.mark.parametrize("kind", list(FactType))
def test_a_form_that_says_nothing_is_an_error_of_its_field(rules: Ruleset, kind: FactType) -> None:
    there = visitor(rules)
    there.post("/start")
    path = path_of(there, rules, kind)
    there.post("/turn", {"path": path})
    answer = there.post("/question", {"path": path})
    assert answer.status == 400
    assert "<title>Error: Question " in answer.text
    assert "There is a problem" in answer.text
    (target,) = re.findall(r'<li><a href="#([^"]*)">', answer.text)
    assert f'id="{target}"' in answer.text
    assert there.desk.memory.sitting is not None
    assert there.desk.memory.sitting.asked == (1 if "." in path else 0)


def path_of(there: Visitor, rules: Ruleset, kind: FactType) -> str:
    """The path of some fact of a type, of an entity where the case has none."""
    scope, fact = next((s, f) for s, f in rules.vocabulary if f.type is kind)
    if not scope:
        return fact.name
    there.post("/question", {"path": scope, "answer": "another"})
    return f"{scope}.1.{fact.name}"


FORMS = [
    ("arrest_made", "answer=yes", "yes"),
    ("arrest_date", "answer=exact&exact-day=15&exact-month=10&exact-year=2000", "2000-10-15"),
    ("arrest_date", "answer=exact&exact-month=2&exact-year=2000", "2000-02"),
    ("arrest_date", "exact-year=2000", "2000"),
    ("arrest_date", "answer=part&low-year=2000", {"from": "2000"}),
    (
        "arrest_date",
        "answer=part&low-year=2000&high-year=2001&high-month=1",
        {"from": "2000", "to": "2001-01"},
    ),
    ("victims.1.age_at_offense", "answer=exact&exact=14", 14),
    ("victims.1.age_at_offense", "exact= 014 ", 14),
    ("victims.1.age_at_offense", "answer=part&high=17", {"at most": 17}),
    ("victims.1.age_at_offense", "answer=part&low=13&high=15", {"at least": 13, "at most": 15}),
    (
        "victims.1.relationship",
        "answer=several&several=family&several=met_online",
        {"one of": ["family", "met_online"]},
    ),
    ("victims.1.relationship", "answer=several&several=family", "family"),
    ("material_found_as", "whole=none", "none"),
    (
        "material_found_as",
        "member-1=yes&member-2=no&member-3=unknown&member-4=unknown&member-5=no",
        {"includes": ["computer"], "excludes": ["removable_media", "film_or_print_only"]},
    ),
]


@pytest.mark.parametrize(("path", "form", "value"), FORMS)
def test_forms_say_what_case_files_say(rules: Ruleset, path: str, form: str, value: object) -> None:
    from casewise.explanation.words import known_at
    from casewise.reading.plain_values import read_plain

    there = visitor(rules)
    there.post("/start")
    if "." in path:
        there.post("/question", {"path": "victims", "answer": "another"})
    answer = there.post("/question", {"path": path, **parse_qs(form)})
    assert answer.status == 200
    fact = rules.vocabulary.at(path)
    assert fact is not None
    expected = read_plain(fact, value)
    sitting = there.desk.memory.sitting
    assert sitting is not None
    assert known_at(sitting.values, path) == expected
    # and the form is filled with it when one comes back to change it
    page = there.post("/turn", {"path": path})
    assert "Changing an answer" in page.text
    again = there.post("/question", sent(page.text))
    assert again.status == 200
    assert there.desk.memory.sitting is not None
    assert known_at(there.desk.memory.sitting.values, path) == expected


def sent(page: str) -> dict[str, list[str]]:
    """What a browser would send of the form of a question as it stands."""
    form: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", page.partition('class="question"')[2]):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if attributes["type"] in ("radio", "checkbox") and " checked" not in tag:
            continue
        form.setdefault(attributes["name"], []).append(attributes.get("value", ""))
    return form


BAD = [
    ("arrest_date", "answer=exact&exact-day=31&exact-month=2&exact-year=2001", "there is no date"),
    ("arrest_date", "answer=exact&exact-day=1&exact-year=2001", "Enter a year"),
    ("arrest_date", "answer=exact&exact-year=abcd", "Enter a year"),
    ("arrest_date", "answer=part", "Enter one end"),
    ("arrest_date", "answer=part&low-year=2001&high-year=2000", "above the upper end"),
    ("victims.1.age_at_offense", "answer=exact&exact=-1", "Enter a whole number"),
    ("victims.1.age_at_offense", "answer=exact&exact=1e3", "Enter a whole number"),
    ("victims.1.age_at_offense", "answer=exact&exact=121", "cannot be"),
    ("victims.1.age_at_offense", "answer=exact&exact=١٤", "Enter a whole number"),
    ("victims.1.age_at_offense", "answer=part&low=9&high=3", "above the upper end"),
    ("victims.1.relationship", "answer=nobody", "Choose one"),
    ("victims.1.relationship", "answer=several&several=nobody", "Tick each"),
    ("material_found_as", "member-1=yes", "in every row"),
    ("victims", "answer=maybe", "Choose yes"),
]


@pytest.mark.parametrize(("path", "form", "words"), BAD)
def test_what_cannot_be_is_said_and_kept_in_the_form(
    rules: Ruleset, path: str, form: str, words: str
) -> None:
    there = visitor(rules)
    there.post("/start")
    if "." in path:
        there.post("/question", {"path": "victims", "answer": "another"})
    answer = there.post("/question", {"path": path, **parse_qs(form)})
    assert answer.status == 400
    assert words in answer.text
    for field, (value, *_) in parse_qs(form).items():
        if value.isdecimal() and value.isascii():
            assert f'name="{field}" value="{value}"' in answer.text


def test_changing_an_answer_keeps_the_others(rules: Ruleset, there: Visitor) -> None:
    (case, *_) = load_cases(DEMO, rules)
    answer_from(there, case)
    before = there.desk.memory.sitting
    assert before is not None
    there.post("/turn", {"path": "arrest_date"})
    there.post("/question", {"path": "arrest_date", "answer": "exact", "exact-year": "1999"})
    after = there.desk.memory.sitting
    assert after is not None
    assert after.placement == "not-eligible"
    assert {**after.values, "arrest_date": None} == {**before.values, "arrest_date": None}
    there.post("/turn", {"path": "arrest_date"})
    there.post("/question", {"path": "arrest_date", "exact-year": "2000", "exact-month": "10"})
    assert there.desk.memory.sitting is not None
    assert there.desk.memory.sitting.placement == before.placement


def test_back_asks_the_last_question_again(there: Visitor) -> None:
    there.post("/start")
    first = there.question().path
    there.post("/question", {"path": first, "answer": "unknown"})
    assert there.question().path != first
    there.post("/back")
    assert there.question().path == first
    assert there.desk.memory.sitting is not None
    assert there.desk.memory.sitting.asked == 0
    there.post("/back")  # there is nothing before
    assert there.at == "/question"


def test_a_question_can_be_put_aside_and_taken_up(there: Visitor) -> None:
    there.post("/start")
    first = there.question().path
    there.post("/skip", {"path": first})
    assert there.question().path != first
    there.post("/take-up")
    assert there.question().path == first


def test_what_was_put_aside_can_be_taken_up_from_the_result(parcels: Ruleset) -> None:
    there = visitor(parcels, str(PARCELS))
    there.post("/start")
    aside = []
    while there.at == "/question":
        aside.append(there.question().path)
        there.post("/skip", {"path": aside[-1]})
        assert len(aside) < 20
    assert there.at == "/result"
    assert f"Ask what was put aside ({len(aside)})" in there.seen[-1][1].text
    there.post("/take-up")
    assert there.question().path == aside[0]


def test_not_known_is_shown_as_such(there: Visitor) -> None:
    there.post("/start")
    page = there.post("/question", {"path": there.question().path, "answer": "unknown"})
    assert "Not known so far" in page.text


def test_entities_are_added_and_removed(there: Visitor) -> None:
    there.post("/start")
    there.post("/question", {"path": "victims", "answer": "another"})
    there.post("/question", {"path": "victims", "answer": "another"})
    there.post("/question", {"path": "victims.2.identified", "answer": "yes"})
    page = there.get("/answers").text
    assert "Remove victim 2" in page
    there.post("/withdraw", {"path": "victims.1"})
    assert there.desk.memory.sitting is not None
    (victim,) = there.desk.memory.sitting.values["victims"].listed  # type: ignore[union-attr]
    assert victim == {"identified": Choice(frozenset({"yes"}))}


def test_there_are_no_more_entities_than_a_sitting_holds(parcels: Ruleset) -> None:
    there = visitor(parcels, str(PARCELS))
    there.post("/start")
    there.post("/question", {"path": "accepted", "answer": "no"})  # nothing matters any more
    for _ in range(MOST_ENTITIES):
        assert there.post("/question", {"path": "items", "answer": "another"}).status == 200
    answer = there.post("/question", {"path": "items", "answer": "another"})
    assert answer.status == 400
    page = there.get("/answers").text
    assert f"Remove item {MOST_ENTITIES}" in page
    assert "Add another item" not in page


@pytest.mark.parametrize(
    "path", ["nothing", "victims.9.identified", "victims.1", "", "a.b.c", "victims.²"]
)
@pytest.mark.parametrize("page", ["/turn", "/question", "/withdraw", "/skip"])
def test_there_is_no_such_question(there: Visitor, page: str, path: str) -> None:
    there.post("/start")
    answer = there.post(page, {"path": path, "answer": "yes"})
    assert answer.status == 400
    assert "no such question" in answer.text


@pytest.mark.parametrize(
    "page", ["/question", "/turn", "/skip", "/back", "/take-up", "/withdraw", "/save", "/record"]
)
def test_without_a_case_nothing_can_be_done_to_it(there: Visitor, page: str) -> None:
    assert there.post(page, {"path": "arrest_made"}).status == 400


@pytest.mark.parametrize("page", ["/question", "/answers", "/result"])
def test_without_a_case_one_is_led_to_the_start(there: Visitor, page: str) -> None:
    there.get(page)
    assert there.at == "/"


# -- results ----------------------------------------------------------------------------------


def opened(rules: Ruleset, case: str) -> Visitor:
    there = visitor(rules)
    there.upload("/table", DEMO.read_bytes())
    assert there.desk.memory.table is not None
    ids = [result.case.id for result in there.desk.memory.table.results]
    there.post("/table/open", {"number": ids.index(case) + 1})
    assert there.at == "/result"
    return there


def test_a_result_says_why_what_is_open_and_what_would_be_different(
    rules: Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casewise.desk.changes_view.changes_view", changes_view)
    page = opened(rules, "downloads-production-open").seen[-1][1].text
    assert "This case is placed in I-CHP" in page
    assert "Because" in page
    assert "Answer it now" in page
    assert "It would be different if" in page
    assert "duplicate of another record: yes (now: no)" in page
    assert "Every rule that can decide, in order" in page
    assert rules.fingerprint in page
    assert "a research classification, not a legal finding" in page
    assert page.count("</html>") == 1


def test_an_undecided_result_says_what_it_could_become(rules: Ruleset) -> None:
    page = opened(rules, "arrested-in-some-summer").seen[-1][1].text
    assert "not decided yet" in page
    assert "It could become" in page


def test_clashing_facts_can_be_changed_at_once(rules: Ruleset) -> None:
    there = opened(rules, "facts-that-clash")
    page = there.seen[-1][1].text
    assert "cannot all be true" in page
    assert "Change one of these" in page
    paths = re.findall(r'<button class="quiet" name="path" value="([^"]*)">Change', page)
    assert paths
    for path in paths:
        there.post("/turn", {"path": path})
        assert there.question().path == path


def test_an_open_question_is_answered_from_the_result(rules: Ruleset) -> None:
    there = opened(rules, "downloads-production-open")
    there.post("/turn", {"path": "material_produced"})
    there.post("/question", {"path": "material_produced", "answer": "no"})
    assert there.at == "/result"
    assert there.desk.memory.sitting is not None
    assert there.desk.memory.sitting.result.settled


def test_what_takes_long_comes_after_the_rest(
    rules: Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> None:
        raise ValueError("arrest_date: 2000-10-15")

    monkeypatch.setattr("casewise.desk.changes_view.changes_view", fails)
    page = opened(rules, "downloads-production-open").seen[-1][1]
    assert page.status == 200
    assert "This could not be worked out (report id " in page.text
    assert page.text.endswith("</html>")


# -- files ------------------------------------------------------------------------------------


def test_what_is_saved_can_be_loaded(rules: Ruleset, there: Visitor) -> None:
    for case in load_cases(DEMO, rules):
        answer_from(there, case)
        assert there.desk.memory.sitting is not None
        values = there.desk.memory.sitting.values
        saved = there.post("/save")
        assert saved.headers["content-disposition"] == 'attachment; filename="case.yaml"'
        there.post("/exit")
        there.upload("/load", saved.body)
        assert there.desk.memory.sitting is not None
        assert there.desk.memory.sitting.values == values


def test_a_record_is_the_one_that_classify_keeps(rules: Ruleset) -> None:
    from casewise.recording.making import record_text

    there = opened(rules, "undercover-only")
    kept = there.post("/record")
    assert kept.headers["content-disposition"] == 'attachment; filename="record.json"'
    assert there.desk.memory.sitting is not None
    assert kept.text == record_text(there.desk.memory.sitting.result)
    assert json.loads(kept.text)["schema"] == "casewise.record/1"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "Choose a case file"),
        (b"arrest_made: maybe", "Line 1: `maybe` is not an answer"),
        (b"name: somebody", "there is no fact `name`"),
        (b"- {arrest_made: yes}\n- {arrest_made: no}", "The file has 2 cases"),
        (b"a: &a [*a, *a]", "Line 1"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"[" * 5000, "nested deeper"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_told_of(there: Visitor, raw: bytes, words: str) -> None:
    answer = there.upload("/load", raw)
    assert answer.status == 400
    assert words in answer.text
    assert "There is a problem" in answer.text
    assert there.desk.memory.sitting is None


def test_a_case_is_read_under_the_readings_it_was_written_for(there: Visitor) -> None:
    there.upload("/load", b"{under: {contact: not-required}, facts: {arrest_made: yes}}")
    assert there.desk.memory.sitting is not None
    assert there.desk.memory.sitting.ruleset.choice["contact"] == "not-required"
    assert "contact: not-required" in there.post("/save").text


# -- the table --------------------------------------------------------------------------------


def test_the_table_counts_and_filters(there: Visitor) -> None:
    page = there.upload("/table", DEMO.read_bytes()).text
    assert "4 of 4 cases are shown" in page
    table = there.desk.memory.table
    assert table is not None
    for total in table.totals:
        placed = [r for r in table.results if r.placement == total.placement]
        assert total.count == len(placed)
        assert total.settled == sum(r.settled for r in placed)
        assert total.could == sum(total.placement in r.possible for r in table.results)
    assert sum(total.count for total in table.totals) == 4
    page = there.post("/table/show", {"placement": "undecided", "settled": "all"}).text
    assert "1 of 4 cases are shown" in page
    page = there.post("/table/show", {"placement": "all", "settled": "settled"}).text
    settled = sum(result.settled for result in table.results)
    assert f"{settled} of 4 cases are shown" in page
    page = there.post("/table/show", {"placement": "nonsense", "settled": "nonsense"}).text
    assert "4 of 4 cases are shown" in page


def test_json_lines_make_a_table(there: Visitor) -> None:
    there.upload("/table", b'{"case": "a", "arrest_made": "yes"}\n{"case": "b"}\n')
    assert there.desk.memory.table is not None
    assert [each.case.id for each in there.desk.memory.table.results] == ["a", "b"]


@pytest.mark.parametrize("number", ["0", "5", "x", "", "-1", "9" * 30])
def test_the_table_has_no_such_case(there: Visitor, number: str) -> None:
    there.upload("/table", DEMO.read_bytes())
    assert there.post("/table/open", {"number": number}).status == 400
    assert there.desk.memory.sitting is None


def test_a_table_has_so_many_cases_and_no_more(there: Visitor) -> None:
    answer = there.upload("/table", b"{}\n" * (MOST_CASES + 1))
    assert answer.status == 413
    assert there.desk.memory.table is None


def test_a_file_with_problems_makes_no_table(there: Visitor) -> None:
    answer = there.upload("/table", b"- {arrest_made: yes}\n- {arrest_made: x}\n")
    assert answer.status == 400
    assert "Line 2" in answer.text
    assert there.desk.memory.table is None
    assert there.upload("/table", b" ").status == 400


# -- the rules, and the way out ---------------------------------------------------------------


def test_every_page_of_the_codebook_is_there_and_leads_to_others(parcels: Ruleset) -> None:
    there = visitor(parcels, str(PARCELS))
    there.get("/rules")
    paths = ["/rules", *(f"/rules/{path}" for path in there.desk.book)]
    known = {path.partition("#")[0] for path in paths}
    for path in paths:
        page = there.get(path)
        assert page.status == 200
        for target in re.findall(r'href="(/rules[^"#]*)', page.text):
            assert target in known, (path, target)
    assert there.get("/rules/nothing").status == 404


def test_exit_forgets_everything_and_takes_another_cookie(rules: Ruleset) -> None:
    there = opened(rules, "undercover-only")
    before = there.cookie
    page = there.post("/exit")
    assert there.at == "/cleared"
    assert there.desk.memory.sitting is None
    assert there.desk.memory.table is None
    assert "undercover" not in page.text
    assert there.cookie != before
    assert not there.door.knows(before.partition("=")[2])
    left = there.seen[-2][1].headers
    assert left["clear-site-data"] == '"cache", "storage"'
    assert there.get("/result").status == 200
    assert there.at == "/"


def test_every_page_has_the_way_out_and_no_room_for_words(rules: Ruleset) -> None:
    there = opened(rules, "downloads-production-open")
    for path in ("/", "/question", "/answers", "/result", "/table", "/rules", "/cleared", "/no"):
        there.get(path)
    for kind in FactType:
        if kind is not FactType.LIST:
            there.post("/turn", {"path": path_of(there, rules, kind)})
    pages = [
        a.text for _, a in there.seen if a.headers.get("content-type", "").startswith("text/html")
    ]
    assert len(pages) > 10
    for page in pages:
        assert 'action="/exit"' in page
        assert 'accesskey="x"' in page
        assert "<textarea" not in page
        assert "contenteditable" not in page
        assert "<script" not in page
        assert " style=" not in page
        types = set(re.findall(r'<input[^>]*type="(\w+)"', page))
        assert types <= {"hidden", "radio", "checkbox", "number", "file"}
        assert len(re.findall(r"<input", page)) == len(re.findall(r'<input[^>]*type="', page))


def test_what_is_static_is_a_short_list(there: Visitor) -> None:
    assert there.get("/static/desk.css").headers["content-type"].startswith("text/css")
    assert there.get("/static/icon.svg").status == 200
    for name in ("../app.py", "app.py", "%2e%2e/app.py", "layout.html", ""):
        assert there.get(f"/static/{name}").status == 404


def test_few_changes_are_looked_for(rules: Ruleset) -> None:
    (case,) = casewise.read_cases("arrest_date: 2000-02", rules)
    found = changes_view(casewise.classify(rules, case))
    assert (found.size, found.outcomes) == (None, ())
    (case, *_) = load_cases(DEMO, rules)
    found = changes_view(casewise.classify(rules, case))
    assert found.size == 1
    assert len(found.outcomes) > 1
