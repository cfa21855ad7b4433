"""Tables of one kind of file made ready for another."""

import polars as pl

from casewise.errors import ProblemsFound
from casewise.files.formats import Format
from casewise.files.missing import is_letter, letters
from casewise.files.table import Table
from casewise.reading.words import ticked

SUFFIX = "_missing"
"""What the name of a column ends in that holds the letters of Stata's missing values."""


def lettered(table: Table) -> tuple[str, ...]:
    """The columns of a table of Stata that have letters, `.a` to `.z`, among their numbers.

    Raises:
        ProblemsFound: there is a column of that name already (D406).
    """
    numbers = [name for name, dtype in table.schema.items() if dtype.is_numeric()]
    tests = [is_letter(name, table.schema[name]).any().alias(name) for name in numbers]
    found = table.frame.select(tests).collect(engine="streaming").row(0, named=True)
    names = tuple(name for name in numbers if found[name])
    taken = [name for name in names if name + SUFFIX in table.schema]
    if taken:
        what = f"there is a column {ticked(taken[0] + SUFFIX)} already"
        raise ProblemsFound([table.problem(taken[0], "D406", what)])
    return names


def parted(frame: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """The columns with nothing where a letter was, and the letters at the end."""
    for name in names:
        dtype = frame.schema[name]
        plain = pl.when(~is_letter(name, dtype)).then(pl.col(name)).alias(name)
        frame = frame.with_columns(letters(name, dtype).alias(name + SUFFIX)).with_columns(plain)
    return frame


def is_departing(table: Table, out: Format) -> bool:
    """Whether cells of the table are of a kind that only its own kind of file can hold."""
    return table.format is Format.STATA and out is not Format.STATA
