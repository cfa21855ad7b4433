"""What a table has rows for: the levels of a column, of a fact, of a rule or of the placement."""

from collections.abc import Iterable

import polars as pl
from attrs import frozen

from casewise.errors import CasewiseError

MAX_LEVELS = 60
UNKNOWN = "unknown"
NOT_KNOWN = "not known"
NONE = "none"


class NotTabulated(CasewiseError):
    """What cannot have a table: a name that is nothing, or values too many to be categories."""


@frozen
class Level:
    """One row of a table: its code, its words, and which cases are in it.

    `holds` is an expression over the columns of the cases: true, false, or missing where it is
    not known. `depth` is 1 for a part of the level of depth 0 before it. `outcomes` are those of
    the rules that are in the level, for a placement.
    """

    code: str
    label: str
    holds: pl.Expr
    depth: int = 0
    outcomes: frozenset[str] = frozenset()


@frozen
class Variable:
    """A name and its levels; `exclusive` if every case is in exactly one level of depth 0."""

    name: str
    title: str
    levels: tuple[Level, ...]
    exclusive: bool = True

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the levels."""
        return tuple(level.code for level in self.levels)

    @property
    def columns(self) -> list[str]:
        """The columns that the levels are told by."""
        names = (name for level in self.levels for name in level.holds.meta.root_names())
        return list(dict.fromkeys(names))


def one_of(
    name: str, title: str, column: str, levels: Iterable[tuple[str, str]], *, open_too: bool
) -> Variable:
    """A variable whose cases have one code each in a column; missing is *not known*.

    `open_too` gives what is not known a row of its own even though no case may be in it.
    """
    rows = [Level(code, label, pl.col(column) == code) for code, label in levels]
    if open_too:
        rows.append(Level(UNKNOWN, NOT_KNOWN, pl.col(column).is_null()))
    return Variable(name, title, tuple(rows))


def some_of(name: str, title: str, columns: Iterable[tuple[str, str, str]]) -> Variable:
    """A variable of which a case may have several codes, each told by yes or no in a column.

    `columns` are triples of a code, its words and its column.
    """
    parts = list(columns)
    rows = [Level(code, label, pl.col(column) == "yes") for code, label, column in parts]
    told = [pl.col(column) for _, _, column in parts]
    none = pl.all_horizontal(each == "no" for each in told)
    rows.append(Level(NONE, "none of these", none))
    unknown = pl.any_horizontal(each.is_null() for each in told)
    rows.append(Level(UNKNOWN, "not fully known", unknown))
    return Variable(name, title, tuple(rows), exclusive=False)


def check_few(variable: Variable) -> None:
    """See that a variable has few enough levels for a table.

    Raises:
        NotTabulated: it has more than `MAX_LEVELS`.
    """
    count = len(variable.levels)
    if count > MAX_LEVELS:
        what = f"`{variable.name}` has {count:,} different values, too many for a table"
        raise NotTabulated(f"{what} ({MAX_LEVELS} at most): group them in a column first")
