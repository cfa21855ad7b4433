"""Loading: a ruleset by name or folder, records from a file."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from casewise.corpus import shipped
from casewise.errors import CasewiseError
from casewise.model.case import Case, WorkedCase
from casewise.model.ruleset import Ruleset, Source
from casewise.reading.cases import read_case_lines, read_case_text, read_worked_cases
from casewise.reading.ruleset import PASSAGES, STUDY, read_folder
from casewise.reading.tree import MAX_BYTES, Text, decode
from casewise.reading.words import ticked

if TYPE_CHECKING:
    from casewise.model.passages import Passage
    from casewise.model.recorded import Recorded
    from casewise.model.study.sample import Row
    from casewise.model.study.study import Study

DEFAULT_RULESET = "njov-1"
LINES = (".jsonl", ".ndjson")
RECORDS, SAMPLE = "records.jsonlines", "sample.csv"
"""What a folder with a sample holds.

The records are JSON lines of another ending, so that whoever names the folder of worked cases
around it gets no synthetic records among them; by its own name the file is read as any other.
"""
_BOM = b"\xef\xbb\xbf"


class UnknownRuleset(CasewiseError):
    """No shipped ruleset has that name and no folder lies there."""


def rules_folder(name: str | Path) -> Path:
    """The folder of a shipped ruleset (`njov-1`) or of one's own.

    Raises:
        UnknownRuleset: there is neither.
    """
    if name == "":
        raise UnknownRuleset("a ruleset has a name or a folder; none was given")
    if isinstance(name, str) and (shipped("rules") / name / "ruleset.yaml").is_file():
        return shipped("rules") / name
    folder = Path(name) if isinstance(name, str) else name
    if folder.is_dir():
        return folder
    names = ", ".join(f"`{each}`" for each in _shipped_names())
    raise UnknownRuleset(f"there is no ruleset `{name}` (shipped: {names}; or give a folder)")


def load(name: str | Path = DEFAULT_RULESET) -> Ruleset:
    """Load a ruleset by name, or from a folder of rule files, under its default readings.

    Raises:
        UnknownRuleset: there is no such ruleset.
        ProblemsFound: its files have problems.
    """
    return read_folder(rules_folder(name))


def load_shipped(name: str) -> Ruleset:
    """Load a shipped ruleset; where its name comes from a file, it must not lead to a folder.

    Raises:
        UnknownRuleset: none of that name is shipped.
    """
    if name not in _shipped_names():
        raise UnknownRuleset(f"there is no shipped ruleset {ticked(name)}")
    return load(name)


def _shipped_names() -> list[str]:
    return sorted(path.parent.name for path in shipped("rules").glob("*/ruleset.yaml"))


def shipped_cases(name: str | Path) -> Path | None:
    """The folder of worked cases that is shipped with a ruleset; of one's own there is none.

    Raises:
        UnknownRuleset: there is no such ruleset.
    """
    folder = rules_folder(name).resolve()
    cases = shipped("cases") / folder.name
    return cases if folder.parent == shipped("rules").resolve() and cases.is_dir() else None


def load_passages(name: str | Path, sources: Iterable[Source]) -> "tuple[Passage, ...]":
    """The recorded passages of a ruleset that cites these sources; none if it has recorded none.

    Raises:
        ProblemsFound: the file is not a list of passages in these sources.
    """
    from casewise.reading.passages import read_passages  # only wanted with a source at hand

    path = rules_folder(name) / PASSAGES
    if not path.is_file():
        return ()
    with path.open("rb") as file:
        return read_passages(input_text(file, str(path)), sources)


class NoStudy(CasewiseError):
    """A ruleset without a study: nothing was printed that could be computed anew."""


def load_study(name: str | Path, ruleset: Ruleset) -> "Study":
    """The study of a ruleset that was loaded by this name or folder.

    Raises:
        NoStudy: the ruleset has none.
        ProblemsFound: its files have problems.
        OSError: a file cannot be read.
    """
    from casewise.reading.study.folder import FILES, read_study  # not every command wants it

    folder = rules_folder(name) / STUDY
    if not folder.is_dir():
        raise NoStudy(f"the ruleset `{ruleset.id}` has no study (there is no folder {folder})")
    paths = [folder / file for file in FILES if (folder / file).is_file()]
    texts = {}
    for path in paths:
        with path.open("rb") as file:
            texts[path.name] = input_text(file, str(path))
    return read_study(texts, ruleset, str(folder))


def load_sample(path: Path, study: "Study") -> "tuple[Row, ...]":
    """The rows of a sample of a study: a CSV file.

    Raises:
        ProblemsFound: the file is not what it should be.
        OSError: the file cannot be read.
    """
    from casewise.reading.study.sample import read_sample

    with path.open("rb") as file:
        return read_sample(input_text(file, str(path)), study)


def load_cohort(
    folder: Path, ruleset: Ruleset, study: "Study"
) -> "tuple[tuple[Case, ...], tuple[Row, ...]]":
    """The records of a folder with a sample, and where each was drawn.

    Raises:
        ProblemsFound: a file is not what it should be.
        OSError: a file cannot be read.
    """
    path = folder / RECORDS
    with path.open("rb") as file:
        cases = tuple(read_case_lines(input_lines(file, str(path)), str(path), ruleset))
    return cases, load_sample(folder / SAMPLE, study)


def load_cases(path: Path, ruleset: Ruleset) -> Iterator[Case]:
    """The records of a file: YAML, JSON, or (by the ending `.jsonl`) JSON lines, one by one.

    Raises:
        ProblemsFound: the file is not what it should be.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        if path.suffix in LINES:
            yield from read_case_lines(input_lines(file, str(path)), str(path), ruleset)
        else:
            yield from read_case_text(input_text(file, str(path)), ruleset)


def input_lines(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """The lines of an input, without the byte order mark that it may begin with.

    A line that is too long is not read to its end, which may never come.

    Raises:
        ProblemsFound: a line is longer than a text of cases may be.
        OSError: the input cannot be read; the error has its name.
    """
    number = 0
    while line := _named(name, stream.readline, MAX_BYTES + 1):
        number += 1
        if len(line) > MAX_BYTES:
            decode(line, name, first=number)
        yield line.removeprefix(_BOM) if number == 1 else line


def input_text(stream: BinaryIO, name: str, head: bytes = b"") -> Text:
    """What an input holds, as one text; `head` was read before.

    Raises:
        ProblemsFound: it is too long, or no text.
        OSError: the input cannot be read; the error has its name.
    """
    return decode(head + _named(name, stream.read, max(0, MAX_BYTES + 1 - len(head))), name)


def _named(name: str, read: Callable[[int], bytes], limit: int) -> bytes:
    try:
        return read(limit)
    except OSError as error:
        error.filename = name
        raise


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
        return read_worked_cases(input_text(file, str(path)), ruleset)


def load_recorded(path: Path) -> "Recorded":
    """The kept record of a file.

    Raises:
        ProblemsFound: the file is no such record.
        OSError: the file cannot be read.
    """
    from casewise.reading.recorded import read_recorded  # not every command wants it

    with path.open("rb") as file:
        return read_recorded(_named(str(path), file.read, MAX_BYTES + 1), str(path))
