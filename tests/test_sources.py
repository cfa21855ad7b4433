"""`casewise sources`: which text is which source, and which citations no longer fit it."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from time import monotonic

import pytest

from casewise.model.passages import fits, passage
from casewise.model.vocabulary import Citation
from command_line import Run

BOOK = "one\ntwo\nthree\nfour\n"
PAPER = "five\nsix\n"
Sources = Callable[..., Run]


def source(name: str, text: str, lines: int | None = None) -> str:
    count = lines or len(text.split("\n"))
    return (
        f"- source: {name}\n  title: {name}\n  authors: Nobody\n  year: 2000\n"
        f"  publisher: None\n  lines: {count}\n  sha256: {sha256(text.encode()).hexdigest()}\n"
    )


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A small ruleset that cites a book, and names a paper that nothing cites."""
    texts = {
        "ruleset.yaml": "id: small\nrelease: 1.0.0\ntitle: Small\ndisclaimer: None.\n"
        "gaps in order: [gap.rest]\n",
        "facts.yaml": "- fact: open\n  type: yes/no\n  label: open\n  asks: Is it open?\n"
        "  cites: book, line 1\n",
        "sources.yaml": source("book", BOOK) + source("paper", PAPER),
        "eligibility/counted.yaml": "id: counted\nkind: eligibility\ntitle: Counted\n"
        "asks: Is it counted?\nmeans: it is counted\nfails: it is not counted\n"
        "cites: book, line 2\nwhen:\n  open: yes\n",
        "gaps/gap.rest.yaml": "id: gap.rest\nkind: gap\ntitle: Rest\nasks: Is it the rest?\n"
        "means: it is the rest\ncites: book, lines 3-4\nwhen: otherwise\n",
    }
    folder = tmp_path / "rules"
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture
def sources(capsys: pytest.CaptureFixture[str], rules: Path, tmp_path: Path) -> Sources:
    """Runs the command on a text, by the small ruleset."""

    def run(text: str, *arguments: str) -> Run:
        path = tmp_path / "text.txt"
        path.write_text(text)
        return Run(capsys, "sources", "--text", str(path), "-r", str(rules), *arguments)

    return run


@pytest.fixture
def recorded(sources: Sources, rules: Path) -> Sources:
    """The same, with the passages of the book recorded."""
    (rules / "passages.yaml").write_text(sources(BOOK, "--record").out)
    return sources


def test_the_text_that_was_cited_fits(recorded: Sources) -> None:
    run = recorded(BOOK)
    assert run.out.startswith("book: the text that was cited\n")
    assert (run.code, run.out.splitlines()[-1]) == (0, "3 fits")


def test_passages_that_moved_or_changed_are_named(recorded: Sources) -> None:
    run = recorded("zero\none\nTWO\nthree\nfour\n")
    assert run.code == 1
    assert "book:1: no longer fits; the passage now stands at book:2" in run.out
    assert "book:3-4: no longer fits; the passage now stands at book:4-5" in run.out
    assert "book:2: no longer fits; the passage is not in this text" in run.out
    assert run.out.splitlines()[-1] == "1 changed, 2 moved"


def test_a_part_of_a_text_is_taken_for_what_it_is_a_part_of(recorded: Sources) -> None:
    run = recorded("one\ntwo\n")
    assert run.out.startswith("book: not byte for byte the text that was cited\n")
    assert (run.code, run.out.splitlines()[-1]) == (1, "1 changed, 2 fits")


def test_white_space_does_not_count(recorded: Sources) -> None:
    run = recorded(BOOK.replace("\n", "  \r\n"))
    assert (run.code, "not byte for byte" in run.out) == (0, True)


def test_a_text_that_nothing_fits_is_no_source_unless_it_is_said_to_be(recorded: Sources) -> None:
    run = recorded(PAPER.upper())
    assert (run.code, run.out) == (2, "")
    assert "name it with `--source` (`book`)" in run.err
    said = recorded(PAPER.upper(), "--source", "book")
    assert (said.code, said.out.splitlines()[-1]) == (1, "3 changed")


def test_where_no_passage_was_recorded_a_text_must_be_the_very_one(sources: Sources) -> None:
    assert sources(BOOK).code == 0
    assert sources(BOOK + "five\n").code == 2
    assert sources(BOOK + "five\n", "--source", "book").code == 1


def test_a_source_that_nothing_cites_is_known_by_its_hash(recorded: Sources) -> None:
    run = recorded(PAPER)
    assert run.out == "paper: the text that was cited\n\nnothing of it is cited\n"


@pytest.mark.parametrize("arguments", [["--source", "book"], []])
def test_only_the_very_text_is_recorded(sources: Sources, arguments: list[str]) -> None:
    run = sources(BOOK + "five\n", "--record", *arguments)
    assert (run.code, run.out) == (2, "")
    for text in (BOOK, BOOK + "five\n"):
        assert sha256(text.encode()).hexdigest() in run.err


def test_citations_beyond_the_text_are_not_recorded(sources: Sources, rules: Path) -> None:
    (rules / "sources.yaml").write_text(source("book", "one\ntwo", lines=9))
    run = sources("one\ntwo", "--record")
    assert (run.code, run.out) == (2, "")
    assert "`book:3-4` lies beyond the 2 lines of the text" in run.err


@pytest.mark.parametrize("arguments", [["--record"], ["--source", "bulletin-2003"]])
def test_what_is_about_a_text_needs_one(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    run = Run(capsys, "sources", *arguments)
    assert (run.code, run.out, "--text" in run.err) == (2, "", True)


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("contact", {"contact=required", "contact=not-required"}),
        ("contact=required", {"contact=required"}),
        ("victims", {"victims", "victims.age_at_offense"}),
        ("age_at_offense", {"victims.age_at_offense"}),
        ("possession-or-distribution", {"possession-or-distribution>identified-victim"}),
        ("minor-involved", {"minor-involved", "minor-involved.portrayed"}),
    ],
)
def test_a_name_stands_for_what_is_under_it(
    capsys: pytest.CaptureFixture[str], name: str, listed: set[str]
) -> None:
    run = Run(capsys, "sources", name)
    found = {line.partition(":")[0] for line in run.out.splitlines()[4:]}
    assert (run.code, listed <= found) == (0, True)
    assert all(name in each for each in found)


def test_every_name_must_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "sources", "contact", "began-onlin")
    assert (run.code, run.out) == (2, "")
    assert "Nothing that cites has the name `began-onlin`. Did you mean `began-online`?" in run.err


def test_a_wrong_text_is_seen_through_once_for_each_length() -> None:
    lines = [f"line {number}" for number in range(2_000)]
    cites = [Citation("book", first, first + 3) for first in range(1, 1_900)]
    wrong = {cite: passage(cite, [f"{line} other" for line in lines]).digest for cite in cites}
    began = monotonic()
    assert {each.state for each in fits(cites, lines, wrong).values()} == {"changed"}
    assert monotonic() - began < 2
