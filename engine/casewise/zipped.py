"""Folders inside the zip file that a program runs from, as paths; nothing is unpacked to disk.

`casewise.pyz` is such a file. What is shipped is read there through the same methods of a path as
in a folder, as far as this package uses them.
"""

import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from io import BytesIO, TextIOWrapper
from typing import IO, Any
from zipfile import ZipFile
from zipimport import zipimporter

if sys.platform == "win32":
    from pathlib import WindowsPath as Native
else:
    from pathlib import PosixPath as Native

Level = tuple[str, list[str], list[str]]
"""A folder, the folders in it, and the files in it, as `os.walk` gives them."""


@cache
def _archive() -> zipimporter | None:
    """What this package was imported with, if that is a zip file."""
    loader = globals()["__spec__"].loader
    return loader if isinstance(loader, zipimporter) else None


@cache
def _held() -> dict[str, tuple[set[str], set[str]]]:
    """The names of folders and of files in each folder of the zip file; its own is ``""``."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    archive = _archive()
    if archive is None:
        return found
    with ZipFile(archive.archive) as opened:
        names = [name for name in opened.namelist() if not name.endswith("/")]
    for name in names:
        folder, _, file = name.rpartition("/")
        found.setdefault(folder, (set(), set()))[1].add(file)
        while folder:
            outer, _, inner = folder.rpartition("/")
            found.setdefault(outer, (set(), set()))[0].add(inner)
            folder = outer
    return found


class ZippedPath(Native):
    """A path into the zip file. It can be read, listed and searched, not written."""

    __slots__ = ()

    def _inside(self) -> str | None:
        """The name inside the zip file; `None` where the path leads elsewhere."""
        archive = _archive()
        if archive is None or not self.is_relative_to(archive.archive):
            return None
        name = self.relative_to(archive.archive).as_posix()
        return "" if name == "." else name

    def is_dir(self, **_options: Any) -> bool:
        """Whether the zip file has such a folder."""
        return self._inside() in _held()

    def is_file(self, **_options: Any) -> bool:
        """Whether the zip file has such a file."""
        folder, _, name = (self._inside() or "").rpartition("/")
        return folder in _held() and name in _held()[folder][1]

    def exists(self, **_options: Any) -> bool:
        """Whether the zip file has it."""
        return self.is_dir() or self.is_file()

    def resolve(self, strict: bool = False) -> "ZippedPath":  # noqa: ARG002  # as a path has it
        """The path itself: nothing in a zip file is a link."""
        return self

    def open(self, mode: str = "r", *_rest: Any, **options: Any) -> IO[Any]:  # type: ignore[override]
        """The file, to be read.

        Raises:
            FileNotFoundError: there is none.
        """
        archive = _archive()
        if archive is None or not self.is_file():
            raise FileNotFoundError(2, "No such file or directory", str(self))
        raw = BytesIO(archive.get_data(str(self)))
        return raw if "b" in mode else TextIOWrapper(raw, options.get("encoding") or "utf-8")

    def iterdir(self) -> "Iterator[ZippedPath]":  # type: ignore[override]
        """What is in the folder."""
        folders, files = _held()[self._inside() or ""]
        return (self / name for name in sorted(folders | files))

    def glob(self, pattern: str, **_options: Any) -> "Iterator[ZippedPath]":  # type: ignore[override]
        """What is below and has such a name, part by part."""
        parts = pattern.split("/")
        for path in self._below():
            names = path.relative_to(self).parts
            if len(names) == len(parts) and all(map(fnmatchcase, names, parts)):
                yield path

    def rglob(self, pattern: str, **_options: Any) -> "Iterator[ZippedPath]":  # type: ignore[override]
        """What is below, at any depth, and has such a name."""
        return (path for path in self._below() if fnmatchcase(path.name, pattern))

    def _below(self) -> "Iterator[ZippedPath]":
        for base, folders, files in levels(self):
            yield from (ZippedPath(base, name) for name in (*folders, *files))


def levels(path: ZippedPath) -> Iterator[Level]:
    """A folder and those below it, as `os.walk` gives them: folders taken out are not entered."""
    folders, files = _held()[path._inside() or ""]
    names = sorted(folders)
    yield str(path), names, sorted(files)
    for name in names:
        yield from levels(path / name)
