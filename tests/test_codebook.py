"""The codebook: everything in the rules is in it, in both formats, and every page is sound."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from justhtml import JustHTML
from markdown_it import MarkdownIt

from books import RULESETS, Tag, elements, names, parsed, said, tag, write
from casewise.library import load, load_worked_cases, shipped_cases
from casewise.model.cited import cited
from casewise.model.names import names_in
from casewise.model.ruleset import Ruleset
from laws.test_codebook import check_drawing

CSP = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"


class Book:
    """A book in both formats, and the rules it is of."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.rules: Ruleset = load(RULESETS[name])
        self.html = write(folder / "html", name)
        self.markdown = write(folder / "markdown", name, "--format", "markdown")
        self.pages = {page: parsed(self.html / page) for page in names(self.html, ".html")}

        self.texts = {page: squeezed(said(tree)) for page, tree in self.pages.items()}
        self.ids = {page: ids(tree) for page, tree in self.pages.items()}

    def text(self, page: str) -> str:
        """What a page says, with single spaces."""
        return self.texts[page]

    def anchors(self, page: str) -> list[str]:
        """The ids on a page."""
        return self.ids[page]


def squeezed(words: str) -> str:
    return " ".join(words.split())


def ids(tree: Tag) -> list[str]:
    return [each.attributes["id"] for each in elements(tree) if "id" in each.attributes]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Book]:
    """Each book, written and read once."""
    return cache(lambda name: Book(name, tmp_path_factory.mktemp(name)))


@pytest.fixture(params=RULESETS)
def book(request: pytest.FixtureRequest, books: Callable[[str], Book]) -> Book:
    return books(request.param)


@pytest.fixture
def shipped(books: Callable[[str], Book]) -> Book:
    return books("njov-1")


# -- contents ---------------------------------------------------------------------------------


def test_every_rule_has_a_page_that_says_what_it_says(book: Book) -> None:
    for rule in book.rules.rules:
        text = book.text(f"rules/{rule.id}.html")
        clauses = [rule.id, rule.asks, rule.means[1:], rule.fails[1:], squeezed(rule.note)]
        clauses += [exclusion.means for exclusion in rule.exclusions]
        clauses += [rule.label or rule.title]
        for clause in clauses:
            assert clause in text, (rule.id, clause)


def test_every_rule_shows_its_file_as_it_is(book: Book) -> None:
    for rule in book.rules.rules:
        assert rule.place is not None
        (listing,) = elements(book.pages[f"rules/{rule.id}.html"], "pre")
        shown = said(listing, "")
        assert shown.rstrip("\n") == Path(rule.place.file).read_text("utf-8").rstrip("\n")


def test_every_part_of_a_rule_has_an_anchor_and_a_line_in_its_file(book: Book) -> None:
    for rule in book.rules.rules:
        page = f"rules/{rule.id}.html"
        anchors = book.anchors(page)
        for name in names_in(rule):
            entry, parted, winner = name.partition(">")
            anchor = f"yields-to-{winner}" if parted else entry
            assert anchor in anchors or name == rule.id, name
        places = [each.place for each in rule.exclusions] + [each.place for each in rule.yields]
        for place in places:
            assert place is not None
            assert f"line-{place.line}" in anchors
            assert f"{rule.id}.yaml:{place.line}" in book.text(page)


def test_precedence_stands_on_both_sides(book: Book) -> None:
    for rule in book.rules.rules:
        for entry in rule.yields:
            assert f"it yields to {entry.to}" in book.text(f"rules/{rule.id}.html")
            assert f"it comes before {rule.id}" in book.text(f"rules/{entry.to}.html")


def test_rules_lead_to_those_they_use_and_back(book: Book) -> None:
    for rule in book.rules.rules:
        for name in casewise_uses(book.rules, rule.id):
            assert f"{name}.html" in targets(book.pages[f"rules/{rule.id}.html"])
            assert f"{rule.id}.html" in targets(book.pages[f"rules/{name}.html"])


def casewise_uses(rules: Ruleset, name: str) -> set[str]:
    """The rules that a rule names, read from its text."""
    place = rules.by_id[name].place
    assert place is not None
    return set(re.findall(r"\brule: ([a-z0-9.-]+)", Path(place.file).read_text("utf-8")))


def targets(node: Tag) -> list[str]:
    return [element.attributes["href"] for element in elements(node, "a")]


