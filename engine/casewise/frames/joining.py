"""Tables with a row for each entity, joined to the cases by their ids."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from attrs import evolve, field, frozen

from casewise.errors import CasewiseError, Place, Problem, ProblemsFound
from casewise.frames.lists import Entities, others
from casewise.frames.names import FRAME
from casewise.frames.told import Told
from casewise.model.vocabulary import Fact, Vocabulary
from casewise.reading.words import suggest, ticked

Tables = Mapping[str, pl.DataFrame]
"""For some lists by name, a table with a row for each entity."""


WITHOUT_ROWS = ("none", "unknown")
"""What a case can say of a list by having no row in its table."""


@frozen
class Joining:
    """Tables with a row for each entity, and how they belong to the cases.

    `tables` are by the name of the list, `case` is the column of the id in them and in the frame.
    `without_rows` is what a case without rows says: that there are no entities (`none`), or
    nothing (`unknown`).

    Raises:
        NotJoined: `without_rows` is neither.
    """

    tables: Tables = field(factory=dict)
    case: str | None = None
    without_rows: str | None = field(default=None)

    @without_rows.validator
    def _check(self, _attribute: object, value: str | None) -> None:
        if value is not None and value not in WITHOUT_ROWS:
            choice = " or ".join(f"`{each}`" for each in WITHOUT_ROWS)
            raise NotJoined(f"`without_rows` cannot be {ticked(value)} (choose {choice})")


class NotJoined(CasewiseError):
    """Tables of entities that cannot be joined: no such list, or no column to join them by."""


def joined(
    frame: pl.DataFrame,
    facts: Mapping[str, Told],
    vocabulary: Vocabulary,
    joining: Joining,
) -> dict[str, Entities]:
    """The entities of the lists that have a table.

    Raises:
        NotJoined: a table is of no list, or of one that the frame has as a column too; or there is
            no column to join by.
        ProblemsFound: two cases have one id (D412), a row belongs to no case (D409), or a case has
            no rows and nothing says what that means (D408).
    """
    tables, case = joining.tables, joining.case
    if not tables:
        return {}
    _check(frame, facts, vocabulary, tables, case)
    assert case is not None  # as was just checked
    check_ids(frame, case)
    found = {}
    for fact in vocabulary.lists():
        if fact.name in tables:
            of_list = facts.get(fact.name)
            entities = in_table(frame, tables[fact.name], case, fact, of_list)
            found[fact.name] = _told(entities, frame, fact, of_list, joining)
    return found


def _told(
    entities: Entities, frame: pl.DataFrame, fact: Fact, of_list: Told | None, joining: Joining
) -> Entities:
    """The entities, where cases without rows say what they are said to.

    Raises:
        ProblemsFound: there is such a case, and nothing says what that means (D408).
    """
    bare = np.diff(entities.offsets) == 0
    if of_list is not None or not bare.any() or joining.without_rows == "none":
        return entities  # a column `F.others` says of each case whether there may be any
    if joining.without_rows == "unknown":
        return evolve(entities, stated=~bare)
    assert joining.case is not None  # tables are joined by it
    what = f"{bare.sum():,} cases have no row in the table of `{fact.name}`"
    hint = f"say what that means: `without_rows=` none or unknown, or a column `{fact.name}.others`"
    place = Place(FRAME, int(bare.argmax()) + 1, frame.columns.index(joining.case) + 1)
    raise ProblemsFound([Problem(place, "D408", what, hint)])


def _check(
    frame: pl.DataFrame,
    facts: Mapping[str, Told],
    vocabulary: Vocabulary,
    tables: Tables,
    case: str | None,
) -> None:
    lists = [fact.name for fact in vocabulary.lists()]
    for name, table in tables.items():
        if name not in lists:
            raise NotJoined(f"there is no list {ticked(name)} ({suggest(name, lists)})")
        if name in facts and "" in facts[name].columns:
            raise NotJoined(f"`{name}` is a column of the frame and a table too")
        if case is None or case not in frame.columns or case not in table.columns:
            what = "no column is named" if case is None else f"there is no column {ticked(case)}"
            raise NotJoined(f"{what} to join `{name}` to the cases by")


def in_table(
    frame: pl.DataFrame, table: pl.DataFrame, case: str, fact: Fact, of_list: Told | None
) -> Entities:
    """The entities in a table that has a row for each, in its order.

    Raises:
        ProblemsFound: a row of the table belongs to no case (D409).
    """
    ids = frame.select(pl.col(case)).with_row_index(".row")
    try:
        at = table.select(pl.col(case)).join(ids, on=case, how="left", maintain_order="left")[
            ".row"
        ]
    except pl.exceptions.SchemaError:
        what = f"`{case}` is of type {ticked(str(table.schema[case]))} here"
        hint = f"of the cases it is {ticked(str(frame.schema[case]))}"
        raise ProblemsFound([Problem(Place(fact.name, 1, 1), "D409", what, hint)]) from None
    lost = at.is_null()
    if lost.any():
        row = int(lost.arg_true()[0])
        what = f"the case {ticked(str(table[case][row]))} is not among the cases"
        count = int(lost.sum())
        more = f" ({count:,} row{'s' if count > 1 else ''} of cases that are not)"
        column = table.columns.index(case) + 1
        raise ProblemsFound([Problem(Place(fact.name, row + 1, column), "D409", what + more)])
    counts = np.bincount(at.to_numpy(), minlength=frame.height)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
    stated = np.ones(frame.height, np.bool_)
    facts = [
        name for name in table.columns if name.partition(".")[0] in {f.name for f in fact.facts}
    ]
    entities = table.select(facts)
    if not at.is_sorted():
        entities = entities[np.argsort(at.to_numpy(), kind="stable")]
    return Entities(entities, offsets, stated, others(frame, of_list))


def check_ids(frame: pl.DataFrame, case: str) -> None:
    """See that every case has an id of its own.

    Raises:
        ProblemsFound: one has none, or that of another (D412).
    """
    ids = frame[case]
    wrong = ids.is_null() | ~ids.is_first_distinct()
    if wrong.any():
        row = int(wrong.arg_true()[0])
        what = (
            f"`{case}` is {ticked(str(ids[row]))} again here"
            if ids[row] is not None
            else (f"`{case}` is null here")
        )
        count = int(wrong.sum())
        more = f" ({count:,} row{'s' if count > 1 else ''} like it)"
        place = Place(FRAME, row + 1, frame.columns.index(case) + 1)
        raise ProblemsFound([Problem(place, "D412", what + more)])
