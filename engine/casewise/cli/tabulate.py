"""`casewise tabulate`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from casewise.cli.options import engine_option, not_installed, reading_option, ruleset_option
from casewise.cli.sampled import (
    conditions_of,
    sample_options,
    sources_of,
    write_whole,
)

if TYPE_CHECKING:
    from casewise.tabulation.estimates import Tabulation

FORMATS = ("text", "csv", "json", "markdown", "latex", "html")
FIGURES = (".svg", ".png")


@click.command("tabulate")
@sample_options()
@click.option(
    "--where",
    multiple=True,
    metavar="COND",
    help="Only cases where NAME=VALUE (or !=, <, <=, >, >=); several must all hold.",
)
@click.option("--show-small", is_flag=True, help="Show what rests on fewer than 30 cases, too.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to this file instead of standard output.",
)
@click.option(
    "--figure",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Draw the placements with their intervals, as .svg or .png; a page of HTML has it, too.",
)
@reading_option()
@ruleset_option()
@engine_option()
def command(
    data: Path,
    where: tuple[str, ...],
    show_small: bool,
    form: str,
    out: Path | None,
    figure: Path | None,
    readings: tuple[str, ...],
    ruleset: str,
    engine: str | None,
    **settings: Any,
) -> None:
    """Estimate totals and proportions from a weighted sample, with their sampling error.

    DATA is a CSV or Parquet file with a row for each case: its weight, stratum and sampling unit.
    Placements come from records, which the rules place, or from a column. Each estimate has its
    standard error, 95% interval, degrees of freedom and number of cases; what rests on few cases
    is flagged. Cases that are not decided have a row of their own, and every total its bounds.

    \b
    Examples:
      casewise tabulate cohort.csv --records cohort.jsonl --weight weight \\
          --strata stratum --psu agency --by material_possessed
      casewise tabulate placed.csv --placement placement --weight weight \\
          --strata stratum --psu agency --where placement!=not-eligible --format html
    """
    if figure is not None and figure.suffix not in FIGURES:
        raise click.BadParameter("a figure is a .svg or a .png file", param_hint="--figure")
    sources = sources_of(data, ruleset, readings, engine, settings)
    tabulation = _tabulated(sources, settings["by"], conditions_of(where), show_small)
    picture = b"" if figure is None else _drawn(tabulation, figure.suffix)
    shown = "" if figure is None else _shown(tabulation, picture, figure.suffix)
    text = _written(tabulation, form, shown)
    if figure is not None:
        write_whole(figure, picture)
    if out is not None:
        write_whole(out, text.encode())
    else:
        click.echo(text, nl=False)


def _tabulated(sources: Any, by: tuple[str, ...], where: Any, small: bool) -> "Tabulation":
    try:
        from casewise.tabulation.tabulating import Wanted, tabulate
    except ModuleNotFoundError as error:
        raise not_installed(error, "survey") from None
    return tabulate(sources, Wanted(by, where, small))


def _written(tabulation: "Tabulation", form: str, figure: str) -> str:
    """The tables in one of `FORMATS`; a page has the figure in it, too."""
    from casewise.tabulation.rendering import RENDERERS
    from casewise.tabulation.rendering.html import page

    return page(tabulation, [figure]) if form == "html" and figure else RENDERERS[form](tabulation)


def _drawn(tabulation: "Tabulation", suffix: str) -> bytes:
    try:
        from casewise.tabulation.figures import bars
    except ModuleNotFoundError as error:
        raise not_installed(error, "report") from None
    return bars(tabulation, suffix.removeprefix("."))


def _shown(tabulation: "Tabulation", picture: bytes, suffix: str) -> str:
    from casewise.tabulation.figures import description
    from casewise.tabulation.rendering.html import figure

    return figure(picture, suffix.removeprefix("."), description(tabulation))
