"""`casewise diff`."""

import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from casewise.cli.diff_text import as_text
from casewise.cli.inputs import records
from casewise.cli.options import Counter, chosen_in, reading_option
from casewise.comparison.changes import Change
from casewise.comparison.differing import Crosswalk, Difference, Region, difference
from casewise.comparison.responsibility import Responsibility
from casewise.library import DEFAULT_RULESET, load
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset, UnknownReading
from casewise.reading.writing import plain_case


@click.command("diff")
@click.argument("rulesets", nargs=-1, metavar="[FIRST] [SECOND]")
@click.option(
    "--to-reading",
    "to_readings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Take the second ruleset under this reading; may be given several times.",
)
@reading_option()
@click.option(
    "--cases",
    "files",
    multiple=True,
    metavar="FILE",
    help="Also place these records by both: a file, a folder or `-`; may be given several times.",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option(
    "--write-cases", "folder", type=click.Path(file_okay=False, path_type=Path),
    help="Save the case that shows each move as a file in this folder.",
)  # fmt: skip
def command(
    rulesets: tuple[str, ...],
    to_readings: tuple[str, ...],
    readings: tuple[str, ...],
    files: tuple[str, ...],
    form: str,
    folder: Path | None,
) -> int:
    """Say what differs between two rulesets, and which cases that places elsewhere.

    FIRST and SECOND are shipped rulesets or folders of rule files. With one or none, the ruleset
    is compared with itself under the readings of --to-reading; --reading holds for both.

    First what changed in the definitions, rule by rule. Then every move from one outcome to
    another that some complete case makes, each with a small case that shows it and the change that
    is responsible: the one that makes the move alone, or the fewest that make it together. That no
    other case moves is proved. With --cases, how these records are placed by both, and the change
    that is responsible for each that is placed elsewhere. Exits with 1 if anything moves.

    \b
    Examples:
      casewise diff rules/old rules/new
      casewise diff --to-reading contact=not-required
      casewise diff njov-1 rules/mine --cases records.jsonl --format json
    """
    chosen, to_chosen = chosen_in(readings), chosen_in(to_readings)
    found = difference(*_both(rulesets, chosen, to_chosen))
    crosswalk = _crosswalk(found, files, {*chosen, *to_chosen}) if files else None
    lines = as_text(found, crosswalk) if form == "text" else [_as_json(found, crosswalk)]
    for line in lines:
        click.echo(line)
    if folder is not None:
        _write_cases(found, folder)
    return 1 if found.regions or (crosswalk is not None and crosswalk.moved) else 0


# -- what is asked for ----------------------------------------------------------------------------


def _both(
    names: tuple[str, ...], chosen: dict[str, str], to_chosen: dict[str, str]
) -> tuple[Ruleset, Ruleset]:
    if len(names) > 2:
        raise click.UsageError("Two rulesets can be compared, not more.")
    if len(names) < 2 and not to_chosen:
        raise click.UsageError("Give two rulesets, or --to-reading NAME=VALUE for the second.")
    first = _under(load(names[0] if names else DEFAULT_RULESET), chosen, "--reading")
    second = _under(load(names[1]), chosen, "--reading") if len(names) == 2 else first
    return first, _under(second, to_chosen, "--to-reading")


def _under(rules: Ruleset, chosen: dict[str, str], option: str) -> Ruleset:
    try:
        return rules.under(chosen)
    except UnknownReading as error:
        raise click.BadParameter(str(error), param_hint=option) from None


def _crosswalk(found: Difference, files: tuple[str, ...], named: Collection[str]) -> Crosswalk:
    return found.crosswalk(_counted(records(files, found.between.start)), named)


def _counted(cases: Iterable[Case]) -> Iterator[Case]:
    counter = Counter("cases")
    try:
        for case in cases:
            yield case
            counter.step()
    finally:
        counter.done()


# -- JSON -----------------------------------------------------------------------------------------


def _as_json(found: Difference, crosswalk: Crosswalk | None) -> str:
    whole: dict[str, Any] = {
        "schema": "casewise.diff/1",
        "first": _ruleset(found.first),
        "second": _ruleset(found.second),
        "changes": [_change(change) for change in found.changes],
        "same": not found.regions,
        "moves": [_region(found, region) for region in found.regions],
    }
    if not found.regions:
        whole["placed_alike"] = found.comparison.placed_alike
    if crosswalk is not None:
        whole["records"] = _records(crosswalk)
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _ruleset(rules: Ruleset) -> dict[str, Any]:
    return {
        "id": rules.id,
        "release": rules.release,
        "fingerprint": rules.fingerprint,
        "readings": dict(rules.chosen),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "change": str(change),
        "kind": change.kind,
        "name": change.name,
        "how": change.how,
        "part": change.part,
        "place": str(change.place) if change.place else None,
    }


def _region(found: Difference, region: Region) -> dict[str, Any]:
    return {
        "from": region.from_outcome,
        "to": region.to_outcome,
        "responsible": _responsible(region.responsible),
        "witness": plain_case(found.between.start.vocabulary, region.witness),
        "settled": region.settled,
    }


def _responsible(found: Responsibility) -> dict[str, Any]:
    return {
        "enough": [[str(change) for change in made] for made in found.enough],
        "needed": [str(change) for change in found.needed],
    }


def _records(crosswalk: Crosswalk) -> dict[str, Any]:
    matrix: dict[str, dict[str, int]] = {}
    for (before, after), count in crosswalk.placed.items():
        matrix.setdefault(before, {})[after] = count
    return {
        "count": crosswalk.count,
        "matrix": matrix,
        "moved": [
            {
                "case": each.case,
                "from": each.from_placement,
                "to": each.to_placement,
                "responsible": _responsible(each.responsible),
            }
            for each in crosswalk.moved
        ],
        "placed_alike_with_other_outcomes_possible": crosswalk.opened,
    }


def _write_cases(found: Difference, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for region in found.regions:
        plain = plain_case(found.between.start.vocabulary, region.witness)
        text = json.dumps(plain, indent=2, ensure_ascii=False)
        (folder / f"{region.witness.id}.json").write_text(text + "\n", "utf-8")
