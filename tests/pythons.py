"""Other Pythons on this machine, and runs that have no network."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

VERSIONS = ("3.11", "3.12", "3.13")


@cache
def found(version: str) -> str | None:
    """A Python of that version, on the path or beside others of its kind."""
    on_path = shutil.which(f"python{version}")
    beside = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    candidates = [str(path) for path in beside] + ([on_path] if on_path else [])
    for candidate in candidates:
        run = subprocess.run(
            [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if run.stdout.strip() == version:
            return candidate
    return None


def interpreter(version: str) -> str:
    """A Python of that version; the test is skipped where there is none."""
    python = found(version)
    if python is None:
        pytest.skip(f"Python {version} is not on this machine")
    return python


@cache
def alone() -> tuple[str, ...]:
    """What runs a command in a namespace of its own that has only a loopback."""
    shell = ("unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
    try:
        run = subprocess.run([*shell, "true"], capture_output=True, check=False)
    except FileNotFoundError:
        run = None
    if run is None or run.returncode:
        pytest.skip("this machine has no namespaces without a network (unshare -rn)")
    return shell


def offline(
    *command: str | Path, home: Path, cwd: Path, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """A run without a network, whose home and temporary files are in a folder of their own."""
    environment = {"PATH": os.defpath + ":/usr/sbin:/sbin", "HOME": str(home), "TMPDIR": str(home)}
    return subprocess.run(
        [*alone(), *map(str, command)],
        cwd=cwd, env=environment | dict(more or {}), capture_output=True, text=True, check=False,
        timeout=300,
    )  # fmt: skip
