"""`casewise explain`."""

import click

from casewise.cli.inputs import records
from casewise.cli.options import (
    engine_option,
    files_argument,
    note_missing_engine,
    reading_option,
    rules_under,
    ruleset_option,
)
from casewise.evaluation.classification import classify, engine_for
from casewise.explanation.explaining import explain
from casewise.explanation.rendering import FORMS, render
from casewise.model.case import Case

FORMATS = ("text", "outline", "markdown", "json")
BETWEEN = "\n" + "-" * 72 + "\n\n"


@click.command("explain")
@files_argument()
@click.option("--case", "wanted", multiple=True, metavar="ID", help="Only the case of this id.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@reading_option()
@ruleset_option()
@engine_option()
def command(
    files: tuple[str, ...],
    wanted: tuple[str, ...],
    form: str,
    readings: tuple[str, ...],
    ruleset: str,
    engine: str | None,
) -> None:
    """Say in words why a case is placed where it is, what else was true, and what is open.

    `FILE::ID` explains one case of a file. The outline shows the steps of the inference.

    \b
    Examples:
      casewise explain case.yaml
      casewise explain cases.yaml::undercover-only --format outline
    """
    rules = rules_under(ruleset, readings)
    note_missing_engine(engine_for(rules, engine).label, engine)
    files, ids = _parted(files, wanted)
    found = [case for case in records(files, rules) if not ids or case.id in ids]
    _check_found(found, ids)
    texts = (render(explain(classify(rules, case, engine)), form) for case in found)
    between = "\n" if form == "json" else BETWEEN
    for number, text in enumerate(texts):
        click.echo((between if number else "") + text, nl=False)


def _parted(files: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[tuple[str, ...], set[str]]:
    """`FILE::ID` as a file and an id."""
    names, ids = [], set(wanted)
    for file in files:
        name, parted, identifier = file.partition("::")
        names.append(name)
        ids |= {identifier} if parted else set()
    return tuple(names), ids


def _check_found(found: list[Case], ids: set[str]) -> None:
    missing = sorted(ids - {case.id for case in found if case.id is not None})
    if missing:
        raise click.UsageError(f"There is no case `{missing[0]}` in the input.")
