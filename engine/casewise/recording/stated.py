"""What is known of a case, said in one way only: the facts of a kept record, and back."""

from collections.abc import Mapping

from casewise.errors import Place, Problem, ProblemsFound
from casewise.facts import Entities, Known, Values
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.plain_values import read_plain
from casewise.reading.words import ticked
from casewise.reading.writing import plain_case


def stated(ruleset: Ruleset, values: Values) -> dict[str, object]:
    """What is known, in the shapes of a case file; in which order it was said does not matter.

    What was asked and is not known says nothing, and is left out.
    """
    said = plain_case(ruleset.vocabulary, Case(None, values))
    return {name: _in_order(said[name]) for name in sorted(said)}


def _in_order(value: object) -> object:
    """Codes sorted, and keys; entities stay in their order, by which they are numbered."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            return sorted(value)
        return [_in_order(item) for item in value]
    return value


def known(ruleset: Ruleset, facts: Mapping[str, object]) -> dict[str, Known | None]:
    """What such facts say, as knowledge.

    Raises:
        ProblemsFound: the ruleset has no such fact, or this is no answer to one.
    """
    values: dict[str, Known | None] = {}
    for name, value in facts.items():
        fact = ruleset.vocabulary.find("", name)
        if fact is None:
            raise ProblemsFound([Problem(Place(name, 1, 1), "C201", f"no fact {ticked(name)}")])
        values[name] = read_plain(fact, value)
    return values


def in_order(values: Values) -> dict[str, Known | None]:
    """What is known, by the names of the facts: explanations follow the order of a record."""
    return {name: _entities_in_order(values[name]) for name in sorted(values)}


def _entities_in_order(told: Known | None) -> Known | None:
    if not isinstance(told, Entities):
        return told
    return Entities(tuple(in_order(entity) for entity in told.listed), told.others)
