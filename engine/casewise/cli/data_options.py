"""The options of commands that read a data file or write one."""

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any

import click

from casewise.cli.options import Decorator

EXPLAIN = ("none", "id", "text")
FORMULAS = ("refuse", "keep", "quote")
_FILE = click.Path(dir_okay=False, path_type=Path)


def _option(*names: str, **settings: Any) -> Decorator:
    return click.option(*names, **settings)


_OPTIONS = (
    _option("--out", "-o", type=_FILE, metavar="FILE",
            help="Write every row of a data file to this one, with its result."),
    _option("--map", "map_file", type=_FILE, metavar="FILE",
            help="Which column is which fact, and what each code means."),
    _option("--explain", type=click.Choice(EXPLAIN), default="id", show_default=True,
            help="Why, for every row: an id and a file of texts beside --out, or the text itself."),
    _option("--table", "tables", multiple=True, metavar="LIST=FILE",
            help="A table with a row for each entity of a list, such as victims=victims.csv."),
    _option("--case", "case", default="", metavar="COL",
            help="The column with the id of the case, by which tables are joined."),
    _option("--prefix", default="", metavar="TEXT",
            help="What the names of the columns of results begin with."),
    _option("--formulas", type=click.Choice(FORMULAS), default="refuse", show_default=True,
            help="What becomes of cells in CSV that a spreadsheet would take for formulas."),
    _option("--force", is_flag=True, help="Overwrite --out if it is there."),
)  # fmt: skip


def data_options() -> Decorator:
    """Where the results of a data file go, and what its columns mean."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        return reduce(lambda done, option: option(done), reversed(_OPTIONS), function)

    return decorate


def refuse_without_out(settings: dict[str, Any]) -> None:
    """See that options of a data file are not given where none is written.

    Raises:
        UsageError: one is.
    """
    named = {"map_file": "--map", "tables": "--table", "case": "--case", "prefix": "--prefix"}
    given = next((option for name, option in named.items() if settings[name]), None)
    if given or settings["force"]:
        raise click.UsageError(f"{given or '--force'} goes with --out.")
