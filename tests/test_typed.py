"""What a person types is an answer as a case file has it, or is refused with what would be."""

import pytest

from casewise.model.ruleset import Ruleset
from casewise.reading.plain_values import read_plain
from casewise.sitting.typed import NotAnAnswer, forms, typed

ANSWERS: dict[str, dict[str, object]] = {
    "arrest_made": {"y": "yes", "No": "no", "?": "unknown", "not known": "unknown"},
    "arrest_date": {
        "2000-10-15": "2000-10-15",
        "2000-10": "2000-10",
        "before 2000-07-01": {"to": "2000-06-30"},
        "after 2000": {"from": "2001-01-01"},
        "until 2001-06": {"to": "2001-06-30"},
        "from 2000-07 to 2001-06": {"from": "2000-07-01", "to": "2001-06-30"},
        "2000-07-01 - 2000-08-15": {"from": "2000-07-01", "to": "2000-08-15"},
    },
    "victims.1.age_at_offense": {
        "14": 14,
        "under 18": {"at most": 17},
        "< 18": {"at most": 17},
        "at least 13": {"at least": 13},
        "over 17": {"at least": 18},
        "13-15": {"at least": 13, "at most": 15},
        "13 to 15": {"at least": 13, "at most": 15},
    },
    "victims.1.relationship": {
        "2": "prior_acquaintance",
        "1 or 2": {"one of": ["family", "prior_acquaintance"]},
        "Met  online": "met_online",
    },
    "material_found_as": {
        "1": ["computer"],
        "1, 3": ["computer", "computer_printout"],
        "1, 3, +": {"includes": ["computer", "computer_printout"]},
        "1+": {"includes": ["computer"]},
        "not 2 or 3": {"excludes": ["removable_media", "computer_printout"]},
        "on a computer": ["computer"],
        "none": "none",
    },
    "victims": {"y": "another", "n": "none", "no more": "none", "?": "unknown"},
}


@pytest.mark.parametrize(
    ("path", "text"), [(path, text) for path, known in ANSWERS.items() for text in known]
)
def test_what_is_typed_is_read(rules: Ruleset, path: str, text: str) -> None:
    fact = rules.vocabulary.at(path)
    assert fact is not None
    found = typed(fact, text)
    assert found == ANSWERS[path][text]
    if found != "another":
        read_plain(fact, found)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("arrest_made", "maybe"),
        ("arrest_made", ""),
        ("arrest_date", "2000-13"),
        ("arrest_date", "last year"),
        ("arrest_date", "from 2000 to never"),
        ("victims.1.age_at_offense", "young"),
        ("victims.1.age_at_offense", "-3"),
        ("victims.1.relationship", "9"),
        ("victims.1.relationship", "1 or 9"),
        ("material_found_as", "1, 9"),
        ("material_found_as", "not"),
        ("victims", "two"),
    ],
)
def test_what_is_no_answer_is_refused_with_what_would_be(
    rules: Ruleset, path: str, text: str
) -> None:
    fact = rules.vocabulary.at(path)
    assert fact is not None
    with pytest.raises(NotAnAnswer) as refused:
        typed(fact, text)
    assert str(refused.value) == forms(fact)
