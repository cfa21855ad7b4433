"""Lists of entities: of numbered columns, of one nested column, of a table with a row for each."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl
import pyarrow as pa

from casewise.errors import Problem, ProblemsFound
from casewise.files.column_coder import ABSENT, ColumnCoder, PlainCoder
from casewise.files.flags import ColumnCoders
from casewise.files.table import Table
from casewise.reading.words import ticked


def merged(found: Iterable[Mapping[str, pl.Series]]) -> dict[str, pl.Series]:
    """Columns of several sources; where two have one name, the first that says something."""
    columns: dict[str, pl.Series] = {}
    for each in found:
        for name, cells in each.items():
            before = columns.get(name)
            columns[name] = (
                cells if before is None else before.zip_with(before.is_not_null(), cells)
            )
    return columns


class NumberedCoder:
    """Columns such as `victims.1.identified` and `victims.2.identified`: one list a case."""

    def __init__(self, table: Table, group: str, entities: Sequence[Sequence[ColumnCoder]]) -> None:
        self._table = table
        self.group = group
        self.coders = [coder for entity in entities for coder in entity]
        self._entities = entities
        self._types = {
            name: type_ for coder in self.coders for name, type_ in coder.types.items()
        } | {ABSENT: pl.Boolean()}

    def code(self, batch: pl.DataFrame) -> dict[str, pl.Series]:
        """The lists of entities, of those that are not absent.

        Raises:
            Uncoded: a cell has no meaning.
            ProblemsFound: an entity is absent in one column and told of in another (D410).
        """
        structs = [self._entity(batch, coders) for coders in self._entities]
        there = pl.element().filter(~pl.element().struct.field(ABSENT))
        fields = [name for name in self._types if name != ABSENT]
        frame = pl.DataFrame({str(at): struct for at, struct in enumerate(structs)})
        lists = pl.concat_list(pl.all()).list.eval(there)
        bare = pl.struct([pl.element().struct.field(name) for name in fields])
        return {self.group: frame.select(lists.list.eval(bare)).to_series()}

    def _entity(self, batch: pl.DataFrame, coders: Sequence[ColumnCoder]) -> pl.Series:
        """The structs of one entity, each with whether it is absent."""
        parts = [coder.code(batch[coder.name]) for coder in coders]
        absent = pl.repeat(value=False, n=batch.height, eager=True)
        for part in parts:
            absent = absent | part.pop(ABSENT, absent)
        columns = merged(parts)
        self._check(absent, columns, coders)
        nothing = pl.Series([None] * batch.height, dtype=pl.Null)
        whole = {
            name: columns.get(name, nothing).cast(dtype) for name, dtype in self._types.items()
        }
        return pl.DataFrame(whole | {ABSENT: absent}).to_struct()

    def _check(
        self, absent: pl.Series, columns: Mapping[str, pl.Series], coders: Sequence[ColumnCoder]
    ) -> None:
        told = [cells.is_not_null() & absent for cells in columns.values()]
        wrong = max((int(each.sum()) for each in told), default=0)
        if wrong:
            where = ", ".join(ticked(coder.name) for coder in coders)
            what = f"of {where}, one says that there is no such entity and another tells of it"
            hint = f"so it is in {wrong:,} rows or more"
            raise ProblemsFound([self._table.problem(coders[0].name, "D410", what, hint)])


class NestedCoder:
    """A column of lists of structs, whose fields are the facts of the entities."""

    def __init__(self, name: str, group: str, coders: Sequence[ColumnCoder]) -> None:
        self.name = name
        self.group = group
        self.coders = coders
        self._columns = ColumnCoders(coders)
        self._plain = all(isinstance(coder, PlainCoder) for coder in coders)

    def code(self, batch: pl.DataFrame) -> dict[str, pl.Series]:
        """The lists; where all fields are canonical, as they are.

        Raises:
            Uncoded: a cell has no meaning.
        """
        lists = batch[self.name]
        if self._plain:
            return {self.group: lists}
        columns = merged(self._columns.code(fields_of(lists)))
        return {self.group: relisted(lists, pl.DataFrame(columns).to_struct())}


def fields_of(lists: pl.Series) -> pl.DataFrame:
    """The entities of all lists, a row each."""
    return lists.explode(empty_as_null=False, keep_nulls=False).struct.unnest()


def relisted(lists: pl.Series, entities: pl.Series) -> pl.Series:
    """Other entities in lists as long as these, null where these are."""
    lengths = lists.list.len()
    ends = lengths.fill_null(0).cast(pl.Int64).cum_sum()
    offsets = pl.concat([pl.Series([0], dtype=pl.Int64), ends])
    # Made from columns of Polars: from NumPy, pyarrow would import pandas if it is there.
    mask = lists.is_null().to_arrow()
    inside = entities.to_arrow(compat_level=pl.CompatLevel.newest())  # texts are not copied
    made = pa.LargeListArray.from_arrays(offsets.to_arrow(), inside, mask=mask)
    return pl.Series(made)


def unknown_fields(table: Table, name: str, known: Iterable[str], found: Iterable[str]) -> None:
    """See that every field of a nested column is a fact.

    Raises:
        ProblemsFound: one is not (D404).
    """
    names = tuple(known)
    problems: list[Problem] = [
        table.problem(
            name, "D404", f"{ticked(name)} has the field {ticked(field)}, which is no fact"
        )
        for field in found
        if field not in names
    ]
    if problems:
        raise ProblemsFound(problems)
