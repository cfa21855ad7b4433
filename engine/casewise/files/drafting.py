"""A column map drafted from the data: which columns look like facts, and which codes they have."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from attrs import field, frozen

from casewise.files.guessing import Guess, guess
from casewise.files.lexicon import Fault, Lexicon, text_of
from casewise.files.mapping import CASE
from casewise.files.table import Table
from casewise.model.column_map import MappedColumn, Target
from casewise.model.vocabulary import FactType, Vocabulary
from casewise.reading.words import nearest

MANY = 1_000
"""With more different values a column is taken for one without codes."""
SPEAKING = ("yes", "no", "true", "false", "unknown")


@frozen
class DraftCode:
    """A code that was found: how often, its label in the file, and what it surely means."""

    text: str | None
    count: int
    label: str = ""
    meaning: str = ""


@frozen
class DraftColumn:
    """A column: the fact that it looks like, if any, and the codes that must be given a meaning."""

    name: str
    label: str
    guess: Guess | None
    codes: tuple[DraftCode, ...]
    different: int | None
    """How many different values there are; nothing if there are too many to be counted."""


@frozen
class Draft:
    """All columns of a table."""

    table: str
    case: str
    rows: int
    columns: tuple[DraftColumn, ...]


@frozen
class _Found:
    """The different values of a column and how often each is there, until they are too many."""

    counts: Counter[Any] = field(factory=Counter)
    many: list[bool] = field(factory=list)

    def add(self, cells: pl.Series) -> None:
        values, counts = cells.value_counts(name=".count").get_columns()
        for value, count in zip(values, counts, strict=True):
            if len(self.counts) < MANY or value in self.counts:
                self.counts[value] += count
            elif not self.many:
                self.many.append(True)


def drafted(table: Table, vocabulary: Vocabulary) -> Draft:
    """A draft of the map of a table; all of it is read once."""
    plain = [name for name, dtype in table.schema.items() if not dtype.is_nested()]
    found = {name: _Found() for name in plain}
    rows = 0
    for batch in table.frame.select(plain).collect_batches():
        rows += batch.height
        for name in plain:
            found[name].add(batch[name])
    guesses = guess(table, vocabulary)
    columns = [_column(table, name, guesses.get(name), found.get(name)) for name in table.schema]
    return Draft(table.name, _case(table), rows, tuple(columns))


def _case(table: Table) -> str:
    """The column that is most likely the id of the case."""
    return CASE if CASE in table.schema else nearest("caseid", [n.lower() for n in table.schema])


def _column(table: Table, name: str, found: Guess | None, values: _Found | None) -> DraftColumn:
    label = table.labels.columns.get(name, "")
    if values is None:
        return DraftColumn(name, label, found, (), None)
    different = None if values.many else len(values.counts)
    codes = sorted(_codes(table, name, found, values.counts), key=_order)
    return DraftColumn(name, label, found, tuple(codes), different)


def _order(code: DraftCode) -> tuple[bool, int, str]:
    return code.text is None, -code.count, code.text or ""


def _codes(
    table: Table, name: str, found: Guess | None, counts: Mapping[Any, int]
) -> Iterator[DraftCode]:
    """The codes of a column that do not speak for themselves, or all where answers are few."""
    text = table.texts.get(name, text_of)
    labels = {text(value): label for value, label in table.labels.values.get(name, {}).items()}
    lexicon = Lexicon(MappedColumn(name, found.target), None, text) if found else None
    by_text: Counter[str | None] = Counter()
    silent: set[str | None] = set()
    for value, count in counts.items():
        by_text[text(value)] += count
        if lexicon is not None and isinstance(lexicon.learn(value), Fault):
            silent.add(text(value))
    closed = found is None or found.target.fact.type not in (FactType.DATE, FactType.NUMBER)
    for word, count in by_text.items():
        if closed or word in silent or word in labels:
            label = labels.get(word, "")
            meaning = _meaning(found.target, word, label) if found is not None else ""
            yield DraftCode(word, count, label, meaning)


def _meaning(target: Target, word: str | None, label: str) -> str:
    """What a code surely means: it is an answer itself, or its label in the file is one."""
    fact = target.fact
    known = {code: code for code in (*SPEAKING, *fact.codes)}
    known |= {value.label.casefold(): value.code for value in fact.values}
    is_yes_no = fact.type is FactType.YES_NO or target.member
    for said in (word or "", label):
        meaning = known.get(said) or known.get(said.casefold().strip())
        if meaning and (meaning not in SPEAKING or is_yes_no or meaning == "unknown"):
            return {"true": "yes", "false": "no"}.get(meaning, meaning)
    return ""
