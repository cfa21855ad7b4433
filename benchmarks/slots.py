"""Lists as slots, for engines that know neither lists nor unknown members.

Each listed entity has a slot, and so has each entity that others could add. As many anonymous
slots as there are *some entity* tests are enough: drop from any list all unlisted entities but one
witness for each test that holds, and every test keeps its answer.
"""

from collections.abc import Mapping

from casewise.evaluation.plan import Plan, unfold
from casewise.facts import Entities, Values
from casewise.model.conditions import FactTest, Some, walk
from casewise.model.ruleset import Ruleset

CASE = ""
"""The scope of the case's own facts; it has the one slot 0."""


def some_tests(plan: Plan, scope: str) -> set[Some]:
    """The different *some entity* tests that the questions put to a list."""
    return {
        part
        for question in plan.values()
        for _, part in walk(question.condition, question.scope)
        if isinstance(part, Some) and part.scope == scope
    }


def slots(ruleset: Ruleset, most_listed: Mapping[str, int]) -> dict[str, range]:
    """The slots of the case and of each list, when no record lists more than `most_listed`."""
    plan = unfold(ruleset)
    found = {CASE: range(1)}
    for group in ruleset.vocabulary.lists():
        wanted = most_listed.get(group.name, 0) + len(some_tests(plan, group.name))
        found[group.name] = range(1, wanted + 1)
    return found


def asked(plan: Plan) -> dict[tuple[str, str], list[FactTest]]:
    """The tests put to each fact, by scope and name; a fact that nobody asks for is not there."""
    found: dict[tuple[str, str], list[FactTest]] = {}
    for question in plan.values():
        for scope, part in walk(question.condition, question.scope):
            if isinstance(part, FactTest):
                found.setdefault((scope, part.fact), []).append(part)
    return found


def entities(values: Values, scope: str) -> tuple[tuple[Values, ...], bool]:
    """What is known of each listed entity, and whether there may be others."""
    known = values.get(scope)
    return (known.listed, known.others) if isinstance(known, Entities) else ((), True)
