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


def run_from(place: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run of the package at a place, with the checkout out of reach."""
    script = (
        "import sys, casewise.cli, pathlib; "
        f"assert pathlib.Path(casewise.__file__).is_relative_to({str(place)!r}); "
        f"casewise.cli.main({list(arguments)!r})"
    )
    environment = {"PATH": os.defpath, "PYTHONPATH": str(place)}
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=cwd, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("unpacked", [True, False], ids=["unpacked", "as a zip file"])
def test_the_wheel_classifies_the_shipped_cases_elsewhere(
    wheel: Path, tmp_path: Path, unpacked: bool
) -> None:
    if unpacked:
        zipfile.ZipFile(wheel).extractall(tmp_path)
    run = run_from(tmp_path if unpacked else wheel, tmp_path, "doctor")
    assert run.returncode == 0, run.stderr
    done, _, whole = next(
        word for word in run.stdout.split() if "/" in word and word[0].isdigit()
    ).partition("/")
    assert done == whole
    assert int(whole) > 100


@pytest.mark.parametrize(
    "arguments",
    [
        ("sources",),
        pytest.param(("check",), marks=pytest.mark.deep),
        pytest.param(("codebook", "book"), marks=pytest.mark.deep),
    ],
    ids=lambda arguments: arguments[0],
)
def test_what_is_shipped_is_read_in_a_zip_file_as_in_a_folder(
    wheel: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(wheel).extractall(unpacked)
    shown = []
    for place in (unpacked, wheel):
        home = tmp_path / place.stem
        home.mkdir(exist_ok=True)
        run = run_from(place, home, *arguments)
        assert run.returncode == 0, run.stderr
        written = {p.name: p.read_bytes() for p in sorted((home / "book").rglob("*.html"))}
        assert len(written) > 50 or arguments[0] != "codebook"
        shown.append((run.stdout.replace(str(place), ""), written))
    assert shown[0] == shown[1]


def test_a_folder_in_a_zip_file_has_the_names_that_the_same_folder_has(
    wheel: Path, tmp_path: Path
) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    script = (
        "from casewise.corpus import shipped, walk; home = shipped('rules'); "
        "print(sorted(str(p.relative_to(home)) for p in home.rglob('*'))); "
        "print(sorted(str(p.relative_to(home)) for p in home.glob('*/terms/*.yaml'))); "
        "print(sorted(p.name for p in (home / 'njov-1').iterdir())); "
        "print(sorted((b[len(str(home)):], sorted(d), sorted(f)) for b, d, f in walk(home))); "
        "print((home / 'njov-1' / 'facts.yaml').read_text('utf-8')[:99], (home / 'x').exists()); "
        "print((home / 'njov-1').is_file(), (home / 'njov-1' / 'facts.yaml').is_dir())"
    )
    shown = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=tmp_path, env={"PATH": os.defpath, "PYTHONPATH": str(place)},
            capture_output=True, text=True, check=True,
        ).stdout
        for place in (tmp_path, wheel)
    }  # fmt: skip
    assert len(shown) == 1
    assert "minor-victim.yaml" in next(iter(shown))
