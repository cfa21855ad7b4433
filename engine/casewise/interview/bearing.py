"""Why a question is asked: the rules that it bears on."""

from collections.abc import Iterator, Mapping

from casewise.evaluation.engines import reference_engine
from casewise.facts import Values
from casewise.model.conditions import Condition, FactTest, Holds, Some, walk
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.truth import Truth

_ORDER = (
    Kind.ELIGIBILITY, Kind.CATEGORY, Kind.SUBTYPE, Kind.GAP, Kind.CRITERION, Kind.TERM,
    Kind.CONSISTENCY,
)  # fmt: skip


def bears_on(ruleset: Ruleset, values: Values, path: str) -> tuple[Rule, ...]:
    """The rules that ask for a fact, or for an entity of a list, and are open in a record.

    A rule about an entity is among them if one about the case that is open refers to it. Those that
    decide most come first.
    """
    name, _, rest = path.partition(".")
    inner = rest.partition(".")[2]
    scope, fact = (name, inner) if inner else ("", name)
    reached = _reached(ruleset, reference_engine(ruleset).verdicts(values).answers)
    found = [rule for rule in ruleset.rules if rule.id in reached and _asks(rule, scope, fact)]
    return tuple(sorted(found, key=lambda rule: (_ORDER.index(rule.kind), rule.id)))


def _asks(rule: Rule, scope: str, fact: str) -> bool:
    return any(
        _is_asked(part, where, scope, fact)
        for condition in rule.conditions()
        for where, part in walk(condition, rule.scope)
    )


def _is_asked(part: Condition, where: str, scope: str, fact: str) -> bool:
    if isinstance(part, Some):
        return not scope and part.scope == fact
    return isinstance(part, FactTest) and (where, part.fact) == (scope, fact)


def _reached(ruleset: Ruleset, answers: Mapping[str, Truth]) -> set[str]:
    """The rules that are open, and the rules about entities that they refer to."""
    found = {rule.id for rule in ruleset.rules if not rule.scope and _is_open(rule, answers)}
    waiting = [ruleset.by_id[name] for name in found]
    while waiting:
        for name in _referred(waiting.pop()):
            if name not in found and ruleset.by_id[name].scope:
                found.add(name)
                waiting.append(ruleset.by_id[name])
    return found


def _is_open(rule: Rule, answers: Mapping[str, Truth]) -> bool:
    names = (rule.id, *(exclusion.id for exclusion in rule.exclusions))
    return any(answers[name] is None for name in names)


def _referred(rule: Rule) -> Iterator[str]:
    for condition in rule.conditions():
        yield from (part.rule for _, part in walk(condition) if isinstance(part, Holds))
