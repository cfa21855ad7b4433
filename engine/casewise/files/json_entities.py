"""The entities in lists of JSON lines: many are told in the same words, which are read once."""

from collections.abc import Sequence

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
from attrs import field, frozen
from numpy.typing import NDArray

from casewise.files.distinct import Texts
from casewise.files.json_query import read_entities
from casewise.files.nested import relisted
from casewise.frames.arrays import lists_of

MANY = 1 << 16
"""So many different texts are remembered; if there are more, remembering them is no gain."""
_TEXTS = "texts"


@frozen
class Told:
    """Lists of entities, and how many answers were found in them."""

    lists: pl.Series = field(repr=False)
    answers: int


class EntityTexts:
    """What the entities of one list tell, by the texts that they are."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._texts = Texts()
        self._told = pl.DataFrame([[None]] * len(keys), schema=dict.fromkeys(keys, pl.String()))
        """By the number of a text, which begin with 1."""
        self._answers: NDArray[np.int64] = np.zeros(1, np.int64)
        """How many answers were found in it, by its number; -1 if it is the text of no entity."""

    @property
    def are_many(self) -> bool:
        """Whether more was met than is remembered."""
        return len(self._answers) > MANY

    def told(self, lists: pl.Series, asked: duckdb.DuckDBPyConnection) -> Told | None:
        """What lists of texts tell; nothing if one is no entity, or there are too many."""
        inside = lists_of(lists).values
        numbers = self._texts.number(inside)
        self._learn(int(numbers.max() or 0), asked)  # type: ignore[arg-type]
        if numbers.null_count() or self.are_many:
            return None
        answers = self._answers.take(numbers.to_numpy())
        if answers.min(initial=0) < 0:
            return None
        entities = pl.DataFrame([self._told[key].gather(numbers) for key in self._keys])
        return Told(relisted(lists, entities.to_struct()), int(answers.sum()))

    def _learn(self, last: int, asked: duckdb.DuckDBPyConnection) -> None:
        """Read the texts up to a number."""
        known = len(self._answers)
        if last < known:
            return
        texts = self._texts.values(known, last + 1)
        asked.register(_TEXTS, pa.table({"json": texts.to_arrow()}))
        told: pl.DataFrame = asked.sql(read_entities(_TEXTS, self._keys)).pl()
        self._told = pl.concat([self._told, told])
        answers = told.select(pl.sum_horizontal(pl.all().is_not_null().cast(pl.Int64)))
        found = answers.to_series().to_numpy()
        is_entity = texts.str.starts_with("{").to_numpy()
        self._answers = np.append(self._answers, np.where(is_entity, found, -1))
