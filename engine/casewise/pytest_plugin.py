"""The pytest plugin: every worked case in a `*.cases.yaml` file is a test.

The name of a test is the id of its case, so that `-k` and node ids work. Cases in a folder
`cases/NAME/` are tried against `rules/NAME/` beside it, else against the shipped ruleset `NAME`;
the option `casewise_ruleset` (in the ini file) names another.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from casewise.errors import ProblemsFound
from casewise.explanation.explaining import explain
from casewise.library import DEFAULT_RULESET, load, load_worked_cases
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset
from casewise.trial import Trial, trial

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
        ruleset = _ruleset(_home(self.path, str(self.config.getini("casewise_ruleset"))))
        try:
            worked = load_worked_cases(self.path, ruleset)
        except ProblemsFound as error:
            raise self.CollectError(str(error)) from None
        for each in worked:
            name = each.case.id or each.title
            yield CaseItem.from_parent(self, name=name, worked=each, ruleset=ruleset)


class CaseItem(pytest.Item):
    """A worked case as a test."""

    def __init__(self, *, worked: WorkedCase, ruleset: Ruleset, **rest: Any) -> None:
        super().__init__(**rest)
        self.worked = worked
        self.ruleset = ruleset

    def runtest(self) -> None:
        """Classify the case and compare."""
        found = trial(self.ruleset, self.worked)
        if found.differences:
            raise NotAsExpected(found)

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

    def __init__(self, found: Trial) -> None:
        super().__init__("\n".join(_report(found)))


def _report(found: Trial) -> Iterator[str]:
    worked = found.worked
    place = worked.case.place
    yield f"{f'{place}: ' if place else ''}T301 {worked.title}"
    for part in found.differences:
        yield f"  {part.part:<10} expected {part.expected}"
        yield f"  {'':<10} got      {part.actual}"
    yield f"  basis      {worked.basis}, {', '.join(map(str, worked.cites))}"
    yield "  because"
    for reason in explain(found.result).because:
        rule = found.result.ruleset.by_id.get(reason.rule)
        where = f" ({rule.place})" if rule is not None and rule.place else ""
        yield f"    {reason.rule}: {'holds' if reason.holds else 'fails'}{where}"
        yield from (f"      {path}" for path in reason.facts)
    readings = "".join(f" --reading {name}={value}" for name, value in worked.under)
    if place is not None:
        yield f"  to reproduce: casewise explain {place.file}::{worked.case.id}{readings}"


@cache
def _ruleset(name: str | Path) -> Ruleset:
    return load(name)


def _home(path: Path, configured: str) -> str | Path:
    """The ruleset that a file of cases belongs to."""
    if configured:
        return configured
    for folder in path.parents:
        if folder.parent.name == "cases":
            beside = folder.parent.parent / "rules" / folder.name
            return beside if (beside / "ruleset.yaml").is_file() else folder.name
    return DEFAULT_RULESET
