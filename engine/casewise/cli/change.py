"""`casewise change`."""

import json
from collections.abc import Iterator

import click

from casewise.cli.inputs import records
from casewise.cli.lines import one_or_list, parted
from casewise.cli.options import chosen_in, reading_option, rules_under, ruleset_option
from casewise.counterfactual.changing import UnknownOutcome, changes
from casewise.counterfactual.json_form import json_changes
from casewise.counterfactual.keeping import NotAFact
from casewise.counterfactual.plain import plain_changes
from casewise.evaluation.classification import REFERENCE, classify, meant


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
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True,
              help="How many sets of changes are shown.")  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
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
    chosen = chosen_in(readings)
    rules = rules_under(ruleset, chosen)

    def texts() -> Iterator[str]:
        for case in records((file,), rules):
            result = classify(meant(rules, case, chosen), case, REFERENCE)
            found = changes(result, to, settled=settled, keep=keep, free=free)
            as_json = form == "json"
            yield _json(json_changes(found, limit)) if as_json else plain_changes(found, limit)

    try:
        for text in one_or_list(texts()) if form == "json" else parted(texts()):
            click.echo(text, nl=False)
    except (UnknownOutcome, NotAFact) as error:
        raise click.UsageError(f"{str(error)[0].upper()}{str(error)[1:]}.") from None
    return 0


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
