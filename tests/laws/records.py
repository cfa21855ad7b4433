"""From the oracle's plain facts to cases and back, and the ways in which laws are tried."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from hypothesis import currently_in_test_context, note, settings

from casewise.evaluation.classification import classify
from casewise.facts import Known
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.plain_values import read_plain
from casewise.result import Result
from oracle.bulletin import Answer
from oracle.definitions import READINGS
from oracle.strategies import LISTS

Facts = Mapping[str, Any]
Law = Callable[[Ruleset, random.Random], None]

ENGINES = ("durable-rules", "reference")

# Few enough to make an engine for each, and together every value of every reading.
FEW_READINGS: tuple[dict[str, str], ...] = (
    {},
    {},
    {},
    {"contact": "not-required"},
    {
        "roles-barring-possession": "any-undercover-role",
        "stranger-met-offline": "prior-acquaintance",
    },
    {"undercover-scope": "proactive-only", "mixed-subtypes": "family-or-prior-acquaintance"},
    {"digital-form-only": "needs-an-online-act", "mixed-subtypes": "not-determined"},
    {"assumed-identity": "needs-an-offense"},
    {name: values[-1] for name, values in READINGS.items()},
)


# -- trying ---------------------------------------------------------------------------------------


def times(hundreds: float) -> int:
    """So many examples: as given by default, more under a profile that looks further."""
    return int(hundreds * settings().max_examples)


def try_seeds(law: Law, rules: Ruleset, count: int, what: str) -> None:
    """Try a law with so many seeds, and say so."""
    for seed in range(count):
        try:
            law(rules, random.Random(f"{what} {seed}"))
        except BaseException as error:
            error.add_note(f"seed: {what} {seed}")
            raise
    print(f"{count:,} {what}: 0 disagreements")


# -- cases ----------------------------------------------------------------------------------------


def values_of(rules: Ruleset, facts: Facts) -> dict[str, Known | None]:
    """What plain facts say, as knowledge."""
    if currently_in_test_context():
        note(f"{facts!r} under {dict(rules.chosen)!r}")  # shown where a law fails
    found = {}
    for name, value in facts.items():
        fact = rules.vocabulary.find("", name)
        assert fact is not None
        found[name] = read_plain(fact, value)
    return found


def case_of(rules: Ruleset, facts: Facts) -> Case:
    """A case without an id that states these plain facts."""
    return Case(None, values_of(rules, facts))


def result_of(rules: Ruleset, facts: Facts, engine: str | None = None) -> Result:
    """How a record of these plain facts is classified."""
    return classify(rules, case_of(rules, facts), engine)


def answer_of(result: Result) -> Answer:
    """A result in the oracle's words."""
    eligible = {True: "yes", False: "no", None: "unknown"}[result.eligible]
    return Answer(eligible, result.placement, result.settled, result.possible)


def few_readings(rng: random.Random) -> dict[str, str]:
    """One of a few choices of readings."""
    return rng.choice(FEW_READINGS)


# -- plain facts by path --------------------------------------------------------------------------


def listed_in(value: Any) -> list[dict[str, Any]]:
    """The entities that a plain list states."""
    if isinstance(value, Mapping):
        value = value["listed"]
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []


def is_closed(value: Any) -> bool:
    """Whether a plain list says that there are no others."""
    return value == "none" or isinstance(value, list)


def as_list(entities: list[dict[str, Any]], *, closed: bool) -> Any:
    """The plain list of these entities."""
    if closed:
        return entities or "none"
    return {"listed": entities, "others": "possible"}


def only(facts: Facts, paths: Sequence[str]) -> dict[str, Any]:
    """The record that states only what is at these paths."""
    kept: dict[str, Any] = {}
    for name, value in facts.items():
        if name not in LISTS:
            if name in paths:
                kept[name] = value
            continue
        closed = name in paths
        entities = [
            {fact: known for fact, known in entity.items() if f"{name}.{at}.{fact}" in paths}
            for at, entity in enumerate(listed_in(value), start=1)
            if closed or any(f"{path}.".startswith(f"{name}.{at}.") for path in paths)
        ]
        if closed or entities:
            kept[name] = as_list(entities, closed=closed)
    return kept


def known_at(facts: Facts, path: str) -> Any:
    """What a plain record states at a path."""
    name, _, rest = path.partition(".")
    if not rest:
        return facts.get(name)
    number, _, fact = rest.partition(".")
    return listed_in(facts[name])[int(number) - 1].get(fact)


def with_known(facts: Facts, path: str, value: Any) -> dict[str, Any]:
    """The plain record that states this at a path, and otherwise the same."""
    name, _, rest = path.partition(".")
    if not rest:
        return {**facts, name: value}
    number, _, fact = rest.partition(".")
    entities = [dict(entity) for entity in listed_in(facts[name])]
    entities[int(number) - 1][fact] = value
    return {**facts, name: as_list(entities, closed=is_closed(facts[name]))}


def paths_of(facts: Facts) -> Iterator[tuple[str, object]]:
    """The path and the type of every fact that a record could state, of the listed entities too."""
    from oracle.strategies import CASE_TYPES

    yield from CASE_TYPES.items()
    for name, types in LISTS.items():
        for at in range(1, len(listed_in(facts.get(name))) + 1):
            yield from ((f"{name}.{at}.{fact}", kind) for fact, kind in types.items())
