"""A column map: which column of a table is which fact, and what each of its codes means."""

from contextlib import suppress

from casewise.errors import Place
from casewise.facts import Entities
from casewise.model.column_map import (
    ColumnMap,
    LongTable,
    MappedColumn,
    Meaning,
    Part,
    Silence,
    Target,
)
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import FactType, Vocabulary
from casewise.reading.cells import CellReader
from casewise.reading.column_targets import Scope, find_target
from casewise.reading.shape import Fields, Keys, Notes, Unreadable
from casewise.reading.tree import Mapping, Node, Scalar, Text, read_tree
from casewise.reading.words import suggest, ticked

BLANK = "blank"
"""How a map names the cell in which nothing stands; quoted it is that word."""
_MAP = Keys("a column map", ("case", "blank", "columns", "tables"), ("case", "blank", "tables"))
_COLUMN = Keys("a column", ("fact", "dates", "split", "codes"), ("dates", "split", "codes"))
_TABLE = Keys("a table of entities", ("without rows", "columns"), ("without rows",))
_SAID_OF_BLANKS = (Silence.UNKNOWN.value, Silence.NOT_STATED.value)
_WITHOUT_ROWS: dict[str, Entities | Silence] = {
    "none": Entities((), others=False),
    "unknown": Silence.UNKNOWN,
}


def read_column_map(text: Text, ruleset: Ruleset) -> ColumnMap:
    """The column map in a text.

    Raises:
        ProblemsFound: it is no map (R101, R102, R107, R117), a column is about no fact (R103) or
            about what another is about (R108), a code means what is no answer (C202-C206, C210),
            or dates are told of what has none (R112).
    """
    notes = Notes()
    try:
        found = _Reader(notes, text.name, ruleset.vocabulary).map(read_tree(text))
    except Unreadable:
        found = ColumnMap(text.name)
    notes.raise_if_any()
    return found


class _Reader:
    def __init__(self, notes: Notes, name: str, vocabulary: Vocabulary) -> None:
        self.notes = notes
        self.name = name
        self.vocabulary = vocabulary

    def map(self, node: Node) -> ColumnMap:
        fields = _MAP.read(self.notes, node)
        blank = fields.one_of("blank", _SAID_OF_BLANKS, "what blank cells can say", "C202")
        columns = fields.take("columns", lambda at: self._columns(at, Scope(self.vocabulary)), ())
        tables = fields.take("tables", self._tables, ())
        return ColumnMap(
            self.name, columns, fields.text("case"), Silence(blank) if blank else None, tables
        )

    def _tables(self, node: Node) -> tuple[LongTable, ...]:
        found = []
        for key, below in self.notes.mapping(node, "`tables`").entries.values():
            with suppress(Unreadable):
                found.append(self._table(key, below))
        return tuple(found)

    def _table(self, key: Scalar, node: Node) -> LongTable:
        fact = self.vocabulary.find("", key.value)
        if fact is None or fact.type is not FactType.LIST:
            lists = [group.name for group in self.vocabulary.lists()]
            what = f"there is no list {ticked(key.value)}"
            raise self.notes.fail(key, "R103", what, suggest(key.value, lists))
        fields = _TABLE.read(self.notes, node)
        scope = Scope(self.vocabulary, fact.name)
        columns = fields.take("columns", lambda at: self._columns(at, scope), ())
        word = fields.one_of("without rows", _WITHOUT_ROWS, "what a case without rows says", "C202")
        return fields.whole(LongTable(fact.name, columns, key.place, _WITHOUT_ROWS.get(word)))

    def _columns(self, node: Node, scope: Scope) -> tuple[MappedColumn, ...]:
        found: list[MappedColumn] = []
        seen: dict[str, Scalar] = {}
        for key, below in self.notes.mapping(node, "`columns`").entries.values():
            try:
                column = self._column(key, below, scope)
            except Unreadable:
                continue
            first = seen.setdefault(str(column.target), key)
            if first is not key:
                what = f"two columns are about `{column.target}`"
                hint = f"{ticked(first.value)} is, too, at {first.line}:{first.column}"
                self.notes.add(key, "R108", what, hint)
            found.append(column)
        return tuple(found)

    def _column(self, key: Scalar, node: Node, scope: Scope) -> MappedColumn:
        fields = _COLUMN.read(self.notes, node)
        target = fields.take("fact", lambda at: self._target(at, scope), None)
        if target is None:
            raise Unreadable
        form, split = fields.text("dates"), self._split(fields, target)
        if form and target.fact.type is not FactType.DATE:
            what = f"`{target}` is no date"
            self.notes.add(fields.node("dates"), "R112", what)
        codes, places = fields.take("codes", lambda at: self._codes(at, target), ({}, {}))
        return fields.whole(MappedColumn(key.value, target, key.place, codes, places, form, split))

    def _target(self, node: Node, scope: Scope) -> Target:
        path = self.notes.text(node, "`fact`")
        target = find_target(scope, path)
        if target is None:
            hint = suggest(path, scope.paths)
            raise self.notes.fail(node, "R103", f"there is no fact {ticked(path)}", hint)
        return target

    def _split(self, fields: Fields, target: Target) -> str:
        several = target.fact.type is FactType.SET or target.part is Part.ONE_OF
        split = fields.take("split", lambda at: self.notes.word(at, "`split`"), "")
        if split and (not several or target.part is Part.MEMBER):
            what = f"a cell of `{target}` holds one answer"
            self.notes.add(fields.node("split"), "R112", what)
        return split

    def _codes(
        self, node: Node, target: Target
    ) -> tuple[dict[str | None, Meaning | None], dict[str | None, Place]]:
        reader = CellReader(self.notes, target)
        meanings: dict[str | None, Meaning | None] = {}
        places: dict[str | None, Place] = {}
        for key, below in self._mapping(node).entries.values():
            code = None if key.value == BLANK and not key.quoted else key.value
            try:
                meanings[code] = reader.meaning(below)
            except Unreadable:
                continue
            places[code] = key.place
        return meanings, places

    def _mapping(self, node: Node) -> Mapping:
        return self.notes.mapping(node, "`codes`")
