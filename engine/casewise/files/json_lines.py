"""JSON lines, read in pieces and parsed by DuckDB.

Every answer stays text until it is read as one, because a reader of numbers would take `1.5` for
`2`. Which keys there are is looked up in the first lines and made sure of in all: a key that was
not seen at first starts the reading anew, with all lines looked through.

Lines are parsed once. That they have no other keys, and none twice, shows in numbers: as many
answers must have been found as there are keys. Only where there are more keys (because of one that
is not known, or a null, or answers that are mappings) is each line looked at more closely.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
from polars.io.plugins import register_io_source

from casewise.files.formats import Format
from casewise.files.json_blocks import Block, blocks
from casewise.files.json_entities import EntityTexts
from casewise.files.json_query import (
    ALL,
    FIRST,
    LINE,
    OTHERS,
    SEEN,
    TWICE,
    WRONG,
    Shape,
    described,
    selected,
    told,
    told_in_texts,
)
from casewise.files.table import Table, UnreadableTable
from casewise.frames.arrays import lists_of
from casewise.reading.words import suggest, ticked

_LINES = "lines"


class Unseen(Exception):
    """A line has a key that was not known: look through all of them first."""


def json_lines(
    path: Path, kind: Format, lists: Mapping[str, tuple[str, ...]], lines: int = FIRST
) -> Table:
    """A file of JSON lines; which keys it has is looked up in so many of its first lines.

    `lists` are the lists that a line may have, with the keys that their entities may have.

    Raises:
        UnreadableTable: these are no JSON lines.
    """
    with _refusing(path):
        shape = described(path, lists, lines)
    schema = shape.schema
    source = partial(_pieces, path, shape)
    frame = register_io_source(source, schema=pl.Schema({**schema, LINE: pl.String()}))
    return Table(path, kind, frame.select(list(schema)), schema, lines=frame)


class _refusing:  # noqa: N801  # reads as what it does
    """What DuckDB says of a file is not repeated, because it holds what is in the file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> None:
        if isinstance(error, duckdb.Error | UnicodeDecodeError):
            raise UnreadableTable(f"{self._path}: these are no JSON lines") from None


def _pieces(
    path: Path,
    shape: Shape,
    columns: list[str] | None,
    predicate: pl.Expr | None,
    rows: int | None,
    _size: int | None,
) -> Iterator[pl.DataFrame]:
    """The lines, some at a time, as Polars asks a source for them.

    Raises:
        Unseen: a line has a key that was not known.
        UnreadableTable: a line is no JSON, or what should be a list of entities is none.
    """
    wanted = columns if columns is not None else [*shape.schema, LINE]
    reader = _Reader(path, shape)
    for block in blocks(path):
        piece = reader.read(block).select(wanted).slice(0, rows)
        yield piece if predicate is None else piece.filter(predicate)
        if rows is not None:
            rows -= piece.height
            if not rows:
                break


class _Reader:
    """Reads the lines of one file, block by block."""

    def __init__(self, path: Path, shape: Shape) -> None:
        self._path = path
        self._shape = shape
        self._asked = duckdb.connect(config={"produce_arrow_string_view": True, "threads": 1})
        self._texts = {name: EntityTexts(keys) for name, keys in shape.lists.items()}

    def read(self, block: Block) -> pl.DataFrame:
        """What lines tell, and the lines.

        Raises:
            Unseen, UnreadableTable: as `_closely` says.
        """
        with _refusing(self._path):
            found, answers = self._told(block.lines)
            if answers is None or block.keys() != answers:
                found = _closely(self._path, self._shape, block.lines)
        return found.with_columns(pl.Series(LINE, block.lines))

    def _told(self, lines: pa.Array) -> tuple[pl.DataFrame, int | None]:
        """What lines tell whose lists are plain ones, and how many answers were found in all."""
        self._asked.register(_LINES, pa.table({"json": lines}))
        if not any(texts.are_many for texts in self._texts.values()):
            frame = self._ask(told_in_texts)
            answers = _answers(frame)
            for name, texts in self._texts.items():
                entities = texts.told(frame[name], self._asked)
                if entities is None:
                    break
                frame = frame.with_columns(entities.lists.alias(name))
                answers += entities.answers
            else:
                return self._whole(frame), answers
        frame = self._ask(told)
        return self._whole(frame), _answers_in_all(frame, self._shape)

    def _ask(self, query: Callable[[str, Shape], str]) -> pl.DataFrame:
        frame: pl.DataFrame = self._asked.sql(query(_LINES, self._shape)).pl()
        return frame

    def _whole(self, frame: pl.DataFrame) -> pl.DataFrame:
        """With what plain lists say of others than those listed."""
        others = (pl.lit(value=False).alias(name + OTHERS) for name in self._shape.lists)
        return frame.with_columns(others)


def _answers(frame: pl.DataFrame) -> int:
    """How many cells are not blank."""
    return sum(frame.height - cells.null_count() for cells in frame)


def _answers_in_all(frame: pl.DataFrame, shape: Shape) -> int | None:
    """The same with the entities of lists; nothing if there is one that is none."""
    found = _answers(frame)
    for name in shape.lists:
        entities = lists_of(frame[name]).values
        if entities.null_count():
            return None
        found += _answers(entities.struct.unnest())
    return found


def _closely(path: Path, shape: Shape, lines: pa.Array) -> pl.DataFrame:
    """What lines tell, each looked at by itself.

    Raises:
        Unseen: a line has a key that was not known.
        UnreadableTable: a line is no mapping, or has a key twice, or has no list of entities where
            one should be.
    """
    with duckdb.connect() as asked:
        asked.register(_LINES, pa.table({"json": lines}))
        frame: pl.DataFrame = asked.sql(selected(_LINES, shape)).pl()
    if not frame[SEEN].all():
        raise Unseen if shape.lines != ALL else _unknown(path, shape, frame)
    if frame[TWICE].any():
        raise UnreadableTable(f"{path}: a line has a key twice")
    _check_lists(path, shape, frame)
    return frame


def _unknown(path: Path, shape: Shape, frame: pl.DataFrame) -> UnreadableTable:
    """What is wrong with the first line that is not as it should be, all keys being known."""
    line = json.loads(frame.filter(~pl.col(SEEN))[LINE][0])
    if not isinstance(line, dict):
        return UnreadableTable(f"{path}: a line is no mapping of facts to answers")
    for name, known in shape.lists.items():
        for entity in line.get(name) or ():
            for key in entity if isinstance(entity, dict) else ():
                if key not in known:
                    hint = suggest(key, known)
                    what = f"{ticked(key)} in {ticked(name)} is no fact"
                    return UnreadableTable(f"{path}: {what}" + (f" ({hint})" if hint else ""))
    return UnreadableTable(f"{path}: a line has keys that are no facts")


def _check_lists(path: Path, shape: Shape, frame: pl.DataFrame) -> None:
    for name in shape.lists:
        entities = frame[name].explode(empty_as_null=False, keep_nulls=False)
        if entities.null_count() or frame[f"{name}{WRONG}"].any():
            what = f"a line has in {ticked(name)} what is no list of entities"
            raise UnreadableTable(f"{path}: {what}")
