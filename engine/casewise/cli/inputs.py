"""Where records come from: files, folders, standard input; YAML, JSON or JSON lines."""

import sys
from collections.abc import Iterable, Iterator
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import click

from casewise.errors import CasewiseError
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.cases import read_case_lines, read_case_text
from casewise.reading.tree import MAX_BYTES, decode

ENDINGS = (".yaml", ".yml", ".json", ".jsonl", ".ndjson")
LINES = (".jsonl", ".ndjson")


class NoCases(CasewiseError):
    """A folder without any case file."""


def records(files: tuple[str, ...], ruleset: Ruleset) -> Iterator[Case]:
    """The records of all inputs, in their order; standard input if none is named."""
    if not files and sys.stdin.isatty():
        raise click.UsageError("Give a file, or pipe cases to standard input.")
    for name in files or ("-",):
        if name == "-":
            yield from _stream(sys.stdin.buffer, "<stdin>", ruleset, lines=False)
        else:
            yield from _path(Path(name), ruleset)


def case_files(path: Path) -> list[Path]:
    """The case files a path stands for: itself, or those in a folder.

    Raises:
        NoCases: the folder holds none.
    """
    if not path.is_dir():
        return [path]
    found = sorted(p for p in path.rglob("*") if p.suffix in ENDINGS and p.is_file())
    if not found:
        raise NoCases(f"{path} holds no case file ({', '.join(ENDINGS)})")
    return found


def _path(path: Path, ruleset: Ruleset) -> Iterator[Case]:
    for file in case_files(path):
        with file.open("rb") as opened:
            yield from _stream(opened, str(file), ruleset, lines=file.suffix in LINES)


def _stream(
    stream: BinaryIO | BufferedReader, name: str, ruleset: Ruleset, *, lines: bool
) -> Iterator[Case]:
    """JSON lines are read one by one; anything else as one document."""
    head = [] if lines else _first_lines(stream)
    if lines or (len(head) == 2 and all(line.lstrip().startswith(b"{") for line in head)):
        yield from read_case_lines(chain(head, stream), name, ruleset)
        return
    raw = b"".join(head)
    raw += stream.read(max(0, MAX_BYTES + 1 - len(raw)))
    yield from read_case_text(decode(raw, name), ruleset)


def _first_lines(stream: Iterable[bytes]) -> list[bytes]:
    """The first two lines that are not blank (with blank ones kept in place before them)."""
    head: list[bytes] = []
    blank = b""
    for line in stream:
        if line.strip():
            head.append(blank + line)
            blank = b""
        else:
            blank += line
        if len(head) == 2:
            return head
    return [*head, blank] if blank and not head else [*head[:-1], *(h + blank for h in head[-1:])]
