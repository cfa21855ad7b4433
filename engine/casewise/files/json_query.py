"""What DuckDB is asked about a file of JSON lines."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from attrs import frozen

LINE, SEEN, WRONG, OTHERS = ".line", ".seen", ".wrong", ".others"
FIRST, ALL = 20_000, -1
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
    how = f"format='newline_delimited', maximum_depth=2, sample_size={lines}"
    sql = f"SELECT * FROM read_json({_quoted(path)}, {how})"  # noqa: S608  # quoted
    found = duckdb.connect().sql(sql)
    kinds = dict(zip(found.columns, map(str, found.types), strict=True))
    others = {name: kind if lines == ALL else _TEXT for name, kind in kinds.items()}
    return Shape(
        {name: keys for name, keys in lists.items() if name in kinds},
        {name: kind for name, kind in others.items() if name not in lists},
        lines,
    )


def selected(path: Path, shape: Shape) -> str:
    """The query for all columns, the line itself, and whether all is as it should be."""
    plain = {name: kind if kind in _PLAIN else _TEXT for name, kind in shape.others.items()}
    lists: dict[str, Any] = {name: [_entity(keys)] for name, keys in shape.lists.items()}
    columns = [
        f"json AS {_name(LINE)}",
        f"({' AND '.join(_seen(shape))}) AS {_name(SEEN)}",
        *(f"r.{_name(name)} AS {_name(name)}" for name in shape.others),
        *(column for name, keys in shape.lists.items() for column in _list(name, keys)),
    ]
    source = f"read_json_objects({_quoted(path)}, format='newline_delimited')"
    form = _quoted(json.dumps(plain | lists))
    read = f"SELECT json, from_json(json, {form}) AS r FROM {source}"  # noqa: S608  # quoted
    return f"SELECT {', '.join(columns)} FROM ({read})"  # noqa: S608  # quoted


def _entity(keys: tuple[str, ...]) -> dict[str, str]:
    return dict.fromkeys(keys, _TEXT)


def _seen(shape: Shape) -> list[str]:
    """Whether a line is a mapping, and has no key but those."""
    known = [*shape.others, *shape.lists]
    tests = ["starts_with(json, '{')", f"list_has_all({_list_of(known)}, json_keys(json))"]
    for name, keys in shape.lists.items():
        for path in (f'$."{name}"[*]', f'$."{name}"."listed"[*]'):
            inside = f"flatten(json_keys(json, {_quoted(path)}))"
            tests.append(f"list_has_all({_list_of(keys)}, {inside})")
    return tests


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
