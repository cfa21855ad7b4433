"""Lists of entities in frames: a column of lists of structs, or a table with a row for each."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from attrs import frozen
from numpy.typing import NDArray

from casewise.errors import Place, Problem, ProblemsFound
from casewise.evaluation.columns.batch import Listed
from casewise.frames.arrays import lists_of
from casewise.frames.asking import Asking, Schema
from casewise.frames.told import OTHERS, Told
from casewise.model.conditions import FactTest
from casewise.model.vocabulary import Fact
from casewise.reading.words import ticked


@frozen
class Entities:
    """The entities of all rows, one below the other, and where those of each row begin.

    The lists are `stated` where something is known of them; there may be `others` besides.
    """

    frame: pl.DataFrame
    offsets: NDArray[np.int64]
    stated: NDArray[np.bool_]
    others: NDArray[np.bool_]


def listed(entities: Entities, asking: Asking) -> Listed:
    """The lists of a fact, every test answered of every entity.

    Raises:
        ProblemsFound: a value of the entities cannot be (D405).
    """
    tests = asking.of(entities.frame)
    return Listed(entities.offsets, entities.stated, entities.others, tests)


def asking_of(fact: Fact, asked: Sequence[FactTest], schema: Schema) -> Asking:
    """What is asked of the entities of a list, whose facts have such columns.

    Raises:
        ProblemsFound: a column cannot be used, or is none of the facts of an entity (D404).
    """
    asking = Asking(fact.facts, asked, schema, fact.name)
    known = {column for each in asking.facts.values() for column in each.columns.values()}
    unknown = set(schema) - known
    if unknown:
        name = min(unknown)
        place = Place(fact.name, 1, list(schema).index(name) + 1)
        what = f"{ticked(name)} is no fact of `{fact.name}`"
        hint = "its facts are " + ", ".join(ticked(inner.name) for inner in fact.facts)
        raise ProblemsFound([Problem(place, "D404", what, hint)])
    return asking


def in_column(frame: pl.DataFrame, of_list: Told | None) -> Entities:
    """The entities in a column of lists; where it is null nothing is known of the list."""
    nothing = np.zeros(frame.height, np.bool_)
    offsets = np.zeros(frame.height + 1, np.int64)
    name = of_list.columns.get("") if of_list is not None else None
    if name is None or frame.schema[name] == pl.Null:
        return Entities(pl.DataFrame(), offsets, nothing, nothing)
    lists = frame[name]
    inside = lists_of(lists)
    is_struct = isinstance(inside.values.dtype, pl.Struct)
    entities = inside.values.struct.unnest() if is_struct else pl.DataFrame()
    return Entities(
        entities, inside.offsets, lists.is_not_null().to_numpy(), others(frame, of_list)
    )


def others(frame: pl.DataFrame, of_list: Told | None) -> NDArray[np.bool_]:
    """Where there may be others than those listed; what is not known of that is possible."""
    name = of_list.columns.get(OTHERS) if of_list is not None else None
    if name is None:
        return np.zeros(frame.height, np.bool_)
    return frame[name].cast(pl.Boolean).fill_null(value=True).to_numpy()
