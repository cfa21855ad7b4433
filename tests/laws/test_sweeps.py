"""Every combination of a few facts, the others as in some record: nothing is left to chance."""

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

import pytest

from casewise.evaluation.engines import durable_engine, exact_engine
from casewise.evaluation.placement import place
from casewise.model.ruleset import Ruleset
from laws.records import Facts, answer_of, paths_of, result_of, values_of, with_known
from oracle.bulletin import answer
from oracle.completions import OFFENSES, OPERATORS, RELATIONSHIPS, ROLES, TRIGGERS
from oracle.strategies import (
    BORROWED,
    HELD,
    MET_ONLINE,
    NOTHING,
    PERSONA,
    RELATIVE,
    STRANGER,
    TEMPLATES,
    YES_NO,
    Record,
)

ANY_TRUTH = ("yes", "no", "unknown")


def record(
    *parts: Mapping[str, object], victims: object = "none", roles: object = "none"
) -> Record:
    """A record in which nothing happened but what is said."""
    found: Record = {**NOTHING, "victims": victims, "undercover_roles": roles}
    for part in parts:
        found |= part
    return found


def swept(base: Facts, choices: Mapping[str, tuple[Any, ...]]) -> Iterator[Facts]:
    """The record with every combination of these values at these paths."""
    for values in product(*choices.values()):
        changed = base
        for path, value in zip(choices, values, strict=True):
            changed = with_known(changed, path, value)
        yield changed


def all_agree(rules: Ruleset, facts: Facts) -> None:
    """Both engines, the exact engine and the oracle."""
    values = values_of(rules, facts)
    result = result_of(rules, facts, "reference")
    assert durable_engine(rules).verdicts(values).answers == result.verdicts.answers
    expected = answer(facts, rules.choice)
    assert answer_of(result) == expected
    completions = exact_engine(rules).completions(values)
    assert (completions.possible or {"conflict"}) == expected.possible
    assert place(rules, completions) == expected.placement


VICTIM = "victims.1."
ROLE = "undercover_roles.1."
SWEEPS: dict[str, tuple[Facts, dict[str, tuple[Any, ...]]]] = {
    "what was done with material": (
        record({"material_found_as": "unknown"}),
        {
            "material_possessed": ANY_TRUTH,
            "material_distributed": ANY_TRUTH,
            "material_produced": ("no", "unknown"),
            "material_depicts_minor": ANY_TRUTH,
            "material_distributed_online": ANY_TRUTH,
        },
    ),
    "arrest": (
        record(HELD),
        {
            "arrest_made": ANY_TRUTH,
            "arrest_date": ("2000-06-30", "2000-07", "2001", "2001-06-30", "2001-07-01", None),
            "duplicate_record": ANY_TRUTH,
            "sex_crime_against_minor": ANY_TRUTH,
        },
    ),
    "a victim and how it was met": (
        record(victims=[RELATIVE]),
        {
            VICTIM + "relationship": (*RELATIONSHIPS, "unknown"),
            VICTIM + "relationship_initiated_online": ANY_TRUTH,
            VICTIM + "online_communication_to_further": ANY_TRUTH,
            VICTIM + "contacted": ANY_TRUTH,
        },
    ),
    "a victim and what was done": (
        record(
            {"material_produced": "unknown", "material_distributed": "unknown"},
            victims=[STRANGER],
        ),
        {
            VICTIM + "offenses": (*([each] for each in OFFENSES), "none", "unknown"),
            VICTIM + "age_at_offense": (17, 18, {"at least": 17}, {"at most": 17}),
            VICTIM + "identified": ANY_TRUTH,
            VICTIM + "images_of_child_digital": ("yes", "unknown"),
        },
    ),
    "a role, who played it and why": (
        record(victims=[MET_ONLINE | {"contacted": "no"}], roles=[PERSONA]),
        {
            ROLE + "operator": (*OPERATORS, "unknown"),
            ROLE + "role": (*ROLES, "unknown"),
            ROLE + "trigger": (TRIGGERS[0], {"one of": list(TRIGGERS[1:])}),
            ROLE + "online": ANY_TRUTH,
        },
    ),
    "a role of a known victim": (
        record(victims=[RELATIVE], roles=[BORROWED]),
        {
            VICTIM + "identified": ANY_TRUTH,
            VICTIM + "contacted": ANY_TRUTH,
            VICTIM + "online_communication_to_further": ANY_TRUTH,
            ROLE + "role": ("identity_of_identified_victim", "unknown"),
            ROLE + "solicited": ANY_TRUTH,
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SWEEPS)
def test_every_combination_of_a_few_facts(rules: Ruleset, name: str) -> None:
    base, choices = SWEEPS[name]
    for facts in swept(base, choices):
        all_agree(rules, facts)


def test_nothing_known_but_one_fact(rules: Ruleset) -> None:
    for path, kind in paths_of({}):
        for value in exact_values(kind):
            all_agree(rules, {path: value})


def exact_values(kind: object) -> tuple[Any, ...]:
    """Exact values of a type, as the oracle names types: all there are, or some for each side."""
    if kind == YES_NO:
        return ("yes", "no")
    if isinstance(kind, tuple):
        return kind
    if isinstance(kind, frozenset):
        return (*([each] for each in sorted(kind)), "none", sorted(kind))
    return {"age": (0, 17, 18, 120), "day": ("2000-06-30", "2000-07-01", "2001-07-01")}[str(kind)]


# -- deep -----------------------------------------------------------------------------------------


@pytest.mark.deep
def test_every_pair_of_facts_deeply(rules: Ruleset) -> None:
    """In each of the oracle's templates every pair of facts takes every pair of values."""
    count = 0
    for case, victims, roles in TEMPLATES:
        base = record(case, victims=list(victims) or "none", roles=list(roles) or "none")
        for (one, kind), (other, other_kind) in combinations(list(paths_of(base)), 2):
            choices = {
                one: (*exact_values(kind), "unknown"),
                other: (*exact_values(other_kind), "unknown"),
            }
            for facts in swept(base, choices):
                all_agree(rules, facts)
                count += 1
    print(f"{count:,} records, every pair of facts with every pair of values: 0 disagreements")
