"""Grounds: which facts an answer rests on, found by walking a condition backwards.

Of a conjunction that fails, one failing part is enough; of one that holds, every part counts;
of one that is open, the open parts count. A disjunction is the other way round.
"""

from collections.abc import Iterable, Mapping

from casewise.evaluation.reference import Record
from casewise.facts import Entities, Values
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
from casewise.truth import Truth

Paths = tuple[str, ...]


class Grounds:
    """The grounds of answers about one record, as the reference evaluator judges it.

    `numbers` gives the entities of a restricted record the numbers they have in the whole one.
    """

    def __init__(self, record: Record, numbers: Mapping[str, list[int]] | None = None) -> None:
        self.record = record
        self._numbers = numbers or {}

    def of(self, condition: Condition) -> Paths:
        """The paths of the facts that the answer to a condition about the case rests on."""
        return tuple(dict.fromkeys(self._walk(condition, self.record.values, "")))

    def branch(self, condition: Condition) -> Branch | None:
        """The first named branch that makes the condition hold, if it has any."""
        for part in (condition, *(condition.parts if isinstance(condition, AnyOf) else ())):
            if isinstance(part, Branch) and self.record.judge(part, self.record.values):
                return part
        return None

    def deciding(self, condition: Condition) -> str | None:
        """The rule that makes a disjunction of rules hold, if it is one."""
        if isinstance(condition, AnyOf):
            for part in condition.parts:
                if isinstance(part, Holds) and self.record.judge(part, self.record.values):
                    return part.rule
        return None

    def _walk(self, condition: Condition, values: Values, prefix: str) -> Iterable[str]:
        match condition:
            case FactTest(fact, _):
                return (prefix + fact,)
            case AllOf(parts):
                return self._parts(parts, values, prefix, enough=False)
            case AnyOf(parts) | NoneOf(parts):
                return self._parts(parts, values, prefix, enough=True)
            case Branch():
                return self._walk(condition.condition, values, prefix)
            case Holds(rule):
                return self._rule(rule, values, prefix)
            case Some(scope, inner):
                return self._some(scope, inner, values.get(scope))  # type: ignore[arg-type]  # a list
            case Under():
                return ()

    def _parts(
        self, parts: tuple[Condition, ...], values: Values, prefix: str, *, enough: bool
    ) -> Iterable[str]:
        """`enough` is the answer of a part that alone decides the whole."""
        judged = [(part, self.record.judge(part, values)) for part in parts]
        deciding = [part for part, truth in judged if truth is enough]
        if deciding:
            return min((tuple(self._walk(p, values, prefix)) for p in deciding), key=len)
        relevant: list[Truth] = [None] if any(t is None for _, t in judged) else [not enough]
        chosen = [part for part, truth in judged if truth in relevant]
        return [path for part in chosen for path in self._walk(part, values, prefix)]

    def _rule(self, name: str, values: Values, prefix: str) -> Iterable[str]:
        rule = self.record.ruleset.by_id[name]
        if rule.when is None:
            return ()
        if rule.scope:
            return self._walk(rule.when, values, prefix)
        return self._walk(rule.when, self.record.values, "")

    def _some(self, scope: str, inner: Condition, entities: Entities | None) -> Iterable[str]:
        if entities is None:
            return (scope,)
        numbers = self._numbers.get(scope) or range(1, len(entities.listed) + 1)
        judged = [
            (f"{scope}.{number}.", entity, self.record.judge(inner, entity))
            for number, entity in zip(numbers, entities.listed, strict=True)
        ]
        for prefix, entity, truth in judged:
            if truth:
                return self._walk(inner, entity, prefix)
        wanted = None if any(truth is None for _, _, truth in judged) else False
        paths = [] if wanted is None and not entities.others else [scope]
        for prefix, entity, truth in judged:
            if truth is wanted:
                paths += self._walk(inner, entity, prefix)
        return paths
