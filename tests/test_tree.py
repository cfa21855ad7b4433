"""From bytes to a tree of texts with places: what is kept, and what is refused."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from casewise.errors import Problem, ProblemsFound
from casewise.reading import tree
from casewise.reading.tree import (
    MAX_DEPTH,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Text,
    decode,
    read_tree,
)


def read(text: str) -> Node:
    return read_tree(decode(text.encode(), "text"))


def plain(node: Node) -> object:
    """The tree without its places."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Mapping)
    return {key: plain(value) for key, (_, value) in node.entries.items()}


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsFound) as raised:
        read(text)
    return raised.value.problems


def codes(text: str) -> list[str]:
    return [problem.code for problem in problems(text)]


# -- what is kept --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word", ["yes", "NO", "true", "014", "1_4", "0x1F", "1904.10", ".nan", "~", "null", "2000-1-1"]
)
def test_every_word_stays_the_text_it_was(word: str) -> None:
    assert plain(read(f"a: {word}")) == {"a": word}


def test_places_are_counted_from_one() -> None:
    root = read("a:\n  - é: x\n    b: y\n")
    assert isinstance(root, Mapping)
    items = root.entries["a"][1]
    assert isinstance(items, Sequence)
    assert isinstance(items.items[0], Mapping)
    key, value = items.items[0].entries["b"]
    assert (str(root.place), str(key.place), str(value.place)) == (
        "text:1:1",
        "text:3:5",
        "text:3:8",
    )
    assert str(items.items[0].entries["é"][1].place) == "text:2:8"


def test_a_word_knows_whether_it_was_quoted() -> None:
    root = read("[a, 'a', \"a\", ]")
    assert isinstance(root, Sequence)
    assert [item.quoted for item in root.items if isinstance(item, Scalar)] == [False, True, True]


def test_a_text_in_several_lines_is_one_word() -> None:
    assert plain(read("a: |\n  b\n  c\n")) == {"a": "b\nc\n"}


@given(
    st.recursive(
        st.text(st.characters(min_codepoint=32, max_codepoint=126)),
        lambda below: st.lists(below) | st.dictionaries(st.text("abc_", min_size=1), below),
        max_leaves=20,
    )
)
def test_json_is_read_as_what_it_says(value: object) -> None:
    assert plain(read(json.dumps(value))) == value
    assert plain(read(json.dumps(value, indent="\t").lstrip())) == value


@pytest.mark.parametrize(
    "text", ["a: b", "---\na: b", "a: b\n...\n", "%YAML 1.2\n---\na: b", "{a: b}"]
)
def test_one_document_may_be_marked_as_such(text: str) -> None:
    assert plain(read(text)) == {"a": "b"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_three_ways(end: str) -> None:
    text = decode(end.join(["a: b", "c: d", ""]).encode(), "text")
    assert text.lines == ["a: b", "c: d", ""]
    root = read_tree(text)
    assert isinstance(root, Mapping)
    assert [key.line for key, _ in root.entries.values()] == [1, 2]


def test_a_byte_order_mark_is_not_part_of_the_text() -> None:
    assert decode("\ufeffa".encode(), "text").content == "a"


def test_the_depth_that_is_allowed() -> None:
    assert isinstance(read("[" * MAX_DEPTH + "]" * MAX_DEPTH), Sequence)
    assert codes("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == ["Y007"]


def test_lines_may_be_counted_from_another_one() -> None:
    root = read_tree(decode(b"a: b\nc: d", "text", first=7))
    assert isinstance(root, Mapping)
    assert [key.line for key, _ in root.entries.values()] == [7, 8]
    assert str(root.entries["c"][1].problem("C202", "wrong")).startswith("text:8:4: C202 wrong")


# -- what is refused -----------------------------------------------------------------------------


def test_everything_refused_in_a_text_is_told_at_once() -> None:
    assert codes("a: &x 1\nb: *x\nc: !t 2\na: 3\n<<: {}\n[d]: 4\n") == [
        "Y003", "Y003", "Y004", "Y005", "Y012", "Y002"
    ]  # fmt: skip


def test_what_was_refused_before_a_mistake_is_told_with_it() -> None:
    assert codes("a: &x 1\nb: [") == ["Y003", "Y002"]


def test_a_quoted_merge_key_is_a_key() -> None:
    assert plain(read('{"<<": {"a": "b"}}')) == {"<<": {"a": "b"}}


def test_keys_that_are_no_texts_are_each_told_once() -> None:
    assert codes("[a]: 1\n[b]: 2\n{c: d}: 3\n") == ["Y002", "Y002", "Y002"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "# words\n", "\ufeff"])
def test_an_empty_text(text: str) -> None:
    assert codes(text) == ["Y010"]


@pytest.mark.parametrize(
    "character", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u2066"]
)
def test_a_character_that_cannot_be_seen(character: str) -> None:
    assert codes(f"a: b{character}") == ["Y011"]


@pytest.mark.parametrize("place", ["\ufeff\ufeffa: b", "a: \ufeff"])
def test_a_byte_order_mark_within_the_text(place: str) -> None:
    assert codes(place) == ["Y011"]


@pytest.mark.parametrize("character", ["é", "—", "\u00a0", "日", "\U0001f4e6", "\u200d", "\ufffd"])
def test_other_characters_are_kept(character: str) -> None:
    assert plain(read(f"a: x{character}x")) == {"a": f"x{character}x"}


def test_a_mistake_at_the_end_has_its_place_at_the_end() -> None:
    (problem,) = problems("a: [")
    assert (problem.place.line, problem.place.column, problem.excerpt) == (1, 5, "a: [")


def test_half_a_character_is_refused_even_past_decoding() -> None:
    with pytest.raises(ProblemsFound):
        read_tree(Text("text", "a: \ud800"))


@pytest.mark.parametrize(
    "text", ["%YAML 1." + "9" * 5_000 + "\n--- x", '"\\UFFFFFFFF"', "a: \t- b"]
)
def test_a_parser_that_is_not_compiled_refuses_the_same(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(codes(text)) == {"Y002"}
    monkeypatch.setattr(tree, "_LOADER", yaml.BaseLoader)
    assert set(codes(text)) == {"Y002"}


def test_a_parser_that_is_not_compiled_gives_the_same_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: [b, 'c', {d: e}]\nf: |\n  g\n"
    compiled = read(text)
    monkeypatch.setattr(tree, "_LOADER", yaml.BaseLoader)
    assert plain(read(text)) == plain(compiled)


# -- excerpts ------------------------------------------------------------------------------------


def test_a_long_line_is_not_shown() -> None:
    (problem,) = problems("a: [" + "b, " * 100)
    assert problem.excerpt == ""


def test_what_cannot_be_printed_is_shown_as_something_else() -> None:
    (problem,) = problems("a:\t\x1bb")
    assert problem.excerpt == "a: ?b"
