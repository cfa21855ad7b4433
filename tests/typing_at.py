"""A person typing at `casewise`: its standard input and error are a terminal, its output a pipe."""

import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from time import monotonic

from attrs import frozen

ROOT = Path(__file__).parent.parent

# The terminal is made the controlling one, so that Ctrl-C arrives as it does from a keyboard.
RUN = (
    "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "from casewise.cli import main; main()"
)
INTERRUPT = "\x03"
END = "\x04"
PATIENCE = 60.0


@frozen
class Typed:
    """What stood on the terminal, what was printed to standard output, and the exit code."""

    screen: str
    out: str
    code: int


def typing(arguments: Iterable[str], answers: Iterable[str], **env: str) -> Typed:
    """A run of the command line in which each prompt gets the next answer; then the input ends."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments], stdin=theirs, stderr=theirs,
        stdout=subprocess.PIPE, cwd=ROOT, env=_environment(env), start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    screen = _typed(ours, iter(answers))
    out, _ = process.communicate(timeout=PATIENCE)
    os.close(ours)
    return Typed(screen.replace("\r\n", "\n"), out.decode(), process.returncode)


def _environment(own: Mapping[str, str]) -> Mapping[str, str]:
    found = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    return {**found, "TERM": "xterm", "COLUMNS": "80", **own}


def _typed(terminal: int, answers: Iterable[str]) -> str:
    """What stands on the terminal once the other side has closed it."""
    left, screen, until = iter(answers), b"", monotonic() + PATIENCE
    while monotonic() < until:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            part = os.read(terminal, 65_536)
        except OSError:  # nobody has it open any more
            break
        screen += part
        if screen.endswith(b"): "):
            answer = next(left, END)
            ends = "" if answer in (INTERRUPT, END) else "\n"
            os.write(terminal, (answer + ends).encode())
    return screen.decode()
