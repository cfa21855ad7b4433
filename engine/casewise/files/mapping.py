"""Which columns of a table are facts: by their names in canonical form, or as a map says."""

from collections.abc import Iterable, Mapping
from itertools import groupby

import polars as pl
from attrs import evolve, field, frozen

from casewise.errors import Problem, ProblemsFound
from casewise.files.column_coder import CodeCoder, ColumnCoder, PlainCoder, Uncoded
from casewise.files.components import column_type, components
from casewise.files.lexicon import Lexicon, text_of
from casewise.files.long_tables import LongCoder, unknown_table
from casewise.files.nested import NestedCoder, NumberedCoder, unknown_fields
from casewise.files.table import Table
from casewise.files.table_coder import TableCoder
from casewise.model.column_map import ColumnMap, LongTable, MappedColumn, Part, Silence
from casewise.model.vocabulary import FactType, Vocabulary
from casewise.reading.column_targets import Scope, targets_of
from casewise.reading.words import suggest, ticked

CASE = "case"
"""The column with the id of the case, in canonical form."""
NO_FACT = "no column is a fact"


@frozen
class Sources:
    """A table of cases, the tables of entities that belong to it, and the map of their columns."""

    table: Table
    map: ColumnMap | None = None
    tables: Mapping[str, Table] = field(factory=dict)
    case: str = ""


def coder_of(sources: Sources, vocabulary: Vocabulary) -> TableCoder:
    """How the tables become canonical.

    Raises:
        ProblemsFound: no column is a fact (D404), the map names a column or table that is not
            there (D403), or a nested field is no fact (D404).
    """
    said = sources.map or canonical_map(sources.table, vocabulary)
    case = sources.case or said.case
    _check_names(sources.table, said, case)
    coder = _Coders(sources.table, said, vocabulary)
    nested = [column for column in said.columns if _is_nested(column)]
    numbered = [column for column in said.columns if column.target.number]
    flat = [each for each in said.columns if each not in nested and each not in numbered]
    return TableCoder(
        sources.table,
        [coder.of(column) for column in flat],
        list(coder.numbered(numbered)),
        [coder.nested(column) for column in nested],
        list(_long(sources, said, case, vocabulary)),
        case,
    )


def canonical_map(table: Table, vocabulary: Vocabulary) -> ColumnMap:
    """The map of a table whose columns have the names of facts.

    Raises:
        ProblemsFound: none has (D404).
    """
    targets = targets_of(Scope(vocabulary))
    columns = [MappedColumn(name, targets[name]) for name in table.schema if name in targets]
    if not columns:
        hint = f"say which is, with `--map`; `casewise map {table.path.name}` drafts it"
        raise ProblemsFound([Problem(table.start, "D404", NO_FACT, hint)])
    return ColumnMap(table.name, tuple(columns), CASE if CASE in table.schema else "")


def _is_nested(column: MappedColumn) -> bool:
    target = column.target
    return target.fact.type is FactType.LIST and target.part is Part.WHOLE


def _check_names(table: Table, said: ColumnMap, case: str) -> None:
    missing = [
        Problem(
            column.place or table.start,
            "D403",
            f"the table has no column {ticked(column.name)}",
            suggest(column.name, table.schema),
        )
        for column in said.columns
        if column.name not in table.schema
    ]
    if case and case not in table.schema:
        hint = suggest(case, table.schema)
        missing.append(
            Problem(table.start, "D403", f"the table has no column {ticked(case)}", hint)
        )
    if missing:
        raise ProblemsFound(missing)


@frozen
class _Coders:
    """Makes the coders of the columns of one table."""

    table: Table
    map: ColumnMap
    vocabulary: Vocabulary

    def of(self, column: MappedColumn) -> ColumnCoder:
        return self.typed(column, self.table.schema[column.name], self.map.columns)

    def typed(
        self, column: MappedColumn, dtype: pl.DataType, beside: Iterable[MappedColumn]
    ) -> ColumnCoder:
        """What turns a column of some type into canonical form; others stand `beside` it."""
        if not column.codes and is_canonical(column, dtype):
            return PlainCoder(column.name, column.target)
        blank = self.map.blank
        if blank is None and not self.table.has_blanks and not column.codes:
            blank = Silence.UNKNOWN
        lexicon = Lexicon(column, blank, self.table.texts.get(column.name, text_of))
        target = column.target
        types = components(
            target, in_part=_may_be_in_part(column, dtype), by_member=_is_alone(column, beside)
        )
        return CodeCoder(lexicon, types, dtype)

    def numbered(self, columns: Iterable[MappedColumn]) -> Iterable[NumberedCoder]:
        by_list = sorted(columns, key=lambda each: (each.target.group, each.target.number))
        for group, within in groupby(by_list, key=lambda each: each.target.group):
            entities = groupby(within, key=lambda each: each.target.number)
            coders = [[self.of(column) for column in each] for _, each in entities]
            yield NumberedCoder(self.table, group, coders)

    def nested(self, column: MappedColumn) -> NestedCoder:
        targets = targets_of(Scope(self.vocabulary, column.target.fact.name))
        fields = _fields(self.table, column)
        unknown_fields(self.table, column.name, targets, fields)
        inner = [MappedColumn(name, targets[name], column.place) for name in fields]
        coders = [self.typed(each, fields[each.name], inner) for each in inner]
        return NestedCoder(column.name, column.target.fact.name, coders)


