"""`casewise test`."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from casewise.adequacy.coverage import Coverage, coverage
from casewise.adequacy.generated import NOTE
from casewise.adequacy.mutants import mutants
from casewise.adequacy.mutation import Mutation, fates
from casewise.adequacy.suite import small_suite
from casewise.cli.adequacy_json import as_json
from casewise.cli.adequacy_text import coverage_lines, mutation_lines
from casewise.cli.inputs import NoCases, case_files
from casewise.cli.options import Counter, engine_option, note, rules_under, ruleset_option
from casewise.library import load_worked_cases, rules_folder
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset
from casewise.reading.worked_writing import worked_text
from casewise.trial import Trial, trial
from casewise.trial_report import report

ENDING = ".cases.yaml"
GENERATED = f"generated{ENDING}"


@click.command("test")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--coverage",
    "wants_coverage",
    is_flag=True,
    help="Say which rules and conditions the cases show, and which they do not.",
)
@click.option(
    "--mutate",
    "wants_mutants",
    is_flag=True,
    help="Make every single mistake in the rules and say which no case notices.",
)
@click.option(
    "--generate",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write a small suite that shows all that can be shown and notices every mistake.",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@engine_option()
@ruleset_option()
def command(
    paths: tuple[str, ...], wants_coverage: bool, wants_mutants: bool, folder: Path | None,
    form: str, engine: str | None, ruleset: str,
) -> int:  # fmt: skip
    """Try worked cases, and ask whether they are enough.

    Every case in a `*.cases.yaml` file is classified under the readings that it is written for, and
    compared with the answer that it should get. Without a path: the cases that belong to the
    ruleset (`cases/NAME` beside `rules/NAME`).

    With --coverage: does each rule hold in some case and fail in another; is each condition seen
    yes, no and unknown; does each alone decide its rule, by holding and by failing (masking MC/DC)?
    With --mutate: is every mistake at one place of the rules noticed by some case, or proved to
    change no answer? Exits with 1 if a case differs or something is missing.

    \b
    Examples:
      casewise test
      casewise test --coverage --mutate
      casewise test cases/mine --ruleset rules/mine
      casewise test --ruleset rules/mine --generate cases/mine
    """
    rules = rules_under(ruleset, {})
    cases = list(_worked(paths, rules, ruleset, needed=folder is None))
    trials = [trial(rules, worked, engine) for worked in cases]
    different = [each for each in trials if each.differences]
    if different and (wants_mutants or folder is not None):
        note("what the cases notice is asked only once all of them get the answer they should")
    sound = not different
    covered = coverage(rules, cases) if wants_coverage else None
    mutation = _mutation(rules, cases) if wants_mutants and sound else None
    _print(form, rules, ruleset, trials, covered, mutation)
    if folder is not None and sound:
        _generate(rules, cases, folder)
    missing = (covered is not None and covered.missing) or (mutation and mutation.missed)
    return 1 if different or missing else 0


def _worked(
    paths: Sequence[str], rules: Ruleset, name: str, *, needed: bool
) -> Iterator[WorkedCase]:
    for path in map(Path, paths) if paths else [_own_cases(name)]:
        if not needed and not path.exists():
            continue
        files = [file for file in case_files(path) if file == path or file.name.endswith(ENDING)]
        if not files:
            raise NoCases(f"{path} holds no worked cases (*{ENDING})")
        for file in files:
            yield from load_worked_cases(file, rules)


def _own_cases(name: str) -> Path:
    """Where the cases of a ruleset lie: `cases/NAME` beside `rules/NAME`."""
    folder = rules_folder(name)
    return folder.parent.parent / "cases" / folder.resolve().name


def _mutation(rules: Ruleset, cases: Sequence[WorkedCase]) -> Mutation:
    found = mutants(rules)
    counter = Counter(f"of {len(found):,} mutants")
    made = []
    for fate in fates(rules, cases, found):
        made.append(fate)
        counter.step()
    counter.done()
    return Mutation(tuple(made))


def _generate(rules: Ruleset, cases: Sequence[WorkedCase], folder: Path) -> None:
    counter = Counter("goals and mutants")
    small = small_suite(rules, cases, counter.step)
    counter.done()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / GENERATED
    file.write_text(worked_text(rules.vocabulary, small.cases), "utf-8")
    new = sum(worked.note == NOTE for worked in small.cases)
    note(
        f"{file}: {len(small.cases):,} cases, of which {new:,} new, show {small.goals:,} goals "
        f"and notice {small.mutants:,} mutants"
    )


def _print(
    form: str,
    rules: Ruleset,
    home: str,
    trials: Sequence[Trial],
    covered: Coverage | None,
    mutation: Mutation | None,
) -> None:
    if form == "json":
        found = as_json(rules, trials, covered, mutation)
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    different = [each for each in trials if each.differences]
    for each in different:
        click.echo("\n".join(report(each, home)) + "\n")
    count = f"{len(different):,}" if different else "none"
    words = f"{len(trials):,} worked cases, {count} with another answer than expected"
    click.echo(f"{rules.id} {rules.release}: {words}")
    for line in coverage_lines(rules, covered) if covered else ():
        click.echo(line)
    for line in mutation_lines(rules, mutation) if mutation else ():
        click.echo(line)
