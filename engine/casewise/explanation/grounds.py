"""Grounds: which facts an answer rests on, found by walking a condition backwards.

Of a conjunction that fails, one failing part is enough; of one that holds, every part counts;
of one that is open, the open parts count. A disjunction is the other way round.
"""

from collections.abc import Callable, Iterable, Mapping

from casewise.evaluation.reference import Record
from casewise.facts import Entities, Known, Values
from casewise.model.conditions import (
    AllOf,
    AnyOf,
    Branch,
    Condition,
    FactTest,
    Holds,
    NoneOf,
    Some,
    Under,
)
from casewise.model.rules import Rule

Paths = tuple[str, ...]


class Grounds:
    """The grounds of answers about one record, as the reference evaluator judges it.

    `numbers` gives the entities of a restricted record the numbers they have in the whole one.
    """

    def __init__(self, record: Record, numbers: Mapping[str, list[int]] | None = None) -> None:
        self.record = record
        self._numbers = numbers or {}
        self._walks: dict[int, tuple[Condition, Walk]] = record.ruleset.derived.setdefault(
            Grounds, {}
        )

    def of(self, condition: Condition) -> Paths:
        """The paths of the facts that the answer to a condition about the case rests on."""
        return tuple(dict.fromkeys(self.walk(condition, self.record.known, "")))

    def branch(self, condition: Condition) -> Branch | None:
        """The first named branch that makes the condition hold, if it has any."""
        for part in (condition, *(condition.parts if isinstance(condition, AnyOf) else ())):
            if isinstance(part, Branch) and self.record.judge(part, self.record.known):
                return part
        return None

    def deciding(self, condition: Condition) -> str | None:
        """The rule that makes a disjunction of rules hold, if it is one."""
        if isinstance(condition, AnyOf):
            for part in condition.parts:
                if isinstance(part, Holds) and self.record.judge(part, self.record.known):
                    return part.rule
        return None

    def walk(self, condition: Condition, values: Values, prefix: str) -> Iterable[str]:
        """The paths, below `prefix`, for a condition of the case or of the entity at hand."""
        return self._walk_for(condition)(self, values, prefix)

    def _walk_for(self, condition: Condition) -> "Walk":
        known = self._walks.get(id(condition))
        if known is None:  # an id is only an identity while its object lives
            known = self._walks[id(condition)] = condition, self._walk_of(condition)
        return known[1]

    def _walk_of(self, condition: Condition) -> "Walk":
        match condition:
            case FactTest(fact, _):
                return lambda _, _values, prefix: (prefix + fact,)
            case AllOf(parts):
                return self._through_parts(parts, enough=False)
            case AnyOf(parts) | NoneOf(parts):
                return self._through_parts(parts, enough=True)
            case Branch():
                return self._walk_for(condition.condition)
            case Holds(name):
                return self._through_rule(self.record.ruleset.by_id[name])
            case Some(scope, inner):
                return lambda grounds, values, _: grounds.some(scope, inner, values.get(scope))
            case Under():
                return lambda _, _values, _prefix: ()

    def _through_parts(self, parts: tuple[Condition, ...], *, enough: bool) -> "Walk":
        """`enough` is the answer of a part that alone decides the whole."""
        judges = [self.record.reference.judge(part) for part in parts]
        walks = [self._walk_for(part) for part in parts]

        def walk(grounds: Grounds, values: Values, prefix: str) -> Iterable[str]:
            truths = [judge(grounds.record, values) for judge in judges]
            wanted = enough if enough in truths else None if None in truths else not enough
            chosen = [walk for walk, truth in zip(walks, truths, strict=True) if truth is wanted]
            found = [tuple(walk(grounds, values, prefix)) for walk in chosen]
            if wanted is enough:
                return min(found, key=len)
            return [path for paths in found for path in paths]

        return walk

    def _through_rule(self, rule: Rule) -> "Walk":
        if rule.when is None:
            return lambda _, _values, _prefix: ()
        walk = self._walk_for(rule.when)
        if rule.scope:
            return walk
        return lambda grounds, _values, _prefix: walk(grounds, grounds.record.known, "")

    def some(self, scope: str, inner: Condition, entities: Known | None) -> Iterable[str]:
        """The paths for whether some entity of a list satisfies a condition."""
        if not isinstance(entities, Entities):
            return (scope,)
        numbers = self._numbers.get(scope) or range(1, len(entities.listed) + 1)
        judged = [
            (f"{scope}.{number}.", entity, self.record.judge(inner, entity))
            for number, entity in zip(numbers, entities.listed, strict=True)
        ]
        for prefix, entity, truth in judged:
            if truth:
                return self.walk(inner, entity, prefix)
        wanted = None if any(truth is None for _, _, truth in judged) else False
        paths = [] if wanted is None and not entities.others else [scope]
        for prefix, entity, truth in judged:
            if truth is wanted:
                paths += self.walk(inner, entity, prefix)
        return paths


Walk = Callable[[Grounds, Values, str], Iterable[str]]
"""Walks one condition. As its kind is known beforehand, so is how; it is made once a ruleset."""
