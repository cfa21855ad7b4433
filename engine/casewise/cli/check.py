"""`casewise check`."""

import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path

import click

from casewise.cli.inputs import WORKED, NoCases, case_files, visible_files
from casewise.cli.options import ruleset_option, unusable
from casewise.errors import Place, Problem, ProblemsFound
from casewise.library import (
    load,
    load_cases,
    load_passages,
    load_study,
    load_worked_cases,
    rules_folder,
    shipped_cases,
)
from casewise.model.ruleset import Ruleset
from casewise.reading.ruleset import FOLDERS, HEADER, REGISTERS, STUDY
from casewise.trial import trial

PARTS = frozenset([*FOLDERS.values(), *REGISTERS, STUDY])
"""What lies in the folder of a ruleset."""
DEPTH = 2
"""How far above a rule file, at most, the folder of its ruleset is."""


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@ruleset_option()
def command(paths: tuple[str, ...], form: str, ruleset: str) -> int:
    """Check rule files and case files.

    A folder with a `ruleset.yaml` is read as rules, and so is what lies in it; everything else as
    cases. Worked cases (`*.cases.yaml`) are also tried against the rules. Without a path: the
    ruleset and its shipped cases. Exits with 1 if there is a problem.

    \b
    Examples:
      casewise check rules/mine
      casewise check cases/ --ruleset rules/mine
      casewise check cases.yaml --format json
    """
    _see_to_names(paths)
    rules_folder(ruleset)
    problems: list[Problem] = []
    unread: list[str] = []
    for words, found in _checks([Path(path) for path in paths], ruleset):
        if isinstance(found, str):
            unread.append(found)
            continue
        problems += found
        if form == "text":
            click.echo(f"{words}: {len(found) or 'no'} problem{'' if len(found) == 1 else 's'}")
    _show(problems, form)
    for why in unread:
        click.echo(f"casewise: {why}", err=True)
    return 2 if unread else 1 if problems else 0


def _see_to_names(paths: tuple[str, ...]) -> None:
    for path in paths:
        if not path:
            raise click.UsageError("The name of a file is empty.")
        name, parted, _ = path.partition("::")
        if parted and not Path(path).exists():
            raise click.UsageError(f"Files are checked whole: write `{name}`, not `{path}`.")


Found = tuple[str, list[Problem] | str]
"""What was checked, and its problems; or a text that says why it was not."""


def _checks(paths: list[Path], name: str) -> Iterator[Found]:
    """Rulesets first, each once, then cases."""
    if not paths:
        yield from _with_shipped_cases(name)
        return
    rulesets: dict[Path, Path] = {}
    for path in paths:
        for folder in _rulesets(path):
            rulesets.setdefault(folder.resolve(), folder)
    for folder in rulesets.values():
        yield _rules(folder)
    files: list[Path] = []
    for path in paths:
        try:
            files += [file for file in case_files(path) if not _lies_in(file, rulesets)]
        except NoCases as error:
            yield str(path), str(error)
        except OSError as error:
            yield str(path), unusable(error)
    if files:
        yield from _all_cases(files, name, rulesets)


def _with_shipped_cases(name: str) -> Iterator[Found]:
    """A ruleset, and its cases if it is a shipped one: of others it is not known where they lie."""
    words, found = _rules(rules_folder(name))
    yield words, found
    cases = shipped_cases(name)
    if not found and cases is not None:
        yield from _all_cases(case_files(cases), name, ())


def _rulesets(path: Path) -> list[Path]:
    """The rulesets that a path is, is a part of, or holds."""
    if (path / HEADER).is_file():
        return [path]
    place = path.resolve()
    for folder in list(place.parents)[:DEPTH]:
        if place.relative_to(folder).parts[0] in PARTS and (folder / HEADER).is_file():
            return [folder if path.is_absolute() else Path(os.path.relpath(folder))]
    files = visible_files(path) if path.is_dir() else ()
    return sorted(file.parent for file in files if file.name == HEADER)


def _lies_in(file: Path, folders: Collection[Path]) -> bool:
    return any(folder in folders for folder in file.resolve().parents)


def _rules(folder: Path) -> Found:
    try:
        rules = load(folder)
        load_passages(folder, rules.sources)
        study = _study(folder, rules)
    except ProblemsFound as error:
        return str(folder), list(error.problems)
    except OSError as error:
        return str(folder), unusable(error)
    facts = sum(1 for _ in rules.vocabulary)
    return f"{rules.id} {rules.release}, {len(rules.rules)} rules, {facts} facts{study}", []


def _study(folder: Path, rules: Ruleset) -> str:
    """What the study of a ruleset holds, if it has one.

    Raises:
        ProblemsFound: its files have problems.
        OSError: a file cannot be read.
    """
    if not (folder / STUDY).is_dir():
        return ""
    study = load_study(folder, rules)
    return f", {len(study.claims)} claims and {len(study.findings)} findings of its study"


def _all_cases(files: list[Path], name: str, checked: Collection[Path]) -> Iterator[Found]:
    try:
        rules = load(name)
    except ProblemsFound as error:
        if rules_folder(name).resolve() not in checked:
            yield name, list(error.problems)
        yield name, f"no cases were checked, because the ruleset {name} has problems"
        return
    for file in files:
        yield _cases(file, rules)


def _cases(file: Path, rules: Ruleset) -> Found:
    try:
        if not file.name.endswith(WORKED):
            return f"{file}, {sum(1 for _ in load_cases(file, rules))} cases", []
        worked = load_worked_cases(file, rules)
    except ProblemsFound as error:
        return str(file), list(error.problems)
    except OSError as error:
        return str(file), unusable(error)
    trials = [trial(rules, each) for each in worked]
    problems = [
        Problem(
            each.worked.case.place or Place(str(file), 1, 1), "T301",
            f"`{each.worked.case.id}`: {part.part} is {part.actual}, should be {part.expected}",
        )
        for each in trials for part in each.differences
    ]  # fmt: skip
    return f"{file}, {len(worked)} worked cases", problems


def _show(problems: list[Problem], form: str) -> None:
    if form == "text":
        for problem in problems:
            click.echo(str(problem))
        return
    listed = [
        {"place": str(p.place), "code": p.code, "what": p.what, "hint": p.hint} for p in problems
    ]
    click.echo(json.dumps(listed, indent=2, ensure_ascii=False))
