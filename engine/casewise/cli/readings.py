"""`casewise readings`."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

from casewise.cli.inputs import records
from casewise.cli.options import (
    Counter,
    chosen_in,
    files_argument,
    reading_option,
    rules_under,
    ruleset_option,
)
from casewise.cli.readings_text import as_text
from casewise.laboratory.answers import EveryReading
from casewise.laboratory.combinations import Combination
from casewise.laboratory.effects import Effect, effects
from casewise.laboratory.tally import Range, Row, Tally, tally
from casewise.model.ruleset import Ruleset
from casewise.reading.writing import plain_case

T = TypeVar("T")


@click.command("readings")
@files_argument()
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option("--witnesses", is_flag=True, help="Show in the text a small case for each move.")
@click.option(
    "--write-cases",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Save the case that shows each move as a file in this folder.",
)
@reading_option()
@ruleset_option()
def command(
    files: tuple[str, ...],
    form: str,
    witnesses: bool,
    folder: Path | None,
    readings: tuple[str, ...],
    ruleset: str,
) -> int:
    """Run all combinations of readings: what each reading moves, and what that does to counts.

    Where the text allows two readings, the choice is a named reading. First, over all cases there
    can be: from which outcome to which each reading can move a case, whatever the other readings
    are, and which of these moves need another reading changed too. That there are no others is
    proved.

    With files: the records are placed under every combination. For each outcome the count under
    the chosen readings, the fewest and the most under any, and exact bounds for what is still
    open: at least so many are settled, at most so many are possible. Last, which reading matters
    most: how many records it places elsewhere. `-` is standard input. Records are placed under all
    combinations, also worked cases that were written for some.

    \b
    Examples:
      casewise readings
      casewise readings records.jsonl
      casewise readings records.jsonl --reading contact=not-required --format json
    """
    rules = rules_under(ruleset, chosen_in(readings))
    moves = tuple(_counted(effects(rules), "moves"))
    counted = _tally(rules, files) if files else None
    if form == "text":
        for line in as_text(rules, moves, counted, witnesses=witnesses):
            click.echo(line)
    else:
        click.echo(_as_json(rules, moves, counted))
    if folder is not None:
        _write_cases(rules, moves, folder)
    return 0


def _tally(rules: Ruleset, files: tuple[str, ...]) -> Tally:
    every = EveryReading(rules)
    cases = _counted(records(files, rules), "cases")
    return tally(rules, (every.answers(case.values) for case in cases))


def _counted(found: Iterable[T], what: str) -> Iterator[T]:
    counter = Counter(what)
    try:
        for each in found:
            yield each
            counter.step()
    finally:
        counter.done()


def _write_cases(rules: Ruleset, moves: tuple[Effect, ...], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for effect in moves:
        text = json.dumps(plain_case(rules.vocabulary, effect.witness), indent=2)
        (folder / f"{effect.witness.id}.json").write_text(text + "\n", "utf-8")


# -- JSON -----------------------------------------------------------------------------------------


def _as_json(rules: Ruleset, moves: tuple[Effect, ...], counted: Tally | None) -> str:
    whole: dict[str, Any] = {
        "schema": "casewise.readings/1",
        "ruleset": {
            "id": rules.id,
            "release": rules.release,
            "fingerprint": rules.fingerprint,
            "readings": dict(rules.chosen),
        },
        "moves": [_move(rules, effect) for effect in moves],
    }
    if counted is not None:
        whole["records"] = _records(counted)
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _move(rules: Ruleset, effect: Effect) -> dict[str, Any]:
    return {
        "reading": effect.reading,
        "change": [effect.from_value, effect.to_value],
        "from": effect.from_outcome,
        "to": effect.to_outcome,
        "with": dict(effect.others),
        "witness": plain_case(rules.vocabulary, effect.witness),
    }


def _records(counted: Tally) -> dict[str, Any]:
    return {
        "count": counted.records,
        "alike_under_all": counted.alike,
        "combinations": [dict(each) for each in counted.combinations],
        "outcomes": [_row(row) for row in counted.rows],
        "influence": [
            {
                "reading": each.reading,
                "records_moved_alone": each.alone,
                "records_movable": each.movable,
                "largest_shift_of_a_count": each.shift,
            }
            for each in counted.influences
        ],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "outcome": row.name,
        "within": row.within or None,
        "chosen": row.chosen.placed,
        "placed": _range(row.placed),
        "settled_at_least": row.bounds[0],
        "possible_at_most": row.bounds[1],
        "counts": [
            {"placed": each.placed, "settled": each.settled, "possible": each.possible}
            for each in row.counts
        ],
    }


def _range(found: Range) -> dict[str, Any]:
    return {
        "min": found.low,
        "max": found.high,
        "min_under": _plain(found.low_under),
        "max_under": _plain(found.high_under),
    }


def _plain(combinations: tuple[Combination, ...]) -> list[dict[str, str]]:
    return [dict(each) for each in combinations]
