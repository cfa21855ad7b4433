"""The pytest plugin: every worked case in a `*.cases.yaml` file is a test.

The name of a test is the id of its case, so that `-k` and node ids work. Cases in a folder
`cases/NAME/` are tried against `rules/NAME/` beside it, else against the shipped ruleset `NAME`;
the option `casewise_ruleset` (in the ini file) names another, or its folder as seen from that file.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from casewise.corpus import shipped
from casewise.errors import CasewiseError
from casewise.library import DEFAULT_RULESET, load, load_worked_cases
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset
from casewise.trial import Trial, trial
from casewise.trial_report import report

ENDING = ".cases.yaml"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The ini option `casewise_ruleset`."""
    parser.addini(
        "casewise_ruleset", "ruleset (a name or a folder) that worked cases are tried against"
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "CaseFile | None":
    """Take the files that hold worked cases."""
    if file_path.name.endswith(ENDING):
        return CaseFile.from_parent(parent, path=file_path)
    return None


class CaseFile(pytest.File):
    """A file of worked cases."""

    def collect(self) -> Iterator["CaseItem"]:
        """One test for each case."""
        home = _configured(self.config) or _home(self.path)
        try:
            ruleset = _ruleset(home)
            worked = load_worked_cases(self.path, ruleset)
        except CasewiseError as error:
            raise self.CollectError(str(error)) from None
        for each in worked:
            name = each.case.id or each.title
            yield CaseItem.from_parent(self, name=name, worked=each, ruleset=ruleset, home=home)


class CaseItem(pytest.Item):
    """A worked case as a test."""

    def __init__(
        self, *, worked: WorkedCase, ruleset: Ruleset, home: str | Path, **rest: Any
    ) -> None:
        super().__init__(**rest)
        self.worked = worked
        self.ruleset = ruleset
        self.home = home

    def runtest(self) -> None:
        """Classify the case and compare."""
        found = trial(self.ruleset, self.worked)
        if found.differences:
            raise NotAsExpected(found, self.home)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the case stands, for the header of a failure."""
        place = self.worked.case.place
        return self.path, place.line - 1 if place else None, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What was expected, what came, and why."""
        if isinstance(excinfo.value, NotAsExpected):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class NotAsExpected(AssertionError):
    """A worked case got another answer than it should."""

    def __init__(self, found: Trial, home: str | Path) -> None:
        super().__init__("\n".join(report(found, home)))


@cache
def _ruleset(name: str | Path) -> Ruleset:
    return load(name)


def _configured(config: pytest.Config) -> str | Path | None:
    """The ruleset that the ini file names, if it does; a folder is meant from the file's own."""
    name = str(config.getini("casewise_ruleset"))
    if not name or _is_shipped(name):
        return name or None
    return (config.inipath.parent if config.inipath else config.rootpath) / name


def _home(path: Path) -> str | Path:
    """The ruleset that a file of cases belongs to by the folder it lies in."""
    for folder in path.parents:
        if folder.parent.name == "cases":
            beside = folder.parent.parent / "rules" / folder.name
            is_folder = (beside / "ruleset.yaml").is_file() or not _is_shipped(folder.name)
            return beside if is_folder else folder.name
    return DEFAULT_RULESET


def _is_shipped(name: str) -> bool:
    return (shipped("rules") / name / "ruleset.yaml").is_file()
