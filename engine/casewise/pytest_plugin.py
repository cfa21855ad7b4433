"""The pytest plugin: every worked case in a `*.cases.yaml` file is a test.

The name of a test is the id of its case, so that `-k` and node ids work. Cases in a folder
`cases/NAME/` are tried against `rules/NAME/` beside it, else against the shipped ruleset `NAME`;
the option `casewise_ruleset` (in the ini file) names another, or its folder as seen from that file.
"""

import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from casewise.corpus import shipped
from casewise.errors import CasewiseError, Place
from casewise.explanation.explaining import explain
from casewise.explanation.words import stated
from casewise.library import DEFAULT_RULESET, load, load_worked_cases
from casewise.model.case import WorkedCase
from casewise.model.conditions import Branch, walk
from casewise.model.rules import Exclusion, Rule
from casewise.model.ruleset import Ruleset
from casewise.result import UNDECIDED, Result
from casewise.trial import Trial, trial

ENDING = ".cases.yaml"
FEW = 5


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
        super().__init__("\n".join(_report(found, home)))


def _report(found: Trial, home: str | Path) -> Iterator[str]:
    worked = found.worked
    place = worked.case.place
    yield f"{f'{place}: ' if place else ''}T301 {worked.title}"
    for part in found.differences:
        yield f"  {part.part:<10} expected {part.expected}"
        yield f"  {'':<10} got      {part.actual}"
    if worked.rests_on:
        yield f"  rests on   {', '.join(worked.rests_on)}"
    yield f"  basis      {worked.basis}, {', '.join(map(str, worked.cites))}"
    yield from _grounds(found.result)
    if place is not None:
        yield f"  to reproduce: {_command(worked, place, home)}"


def _grounds(result: Result) -> Iterator[str]:
    """The rules and facts that the placement rests on, and for an undecided one what is open."""
    explanation = explain(result)
    places = _places(result.ruleset)
    if explanation.because:
        yield "  because"
    for reason in explanation.because:
        where = f" ({places[reason.rule]})" if reason.rule in places else ""
        yield f"    {reason.rule}: {'holds' if reason.holds else 'fails'}{where}"
        yield from (f"      {stated(result, path)}" for path in reason.facts)
    if result.placement == UNDECIDED:
        yield "  open, and would change what is possible"
        yield from (f"    {stated(result, each.path)}" for each in explanation.open[:FEW])
        more = len(explanation.open) - FEW
        if more > 0:
            yield f"    and {more} more"


def _places(ruleset: Ruleset) -> dict[str, Place]:
    """Where each rule, branch and exclusion stands; its rule's place if it has none of its own."""
    found: dict[str, Place] = {}
    for rule in ruleset.rules:
        parts = (part for tree in rule.conditions() for _, part in walk(tree))
        branches = [part for part in parts if isinstance(part, Branch)]
        named: list[Rule | Exclusion | Branch] = [rule, *rule.exclusions, *branches]
        for part in named:
            place = part.place or rule.place
            if place is not None:
                found[part.id] = place
    return found


def _command(worked: WorkedCase, place: Place, home: str | Path) -> str:
    """The command that explains the case, by the same ruleset and readings."""
    words = ["casewise", "explain", f"{place.file}::{worked.case.id}"]
    if worked.case.id is None:
        words[-1] = place.file
    if home != DEFAULT_RULESET:
        words += ["--ruleset", str(home)]
    for name, value in worked.under:
        words += ["--reading", f"{name}={value}"]
    return shlex.join(words)


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
