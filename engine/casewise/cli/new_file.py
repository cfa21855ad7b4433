"""A file that is written as a whole, for its owner alone, and never over another."""

import os
from pathlib import Path

import click


def refuse_existing(path: Path) -> None:
    """See that there is nothing yet at the place of a new file.

    Raises:
        UsageError: there is.
    """
    if os.path.lexists(path):
        raise click.UsageError(
            f"`{path}` is there already and is not written over. Name another file, or remove it."
        )


def write_new(path: Path, text: str) -> None:
    """Write a new file, with mode 0600: all of it or nothing.

    Raises:
        UsageError: there is something at its place by now.
        OSError: it cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        _write(beside, text)
        _put(beside, path)
    except FileExistsError:
        refuse_existing(path)
        raise
    except OSError as error:
        error.filename, error.filename2 = str(path), None  # no other name means anything
        raise
    finally:
        beside.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _put(beside: Path, path: Path) -> None:
    """Give the file its name; of two that try, one fails.

    Where a file can have only one name, as on most USB sticks, its place is taken first.
    """
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        beside.replace(path)
