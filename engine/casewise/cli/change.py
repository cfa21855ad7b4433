"""`casewise change`."""

import click

from casewise.cli.options import reading_option, ruleset_option
from casewise.cli.results import (
    format_option,
    limit_option,
    misused,
    results_in,
    show_texts,
    show_values,
)
from casewise.counterfactual.changing import UnknownOutcome, changes
from casewise.counterfactual.json_form import json_changes
from casewise.counterfactual.keeping import NotAFact
from casewise.counterfactual.plain import plain_changes


@click.command("change")
@click.argument("file", metavar="FILE[::CASE]")
@click.option("--to", metavar="OUTCOME", help="The outcome that is wanted; without it, any other.")
@click.option("--settled", is_flag=True, help="Nothing still open may lead elsewhere.")
@click.option(
    "--keep", multiple=True, metavar="FACT",
    help="Do not change this fact, by name or path; may be given several times.",
)  # fmt: skip
@click.option(
    "--free", multiple=True, metavar="FACT",
    help="Change this fact too, although the ruleset keeps it; may be given several times.",
)  # fmt: skip
@limit_option("changes")
@format_option()
@reading_option()
@ruleset_option()
def command(
    file: str,
    to: str | None,
    settled: bool,
    keep: tuple[str, ...],
    free: tuple[str, ...],
    limit: int,
    form: str,
    readings: tuple[str, ...],
    ruleset: str,
) -> int:
    """List the smallest sets of changes to a case that give another outcome.

    A change sets one fact to a value that rules tell apart from what is recorded, or tells one that
    is open; puts one member into a set or takes one out; says that a set or list has no others; or
    adds or removes an entity. All sets with the fewest changes are listed. What a ruleset declares
    unchangeable, such as dates, is kept as far as it is known. OUTCOME is an id or a label.

    \b
    Examples:
      casewise change case.yaml
      casewise change cases.yaml::undercover-only --to I-CHP
      casewise change case.yaml --to not-eligible --free arrest_date --keep victims
      casewise change case.yaml --settled --format json
    """
    results = results_in(file, readings, ruleset)
    found = (changes(each, to, settled=settled, keep=keep, free=free) for each in results)
    try:
        if form == "json":
            show_values(json_changes(each, limit) for each in found)
        else:
            show_texts(plain_changes(each, limit) for each in found)
    except (UnknownOutcome, NotAFact) as error:
        raise misused(error) from None
    return 0
