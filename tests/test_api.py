"""What `import casewise` offers."""

import re
from textwrap import dedent

import pytest

import casewise


def test_the_example_of_the_package_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert casewise.__doc__ is not None
    (example,) = re.findall(r"\n\n((?:    .*\n|\n)+)", casewise.__doc__)
    exec(dedent(example), {})  # noqa: S102
    assert "not eligible" in capsys.readouterr().out


@pytest.mark.parametrize("name", casewise.__all__)
def test_every_name_that_is_offered_is_there(name: str) -> None:
    assert getattr(casewise, name).__name__ == name
