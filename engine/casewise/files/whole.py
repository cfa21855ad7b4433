"""Files that are there with all of their content, or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from casewise.errors import CasewiseError


class AlreadyThere(CasewiseError):
    """A file that would be overwritten."""


def check_free(path: Path, *, force: bool) -> None:
    """See that a file may be written.

    Raises:
        AlreadyThere: it is there already, and `force` is not given.
    """
    if path.exists() and not force:
        raise AlreadyThere(f"{path} is there already; `--force` overwrites it")


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file beside it to write to, which takes its name once all of it is on the disk.

    Whatever ends this early, a kill included, leaves nothing under the final name.

    Raises:
        OSError: the folder cannot be written to.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        _sync(beside)
        os.replace(beside, path)
        _sync(path.parent)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _sync(path: Path) -> None:
    """Have what was written on the disk; where a folder cannot be synced, its system need not."""
    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR
    with suppress(PermissionError):
        handle = os.open(path, flags)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
