"""The limits of durable-rules (joins, values, nesting) never show, however wide a ruleset is."""

import os
import subprocess
import sys

import pytest

from rulesets.wide import WIDE

SECONDS = 60


def run_alone(call: str) -> None:
    """Call a function of `rulesets.wide` in a process that must end well, and in time."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    found = subprocess.run(
        [sys.executable, "-c", f"from rulesets import wide; wide.{call}"],
        env=environment,
        timeout=SECONDS,
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stderr[-2_000:]


@pytest.mark.parametrize("name", WIDE)
def test_a_wide_ruleset_is_answered_alike_by_both_engines(name: str) -> None:
    run_alone(f"check({name!r})")


def test_what_is_possible_of_a_list_is_found_in_time_however_many_tests_it_has() -> None:
    run_alone("check_possible('40 tests of which an entity passes one')")
