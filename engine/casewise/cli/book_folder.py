"""A folder that is written as a whole, and replaced only if it is one that was written before."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree

import click

MARKER = "codebook.json"
"""The file that says that a folder is a codebook, and lists what it wrote there."""


def refuse_foreign(folder: Path) -> None:
    """See that the folder may be written.

    Raises:
        UsageError: it holds something that no earlier codebook wrote, or is stood in.
        OSError: it cannot be read.
    """
    if not folder.is_dir() or not any(folder.iterdir()):
        held: list[str] = []
    else:
        held = sorted(_files(folder) - _own(folder))
    if held:
        more = f" and {len(held) - 1} more" if len(held) > 1 else ""
        what = f"`{folder}` holds what no codebook wrote: `{held[0]}`{more}"
        raise click.UsageError(f"{what}. Name another folder, or empty this one.")
    if folder.is_dir() and Path.cwd().is_relative_to(folder.resolve()):
        raise click.UsageError(f"`{folder}` is the folder you are in; name another one.")


def _files(folder: Path) -> set[str]:
    """What lies in a folder, besides its folders."""
    found = (Path(root) / name for root, _, names in os.walk(folder) for name in names)
    return {path.relative_to(folder).as_posix() for path in found}


def _own(folder: Path) -> set[str]:
    """The files that an earlier codebook says it wrote; none where there is no such codebook."""
    try:
        about = json.loads((folder / MARKER).read_text("utf-8"))
        if about["schema"].startswith("casewise.codebook/"):
            return {MARKER, *about["files"]}
    except (FileNotFoundError, ValueError, LookupError, TypeError, AttributeError):
        pass
    return set()


def put(folder: Path, files: Mapping[str, str]) -> None:
    """Write the folder beside its place, then put it there; an earlier one goes when it is done.

    Raises:
        OSError: something cannot be written; what was there is then there still.
    """
    place = folder.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    new, old = (place.with_name(f".{place.name}.{os.getpid()}.{word}") for word in ("new", "old"))
    try:
        _write(new, files)
        _swap(new, place, old)
    finally:
        rmtree(new, ignore_errors=True)


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")


def _swap(new: Path, place: Path, old: Path) -> None:
    if not place.exists():
        new.rename(place)
        return
    place.rename(old)
    try:
        new.rename(place)
    except BaseException:
        old.rename(place)
        raise
    rmtree(old)
