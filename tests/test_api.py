"""What `import casewise` offers."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

import casewise
from casewise.library import load_cases
from casewise.model.ruleset import Ruleset
from casewise.trial import meant

READINGS = Path(__file__).parent.parent / "cases" / "njov-1" / "readings.cases.yaml"


def test_the_example_of_the_package_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert casewise.__doc__ is not None
    (example,) = re.findall(r"\n\n((?:    .*\n|\n)+)", casewise.__doc__)
    exec(dedent(example), {})  # noqa: S102
    assert "not eligible" in capsys.readouterr().out


@pytest.mark.parametrize("name", casewise.__all__)
def test_every_name_that_is_offered_is_there(name: str) -> None:
    assert getattr(casewise, name).__name__ == name


# -- the readings that a record was written for ---------------------------------------------------


def test_a_record_is_classified_under_the_rules_given_and_can_be_under_those_it_means(
    rules: Ruleset,
) -> None:
    found = {case.id: case for case in load_cases(READINGS, rules)}
    case = found["never-contacted-contact-not-required"]
    assert case.under == (("contact", "not-required"),)
    assert casewise.classify(rules, case).ruleset is rules
    assert meant(rules, case).choice["contact"] == "not-required"
    assert meant(rules, case, named=["mixed-subtypes"]).choice["contact"] == "not-required"
    assert meant(rules, case, named=["contact"]) is rules
    plain = casewise.Case(None, case.values)
    assert meant(rules, plain) is rules