def test_every_fact_and_reading_is_told_of(book: Book) -> None:
    anchors = book.anchors("facts.html")
    for scope, fact in book.rules.vocabulary:
        assert (f"{scope}.{fact.name}" if scope else fact.name) in anchors
        for words in (fact.asks, *fact.codes, *(value.label for value in fact.values)):
            if fact.values or words == fact.asks:
                assert words in book.text("facts.html")
    for reading in book.rules.readings:
        text = book.text("readings.html")
        assert reading.name in book.anchors("readings.html")
        for words in (reading.asks, reading.reason, *(value.means for value in reading.values)):
            assert words in text


def test_what_a_gap_is_meant_for_and_every_statement_is_told_of(book: Book) -> None:
    for rule in book.rules.rules:
        if rule.accepts is not None:
            assert "accepts" in book.anchors(f"rules/{rule.id}.html")
            assert rule.accepts.means[1:] in book.text(f"rules/{rule.id}.html")
    for statement in book.rules.statements:
        assert statement.id in book.anchors("statements.html")
        assert statement.means[1:] in book.text("statements.html")
    assert ("statements.html" in book.pages) is bool(book.rules.statements)


def test_every_citation_stands_at_its_source(book: Book) -> None:
    rows = [
        [squeezed(said(cell)) for cell in elements(row, "th", "td")]
        for row in elements(book.pages["sources.html"], "tr")
    ]
    for name, words, cites in cited(book.rules):
        for cite in cites:
            lines = str(cite).partition(":")[2]
            assert [lines, name, words] in rows, (name, cite)
    for source in book.rules.sources:
        assert source.sha256 in book.text("sources.html")


def test_every_worked_case_is_on_its_page_and_on_that_of_each_rule_it_rests_on(
    shipped: Book,
) -> None:
    folder = shipped_cases("njov-1")
    assert folder is not None
    owner = {name: rule.id for rule in shipped.rules.rules for name in names_in(rule)}
    count = 0
    for file in folder.rglob("*.cases.yaml"):
        page = f"cases/{file.relative_to(folder).as_posix().removesuffix('.cases.yaml')}.html"
        for worked in load_worked_cases(file, shipped.rules):
            count += 1
            assert f"case-{worked.case.id}" in shipped.anchors(page)
            assert worked.title in shipped.text(page)
            for name in worked.rests_on:
                at = f"rules/{owner[name]}.html" if name in owner else "readings.html"
                row = next(row_of(shipped.pages[at], worked.case.id or ""))
                assert worked.title in row
                assert ("settled" in row) is worked.expect.settled
    assert count > 300


def row_of(page: Tag, case: str) -> Iterator[str]:
    for row in elements(page, "tr"):
        if any(squeezed(said(cell)) == case for cell in elements(row, "th")):
            yield squeezed(said(row))


def test_the_index_says_what_ruleset_this_is_and_lists_stages_and_outcomes(book: Book) -> None:
    text = book.text("index.html")
    for words in (book.rules.id, book.rules.release, book.rules.fingerprint, book.rules.disclaimer):
        assert words in text
    for name in ("conflict", *book.rules.outcomes):
        assert name in text
    for rule in book.rules.rules:
        assert f"rules/{rule.id}.html" in targets(book.pages["index.html"])
    stages = ["Consistency", "Eligibility", "Criteria", "Terms", "Categories", "Gaps"]
    headings = [squeezed(said(each)) for each in elements(book.pages["index.html"], "h3")]
    assert headings == stages


def test_what_the_diagrams_show_stands_in_a_table_beside_them(book: Book) -> None:
    text = book.text("decision.html")
    for drawing in elements(book.pages["decision.html"], "svg"):
        for words in elements(drawing, "text"):
            if "fixed" in words.attributes.get("class", ""):
                assert "".join(map(str, words.children)).rstrip("-") in text
    assert all(f"question-{n}" in book.anchors("decision.html") for n in range(1, 4))


def test_another_reading_gives_another_book(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "b", "njov-1", "--reading", "roles-barring-possession=any-undercover-role"
    )
    text = said(parsed(folder / "decision.html"))
    answered = text[text.index("Questions that are already answered") :]
    assert "possession-or-distribution.solicitation" not in answered
    assert "any-undercover-role (not the default)" in squeezed(said(parsed(folder / "index.html")))


# -- every page -------------------------------------------------------------------------------


def test_links_lead_somewhere(book: Book) -> None:
    for page, tree in book.pages.items():
        for target in targets(tree):
            path, _, anchor = target.partition("#")
            at = (book.html / page).parent.joinpath(path).resolve() if path else book.html / page
            name = at.relative_to(book.html.resolve() if path else book.html).as_posix()
            assert name in book.pages, (page, target)
            assert not anchor or anchor in book.anchors(name), (page, target)


