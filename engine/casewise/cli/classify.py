"""`casewise classify`."""

import json
from collections import Counter as Totals
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from casewise.cli.data_options import data_options, refuse_without_out
from casewise.cli.inputs import records
from casewise.cli.kept import keep_only
from casewise.cli.new_file import refuse_existing
from casewise.cli.options import (
    UNDETERMINED,
    Counter,
    chosen_in,
    engine_option,
    files_argument,
    note_missing_engine,
    reading_option,
    rules_under,
    ruleset_option,
)
from casewise.evaluation.classification import classify, engine_for, meant
from casewise.result import UNDECIDED, Result

FORMATS = ("text", "json", "jsonl", "csv", "markdown")
FAIL_ON: dict[str, Callable[[Result], bool]] = {
    "undecided": lambda result: result.placement == UNDECIDED,
    "unsettled": lambda result: not result.settled,
    "conflict": lambda result: result.placement == "conflict",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet takes for a formula."""


@click.command("classify")
@files_argument()
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@reading_option()
@ruleset_option()
@engine_option()
@click.option(
    "--record", "kept", metavar="FILE", type=click.Path(path_type=Path),
    help="Keep the classification of the one case given as a record that `verify` can check.",
)  # fmt: skip
@click.option("--no-facts", is_flag=True, help="Keep only a hash of the facts in the record.")
@click.option("--time", "timed", is_flag=True, help="Keep in the record when it was made, in UTC.")
@click.option(
    "--fail-on", type=click.Choice(list(FAIL_ON)), multiple=True,
    help="Exit with 4 if any case is so; one single case that is undecided always does.",
)  # fmt: skip
@data_options()
def command(
    files: tuple[str, ...],
    form: str,
    readings: tuple[str, ...],
    ruleset: str,
    engine: str | None,
    kept: Path | None,
    no_facts: bool,
    timed: bool,
    fail_on: tuple[str, ...],
    out: Path | None,
    **settings: Any,
) -> int:
    """Classify the cases in files, folders or standard input.

    A case is a mapping of facts, as YAML or JSON; several are a list or JSON lines. What is not
    stated is not known; nothing defaults to "no". `FILE::ID` is one case of a file, `-` standard
    input. A worked case is read as its `under:` says, unless --reading names that reading.

    With --out, a data file of any size is classified row by row: CSV, TSV, Parquet, Arrow, JSON
    lines, SPSS (.sav), Stata (.dta) or Excel (.xlsx), in and out. Columns are facts by their names,
    or as --map says (`casewise map` drafts one); every column goes through as it is, and the
    results stand beside them. Nothing is guessed: a code without a stated meaning is an error.

    \b
    Examples:
      casewise classify case.yaml
      casewise classify cases/ --format csv > placements.csv
      casewise classify cases.jsonl --reading contact=not-required --format jsonl
      casewise classify case.yaml --record case.record.json
      casewise classify wave1.sav --map map.yaml --out classified.sav
      casewise classify cases.parquet --table victims=victims.csv --case id --out placed.parquet
    """
    if kept is None and (no_facts or timed):
        raise click.UsageError("`--no-facts` and `--time` are about a record: `--record FILE`.")
    if kept is not None and out is not None:
        raise click.UsageError("`--record` keeps one case; `--out` is for a table of many.")
    if kept is not None:
        refuse_existing(kept)
    chosen = chosen_in(readings)
    rules = rules_under(ruleset, chosen)
    if out is not None:
        from casewise.cli.data import classify_file

        return classify_file(files, out, rules, form, engine, fail_on, settings)
    refuse_without_out(settings)
    note_missing_engine(engine_for(rules, engine).label, engine)
    seen = _Seen(fail_on)
    results: Iterator[Result] = (
        classify(meant(rules, case, chosen), case, engine) for case in records(files, rules)
    )
    if kept is not None:
        results = keep_only(results, kept, facts=not no_facts, timed=timed)
    for text in WRITERS[form](seen.watch(results)):
        click.echo(text, nl=False)
    return seen.exit_code()


class _Seen:
    """What went by: how many cases, and whether one was of a kind that fails the run."""

    def __init__(self, fail_on: tuple[str, ...]) -> None:
        self._tests = [FAIL_ON[name] for name in fail_on]
        self._count = 0
        self._undecided = False
        self._failed = False

    def watch(self, results: Iterable[Result]) -> Iterator[Result]:
        counter = Counter("cases")
        try:
            for result in results:
                self._count += 1
                self._undecided = result.placement == UNDECIDED
                self._failed = self._failed or any(test(result) for test in self._tests)
                yield result
                counter.step()
        finally:
            counter.done()

    def exit_code(self) -> int:
        alone = self._count == 1 and self._undecided
        return UNDETERMINED if alone or self._failed else 0


def _text(results: Iterable[Result]) -> Iterator[str]:
    from casewise.cli.lines import line, totals

    counts: Totals[str] = Totals()
    unsettled = 0
    for result in results:
        counts[result.placement] += 1
        unsettled += not result.settled
        yield line(result) + "\n"
    if counts.total() > 1:
        yield "\n" + totals(counts, unsettled)


def _json(results: Iterable[Result]) -> Iterator[str]:
    """One object for one case, a list for several."""
    from casewise.cli.lines import one_or_list

    return one_or_list(_object(result, indent=2) for result in results)


def _jsonl(results: Iterable[Result]) -> Iterator[str]:
    return (_object(result, indent=None) + "\n" for result in results)


def _object(result: Result, indent: int | None) -> str:
    from casewise.explanation.explaining import explain
    from casewise.explanation.json_form import json_form

    return json.dumps(json_form(explain(result)), indent=indent, ensure_ascii=False)


def _csv(results: Iterable[Result]) -> Iterator[str]:
    yield _row("case", "eligible", "placement", "label", "settled", "possible")
    for result in results:
        settled = "yes" if result.settled else "no"
        yield _row(
            result.case.id or "", result.eligible_word, result.placement, result.label, settled,
            "|".join(sorted(result.possible)),
        )  # fmt: skip


def _row(*cells: str) -> str:
    """A line of CSV. Rules of one's own may have any label: none becomes a formula."""
    import csv
    from io import StringIO

    text = StringIO()
    safe = (f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells)
    csv.writer(text, lineterminator="\n").writerow(safe)
    return text.getvalue()


def _markdown(results: Iterable[Result]) -> Iterator[str]:
    from casewise.cli.lines import others

    yield "| case | placement | label | settled | could also be |\n|--|--|--|--|--|\n"
    for result in results:
        settled = "yes" if result.settled else "no"
        cells = (
            result.case.id or "",
            result.placement,
            result.label,
            settled,
            ", ".join(others(result)),
        )
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


WRITERS: dict[str, Callable[[Iterable[Result]], Iterator[str]]] = {
    "text": _text,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "markdown": _markdown,
}
