"""The wheel holds what the checkout holds, and works where there is no checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (found,) = folder.glob("*.whl")
    return found


def files(folder: str, inside: str) -> set[str]:
    return {
        f"{inside}/{path.relative_to(ROOT / folder).as_posix()}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_has_every_file_of_package_rules_and_cases(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    expected = files("engine/casewise", "casewise")
    expected |= files("rules", "casewise/rules") | files("cases", "casewise/cases")
    assert held == expected


def test_the_wheel_classifies_the_shipped_cases_elsewhere(wheel: Path, tmp_path: Path) -> None:
    """Unpacked beside the installed dependencies, with the checkout out of reach."""
    zipfile.ZipFile(wheel).extractall(tmp_path)
    script = (
        "import sys, casewise.cli, pathlib; "
        f"assert pathlib.Path(casewise.__file__).is_relative_to({str(tmp_path)!r}); "
        "casewise.cli.main(['doctor'])"
    )
    environment = {"PATH": os.defpath, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    done, _, whole = next(
        word for word in run.stdout.split() if "/" in word and word[0].isdigit()
    ).partition("/")
    assert done == whole
    assert int(whole) > 100
