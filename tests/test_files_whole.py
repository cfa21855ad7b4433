"""A file is there with all of its content, or not at all, whatever ends the run."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from casewise.files.whole import AlreadyThere, check_free, whole_file

ROWS = 300_000


def test_a_file_gets_its_name_when_all_of_it_is_there(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with whole_file(path) as beside:
        beside.write_text("half")
        assert not path.exists()
        assert beside.parent == path.parent
        assert oct(beside.stat().st_mode & 0o777) == "0o600"
    assert path.read_text() == "half"
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        fail_within(path)
    assert not list(tmp_path.iterdir())


def fail_within(path: Path) -> None:
    with whole_file(path) as beside:
        beside.write_text("half")
        raise KeyboardInterrupt


def test_what_is_there_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "out"
    check_free(path, force=False)
    path.touch()
    check_free(path, force=True)
    with pytest.raises(AlreadyThere):
        check_free(path, force=False)


def table(folder: Path, rows: int = ROWS) -> Path:
    path = folder / "data.csv"
    rng = random.Random(1)
    answers = [",".join(rng.choices(("yes", "no", "unknown"), k=3)) for _ in range(1_000)]
    lines = (f"{at},{answers[at % 1_000]}" for at in range(rows))
    head = "id,arrest_made,duplicate_record,material_possessed"
    path.write_text("\n".join([head, *lines, ""]))
    return path


def start(data: Path, out: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "casewise", "classify", str(data), "--out", str(out)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def await_writing(folder: Path, out: Path, process: "subprocess.Popen[bytes]") -> None:
    while not list(folder.glob(f".{out.name}.*")) and process.poll() is None:
        time.sleep(0.01)


def test_an_interrupted_run_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    data, out = table(tmp_path, 1_000_000), tmp_path / "out.csv"
    process = start(data, out)
    await_writing(tmp_path, out, process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert b"interrupted" in said
    assert [path.name for path in tmp_path.iterdir()] == ["data.csv"]


@pytest.mark.deep
def test_a_killed_run_leaves_nothing_under_the_final_name(tmp_path: Path) -> None:
    """At ten random moments, of which half are sure to lie within the writing of the file."""
    data, rng = table(tmp_path), random.Random(os.getpid())
    whole = tmp_path / "whole.parquet"
    began = time.monotonic()
    first = start(data, whole)
    first.communicate()
    assert first.returncode == 0
    took = time.monotonic() - began
    killed = within = 0
    for moment in range(10):
        out = tmp_path / f"out{moment}.parquet"
        process = start(data, out)
        if moment % 2:
            await_writing(tmp_path, out, process)
        time.sleep(rng.uniform(0.0, 0.1 if moment % 2 else took))
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        within += bool(list(tmp_path.glob(f".out{moment}.*")))
        if out.exists():
            assert pl.read_parquet(out).height == ROWS
            assert out.with_name(f"out{moment}.explanations.parquet").exists()
    assert killed and within  # noqa: PT018  # both say that something was tried
    print(f"10 runs, {killed} killed, {within} of them while writing: no partial file")
