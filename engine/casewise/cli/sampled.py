"""What the commands about weighted samples share: options, and where cases come from."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from casewise.cli.inputs import records
from casewise.cli.options import Decorator, chosen_in, not_installed, rules_under

if TYPE_CHECKING:
    from casewise.tabulation.cases import Sources
    from casewise.tabulation.conditions import Condition

SINGLETONS = ("error", "skip", "scale", "center")


def _option(*names: str, **settings: Any) -> Decorator:
    return click.option(*names, **settings)


_OPTIONS = (
    click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    _option("--weight", required=True, metavar="COL", help="How many cases each row stands for."),
    _option("--strata", default="", metavar="COL", help="The stratum; without it there is one."),
    _option("--psu", default="", metavar="COL",
            help="The sampling unit, such as the agency; without it each case is one."),
    _option("--fpc", "population", default="", metavar="COL",
            help="The number of sampling units in the population of the stratum."),
    _option("--nest", "nested", is_flag=True,
            help="Sampling units are numbered anew in each stratum."),
    _option("--singleton", type=click.Choice(SINGLETONS), default="error", show_default=True,
            help="What a stratum with one sampling unit adds to the variance."),
    _option("--records", metavar="FILE", help="Case records, joined by the id of the case; "
            "the rules place them."),
    _option("--case", default="case", show_default=True, metavar="COL",
            help="The id of the case, by which records are joined."),
    _option("--placement", default="", metavar="COL",
            help="A column of DATA that holds placements, instead of records."),
    _option("--possible", default="", metavar="COL",
            help="A column that holds the possible outcomes, as `classify --format csv` does."),
    _option("--by", multiple=True, metavar="NAME",
            help="A column, fact (`victims.relationship`) or rule to tabulate by placement."),
)  # fmt: skip


def sample_options() -> Decorator:
    """DATA and the options that say how it was sampled and what is known of each case."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        return reduce(lambda done, option: option(done), reversed(_OPTIONS), function)

    return decorate


def sources_of(
    data: Path,
    ruleset: str,
    readings: tuple[str, ...],
    engine: str | None,
    settings: dict[str, Any],
) -> "Sources":
    """Where cases come from, as the options say.

    Raises:
        NotInstalled: the extra `survey` is not installed.
        UsageError: options contradict each other.
    """
    try:
        from casewise.tabulation.cases import Records, Sources
        from casewise.tabulation.design import Design, Singleton
        from casewise.tabulation.records import Classifying
    except ModuleNotFoundError as error:
        raise not_installed(error, "survey") from None
    if settings["records"] and settings["placement"]:
        raise click.UsageError("Give --records or --placement, not both.")
    if settings["possible"] and not settings["placement"]:
        raise click.UsageError("--possible goes with --placement.")
    chosen = chosen_in(readings)
    rules = rules_under(ruleset, chosen)
    parts = ("weight", "strata", "psu", "population", "nested")
    design = Design(
        **{name: settings[name] for name in parts}, singleton=Singleton(settings["singleton"])
    )
    source = settings["records"]
    return Sources(
        data,
        design,
        Classifying(rules, frozenset(chosen), engine),
        settings["case"],
        settings["placement"],
        settings["possible"],
        Records(records((source,), rules), source) if source else None,
    )


def conditions_of(where: tuple[str, ...]) -> "tuple[Condition, ...]":
    """The conditions of a subpopulation."""
    from casewise.tabulation.conditions import read_condition

    return tuple(map(read_condition, where))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there with all of its content, or as it was before.

    Raises:
        OSError: it cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as file:
            file.write(content)
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
