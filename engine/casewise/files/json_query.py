"""What DuckDB is asked about a file of JSON lines."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from attrs import frozen

LINE, SEEN, TWICE, WRONG, OTHERS = ".line", ".seen", ".twice", ".wrong", ".others"
FIRST, ALL = 10_000, -1
"""How many lines are looked through for keys."""
_TEXT = "VARCHAR"
_PLAIN: Mapping[str, pl.DataType] = {
    "BOOLEAN": pl.Boolean(),
    "BIGINT": pl.Int64(),
    "DOUBLE": pl.Float64(),
}
"""What a column is where all of its answers are of one kind; otherwise it is text."""


@frozen
class Shape:
    """The keys of the lines: those of lists with the keys of their entities, and the others.

    They were looked up in the first `lines`, or in all.
    """

    lists: Mapping[str, tuple[str, ...]]
    others: Mapping[str, str]
    lines: int = FIRST

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns of the table."""
        found: dict[str, pl.DataType] = {
            name: _PLAIN.get(kind, pl.String()) for name, kind in self.others.items()
        }
        for name, keys in self.lists.items():
            found[name] = pl.List(pl.Struct(dict.fromkeys(keys, pl.String())))
            found[name + OTHERS] = pl.Boolean()
        return found


def described(path: Path, lists: Mapping[str, tuple[str, ...]], lines: int) -> Shape:
    """The keys that so many of the first lines have; their kinds only if these are all lines."""
    how = f"format='newline_delimited', maximum_depth=3, sample_size={lines}"
    sql = f"SELECT * FROM read_json({_quoted(path)}, {how})"  # noqa: S608  # quoted
    found = duckdb.connect().sql(sql)
    kinds = dict(zip(found.columns, map(str, found.types), strict=True))
    others = {name: kind if lines == ALL else _TEXT for name, kind in kinds.items()}
    return Shape(
        {
            name: _entity_keys(dtype, lists[name])
            for name, dtype in zip(found.columns, found.types, strict=True)
            if name in lists
        },
        {name: kind for name, kind in others.items() if name not in lists},
        lines,
    )


def _entity_keys(dtype: Any, known: tuple[str, ...]) -> tuple[str, ...]:
    """Those of some keys that the entities of a list have, if these are told of in no other way."""
    inner = dict(dtype.children).get("child") if dtype.id == "list" else None
    there = dict(inner.children) if inner is not None and inner.id == "struct" else {}
    return tuple(key for key in known if key in there) or known


def told(source: str, shape: Shape) -> str:
    """The query for what the lines in a view tell whose lists are plain ones."""
    return _read(source, _from_json(shape))


def told_in_texts(source: str, shape: Shape) -> str:
    """The same with lists of the texts of entities."""
    texts = {name: ["JSON"] for name in shape.lists}
    return _read(source, _as(_plain(shape) | texts))


def read_entities(source: str, keys: Sequence[str]) -> str:
    """The query for what the texts of entities in a view tell."""
    return _read(source, _as(_entity(keys)))


def _read(source: str, told: str) -> str:
    return f"SELECT r.* FROM (SELECT {told} AS r FROM {source})"  # noqa: S608  # quoted


def selected(source: str, shape: Shape) -> str:
    """The query for all columns of the lines in a view, and whether all is as it should be."""
    columns = [
        f"json AS {_name(LINE)}",
        f"({' AND '.join(_seen(shape))}) AS {_name(SEEN)}",
        f"({' OR '.join(_twice(shape))}) AS {_name(TWICE)}",
        *(f"r.{_name(name)} AS {_name(name)}" for name in shape.others),
        *(column for name, keys in shape.lists.items() for column in _list(name, keys)),
    ]
    read = f"SELECT json, {_from_json(shape)} AS r FROM {source}"  # noqa: S608  # quoted
    return f"SELECT {', '.join(columns)} FROM ({read})"  # noqa: S608  # quoted


def _from_json(shape: Shape) -> str:
    lists: dict[str, Any] = {name: [_entity(keys)] for name, keys in shape.lists.items()}
    return _as(_plain(shape) | lists)


def _as(form: Mapping[str, Any]) -> str:
    return f"from_json(json, {_quoted(json.dumps(form))})"


def _plain(shape: Shape) -> dict[str, Any]:
    return {name: kind if kind in _PLAIN else _TEXT for name, kind in shape.others.items()}


def _entity(keys: Sequence[str]) -> dict[str, str]:
    return dict.fromkeys(keys, _TEXT)


def _seen(shape: Shape) -> list[str]:
    """Whether a line is a mapping, and has no key but those."""
    known = [*shape.others, *shape.lists]
    tests = ["starts_with(json, '{')", f"list_has_all({_list_of(known)}, json_keys(json))"]
    for name, keys in shape.lists.items():
        for path in _entity_paths(name):
            inside = f"flatten(json_keys(json, {path}))"
            tests.append(f"list_has_all({_list_of(keys)}, {inside})")
    return tests


def _twice(shape: Shape) -> list[str]:
    """Whether a line, or one of its entities, has a key twice."""
    tests = ["len(json_keys(json)) > len(list_distinct(json_keys(json)))"]
    for name in shape.lists:
        for path in _entity_paths(name):
            longer = "lambda keys: len(keys) > len(list_distinct(keys))"
            each = f"list_transform(json_keys(json, {path}), {longer})"
            tests.append(f"coalesce(list_bool_or({each}), false)")
    return tests


def _entity_paths(name: str) -> tuple[str, str]:
    """Where the entities of a list stand."""
    return _quoted(f'$."{name}"[*]'), _quoted(f'$."{name}"."listed"[*]')


def _list(name: str, keys: tuple[str, ...]) -> list[str]:
    """A list of entities: exact, none, or `{listed: …, others: possible}`."""
    whole, path = f"r.{_name(name)}", f'$."{name}"'
    said = f"(json ->> {_quoted(path)})"
    others = f"coalesce((json ->> {_quoted(path + '.others')}) = 'possible', false)"
    form = json.dumps({name: {"listed": [_entity(keys)]}})
    listed = f"from_json(json, {_quoted(form)}).{_name(name)}.listed"
    cases = f"WHEN {whole} IS NOT NULL THEN {whole} WHEN {said} = 'none' THEN [] ELSE {listed} END"
    fine = f"coalesce({said}, 'unknown') IN ('none', 'unknown')"
    wrong = f"CASE WHEN {whole} IS NULL THEN NOT ({fine} OR {listed} IS NOT NULL AND {others}) END"
    return [
        f"CASE {cases} AS {_name(name)}",
        f"CASE WHEN {whole} IS NULL THEN {others} ELSE false END AS {_name(name + OTHERS)}",
        f"{wrong} AS {_name(name + WRONG)}",
    ]


def _list_of(words: Any) -> str:
    return f"[{', '.join(map(_quoted, words))}]::VARCHAR[]"


def _quoted(word: object) -> str:
    """A text as SQL writes it."""
    return "'" + str(word).replace("'", "''") + "'"


def _name(word: str) -> str:
    """A name as SQL writes it."""
    return '"' + word.replace('"', '""') + '"'
