"""The rows of a table as records."""

from collections.abc import Iterator
from pathlib import Path

from casewise.files.mapping import Sources, coder_of
from casewise.files.opening import open_table
from casewise.files.records import records_in
from casewise.files.table_coder import TableCoder, checked
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset

PIECE = 10_000
"""How many rows are read at a time."""


def table_records(path: Path, ruleset: Ruleset) -> Iterator[Case]:
    """A record for each row of a table whose columns have the names of facts.

    Raises:
        ProblemsFound: no column has, or a cell has no meaning.
        UnknownFormat, UnreadableTable, OSError: as `open_table` says.
    """
    table = open_table(path, ruleset.vocabulary)
    return read_records(coder_of(Sources(table), ruleset.vocabulary), ruleset)


def read_records(coder: TableCoder, ruleset: Ruleset) -> Iterator[Case]:
    """A record for each row of a table.

    Raises:
        ProblemsFound: a cell has no meaning.
        NotACase: the id of a case is no opaque token.
    """
    batches = coder.table.frame.select(coder.columns).collect_batches(chunk_size=PIECE)
    frames = checked(coder, batches)
    return records_in(frames, ruleset.vocabulary, coder.case)