def test_nothing_is_fetched_from_elsewhere_and_nothing_runs(book: Book) -> None:
    for page, tree in book.pages.items():
        (policy,) = (
            element.attributes["content"]
            for element in elements(tree, "meta")
            if element.attributes.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy == CSP
        assert not list(elements(tree, "script", "iframe", "object", "embed", "form", "style"))
        for element in elements(tree):
            for name, value in element.attributes.items():
                assert not name.startswith("on"), (page, name)
                assert name != "style"
                if name in ("href", "src", "srcset", "action", "data"):
                    assert not re.match(r"[a-z]+:|//", value)
    assert not re.search(r"url\(|@import|://", (book.html / "codebook.css").read_text())


def test_pages_have_landmarks_and_headings_in_order(book: Book) -> None:
    for page, tree in book.pages.items():
        assert next(elements(tree, "html")).attributes["lang"] == "en"
        assert [len(list(elements(tree, tag))) for tag in ("main", "h1", "header", "footer")] == [
            1
        ] * 4
        levels = [int(each.name[1]) for each in elements(tree, "h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels[0] == 1
        assert all(b <= a + 1 for a, b in pairwise(levels)), page
        anchors = book.anchors(page)
        assert len(anchors) == len(set(anchors)), page
        titles = [squeezed(said(each)) for each in elements(tree, "title")][:1]
        assert titles[0].endswith(f"{book.rules.id} {book.rules.release} codebook")


def test_tables_have_a_caption_and_heads_with_a_scope(book: Book) -> None:
    for tree in book.pages.values():
        for table in elements(tree, "table"):
            assert len(list(elements(table, "caption"))) == 1
            assert all(head.attributes["scope"] in ("col", "row") for head in elements(table, "th"))
            for row in elements(next(elements(table, "tbody")), "tr"):
                assert next(elements(row, "th", "td")).name == "th"


def test_drawings_have_a_name_and_can_be_read(book: Book) -> None:
    count = 0
    for page in ("decision.html", "precedence.html"):
        for svg in re.findall(r"<svg.*?</svg>", (book.html / page).read_text(), re.S):
            count += 1
            root = fromstring(svg)  # noqa: S314  # our own drawing
            assert root.get("role") == "img"
            named = [each.get("id") for each in root if each.tag.endswith(("title", "desc"))]
            assert (root.get("aria-labelledby") or "").split() == named
            check_drawing(svg)
    assert count >= 2


# -- markdown ---------------------------------------------------------------------------------


def words_of(node: Tag) -> list[str]:
    return re.findall(r"\w+", said(node))


@cache
def rendered(path: Path) -> Tag:
    """A page of Markdown as a tree, without its tabs and what it is signed with."""
    text = path.read_text("utf-8")
    body = text[text.index("\n# ") : text.rindex("\n---\n")]
    html = MarkdownIt("commonmark").enable("table").render(body)
    return tag(JustHTML(html, fragment=True, sanitize=False).root)


def test_markdown_says_word_for_word_what_the_pages_say(book: Book) -> None:
    pages = names(book.markdown, ".md")
    assert {page.replace(".md", ".html") for page in pages} == set(book.pages)
    for page in pages:
        tree = rendered(book.markdown / page)
        (main,) = elements(book.pages[page.replace(".md", ".html")], "main")
        shown = words_of(main)
        heading = words_of(next(elements(main, "h1")))
        above = [word for each in elements(main, "p") if each.attributes.get("class") == "above"
                 for word in words_of(each)]  # fmt: skip
        assert shown[: len(above)] == above
        assert shown[len(above) : len(above) + len(heading)] == heading
        assert words_of(tree) == shown[len(above) :], page
        tables, lists = (len(list(elements(tree, each))) for each in ("table", "ul"))
        assert tables == len(list(elements(main, "table")))
        assert lists >= len(list(elements(main, "ul")))


def test_links_in_markdown_lead_where_those_of_the_pages_do(book: Book) -> None:
    for page in names(book.markdown, ".md"):
        (main,) = elements(book.pages[page.replace(".md", ".html")], "main")
        tree = rendered(book.markdown / page)
        links = [
            target for element in elements(tree, "a") if (target := element.attributes.get("href"))
        ]
        assert [link.replace(".md", ".html") for link in links] == targets(main)
        for link in links:
            path, _, anchor = link.partition("#")
            text = (
                (book.markdown / page).parent / path if path else book.markdown / page
            ).read_text()
            assert not anchor or f'<a id="{anchor}"></a>' in text or anchor.startswith("line-"), (
                link
            )
        for image in elements(tree, "img"):
            assert ((book.markdown / page).parent / (image.attributes["src"])).is_file()
