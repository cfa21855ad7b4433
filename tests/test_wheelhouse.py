"""`dist/wheelhouse`, which `make wheelhouse` has just made: installed offline, from nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from pythons import offline

pytestmark = pytest.mark.bundle

HOUSE = Path(__file__).parent.parent / "dist" / "wheelhouse"
MOST_WHEELS, MOST_BYTES = 20, 10_000_000


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment into which core and page were installed as the folder's README says."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", home / "venv"], check=True)
    done = offline(
        home / "venv" / "bin" / "python", "-m", "pip", "install", "--no-index", "--no-cache-dir",
        "--no-compile", "--find-links", HOUSE, "casewise[web,durable]", home=home, cwd=home,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return home


def test_the_readme_says_how_it_was_installed_here() -> None:
    words = (HOUSE / "README.txt").read_text()
    assert "pip install --no-index --find-links . 'casewise[web,durable]'" in words


def test_the_checksums_are_those_of_all_that_is_there() -> None:
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=HOUSE, check=True)
    named = {line.split()[1] for line in (HOUSE / "SHA256SUMS").read_text().splitlines()}
    assert named == {path.name for path in HOUSE.iterdir()} - {"SHA256SUMS"}


def test_core_and_page_are_few_and_small(installed: Path) -> None:
    """Without pip and setuptools, which a new environment of Python 3.11 brings of itself."""
    (site,) = (installed / "venv" / "lib").glob("python*/site-packages")
    wheels = list(HOUSE.glob("*.whl"))
    names = {"-".join(wheel.name.split("-")[:2]) for wheel in wheels}
    files = [path for name in names for path in files_of(site, site / f"{name}.dist-info")]
    size = sum(path.stat().st_size for path in files)
    carried = sum(path.stat().st_size for path in wheels)
    print(f"{len(names)} distributions, {size:,} bytes installed, {carried:,} bytes as wheels")
    assert len(names) <= MOST_WHEELS
    assert 1_000_000 < size <= MOST_BYTES


def files_of(site: Path, about: Path) -> list[Path]:
    """What a distribution has put there."""
    rows = (about / "RECORD").read_text().splitlines()
    return [site / row.rsplit(",", 2)[0].strip('"') for row in rows]


def test_it_answers_every_shipped_case(installed: Path) -> None:
    done = offline(installed / "venv" / "bin" / "casewise", "doctor", home=installed, cwd=installed)
    print(done.stdout)
    assert done.returncode == 0, done.stderr
    assert "durable-rules 2.0.28" in done.stdout


def test_what_the_page_is_served_with_is_there(installed: Path) -> None:
    script = "import starlette, uvicorn, jinja2, python_multipart"
    done = offline(
        installed / "venv" / "bin" / "python", "-c", script, home=installed, cwd=installed
    )
    assert done.returncode == 0, done.stderr
