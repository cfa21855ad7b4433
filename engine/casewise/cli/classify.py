"""`casewise classify`."""

import json
from collections import Counter as Totals
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

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
) -> int:
    """Classify the cases in files, folders or standard input.

    A case is a mapping of facts, as YAML or JSON; several are a list or JSON lines. What is not
    stated is not known; nothing defaults to "no". `FILE::ID` is one case of a file, `-` standard
    input. A worked case is read as its `under:` says, unless --reading names that reading.

    \b
    Examples:
      casewise classify case.yaml
      casewise classify cases/ --format csv > placements.csv
      casewise classify cases.jsonl --reading contact=not-required --format jsonl
      casewise classify case.yaml --record case.record.json
    """
    if kept is None and (no_facts or timed):
        raise click.UsageError("`--no-facts` and `--time` are about a record: `--record FILE`.")
    if kept is not None:
        refuse_existing(kept)
    chosen = chosen_in(readings)
    rules = rules_under(ruleset, chosen)
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
