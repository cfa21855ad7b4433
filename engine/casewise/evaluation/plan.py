"""A ruleset unfolded into named questions, with the stages and precedence spelled out.

The inference engine and the exact engine both read this plan; the reference evaluator does not,
so that comparing them checks the plan as well. Readings are resolved here: `TRUE` and `FALSE`
stand where a condition asked for one.

Names: a rule or exclusion by its id; `consistent`; `eligible`; `unless:X` (an exclusion or a
precedence takes X away); `claims:X` (X holds and nothing takes it away); `before:X` (one that is
considered before X has the case); `no-category`; `outcome:O` (the final outcome is O).
"""

from collections.abc import Callable, Iterator

from attrs import evolve, frozen

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
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset

TRUE = AllOf(())
FALSE = AnyOf(())


@frozen
class Question:
    """One named yes/no question about the case or (with a scope) about one entity of a list."""

    name: str
    scope: str
    condition: Condition


Plan = dict[str, Question]


def unfold(ruleset: Ruleset) -> Plan:
    """The questions of a ruleset, each after those it refers to within its own stage."""
    plan: Plan = {}
    for name, scope, condition in _questions(ruleset):
        plan[name] = Question(name, scope, simplify(condition, ruleset))
    return plan


def _questions(ruleset: Ruleset) -> Iterator[tuple[str, str, Condition]]:
    for rule in ruleset.rules:
        if rule.when is not None:
            yield rule.id, rule.scope, rule.when
        for exclusion in rule.exclusions:
            yield exclusion.id, "", exclusion.when
    yield "consistent", "", NoneOf(_ids(ruleset.of_kind(Kind.CONSISTENCY)))
    yield "eligible", "", AllOf(_ids(ruleset.of_kind(Kind.ELIGIBILITY)))
    yield "outcome:not-eligible", "", NoneOf((Holds("eligible"),))
    categories = ruleset.of_kind(Kind.CATEGORY)
    yield from _claims(ruleset, categories)
    for subtypes in ruleset.subtypes.values():
        yield from _claims(ruleset, subtypes)
    yield from _category_outcomes(ruleset, categories)
    yield "no-category", "", AllOf((Holds("eligible"), NoneOf(_claimed(categories))))
    yield from _gap_outcomes(ruleset.of_kind(Kind.GAP))


def _ids(rules: tuple[Rule, ...]) -> tuple[Condition, ...]:
    return tuple(Holds(rule.id) for rule in rules)


def _claimed(rules: tuple[Rule, ...]) -> tuple[Condition, ...]:
    return tuple(Holds(f"claims:{rule.id}") for rule in rules)


def _claims(ruleset: Ruleset, family: tuple[Rule, ...]) -> Iterator[tuple[str, str, Condition]]:
    """Categories, or the subtypes of one: what takes each away, and whether it claims the case."""
    for position, rule in enumerate(family):
        if rule.when is None:
            yield rule.id, "", NoneOf(_claimed(family[:position]))
        winners = tuple(Holds(f"claims:{y.to}") for y in ruleset.active_yields(rule))
        excluded = tuple(Holds(exclusion.id) for exclusion in rule.exclusions)
        yield f"unless:{rule.id}", "", AnyOf((*excluded, *winners))
        unless = NoneOf((Holds(f"unless:{rule.id}"),))
        yield f"claims:{rule.id}", "", AllOf((Holds(rule.id), unless))


def _category_outcomes(
    ruleset: Ruleset, categories: tuple[Rule, ...]
) -> Iterator[tuple[str, str, Condition]]:
    yield from _family_outcomes(categories, "eligible")
    for parent, subtypes in ruleset.subtypes.items():
        yield from _family_outcomes(subtypes, f"outcome:{parent}")


def _family_outcomes(family: tuple[Rule, ...], whole: str) -> Iterator[tuple[str, str, Condition]]:
    """The first of a family that claims the case takes it, if the whole holds."""
    yield from _before(family, "claims:")
    for rule in family:
        first = NoneOf((Holds(f"before:{rule.id}"),))
        yield f"outcome:{rule.id}", "", AllOf((Holds(whole), Holds(f"claims:{rule.id}"), first))


def _gap_outcomes(gaps: tuple[Rule, ...]) -> Iterator[tuple[str, str, Condition]]:
    yield from _before(gaps, "")
    for gap in gaps:
        if gap.when is None:
            yield gap.id, "", TRUE
        first = NoneOf((Holds(f"before:{gap.id}"),))
        yield f"outcome:{gap.id}", "", AllOf((Holds("no-category"), Holds(gap.id), first))


def _before(family: tuple[Rule, ...], claim: str) -> Iterator[tuple[str, str, Condition]]:
    """Whether one considered before a rule has the case, concluded from one to the next."""
    earlier: tuple[Condition, ...] = ()
    for rule in family:
        yield f"before:{rule.id}", "", AnyOf(earlier)
        earlier = (Holds(f"before:{rule.id}"), Holds(f"{claim}{rule.id}"))


def simplify(condition: Condition, ruleset: Ruleset) -> Condition:
    """The condition with readings resolved, constants absorbed and branches unwrapped."""
    match condition:
        case Under(reading, value):
            return TRUE if ruleset.choice[reading] == value else FALSE
        case AllOf(parts):
            return joined(AllOf, [simplify(part, ruleset) for part in parts], TRUE, FALSE)
        case AnyOf(parts):
            return joined(AnyOf, [simplify(part, ruleset) for part in parts], FALSE, TRUE)
        case NoneOf(parts):
            return none_of([simplify(part, ruleset) for part in parts])
        case Some(_, below):
            return evolve(condition, condition=simplify(below, ruleset))
        case Branch():
            return simplify(condition.condition, ruleset)
        case FactTest() | Holds():
            return condition


def renamed(condition: Condition, name: Callable[[str], str]) -> Condition:
    """The condition of a plan with other names for the questions it refers to."""
    match condition:
        case Holds(rule):
            return evolve(condition, rule=name(rule))
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            return evolve(condition, parts=tuple(renamed(part, name) for part in parts))
        case Some(_, inner):
            return evolve(condition, condition=renamed(inner, name))
        case _:
            return condition


def none_of(parts: list[Condition]) -> Condition:
    """That no part holds, with constants absorbed."""
    inner = joined(AnyOf, parts, FALSE, TRUE)
    if inner in (TRUE, FALSE):
        return FALSE if inner == TRUE else TRUE
    return NoneOf((inner,))


def joined(
    kind: type[AllOf] | type[AnyOf], parts: list[Condition], neutral: Condition, deciding: Condition
) -> Condition:
    """The parts under one connective, with constants absorbed."""
    kept = [part for part in parts if part != neutral]
    if deciding in kept:
        return deciding
    if len(kept) == 1:
        return kept[0]
    return kind(tuple(kept)) if kept else neutral
