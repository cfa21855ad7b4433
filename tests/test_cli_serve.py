"""`casewise serve`: it listens on this machine only, says where, and forgets when it ends."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path

import pytest

import casewise
from casewise.desk.serving import NotLoopback, PortTaken, Serving, listening
from casewise.model.ruleset import Ruleset
from command_line import Run
from desks import PARCELS


@contextmanager
def serving(*more: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "casewise", "serve", "--no-open", *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_desk_from_the_link_to_the_end() -> None:
    with serving("--api-key", "--ruleset", str(PARCELS)) as process:
        assert process.stdout is not None
        link, key = process.stdout.readline().strip(), process.stdout.readline().strip()
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\?k=([\w-]{43})", link)
        assert found is not None
        port = int(found[1])
        status, headers, _ = got(port, "GET", link.partition(str(port))[2])
        assert status == 303
        cookie = headers["set-cookie"].partition(";")[0]
        status, headers, body = got(port, "GET", "/", {"Cookie": cookie})
        assert status == 200
        assert b"<h1>" in body
        assert "server" not in headers
        asking = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        status, _, body = got(port, "POST", "/api/next", asking, b"{}")
        assert status == 200
        assert json.loads(body)["question"] is not None
        assert loopback_only(process.pid)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert process.returncode in (0, 130)
        assert out == ""
        assert "Traceback" not in err
        assert err.startswith("note: the link opens once")


def got(
    port: int, method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, target, body or None, headers or {})
    answer = connection.getresponse()
    found = {name.lower(): value for name, value in answer.getheaders()}
    whole = answer.status, found, answer.read()
    connection.close()
    return whole


def loopback_only(process: int) -> bool:
    """Whether all that a process listens on is the loopback interface."""
    inodes = {os.readlink(fd) for fd in Path(f"/proc/{process}/fd").iterdir()}
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
            parts = line.split()
            if parts[3] == "0A" and f"socket:[{parts[9]}]" in inodes:
                found.append(parts[1].partition(":")[0])
    return found == ["0100007F"]


def test_only_the_loopback_interface_is_listened_on() -> None:
    listener = listening(0)
    assert listener.getsockname()[0] == "127.0.0.1"
    listener.close()
    for address in ("0.0.0.0", "8.8.8.8", "192.168.1.1", "::"):  # noqa: S104  # refused
        with pytest.raises(NotLoopback):
            listening(0, address)


def test_there_is_no_option_to_listen_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "serve", "--host", "192.168.1.1")
    assert run.code == 2
    assert "No such option" in run.err


def test_a_port_that_is_taken_is_told_of(
    rules: Ruleset, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken):
            Serving(rules, lambda _: pytest.fail("not wanted"), port)
        run = Run(capsys, "serve", "--no-open", "--port", str(port))
    assert run.code == 2
    assert f"port {port}" in run.err
    assert run.out == ""


def test_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(name: str) -> object:
        return None if name == "uvicorn" else find_spec(name)

    monkeypatch.setattr("importlib.util.find_spec", absent)
    run = Run(capsys, "serve", "--no-open")
    assert run.code == 2
    assert "uvicorn" in run.err
    assert "casewise[web]" in run.err


def test_links_are_never_the_same(rules: Ruleset) -> None:
    found = [Serving(rules, lambda _: pytest.fail("not wanted")) for _ in range(3)]
    assert len({each.door.key for each in found}) == 3
    for each in found:
        each._socket.close()


def test_the_core_does_not_import_the_web() -> None:
    code = (
        "import sys, casewise.cli, casewise.cli.classify, casewise.cli.ask\n"
        "print([n for n in ('starlette', 'uvicorn', 'jinja2', 'anyio') if n in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_readings_are_those_of_the_command() -> None:
    rules = casewise.load().under({"contact": "not-required"})
    there = Serving(rules, lambda _: pytest.fail("not wanted"))
    assert there._desk.ruleset.choice["contact"] == "not-required"
    there._socket.close()
