"""Where the shipped rules and cases are: in the wheel, beside `engine/`, or in a zip file."""

import os
from collections.abc import Iterator
from pathlib import Path

from casewise.errors import CasewiseError


class NotInstalled(CasewiseError):
    """A part that every installation has is missing."""


def shipped(folder: str) -> Path:
    """The shipped `rules` or `cases` folder.

    Raises:
        NotInstalled: neither the installed package nor a checkout around it has it.
    """
    package = Path(__file__).parent
    for home in (package, package.parent.parent):
        if (home / folder).is_dir():
            return home / folder
    from casewise.zipped import ZippedPath  # only wanted where the program runs from a zip file

    zipped = ZippedPath(package / folder)
    if zipped.is_dir():
        return zipped
    raise NotInstalled(f"the shipped `{folder}` folder is missing from the installation")


def walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """A folder and those below it, each with the names of its folders and of its files.

    What is taken from the names of its folders is not entered.

    Raises:
        OSError: a folder cannot be read. It is not passed over: what it holds would be missing, and
            nobody told.
    """
    if type(folder) is not type(Path()):
        from casewise.zipped import ZippedPath, levels

        if isinstance(folder, ZippedPath):
            yield from levels(folder)
            return
    yield from os.walk(folder, onerror=_refuse)


def _refuse(error: OSError) -> None:
    raise error
