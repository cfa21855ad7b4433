"""`casewise why-not`."""

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
from casewise.counterfactual.changing import UnknownOutcome
from casewise.counterfactual.json_form import json_why_not
from casewise.counterfactual.plain import plain_why_not
from casewise.counterfactual.why_not import why_not


@click.command("why-not")
@click.argument("file", metavar="FILE[::CASE]")
@click.argument("outcome")
@limit_option("facts or of answers")
@format_option()
@reading_option()
@ruleset_option()
def command(
    file: str, outcome: str, limit: int, form: str, readings: tuple[str, ...], ruleset: str
) -> int:
    """Say what stops a case from having an outcome.

    If the outcome is ruled out: the smallest sets of facts that alone do so, and the rules that
    these rest on. If it is possible but not where the case is placed: what is still open, and how
    it would have to turn out. OUTCOME is an id or a label; of a category, any subtype counts.

    \b
    Examples:
      casewise why-not case.yaml identified-victim
      casewise why-not cases.yaml::undercover-only I-CHP
      casewise why-not case.yaml not-eligible --format json
    """
    found = (why_not(result, outcome) for result in results_in(file, readings, ruleset))
    try:
        if form == "json":
            show_values(json_why_not(each, limit) for each in found)
        else:
            show_texts(plain_why_not(each, limit) for each in found)
    except UnknownOutcome as error:
        raise misused(error) from None
    return 0
