"""A folder of wheels from which casewise and its page are installed without a network.

    python bundles/wheelhouse.py WHEELS wheelhouse

It is refused if it has grown: more than `MOST_WHEELS` of them, or `MOST_BYTES`.
"""

import hashlib
import platform
import shutil
import sys
from pathlib import Path

MOST_WHEELS = 20
MOST_BYTES = 10_000_000
SUMS, README = "SHA256SUMS", "README.txt"

WORDS = """\
casewise and its local page, to be installed without a network.

    python3 -m venv casewise
    casewise/bin/python -m pip install --no-index --find-links . 'casewise[web,durable]'
    casewise/bin/casewise doctor

(On Windows: casewise\\Scripts\\python and casewise\\Scripts\\casewise.)

These wheels are for Python {python} on {machine}. To see that they are those
that were made, run `sha256sum -c SHA256SUMS` in this folder.

Where nothing can be installed at all, casewise.pyz is one file that runs by
itself: python3 casewise.pyz doctor
"""


def fill(wheels: Path, folder: Path) -> None:
    """Put the wheels, their checksums and a few words into a new folder, beside its place first."""
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for wheel in sorted(wheels.glob("*.whl")):
        shutil.copyfile(wheel, new / wheel.name)
    python = ".".join(platform.python_version_tuple()[:2])
    machine = f"{platform.system()} {platform.machine()}"
    (new / README).write_text(WORDS.format(python=python, machine=machine), "utf-8")
    (new / SUMS).write_text(sums(new), "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)


def sums(folder: Path) -> str:
    """A line for each file, as `sha256sum` reads it."""
    files = sorted(path for path in folder.iterdir() if path.name != SUMS)
    lines = (f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in files)
    return "".join(lines)


def size(folder: Path) -> tuple[int, int]:
    """How many wheels there are, and how many bytes."""
    wheels = list(folder.glob("*.whl"))
    return len(wheels), sum(path.stat().st_size for path in wheels)


def main() -> None:
    """Make the folder that is named from the wheels in the other."""
    wheels, folder = map(Path, sys.argv[1:])
    count, held = size(wheels)
    if count > MOST_WHEELS or held > MOST_BYTES:
        sys.exit(f"wheelhouse: {count} wheels, {held:,} bytes: more than it is meant to hold")
    fill(wheels, folder)
    print(f"{folder}: {count} wheels, {held:,} bytes")


if __name__ == "__main__":
    main()
