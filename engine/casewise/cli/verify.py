"""`casewise verify`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casewise.cli.inputs import records
from casewise.cli.lines import one_or_list
from casewise.cli.options import engine_option
from casewise.facts import Values
from casewise.library import UnknownRuleset, load, load_recorded, load_shipped
from casewise.model.recorded import Recorded
from casewise.model.ruleset import Ruleset

if TYPE_CHECKING:
    from casewise.recording.verifying import Verdict


@click.command("verify")
@click.argument(
    "paths", nargs=-1, required=True, metavar="RECORD...", type=click.Path(path_type=Path)
)
@click.option(
    "--ruleset", "-r", metavar="NAME|FOLDER",
    help="The rules to replay it under (default: the shipped ones of the name in the record).",
)  # fmt: skip
@click.option(
    "--facts", "given", metavar="FILE[::CASE]",
    help="The case, for a record that holds only a hash of its facts.",
)  # fmt: skip
@engine_option()
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def command(
    paths: tuple[Path, ...], ruleset: str | None, given: str | None, engine: str | None, form: str
) -> int:
    """Say of a kept record whether it still holds, and if not, why.

    `casewise classify --record FILE` keeps one. It holds (exit 0) if nothing in it was altered, the
    rules at hand mean what they meant, and the case is answered as it says. Otherwise (exit 1) it
    says which part was altered, or which rule has changed. What is no such record is exit 2.

    No key is involved: who can write a whole record can write another one that holds. Keep its hash
    (`chain.record`) elsewhere to be sure that it is the same record.

    \b
    Examples:
      casewise verify case.record.json
      casewise verify case.record.json --ruleset rules/edited
      casewise verify case.record.json --facts case.yaml
    """
    if given is not None and len(paths) > 1:
        raise click.UsageError("`--facts` is about one record.")
    seen: list[bool] = []
    checked = _checked(paths, ruleset, given, engine)
    for text in _texts(checked, seen) if form == "text" else one_or_list(_objects(checked, seen)):
        click.echo(text, nl=False)
    return 0 if all(seen) else 1


Checked = tuple[Path, Recorded, "Verdict"]


def _checked(
    paths: tuple[Path, ...], ruleset: str | None, given: str | None, engine: str | None
) -> Iterator[Checked]:
    """Each record with what came of its check."""
    from casewise.recording.differences import under_the_readings_of
    from casewise.recording.verifying import verify

    for path in paths:
        recorded = load_recorded(path)
        rules = under_the_readings_of(_rules(recorded, ruleset), recorded.seal)
        facts = None if given is None else _facts(given, rules)
        yield path, recorded, verify(recorded, rules, facts, engine)


def _rules(recorded: Recorded, ruleset: str | None) -> Ruleset:
    """The rules named; without a name those that are shipped under the name in the record."""
    if ruleset is not None:
        return load(ruleset)
    try:
        return load_shipped(recorded.seal.id)
    except UnknownRuleset as error:
        raise click.UsageError(
            f"{str(error).capitalize()}. Name its folder: `--ruleset`."
        ) from None


def _facts(given: str, ruleset: Ruleset) -> Values:
    found = list(records((given,), ruleset))
    if len(found) != 1:
        raise click.UsageError(
            f"`--facts` is about one case, and there are {len(found)}: name it, `FILE::CASE`."
        )
    return found[0].values


def _texts(checked: Iterator[Checked], seen: list[bool]) -> Iterator[str]:
    """A sentence for each."""
    from casewise.recording.words import says

    for path, recorded, verdict in checked:
        seen.append(verdict.holds)
        yield f"{path} {says(verdict, recorded)}.\n"


def _objects(checked: Iterator[Checked], seen: list[bool]) -> Iterator[str]:
    from casewise.recording.words import says

    for path, recorded, verdict in checked:
        seen.append(verdict.holds)
        yield json.dumps(
            {
                "schema": "casewise.verdict/1",
                "file": str(path),
                "record": recorded.chain.record,
                "holds": verdict.holds,
                "finding": verdict.finding,
                "parts": list(verdict.parts),
                "says": f"{says(verdict, recorded)}.",
            },
            indent=2,
            ensure_ascii=False,
        )
