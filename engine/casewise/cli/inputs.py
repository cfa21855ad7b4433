"""Where records come from: files, folders, standard input; YAML, JSON or JSON lines."""

import os
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import click

from casewise.cli.options import not_found, not_installed
from casewise.corpus import walk
from casewise.errors import CasewiseError
from casewise.library import LINES, input_lines, input_text, load_cases
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.cases import read_case_lines, read_case_text
from casewise.reading.tree import MAX_BYTES

ENDINGS = (".yaml", ".yml", ".json", *LINES)
TABLES = (
    ".csv", ".tsv", ".tab", ".parquet", ".pq", ".arrow", ".feather", ".ipc", ".sav", ".zsav",
    ".dta", ".xlsx",
)  # fmt: skip
"""How the names of tables end that are read as records, each row as one, if they are named."""
WORKED = ".cases.yaml"
"""How the names of files of worked cases end."""
STDIN, STDIN_NAME = "-", "<stdin>"


class NoCases(CasewiseError):
    """A folder without any case file."""


def records(inputs: tuple[str, ...], ruleset: Ruleset) -> Iterator[Case]:
    """The records of all inputs, in their order; standard input if none is named.

    `NAME::ID` is only the case of that id in a file or folder; with several ids it is read once.

    Raises:
        UsageError: an input has no case of an id that was asked for with it.
    """
    if not inputs and (sys.stdin is None or sys.stdin.isatty()):
        raise click.UsageError("Give a file, or pipe cases to standard input.")
    for name, ids in _wanted(inputs or (STDIN,)):
        found = _all(name, ruleset)
        yield from found if ids is None else _only(found, ids, name)


def _wanted(inputs: tuple[str, ...]) -> list[tuple[str, list[str] | None]]:
    """Each input with the ids that were asked for with it; `None` is every case."""
    wanted: list[tuple[str, list[str] | None]] = []
    by_name: dict[str, list[str]] = {}
    for text in inputs:
        if not text:  # which a path would take for the folder at hand
            raise click.UsageError("The name of a file is empty.")
        name, parted, identifier = text.partition("::")
        if not parted or os.path.exists(text):
            wanted.append((text, None))
            continue
        if name not in by_name:
            wanted.append((name or STDIN, by_name.setdefault(name, [])))
        by_name[name].append(identifier)
    return wanted


def _only(cases: Iterable[Case], ids: Iterable[str], name: str) -> Iterator[Case]:
    seen: list[str] = []
    for case in cases:
        if case.id is not None:
            seen.append(case.id)
            if case.id in ids:
                yield case
    check_found(ids, seen, STDIN_NAME if name == STDIN else name)


def check_found(ids: Iterable[str], seen: Iterable[str], where: str) -> None:
    """See that every case that was asked for was there.

    Raises:
        UsageError: one was not; the nearest id that was there is named.
    """
    known = tuple(seen)
    missing = next((each for each in ids if each not in known), None)
    if missing is not None:
        raise not_found(f"{where} has no case", missing, known)


def case_files(path: Path) -> list[Path]:
    """The case files a path stands for: itself, or those in a folder.

    Hidden folders, such as those of tools, are passed over.

    Raises:
        NoCases: the folder holds none.
    """
    if not path.is_dir():
        return [path]
    found = sorted(file for file in visible_files(path) if file.suffix in ENDINGS)
    if not found:
        raise NoCases(f"{path} holds no case file ({', '.join(ENDINGS)})")
    return found


def visible_files(folder: Path) -> Iterator[Path]:
    """The files of a folder and of the folders in it that are not hidden.

    Raises:
        OSError: a folder cannot be read.
    """
    for root, folders, files in walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = folder / Path(root).relative_to(folder)
        yield from (path for path in map(inside.joinpath, files) if path.is_file())


def _all(name: str, ruleset: Ruleset) -> Iterator[Case]:
    if name == STDIN:
        if sys.stdin is None:
            raise click.UsageError("There is no standard input to read.")
        yield from _stream(sys.stdin.buffer, STDIN_NAME, ruleset)
        return
    for file in case_files(Path(name)):
        if file.suffix.lower() in TABLES:
            yield from _table(file, ruleset)
        elif file.suffix in LINES:
            yield from load_cases(file, ruleset)
        else:
            with file.open("rb") as opened:
                yield from _stream(opened, str(file), ruleset)


def _table(path: Path, ruleset: Ruleset) -> Iterator[Case]:
    """The rows of a table whose columns have the names of facts."""
    try:
        from casewise.files.reading import table_records
    except ModuleNotFoundError as error:
        raise not_installed(error, "data") from None
    yield from table_records(path, ruleset)


def _stream(stream: BinaryIO, name: str, ruleset: Ruleset) -> Iterator[Case]:
    """JSON lines are read one by one; anything else as one document."""
    lines = input_lines(stream, name)
    head = _first_lines(lines)
    if len(head) == 2 and all(line.lstrip().startswith(b"{") for line in head):
        yield from read_case_lines(chain(head, lines), name, ruleset)
    else:
        yield from read_case_text(input_text(stream, name, b"".join(head)), ruleset)


def _first_lines(lines: Iterable[bytes]) -> list[bytes]:
    """The first two lines that are not blank, each with the blank ones before it.

    Where there are no two, or more blank ones than a text may be long, the rest is one more.
    """
    head: list[bytes] = []
    part: list[bytes] = []
    blank = 0
    for line in lines:
        part.append(line)
        if line.strip():
            head.append(b"".join(part))
            part, blank = [], 0
        else:
            blank += len(line)
        if len(head) == 2 or blank > MAX_BYTES:
            break
    return [*head, b"".join(part)] if part else head
