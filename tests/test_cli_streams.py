"""The command line as a process: streams that are closed, full, endless or gone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ONE = "case: one\narrest_made: no\n"
LIMIT = 4 * 1024 * 1024


def run(
    *arguments: str, streams: str = "", given: bytes = b"", **more: str
) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m casewise`; `streams` is put behind it, as `>&-`."""
    command = ["sh", "-c", f'exec "$@" {streams}', "sh", sys.executable, "-m", "casewise"]
    return subprocess.run(
        [*command, *arguments], input=given, capture_output=True, check=False, timeout=60,
        env=os.environ | more,
    )  # fmt: skip


@pytest.fixture
def one(tmp_path: Path) -> str:
    path = tmp_path / "one.yaml"
    path.write_text(ONE)
    return str(path)


MANY = [
    ["explain", "cases.jsonl"],
    ["explain", "--format", "json", "cases.jsonl"],
    ["classify", "cases.jsonl"],
    ["classify", "--format", "csv", "cases.jsonl"],
    ["show"],
    ["sources"],
    ["--help"],
]


@pytest.mark.parametrize("arguments", MANY, ids=" ".join)
def test_a_reader_that_goes_away_is_no_failure(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text("".join(f'{{"case": "c{n}"}}\n' for n in range(30)))
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        [sys.executable, "-m", "casewise", *arguments],
        stdin=subprocess.DEVNULL, stdout=writing, stderr=subprocess.PIPE, cwd=tmp_path,
        check=False, timeout=60,
    )  # fmt: skip
    os.close(writing)
    assert (process.returncode, process.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", [["classify"], ["show"], ["--help"]], ids=" ".join)
def test_a_full_disk_is_said_once(arguments: list[str]) -> None:
    left = run(*arguments, streams=">/dev/full", given=ONE.encode())
    words = b"casewise: standard output: no space left on device\n"
    assert (left.returncode, left.stderr) == (2, words)
    assert run("classify", "nowhere.yaml", streams="2>/dev/full").returncode == 2


def test_closed_streams_are_said_in_words(one: str) -> None:
    left = run("show", "began-online", streams=">&-")
    assert (left.returncode, b"no standard output" in left.stderr) == (2, True)
    left = run("classify", streams="<&-")
    assert (left.returncode, b"Give a file" in left.stderr) == (2, True)
    left = run("classify", "-", streams="<&-")
    assert (left.returncode, b"no standard input" in left.stderr) == (2, True)
    assert run("classify", "nowhere.yaml", streams="2>&-").returncode == 2
    assert run("classify", one, streams="2>&-").stdout.startswith(b"one: not-eligible")


def test_debug_shows_the_traceback_and_then_what_is_always_said() -> None:
    plain = run("classify", "nowhere.yaml")
    debug = run("--debug", "classify", "nowhere.yaml")
    assert plain.returncode == debug.returncode == 2
    assert debug.stderr.startswith(b"Traceback")
    assert debug.stderr.endswith(b"\n" + plain.stderr)


def test_an_error_inside_says_how_to_see_more() -> None:
    code = (
        "import casewise.cli as cli; import casewise.cli.show as show\n"
        "show.rules_under = None\ncli.main()"
    )
    command = [sys.executable, "-c", code]
    plain = subprocess.run([*command, "show"], capture_output=True, check=False)
    debug = subprocess.run([*command, "--debug", "show"], capture_output=True, check=False)
    assert plain.returncode == debug.returncode == 3
    assert "run `casewise --debug …` for more" in plain.stderr.decode()
    assert plain.stderr.startswith(b"casewise: an error inside casewise (report id ")
    assert debug.stderr.startswith(b"Traceback")


def test_a_shell_can_ask_for_completions() -> None:
    left = run(_CASEWISE_COMPLETE="bash_source")
    assert (left.returncode, b"_CASEWISE_COMPLETE" in left.stdout) == (0, True)


@pytest.mark.parametrize("piece", [b"\n", b" ", b"a", b"{}", b"a\n"], ids=repr)
def test_input_without_end_is_not_read_to_its_end(piece: bytes) -> None:
    left = run("classify", given=piece * (8 * LIMIT // len(piece)))
    assert left.returncode == 2
    assert b"Y006 the text has more than 4,194,304 bytes" in left.stderr


@pytest.mark.parametrize("name", ["long.yaml", "long.jsonl"])
def test_a_file_that_is_one_long_line_is_not_read_to_its_end(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b" " * (2 * LIMIT))
    for command in ("classify", "check"):
        left = run(command, str(tmp_path / name))
        assert b"Y006" in left.stderr + left.stdout


def test_many_blank_lines_take_no_time(tmp_path: Path) -> None:
    path = tmp_path / "blank.yaml"
    path.write_bytes(b"\n" * 1_000_000 + ONE.encode())
    assert run("classify", str(path)).stdout.startswith(b"one: ")


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n\n", b"\n"], ids=repr)
def test_json_lines_may_begin_with_a_byte_order_mark(tmp_path: Path, before: bytes) -> None:
    text = before + b'{"case": "a"}\n{"case": "b"}\n'
    path = tmp_path / "cases.jsonl"
    path.write_bytes(text)
    for left in (run("classify", given=text), run("classify", str(path))):
        assert [line.split(b":")[0] for line in left.stdout.splitlines()[:2]] == [b"a", b"b"]
