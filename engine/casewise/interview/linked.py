"""What consistency ties together: facts and lists that one consistency rule speaks of."""

from collections.abc import Iterator

from casewise.evaluation.engines import remembered
from casewise.evaluation.plan import Plan, unfold
from casewise.model.conditions import Condition, FactTest, Holds, Some, parts_of
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset

Names = frozenset[str]
"""Facts by scope and name (`arrest_date`, `victims.identified`), and lists (`victims`)."""


def _ties(ruleset: Ruleset) -> tuple[Names, ...]:
    plan = unfold(ruleset)
    groups: list[Names] = []
    for rule in ruleset.of_kind(Kind.CONSISTENCY):
        names = frozenset(_named(plan, plan[rule.id].condition, ""))
        near = [group for group in groups if group & names]
        groups = [group for group in groups if not group & names]
        groups.append(names.union(*near))
    return tuple(groups)


def _named(plan: Plan, condition: Condition, scope: str) -> Iterator[str]:
    match condition:
        case FactTest(fact):
            yield f"{scope}.{fact}" if scope else fact
        case Holds(rule):
            yield from _named(plan, plan[rule].condition, scope)
        case Some(group, inner):
            yield group
            yield from _named(plan, inner, group)
        case _:
            for part in parts_of(condition):
                yield from _named(plan, part, scope)


_remembered = remembered(_ties)


def tied_lists(ruleset: Ruleset, path: str) -> Names:
    """The lists that consistency ties to what is at a path, through other facts too."""
    name, _, rest = path.partition(".")
    wanted = f"{name}.{rest.partition('.')[2]}" if rest else name
    lists = {fact.name for fact in ruleset.vocabulary.lists()}
    found = (group & lists for group in _remembered(ruleset) if wanted in group)
    return frozenset().union(*found)