def _fields(table: Table, column: MappedColumn) -> dict[str, pl.DataType]:
    """The fields of the structs in a nested column.

    Raises:
        ProblemsFound: it has none, because it is no column of lists of structs (D404).
    """
    dtype = table.schema[column.name]
    inner = dtype.inner if isinstance(dtype, pl.List) else None
    if not isinstance(inner, pl.Struct):
        what = f"{ticked(column.name)} is no column of lists of entities"
        hint = "a file of this kind tells of them in numbered columns or in a table of their own"
        raise ProblemsFound([table.problem(column.name, "D404", what, hint)])
    found = pl.Schema(inner.to_schema())
    return dict(found)


def is_canonical(column: MappedColumn, dtype: pl.DataType) -> bool:
    """Whether the cells of a column of that type can be taken as they are."""
    wanted = column_type(column.target)
    if isinstance(wanted, pl.Enum):
        return isinstance(dtype, pl.Enum) and set(dtype.categories) <= set(wanted.categories)
    if isinstance(wanted, pl.List):
        return isinstance(dtype, pl.List) and dtype.inner in (pl.String, pl.Categorical, pl.Enum)
    return dtype.is_integer() if wanted == pl.Int64 else dtype == wanted


def _is_alone(column: MappedColumn, beside: Iterable[MappedColumn]) -> bool:
    """Whether no other column tells of the same fact, and so could contradict it."""
    own = column.target
    told = [each.target for each in beside if each.target.fact is own.fact]
    return sum((each.group, each.number) == (own.group, own.number) for each in told) == 1


def _may_be_in_part(column: MappedColumn, dtype: pl.DataType) -> bool:
    """Whether some cell may say of the fact what is known of it in part."""
    if column.target.part is not Part.WHOLE or column.target.fact.type is FactType.YES_NO:
        return False
    return bool(column.codes) or dtype == pl.String


def _long(
    sources: Sources, said: ColumnMap, case: str, vocabulary: Vocabulary
) -> Iterable[LongCoder]:
    """The tables with a row for each entity.

    Raises:
        ProblemsFound: one that the map names was not given (D403), or has no fact (D404).
    """
    if not (said.tables or sources.tables):
        return
    if not case:
        what = "nothing says which column has the id of the case"
        hint = "say so with `--case COLUMN`, or with `case:` in the map"
        raise ProblemsFound([Problem(sources.table.start, "D403", what, hint)])
    by_group = {each.group: each for each in said.tables}
    given = {name: table.path for name, table in sources.tables.items()}
    for each in said.tables:
        if each.group not in sources.tables:
            raise ProblemsFound([unknown_table(each.group, given, each)])
    for group, table in sources.tables.items():
        yield _long_coder(table, by_group.get(group), group, case, vocabulary, said)


def _long_coder(
    table: Table,
    known: LongTable | None,
    group: str,
    case: str,
    vocabulary: Vocabulary,
    said: ColumnMap,
) -> LongCoder:
    targets = targets_of(Scope(vocabulary, group))
    named = tuple(MappedColumn(name, targets[name]) for name in table.schema if name in targets)
    whole = known or LongTable(group, (), table.start)
    whole = evolve(whole, columns=whole.columns or named)
    if not whole.columns:
        raise ProblemsFound([Problem(table.start, "D404", NO_FACT)])
    of_table = ColumnMap(said.name, whole.columns, case, said.blank)
    _check_names(table, of_table, case)
    make = _Coders(table, of_table, vocabulary)
    coders = [make.of(column) for column in whole.columns]
    try:
        return LongCoder(table, case, coders, whole)
    except Uncoded:
        TableCoder(table, coders).check()
        raise
