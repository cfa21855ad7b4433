"""Lines of JSON: whichever way they are read tells the same, and what is wrong is never passed."""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from casewise.files import json_blocks, json_entities, json_lines
from casewise.files.json_blocks import blocks
from casewise.files.json_lines import Unseen, _closely, _Reader
from casewise.files.json_query import ALL, LINE, Shape
from casewise.files.table import UnreadableTable

SHAPE = Shape({"victims": ("age", "known")}, {"case": "VARCHAR", "met": "VARCHAR"}, ALL)
FEW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

keys = st.sampled_from(["case", "met", "case", "met", "other"])
words = st.sampled_from(
    ["1", "1.50", "true", "null", '"yes"', '"a\\":b"', '"\\u0022:"', '"é"', "[]", '{"at":1}']
)
members = st.tuples(st.sampled_from(["age", "known", "age", "known", "more"]), words)
entities = st.one_of(
    st.lists(members, max_size=3, unique_by=lambda each: each[0]),
    st.lists(members, max_size=3),
    st.sampled_from(["null", "1", '"text"', "[]"]),
)
lists = st.one_of(
    st.lists(entities, max_size=3),
    st.sampled_from(['"none"', '"unknown"', "null", "{}", '"some"', '{"listed":[],"others":1}']),
)


def _mapping(pairs: list[tuple[str, str]], colon: str = ":") -> str:
    return "{" + ",".join(f'"{key}"{colon}{value}' for key, value in pairs) + "}"


def _list(told: object, colon: str) -> str:
    if not isinstance(told, list):
        return str(told)
    each = [entity if isinstance(entity, str) else _mapping(entity, colon) for entity in told]
    return "[" + ",".join(each) + "]"


@st.composite
def lines(draw: st.DrawFn, *, plain: bool) -> str:
    """A line; a plain one has no key twice and none that is not known."""
    colon = draw(st.sampled_from([":", ": ", ":", " :"]))
    if plain:
        told = {"case": draw(words), "met": draw(words)}
        of = st.lists(st.tuples(st.just("age"), words), max_size=1)
        listed: object = draw(st.lists(of, max_size=3))
        pairs = list(told.items())
    else:
        pairs = draw(st.lists(st.tuples(keys, words), max_size=3))
        listed = draw(lists)
    with_list = [("victims", _list(listed, colon))] * draw(st.integers(0, 1 if plain else 2))
    return _mapping([*pairs, *with_list], colon)


def _read(path: Path) -> pl.DataFrame | str:
    """What is read of a file in one block, or what is said of it."""
    (block,) = blocks(path)
    try:
        return _Reader(path, SHAPE).read(block).select([*SHAPE.schema, LINE])
    except (Unseen, UnreadableTable) as error:
        return str(error)


def _read_closely(path: Path) -> pl.DataFrame | str:
    (block,) = blocks(path)
    try:
        found = _closely(path, SHAPE, block.lines).select(list(SHAPE.schema))
    except (Unseen, UnreadableTable) as error:
        return str(error)
    return found.with_columns(pl.Series(LINE, block.lines))


def _assert_same(path: Path) -> None:
    found, closely = _read(path), _read_closely(path)
    if isinstance(found, str) or isinstance(closely, str):
        assert isinstance(found, str)
        assert found == closely
    else:
        assert_frame_equal(found, closely)


@pytest.mark.parametrize("many", [json_entities.MANY, 0], ids=["as texts", "each"])
@pytest.mark.parametrize("plain", [True, False])
def test_lines_tell_the_same_as_when_each_is_looked_at(
    plain: bool, many: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_entities, "MANY", many)
    path = tmp_path / "data.jsonl"

    @FEW
    @given(st.lists(lines(plain=plain), min_size=1, max_size=5 if plain else 2))
    def check(told: list[str]) -> None:
        path.write_text("\n".join(told) + "\n")
        _assert_same(path)

    check()


def test_entities_are_read_once_and_told_as_often_as_they_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.jsonl"
    told = [[{"age": str(at % 7)}, {"known": "yes"}] for at in range(100)]
    path.write_text("".join(json.dumps({"victims": each}) + "\n" for each in told))
    monkeypatch.setattr(json_lines, "_closely", None)  # nobody has to look closely
    reader = _Reader(path, SHAPE)
    (block,) = blocks(path)
    found = reader.read(block)["victims"].to_list()
    assert found == [[{"age": None, "known": None} | each for each in row] for row in told]
    assert reader.read(block)["victims"].to_list() == found  # all is known by now


def test_lines_are_the_same_in_blocks_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(b'\n {"case":"a"} \r\n\n   \n{"case":"bcdefghijkl"}\r\n{"victims":[]}\n{}')
    wanted = ['{"case":"a"}', '{"case":"bcdefghijkl"}', '{"victims":[]}', "{}"]
    for size in (1, 2, 3, 7, 16, 30, 1000):
        monkeypatch.setattr(json_blocks, "BLOCK", size)
        found = [line.as_py().rstrip() for block in blocks(path) for line in block.lines]
        assert found == wanted, size


@pytest.mark.parametrize(
    "text",
    [
        b'{"case":"\xff"}\n',
        b'{"case":"a"}\x00\n',
        b'{"case":1} {"case":2}\n',
        b'\xef\xbb\xbf{"case":1}\n',
        b'{"victims":[{"age":1]}\n',
    ],
)
def test_what_is_no_json_is_refused(text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(b'{"case":0}\n' + text)
    assert _read(path) == f"{path}: these are no JSON lines"


def test_keys_are_never_counted_too_few(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    for text, count in {
        '{"a":1,"b":{"c":2}}': 3,
        '{"a":"\\"x\\":"}': 2,  # there may be more of them than keys
        '{"a" :1}': None,
        '[{"a":1}]': None,
        "{}": 0,
    }.items():
        path.write_text(text + "\n")
        (block,) = blocks(path)
        assert block.keys() == count, text
