"""A run of the command line in this process, for tests."""

import pytest

from casewise import cli


class Run:
    """One run of the command line: its exit code and what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        with pytest.raises(SystemExit) as left:
            cli.main(list(arguments))
        self.code = left.value.code
        captured = capsys.readouterr()
        self.out, self.err = captured.out, captured.err
