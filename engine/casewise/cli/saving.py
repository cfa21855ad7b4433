"""A case file written as a whole, for its owner's eyes."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

import click

from casewise.sitting.case_file import file_text
from casewise.sitting.sitting import Sitting


def refuse_existing(path: Path) -> None:
    """See that a file can be written anew.

    Raises:
        UsageError: there is one, or no folder to put it in.
    """
    if os.path.lexists(path):
        raise click.UsageError(f"{path} is there already; --force replaces it.")
    if not path.parent.is_dir():
        raise click.UsageError(f"There is no folder {path.parent} to put {path.name} in.")


def save(path: Path, sitting: Sitting, *, replacing: bool) -> None:
    """Write what was answered so that it is there wholly or not at all, readable by its owner.

    Raises:
        OSError: it cannot be written; or, if not `replacing`, somebody has put a file there.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # of mode 0600
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(file_text(sitting))
        os.replace(name, path) if replacing else os.link(name, path)
    finally:
        with suppress(OSError):
            os.unlink(name)
