"""`casewise classify DATA --out FILE`: a data file, row by row."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from casewise.cli.bar import Bar
from casewise.cli.interrupts import Interrupts
from casewise.cli.options import UNDETERMINED, not_installed
from casewise.library import input_text
from casewise.model.ruleset import Ruleset

if TYPE_CHECKING:
    from casewise.files.mapping import Sources
    from casewise.files.tally import Totals
    from casewise.model.column_map import ColumnMap

FORMATS = ("text", "json")


def classify_file(
    files: tuple[str, ...],
    out: Path,
    rules: Ruleset,
    form: str,
    engine: str | None,
    fail_on: tuple[str, ...],
    settings: dict[str, Any],
) -> int:
    """Classify one data file into another, and say how many rows were placed where."""
    if len(files) != 1 or files[0] == "-":
        raise click.UsageError("--out takes one data file, and writes one.")
    if engine is not None:
        raise click.UsageError("--engine goes without --out: columns have an engine of their own.")
    if form not in FORMATS:
        raise click.UsageError("With --out, --format says how totals are shown: text or json.")
    try:
        from casewise.files.running import Explain
    except ModuleNotFoundError as error:
        raise not_installed(error, "data") from None
    totals = _run(Path(files[0]), out, rules, Explain(settings["explain"]), settings)
    click.echo(_json(totals, out, rules) if form == "json" else _text(totals), nl=False)
    return UNDETERMINED if any(_failing(totals)[name] for name in fail_on) else 0


def _run(data: Path, out: Path, rules: Ruleset, explain: Any, settings: dict[str, Any]) -> "Totals":
    from casewise.files.formats import Format, format_of
    from casewise.files.json_lines import Unseen

    all_lines = format_of(out) is not Format.JSON_LINES
    try:
        return _attempt(data, out, rules, explain, settings, all_lines)
    except Unseen:  # a key that the first lines do not have
        return _attempt(data, out, rules, explain, settings, True)


def _attempt(
    data: Path, out: Path, rules: Ruleset, explain: Any, settings: dict[str, Any], all_lines: bool
) -> "Totals":
    from casewise.files.mapping import coder_of
    from casewise.files.running import Run, classify_table
    from casewise.files.whole import check_free
    from casewise.files.writing import Formulas
    from casewise.frames.classifier import Classifier

    sources = sources_of(data, rules, settings, all_lines=all_lines)
    coder = coder_of(sources, rules.vocabulary)
    formulas = Formulas(settings["formulas"])
    classifier = Classifier(rules, explain=explain)
    run = Run(coder, classifier, rules, out, explain, settings["prefix"], formulas)
    for path in run.outputs:
        check_free(path, force=settings["force"])
    bar = Bar("rows", sources.table.rows)

    def at(rows: int) -> None:
        interrupts.check()
        bar.at(rows)

    with Interrupts() as interrupts:
        try:
            return classify_table(run, at)
        finally:
            bar.done()


def sources_of(
    data: Path, rules: Ruleset, settings: dict[str, Any], *, all_lines: bool = True
) -> "Sources":
    """The data file, the tables that belong to it, and the map of their columns."""
    from casewise.files.mapping import Sources
    from casewise.files.opening import open_table

    tables = {}
    for text in settings["tables"]:
        name, equals, path = text.partition("=")
        if not equals or not rules.vocabulary.of(name):
            lists = " or ".join(f"{group.name}=FILE" for group in rules.vocabulary.lists())
            raise click.BadParameter(f"`{text}` is not {lists}", param_hint="--table")
        tables[name] = open_table(Path(path), rules.vocabulary, all_lines=True)
    said = read_map(settings["map_file"], rules) if settings["map_file"] else None
    table = open_table(data, rules.vocabulary, all_lines=all_lines)
    return Sources(table, said, tables, settings["case"])


def read_map(path: Path, rules: Ruleset) -> "ColumnMap":
    """The column map in a file."""
    from casewise.reading.column_map import read_column_map

    with path.open("rb") as file:
        return read_column_map(input_text(file, str(path)), rules)


def _failing(totals: "Totals") -> dict[str, int]:
    """How many rows there are of each kind that may fail a run."""
    return {
        "undecided": totals.undecided,
        "unsettled": totals.unsettled,
        "conflict": totals.placements["conflict"],
    }


def _text(totals: "Totals") -> str:
    from casewise.cli.lines import totals as table

    counts = totals.placements
    counts["undecided"] += 0  # told even if there are none
    return f"{table(counts, totals.unsettled)}run {totals.fingerprint}\n"


def _json(totals: "Totals", out: Path, rules: Ruleset) -> str:
    found = {
        "schema": "casewise.run/1",
        "out": str(out),
        "ruleset": {"id": rules.id, "release": rules.release, "fingerprint": rules.fingerprint},
        "run": totals.fingerprint,
        "rows": totals.rows,
        "undecided": totals.undecided,
        "not_settled": totals.unsettled,
        "placements": dict(sorted(totals.placements.items())),
    }
    return json.dumps(found, indent=2) + "\n"
