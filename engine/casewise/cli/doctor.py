"""`casewise doctor`."""

import platform
from collections.abc import Iterator
from pathlib import Path

import click

import casewise
from casewise.corpus import shipped
from casewise.errors import NotLoadable
from casewise.evaluation.classification import durable_label
from casewise.library import load, load_worked_cases
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset
from casewise.trial import trial


@click.command("doctor")
def command() -> int:
    """Say what is installed here, and try the shipped cases on the engine that answers.

    Exits with 1 if one of them is not answered as it should be.

    \b
    Example:
      casewise doctor
    """
    click.echo(f"casewise   {casewise.__version__}, Python {platform.python_version()}")
    click.echo(f"engine     {_engine()}")
    failed = 0
    for folder in sorted(path.parent for path in shipped("rules").glob("*/ruleset.yaml")):
        failed += _ruleset(folder)
    click.echo("network    not used")
    return 1 if failed else 0


def _engine() -> str:
    try:
        return durable_label()
    except NotLoadable:
        return "reference evaluator (durable-rules does not load here; answers are alike)"


def _ruleset(folder: Path) -> int:
    rules = load(folder.name)
    trials = [trial(rules, worked) for worked in _worked(rules)]
    failed = sum(1 for each in trials if each.differences)
    state = f"{len(trials) - failed}/{len(trials)} worked cases answered as they should be"
    click.echo(f"ruleset    {rules.id} {rules.release}, {rules.fingerprint[:19]}…, {state}")
    return failed


def _worked(rules: Ruleset) -> Iterator[WorkedCase]:
    """The shipped worked cases of a ruleset."""
    for file in sorted((shipped("cases") / rules.id).rglob("*.cases.yaml")):
        yield from load_worked_cases(file, rules)
