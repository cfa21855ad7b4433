"""`casewise ask`."""

from pathlib import Path

import click

from casewise.cli.asking import Quit, interviewed
from casewise.cli.inputs import records
from casewise.cli.options import (
    UNDETERMINED,
    chosen_in,
    note,
    reading_option,
    rules_under,
    ruleset_option,
)
from casewise.cli.saving import refuse_existing, save
from casewise.cli.terminal import NARROW, WIDE, is_interactive, terminal
from casewise.evaluation.classification import meant
from casewise.explanation.explaining import explain
from casewise.explanation.plain import plain as plain_words
from casewise.explanation.words import fact_words
from casewise.model.case import Case, is_case_id
from casewise.model.ruleset import Ruleset
from casewise.result import UNDECIDED
from casewise.sitting.sitting import Sitting, TooMany, resume


@click.command("ask")
@click.argument("file", required=False, metavar="[FILE[::CASE]]")
@click.option("--id", "name", metavar="ID", help="The opaque id of the case, if it is to have one.")
@click.option(
    "--save", "target", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write the answers as a case file, readable by you alone.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Let --save replace a file that is there.")
@click.option(
    "--plain", is_flag=True, help="No colour, at most 80 columns; for screen readers and logs."
)
@click.option("--no-input", is_flag=True, help="Ask nothing: fail, naming the fact to be asked.")
@reading_option()
@ruleset_option()
def command(
    file: str | None,
    name: str | None,
    target: Path | None,
    force: bool,
    plain: bool,
    no_input: bool,
    readings: tuple[str, ...],
    ruleset: str,
) -> int:
    """Ask for the facts of one case, only those that can still matter, the best first.

    Every question says why it is asked and what each answer would leave possible. It ends as soon
    as no answer can change the result, and explains the case. FILE holds a case to go on from; what
    it says is `unknown` is not asked. Questions go to standard error, the explanation to standard
    output. Answers are kept in memory, and written only by --save.

    \b
    Keys: y yes, n no, ? not known, s put the question aside, w why it is asked,
          b take the last answer back, q end here
    In part: 2000-10 (a month), under 18, 13 to 15, 1 or 3 (one of these), 1, 3, + (and others)

    Exits with 4 if the case is then undecided, and with 2 if there is nobody to ask.

    \b
    Examples:
      casewise ask
      casewise ask --save case.yaml
      casewise ask case.yaml --save case.yaml --force
      casewise ask --plain --ruleset my-rules/
    """
    chosen = chosen_in(readings)
    if target is not None and not force:
        refuse_existing(target)
    sitting = _begun(file, name, rules_under(ruleset, chosen), chosen)
    sitting = _asked(sitting, plain=plain, silent=no_input or not is_interactive())
    if target is not None:
        save(target, sitting, replacing=force)
        note(f"{target} holds the answers")
    width = NARROW if plain else WIDE
    click.echo(plain_words(explain(sitting.result), width), nl=False)
    return UNDETERMINED if sitting.result.placement == UNDECIDED else 0


def _begun(file: str | None, name: str | None, rules: Ruleset, chosen: dict[str, str]) -> Sitting:
    """The sitting about the case in a file, or about one of which nothing is known."""
    if name is not None and not is_case_id(name):
        raise click.BadParameter("this is not a case id", param_hint="--id")
    case = _only_case(file, rules) if file is not None else Case(None, {})
    try:
        rules = meant(rules, case, chosen)
        return resume(rules, Case(name or case.id, case.values))
    except TooMany as error:
        raise click.UsageError(f"{str(error)[0].upper()}{str(error)[1:]}.") from None


def _only_case(file: str, rules: Ruleset) -> Case:
    found = list(records((file,), rules))
    if len(found) > 1:
        ids = [case.id for case in found if case.id is not None]
        example = f" such as {file}::{ids[0]}" if ids else ""
        raise click.UsageError(f"{file} holds {len(found)} cases; name one{example}.")
    return found[0]


def _asked(sitting: Sitting, *, plain: bool, silent: bool) -> Sitting:
    """The sitting once no answer matters, or its person has ended it.

    Raises:
        UsageError: something is to be asked and nobody can answer.
    """
    if not silent:
        try:
            return interviewed(terminal(plain=plain), sitting)
        except Quit as left:
            return left.sitting
    question = sitting.question
    if question is not None:
        label = fact_words(sitting.ruleset.vocabulary, question.path)
        raise click.UsageError(
            f"`{question.path}` ({label}) is missing, and there is nobody to ask: {question.asks} "
            "Add it to the case, `unknown` if it is not known, or run this in a terminal."
        )
    return sitting
