"""What a codebook is made from, out of the files of a ruleset."""

from collections.abc import Iterator
from pathlib import Path

from casewise.cli.inputs import WORKED, NoCases, case_files
from casewise.codebook.material import Material, file_of
from casewise.library import input_text, load_worked_cases, rules_folder, shipped_cases
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset


def material_of(name: str, rules: Ruleset, cases: Path | None = None) -> Material:
    """The texts of the rules that were loaded by this name or folder, and their worked cases.

    Args:
        name: of the ruleset.
        rules: the ruleset.
        cases: a file or folder of worked cases; those shipped with the ruleset if left out.

    Raises:
        NoCases: there are none in `cases`.
        ProblemsFound: a file is not what it should be.
    """
    worked = dict(_worked(cases or shipped_cases(name), rules))
    return Material(rules, dict(_texts(name, rules)), worked)


def _texts(ruleset: str, rules: Ruleset) -> Iterator[tuple[str, str]]:
    """The text of each rule file, by its name in the folder of the ruleset."""
    for name in map(file_of, rules.rules):
        path = rules_folder(ruleset) / name
        with path.open("rb") as file:
            yield name, input_text(file, str(path)).content


def _worked(path: Path | None, rules: Ruleset) -> Iterator[tuple[str, tuple[WorkedCase, ...]]]:
    """The worked cases of each file, by its name in the folder that was given."""
    if path is None:
        return
    files = [file for file in case_files(path) if file.name.endswith(WORKED)]
    if not files:
        raise NoCases(f"{path}: no file of worked cases (`*{WORKED}`) is there")
    for file in files:
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        yield name, tuple(load_worked_cases(file, rules))
