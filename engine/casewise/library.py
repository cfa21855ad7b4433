"""Loading: a ruleset by name or folder, records from a file."""

from collections.abc import Iterator
from pathlib import Path

from casewise.corpus import shipped
from casewise.errors import CasewiseError
from casewise.model.case import Case, WorkedCase
from casewise.model.passages import FILE, Passage
from casewise.model.ruleset import Ruleset
from casewise.reading.cases import read_case_lines, read_case_text, read_worked_cases
from casewise.reading.passages import read_passages
from casewise.reading.ruleset import read_folder
from casewise.reading.tree import MAX_BYTES, decode

DEFAULT_RULESET = "njov-1"


class UnknownRuleset(CasewiseError):
    """No shipped ruleset has that name and no folder lies there."""


def rules_folder(name: str | Path) -> Path:
    """The folder of a shipped ruleset (`njov-1`) or of one's own.

    Raises:
        UnknownRuleset: there is neither.
    """
    if isinstance(name, str) and (shipped("rules") / name / "ruleset.yaml").is_file():
        return shipped("rules") / name
    if Path(name).is_dir():
        return Path(name)
    known = sorted(path.parent.name for path in shipped("rules").glob("*/ruleset.yaml"))
    names = ", ".join(f"`{each}`" for each in known)
    raise UnknownRuleset(f"there is no ruleset `{name}` (shipped: {names}; or give a folder)")


def load(name: str | Path = DEFAULT_RULESET) -> Ruleset:
    """Load a ruleset by name, or from a folder of rule files, under its default readings.

    Raises:
        UnknownRuleset: there is no such ruleset.
        ProblemsFound: its files have problems.
    """
    return read_folder(rules_folder(name))


def load_passages(name: str | Path) -> tuple[Passage, ...]:
    """The recorded passages of a ruleset; none if it has recorded none.

    Raises:
        ProblemsFound: the file is not a list of passages.
    """
    path = rules_folder(name) / FILE
    return read_passages(decode(path.read_bytes(), str(path))) if path.is_file() else ()


def load_cases(path: Path, ruleset: Ruleset) -> Iterator[Case]:
    """The records of a file: YAML, JSON, or (by the ending `.jsonl`) JSON lines, one by one.

    Raises:
        ProblemsFound: the file is not what it should be.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        if path.suffix in (".jsonl", ".ndjson"):
            yield from read_case_lines(file, str(path), ruleset)
        else:
            raw = file.read(MAX_BYTES + 1)
            yield from read_case_text(decode(raw, str(path)), ruleset)


def read_cases(text: str, ruleset: Ruleset, name: str = "text") -> list[Case]:
    """The records in a YAML or JSON text that is one mapping or a list of mappings.

    Raises:
        ProblemsFound: the text is not what it should be; places start with `name`.
    """
    return read_case_text(decode(text.encode(), name), ruleset)


def load_worked_cases(path: Path, ruleset: Ruleset) -> list[WorkedCase]:
    """The worked cases of a file.

    Raises:
        ProblemsFound: the file is not what it should be.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    return read_worked_cases(decode(raw, str(path)), ruleset)
