"""`casewise why-not`."""

import json
from collections.abc import Iterator

import click

from casewise.cli.inputs import records
from casewise.cli.lines import one_or_list, parted
from casewise.cli.options import chosen_in, reading_option, rules_under, ruleset_option
from casewise.counterfactual.changing import UnknownOutcome
from casewise.counterfactual.json_form import json_why_not
from casewise.counterfactual.plain import plain_why_not
from casewise.counterfactual.why_not import why_not
from casewise.evaluation.classification import REFERENCE, classify, meant


@click.command("why-not")
@click.argument("file", metavar="FILE[::CASE]")
@click.argument("outcome")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True,
              help="How many sets of facts or of answers are shown.")  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
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
    chosen = chosen_in(readings)
    rules = rules_under(ruleset, chosen)

    def texts() -> Iterator[str]:
        for case in records((file,), rules):
            found = why_not(classify(meant(rules, case, chosen), case, REFERENCE), outcome)
            as_json = form == "json"
            yield _json(json_why_not(found, limit)) if as_json else plain_why_not(found, limit)

    try:
        for text in one_or_list(texts()) if form == "json" else parted(texts()):
            click.echo(text, nl=False)
    except UnknownOutcome as error:
        raise click.UsageError(f"{str(error)[0].upper()}{str(error)[1:]}.") from None
    return 0


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
