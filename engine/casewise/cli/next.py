"""`casewise next`."""

import json
from collections.abc import Iterable, Iterator

import click

from casewise.cli.inputs import records
from casewise.cli.lines import one_or_list, parted
from casewise.cli.options import (
    chosen_in,
    files_argument,
    reading_option,
    rules_under,
    ruleset_option,
)
from casewise.evaluation.classification import meant
from casewise.interview.interviewing import Interview, interview
from casewise.interview.model import Model, NotAModel
from casewise.interview.wording import plain, plain_values
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset

States = Iterable[tuple[Interview, str | None]]


@click.command("next")
@files_argument()
@click.option("--start", is_flag=True, help="Start from a case of which nothing is known.")
@click.option("--all", "whole", is_flag=True, help="Name the facts that cannot matter any more.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option(
    "--cost", "costs", multiple=True, metavar="FACT=N",
    help="What it costs to ask for a fact (default: 1); may be given several times.",
)  # fmt: skip
@click.option(
    "--not-known", type=float, default=Model().not_known, show_default=True, metavar="SHARE",
    help="How likely it is that a question gets no answer.",
)  # fmt: skip
@click.option(
    "--another", type=float, default=Model().another, show_default=True, metavar="SHARE",
    help="How likely it is that a list has one more entity.",
)  # fmt: skip
@reading_option()
@ruleset_option()
def command(
    files: tuple[str, ...],
    start: bool,
    whole: bool,
    form: str,
    costs: tuple[str, ...],
    not_known: float,
    another: float,
    readings: tuple[str, ...],
    ruleset: str,
) -> int:
    """Say what to ask next about a case, why, and how much there is still to ask.

    Only facts that can still change what is possible are ever asked for. A fact that the record
    says is `unknown` was asked and is not asked again; one that it leaves out can be asked. What
    each answer would leave is exact; how much is left to ask is estimated, under the assumption
    that every answer is as likely as any other.

    \b
    Examples:
      casewise next --start
      casewise next case.yaml
      casewise next cases.yaml::undercover-only --cost victims.identified=3
      casewise next case.yaml --not-known 0.3 --format json
    """
    if start and files:
        raise click.UsageError("Give a file or --start, not both.")
    chosen = chosen_in(readings)
    rules = rules_under(ruleset, chosen)
    model = _model(costs, not_known, another)
    found = [Case(None, {})] if start else records(files, rules)
    states = ((_begun(meant(rules, case, chosen), case, model), case.id) for case in found)
    for text in _as_text(states, whole=whole) if form == "text" else _as_json(states):
        click.echo(text, nl=False)
    return 0


def _begun(rules: Ruleset, case: Case, model: Model) -> Interview:
    """The interview about a case.

    Raises:
        BadParameter: a cost is that of no fact.
    """
    try:
        return interview(rules, case.values, model)
    except NotAModel as error:
        raise click.BadParameter(str(error), param_hint="--cost") from None


def _model(costs: tuple[str, ...], not_known: float, another: float) -> Model:
    try:
        return Model(not_known=not_known, another=another, costs=dict(map(_cost, costs)))
    except NotAModel as error:
        raise click.UsageError(f"{str(error)[0].upper()}{str(error)[1:]}.") from None


def _cost(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name.strip(), float(value)
    except ValueError:
        raise click.BadParameter(
            f"`{text}` is not of the form FACT=N", param_hint="--cost"
        ) from None


def _as_text(states: States, *, whole: bool) -> Iterator[str]:
    return parted(plain(state, case, whole=whole) for state, case in states)


def _as_json(states: States) -> Iterator[str]:
    return one_or_list(
        json.dumps(plain_values(state, case), indent=2, ensure_ascii=False)
        for state, case in states
    )
