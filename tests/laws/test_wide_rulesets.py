"""The limits of durable-rules (joins, values, nesting) never show, however wide a ruleset is."""

import os
import subprocess
import sys

import pytest

from rulesets.wide import WIDE

SECONDS = 60


@pytest.mark.parametrize("name", WIDE)
def test_a_wide_ruleset_is_answered_alike_by_both_engines(name: str) -> None:
    code = f"from rulesets.wide import check; check({name!r})"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    found = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        timeout=SECONDS,
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stderr[-2_000:]
