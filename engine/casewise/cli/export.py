"""`casewise export`."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from casewise.cli.options import engine_option, not_installed, note, reading_option, ruleset_option
from casewise.cli.sampled import sample_options, sources_of

PACKAGES = ("r", "stata", "spss")


@click.command("export")
@sample_options()
@click.option("--script", type=click.Choice(PACKAGES), required=True, help="For which package.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="A folder that is made, with the script and the table that it reads.",
)
@reading_option()
@ruleset_option()
@engine_option()
def command(
    data: Path,
    script: str,
    out: Path,
    readings: tuple[str, ...],
    ruleset: str,
    engine: str | None,
    **settings: Any,
) -> None:
    """Write a script for R, Stata or SPSS that makes the same tables from the same design.

    Takes what `casewise tabulate` takes. The folder gets a table with a row for each case (its
    design, its placement, a column for each --by) and the script that reads it.

    \b
    Examples:
      casewise export cohort.csv --records cohort.jsonl --weight weight \\
          --strata stratum --psu agency --by material_possessed --script r --out for-r
      casewise export placed.csv --placement placement --weight weight --script stata --out stata
    """
    if out.exists():
        raise click.BadParameter(f"`{out}` exists already; name a new folder", param_hint="--out")
    sources = sources_of(data, ruleset, readings, engine, settings)
    try:
        from casewise.tabulation.cases import gather
        from casewise.tabulation.export import files
    except ModuleNotFoundError as error:
        raise not_installed(error, "survey") from None
    found = files(gather(sources, settings["by"]), script)
    write_folder(out, found)
    note(f"wrote {', '.join(str(out / name) for name in found)}")


def write_folder(folder: Path, texts: dict[str, str]) -> None:
    """Make a folder with these files so that it is there with all of them, or not at all.

    Raises:
        OSError: it cannot be written.
    """
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        for name, text in texts.items():
            (made / name).write_text(text, "utf-8")
        os.chmod(made, 0o755)  # noqa: S103  # as any folder that a person makes
        made.rename(folder)
    except BaseException:
        with suppress(OSError):
            shutil.rmtree(made)
        raise
