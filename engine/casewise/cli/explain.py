"""`casewise explain`."""

import click

from casewise.cli.inputs import check_found, records
from casewise.cli.lines import one_or_list, parted
from casewise.cli.options import (
    UNDETERMINED,
    chosen_in,
    engine_option,
    files_argument,
    note_missing_engine,
    reading_option,
    rules_under,
    ruleset_option,
)
from casewise.evaluation.classification import classify, engine_for, meant
from casewise.explanation.explaining import explain
from casewise.explanation.rendering import FORMS, render
from casewise.result import UNDECIDED

FORMATS = ("text", "outline", "markdown", "json")


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
) -> int:
    """Say in words why a case is placed where it is, what else was true, and what is open.

    A file holds cases as YAML, JSON or JSON lines; a folder stands for the case files in it, `-` or
    nothing for standard input. `FILE::ID` explains one case of a file. The outline shows the steps
    of the inference. As JSON, one case is an object and several are a list. Exits with 4 if the
    only case explained is undecided.

    \b
    Examples:
      casewise explain case.yaml
      casewise explain cases.yaml::undercover-only --format outline
      casewise explain cases/ --case undercover-only --format json
      cat cases.jsonl | casewise explain -
    """
    chosen = chosen_in(readings)
    rules = rules_under(ruleset, chosen)
    note_missing_engine(engine_for(rules, engine).label, engine)
    every = list(records(files, rules))
    check_found(wanted, (case.id for case in every if case.id is not None), "The input")
    found = [case for case in every if not wanted or case.id in wanted]
    results = (classify(meant(rules, case, chosen), case, engine) for case in found)
    if len(found) == 1:
        (result,) = results
        click.echo(render(explain(result), form), nl=False)
        return UNDETERMINED if result.placement == UNDECIDED else 0
    texts = (render(explain(result), form) for result in results)
    for text in one_or_list(texts) if form == "json" else parted(texts):
        click.echo(text, nl=False)
    return 0
