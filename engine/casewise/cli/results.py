"""What commands share that ask on about results: which cases, how many sets, in which form."""

import json
from collections.abc import Iterable, Iterator

import click

from casewise.cli.inputs import records
from casewise.cli.lines import one_or_list, parted
from casewise.cli.options import Decorator, chosen_in, rules_under
from casewise.errors import CasewiseError
from casewise.evaluation.classification import REFERENCE, classify, meant
from casewise.result import Result

MOST_SHOWN = 20


def limit_option(what: str) -> Decorator:
    """`--limit`, of sets of something."""
    return click.option(
        "--limit", type=click.IntRange(1), default=MOST_SHOWN, show_default=True,
        help=f"How many sets of {what} are shown.",
    )  # fmt: skip


def format_option() -> Decorator:
    """`--format`, text or JSON."""
    return click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
    )


def results_in(file: str, readings: tuple[str, ...], ruleset: str) -> Iterator[Result]:
    """How each case of an input is classified, under the readings that are given or it means."""
    chosen = chosen_in(readings)
    rules = rules_under(ruleset, chosen)
    for case in records((file,), rules):
        yield classify(meant(rules, case, chosen), case, REFERENCE)


def show_texts(texts: Iterator[str]) -> None:
    """Print a text for each case, with a line between two."""
    for text in parted(texts):
        click.echo(text, nl=False)


def show_values(values: Iterable[object]) -> None:
    """Print a JSON value for each case: the only one as it is, several as a list."""
    texts = (json.dumps(value, indent=2, ensure_ascii=False) for value in values)
    for text in one_or_list(texts):
        click.echo(text, nl=False)


def misused(error: CasewiseError) -> click.UsageError:
    """The usage error for a word of the command line that names nothing."""
    words = str(error)
    return click.UsageError(f"{words[0].upper()}{words[1:]}.")
