"""`casewise check`."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from casewise.cli.inputs import case_files
from casewise.cli.options import ruleset_option
from casewise.corpus import shipped
from casewise.errors import Place, Problem, ProblemsFound
from casewise.library import load, load_cases, load_worked_cases, rules_folder
from casewise.model.ruleset import Ruleset
from casewise.trial import trial

WORKED = ".cases.yaml"


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@ruleset_option()
def command(paths: tuple[str, ...], form: str, ruleset: str) -> int:
    """Check rule files and case files.

    A folder with a `ruleset.yaml` is read as rules; everything else as cases. Worked cases
    (`*.cases.yaml`) are also tried against the rules. Without a path: the ruleset and its shipped
    cases. Exits with 1 if there is a problem.
    """
    problems: list[Problem] = []
    for words, found in _checks(paths, ruleset):
        problems += found
        if form == "text":
            click.echo(f"{words}: {len(found) or 'no'} problem{'' if len(found) == 1 else 's'}")
    _show(problems, form)
    return 1 if problems else 0


def _checks(paths: tuple[str, ...], name: str) -> Iterator[tuple[str, list[Problem]]]:
    rule_folders = [path for path in paths if (Path(path) / "ruleset.yaml").is_file()]
    others = [Path(path) for path in paths if path not in rule_folders]
    if not paths:
        rule_folders = [str(rules_folder(name))]
        cases = shipped("cases") / name
        others = [cases] if cases.is_dir() else []
    for folder in rule_folders:
        yield _rules(folder)
    if others:
        rules = load(name)
        for path in others:
            for file in case_files(path):
                yield _cases(file, rules)


def _rules(folder: str) -> tuple[str, list[Problem]]:
    try:
        rules = load(Path(folder))
    except ProblemsFound as error:
        return folder, list(error.problems)
    facts = sum(1 for _ in rules.vocabulary)
    return f"{rules.id} {rules.release}, {len(rules.rules)} rules, {facts} facts", []


def _cases(file: Path, rules: Ruleset) -> tuple[str, list[Problem]]:
    try:
        if not file.name.endswith(WORKED):
            return f"{file}, {sum(1 for _ in load_cases(file, rules))} cases", []
        worked = load_worked_cases(file, rules)
    except ProblemsFound as error:
        return str(file), list(error.problems)
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
