"""Settings of the property tests, and the shipped rules."""

import pytest
from hypothesis import HealthCheck, settings

import casewise
from casewise.model.ruleset import Ruleset

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)

# Examples are the same in every run; `--hypothesis-profile=deep` looks further, at other ones.
settings.register_profile(
    "ci", derandomize=True, deadline=None, max_examples=100, suppress_health_check=SLOW
)
settings.register_profile("deep", settings.get_profile("ci"), derandomize=False, max_examples=2_000)
settings.load_profile("ci")


@pytest.fixture(scope="session")
def rules() -> Ruleset:
    """The shipped ruleset under its default readings."""
    return casewise.load()
