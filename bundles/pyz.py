"""Put wheels together as one file that Python runs: `python casewise.pyz`.

Nothing in it is compiled, so that it runs on any machine: durable-rules is left out, and the
reference evaluator answers in its place; PyYAML and MarkupSafe fall back on their own Python. The
same wheels give the same file, byte for byte.

    python bundles/pyz.py WHEELS casewise.pyz
"""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MAIN = """\
import sys

if sys.version_info < (3, 11):
    sys.exit("casewise needs Python 3.11 or newer, and this is %s" % sys.version.split()[0])

from casewise.cli import main

main()
"""
SHEBANG = b"#!/usr/bin/env python3\n"
NOT_PURE = ("durable_rules-",)
"""How the names of wheels begin that are nothing without their compiled part."""
COMPILED = frozenset({".so", ".pyd", ".dylib", ".c", ".pyx", ".pxd"})
ABOUT_INSTALLING = frozenset({"RECORD", "WHEEL", "INSTALLER", "REQUESTED", "top_level.txt"})
"""What a wheel says of itself that is about another form of it, or differs between machines."""
EPOCH = (1980, 1, 1, 0, 0, 0)

Files = dict[str, bytes]


def files_of(wheels: Path) -> Files:
    """What goes into the file, by name.

    Raises:
        SystemExit: two wheels bring a file of one name.
    """
    found: Files = {"__main__.py": MAIN.encode()}
    for wheel in sorted(wheels.glob("*.whl")):
        if wheel.name.startswith(NOT_PURE):
            continue
        for name, content in _pure(wheel):
            if found.setdefault(name, content) != content:
                sys.exit(f"pyz: {wheel.name} brings another {name}")
    return found


def _pure(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a wheel that are of use on any machine."""
    with ZipFile(wheel) as opened:
        for name in opened.namelist():
            if _is_wanted(PurePosixPath(name)) and not name.endswith("/"):
                yield name, opened.read(name)


def _is_wanted(path: PurePosixPath) -> bool:
    about = path.parts[0].endswith(".dist-info") and path.name in ABOUT_INSTALLING
    return path.suffix not in COMPILED and not about


def write(files: Files, target: Path) -> None:
    """Write the file: names in order, no times, no owner."""
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f"{target.name}.new")
    with new.open("wb") as stream:
        stream.write(SHEBANG)
        with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=9) as archive:
            for name in sorted(files):
                entry = ZipInfo(name, EPOCH)
                entry.compress_type = ZIP_DEFLATED
                entry.create_system = 3  # as on Unix, wherever it is made
                entry.external_attr = (stat.S_IFREG | 0o644) << 16
                archive.writestr(entry, files[name])
    new.chmod(0o755)
    new.replace(target)


def main() -> None:
    """Make the file that is named from the wheels in the folder that is named."""
    wheels, target = map(Path, sys.argv[1:])
    write(files_of(wheels), target)


if __name__ == "__main__":
    main()
