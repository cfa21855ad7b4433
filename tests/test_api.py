"""What `import casewise` offers."""

import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import casewise
from casewise.evaluation.classification import meant
from casewise.facts import Entities
from casewise.library import load_cases
from casewise.model.case import NotACase
from casewise.model.ruleset import Ruleset

READINGS = Path(__file__).parent.parent / "cases" / "njov-1" / "readings.cases.yaml"


def test_the_example_of_the_package_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert casewise.__doc__ is not None
    (example,) = re.findall(r"\n\n((?:    .*\n|\n)+)", casewise.__doc__)
    exec(dedent(example), {})  # noqa: S102
    assert "not eligible" in capsys.readouterr().out


@pytest.mark.parametrize("name", casewise.__all__)
def test_every_name_that_is_offered_is_there(name: str) -> None:
    assert getattr(casewise, name).__name__ == name


# -- what is no case ------------------------------------------------------------------------------

NO_IDS = ["John Smith, born 1970\n**x**", "a b", "", "_a", "a\n", "a" * 65, "é", 5, b"a", True]


@pytest.mark.parametrize("name", NO_IDS, ids=repr)
def test_an_id_that_is_no_token_is_refused_and_not_repeated(rules: Ruleset, name: Any) -> None:
    for make in (lambda: casewise.Case(name, {}), lambda: casewise.follow(rules, case=name)):
        with pytest.raises(NotACase) as raised:
            make()
        assert str(raised.value).startswith("this is not a case id (use up to 64 letters, ")
        assert "John" not in str(raised.value)


@pytest.mark.parametrize("name", ["a", "0", "A-b_c.d", "a" * 64, None])
def test_an_opaque_token_is_an_id(name: str | None) -> None:
    assert casewise.Case(name, {}).id == name


@pytest.mark.parametrize("value", ["yes", True, 14, ["computer"], {"at most": 17}])
def test_answers_that_were_not_read_are_refused_and_not_repeated(value: Any) -> None:
    for values in (
        {"sent": value},
        {"boxes": Entities(({}, {"sent": value}), others=False)},
    ):
        with pytest.raises(NotACase) as raised:
            casewise.Case(None, values)
        assert "`sent` is no value of `casewise.facts` (read records with" in str(raised.value)
        assert str(value) not in str(raised.value)


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
