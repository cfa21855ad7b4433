"""`casewise reproduce`."""

import json
from collections.abc import Iterable
from pathlib import Path

import click

from casewise.cli.options import chosen_in, note, reading_option, rules_under, ruleset_option
from casewise.corpus import shipped
from casewise.library import load_cohort, load_study, rules_folder
from casewise.study.reproduction import Reproduction, reproduce

SYNTHETIC = (
    "the sample is synthetic: no record in it is of a case; it was made to have the printed "
    "margins. That it has them under these rules proves the rules and the arithmetic, not the study"
)


@click.command("reproduce")
@click.option(
    "--cohort",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with `records.jsonlines` and `sample.csv` (default: the shipped synthetic one).",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text",
    show_default=True,
)  # fmt: skip
@reading_option()
@ruleset_option()
def command(folder: Path | None, form: str, readings: tuple[str, ...], ruleset: str) -> int:
    """Compute every printed figure of a study anew, from case records that the rules place.

    Beside each figure: the number computed from the sample and the design, between what numbers it
    would be rounded to what is printed, and whether it agrees, cannot be true together with another
    printed figure, or cannot be derived (and why). Then what was printed and does not fit together,
    what the printed ranges imply, and how far each other reading moves each estimate. Exits with 1
    if a figure that can be derived differs.

    \b
    Examples:
      casewise reproduce
      casewise reproduce --format markdown > reproduction.md
      casewise reproduce --cohort my-cohort --ruleset rules/mine
    """
    rules = rules_under(ruleset, chosen_in(readings))
    study = load_study(ruleset, rules)
    where = folder or shipped_cohort(ruleset)
    cases, rows = load_cohort(where, rules, study)
    if folder is None:
        note(SYNTHETIC)
    found = reproduce(study, rules, cases, rows)
    for line in _lines(found, form):
        click.echo(line)
    return 0 if found.agrees else 1


def shipped_cohort(ruleset: str) -> Path:
    """Where the synthetic sample of a shipped ruleset lies.

    Raises:
        UsageError: there is none.
    """
    folder = shipped("cases") / rules_folder(ruleset).resolve().name / "cohort"
    if not folder.is_dir():
        raise click.UsageError(f"There is no sample of `{ruleset}`: name one with `--cohort`.")
    return folder


def _lines(found: Reproduction, form: str) -> Iterable[str]:
    if form == "json":
        from casewise.study.json_form import json_form

        return [json.dumps(json_form(found), indent=2, ensure_ascii=False)]
    if form == "markdown":
        from casewise.study.markdown import markdown

        return markdown(found)
    from casewise.study.text import text

    return text(found)
