"""The wheel, installed from nothing on each Python that is here, with no checkout in reach."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pythons import interpreter

pytestmark = pytest.mark.deep

ROOT = Path(__file__).parent.parent
BUILD_FLAG = "-DPyEval_CallObject=PyObject_CallObject"
"""What durable-rules needs on Python 3.13, where it calls a name that is gone."""


def installed(version: str, tmp_path: Path, *, durable: bool) -> Path:
    """A new environment with the wheel in it; the path of its `casewise`."""
    python = interpreter(version)
    build = [sys.executable, "-m", "build"]
    subprocess.run(
        [*build, "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT],
        check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run([python, "-m", "venv", tmp_path / "venv"], check=True)
    flags = {"CPPFLAGS": BUILD_FLAG} if version == "3.13" else {}
    subprocess.run(
        [
            tmp_path / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet",
            "--no-cache-dir", f"{wheel}[durable]" if durable else str(wheel),
        ],
        check=True, capture_output=True, env=os.environ | flags,
    )  # fmt: skip
    return tmp_path / "venv" / "bin" / "casewise"


@pytest.mark.parametrize(
    ("version", "durable", "engine"),
    [
        ("3.11", False, "durable-rules 2.0.28"),
        ("3.12", False, "durable-rules 2.0.28"),
        ("3.13", False, "reference evaluator"),
        ("3.13", True, "durable-rules 2.0.28"),
    ],
)
def test_the_wheel_classifies_the_shipped_cases(
    version: str, durable: bool, engine: str, tmp_path: Path
) -> None:
    casewise = installed(version, tmp_path, durable=durable)
    run = subprocess.run(
        [casewise, "doctor"], cwd=tmp_path, env={"PATH": os.defpath},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert engine in run.stdout
    print(f"Python {version}{' with the build flag' if durable else ''}:")
    print(run.stdout)


def records(casewise: Path | str, folder: Path) -> dict[str, bytes]:
    """Records of the demonstration cases, made by an installed casewise, by their names."""
    folder.mkdir()
    demo = ROOT / "cases" / "demo.yaml"
    for case in re.findall(r"- case: (\S+)", demo.read_text()):
        run = [casewise, "classify", f"{demo}::{case}", "--record", folder / f"{case}.json"]
        subprocess.run([*run, "--engine", "durable-rules"], check=False, capture_output=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_records_are_the_same_on_each_python_and_hold_on_the_others(tmp_path: Path) -> None:
    here = Path(sys.executable).parent / "casewise"
    made = {"here": (here, records(here, tmp_path / "here"))}
    for version in ("3.11", "3.12", "3.13"):
        home = tmp_path / version
        home.mkdir()
        casewise = installed(version, home, durable=True)
        made[version] = casewise, records(casewise, home / "records")
    assert len(made["here"][1]) > 2
    for version, (casewise, found) in made.items():
        assert found == made["here"][1], version
        files = sorted((tmp_path / "here").iterdir())
        run = subprocess.run(
            [casewise, "verify", *files], capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout
        print(f"{version}: {len(found)} records, byte for byte the same, all hold")
