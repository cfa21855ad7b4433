"""What a ruleset says of a partial record, by trying every complete one that agrees with it.

Slow and plain on purpose, and without a line of the evaluators': conditions are judged on their own
trees, two-valued, on complete records; then comes section 4 of the contract, word by word.

A complete record has one value for each fact. Values to which every test of the fact gives the same
answer are tried once: no condition can tell them apart. Of a list, conditions see only which of the
ruleset's *some* tests have some entity that passes. What one entity passes is its profile. Lists
are made of one entity for each different profile, and one list is kept for each different union of
profiles; as every further entity only adds to the union, lists of any length are among these.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product
from math import prod

from attrs import field, frozen

from casewise.facts import (
    Choice,
    Entities,
    IncludesAny,
    IsEmpty,
    IsOneOf,
    IsStated,
    IsWithin,
    Known,
    Members,
    Span,
    Test,
    Values,
)
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
    walk,
)
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType

Value = str | int | frozenset[str] | None
Entity = Mapping[str, Value]
Complete = Mapping[str, "Value | tuple[Entity, ...]"]
Profile = frozenset[Some]


@frozen
class Judged:
    """What a ruleset says of one complete record: the questions that hold, and the outcome."""

    holds: frozenset[str]
    fails: frozenset[str]
    outcome: str

    @property
    def consistent(self) -> bool:
        return "consistent" in self.holds

    @property
    def eligible(self) -> bool:
        return "eligible" in self.holds


@frozen
class Answer:
    """Section 4 of the contract."""

    eligible: bool | None
    placement: str
    possible: frozenset[str]


# -- one complete record --------------------------------------------------------------------------


def passes(value: Value, test: Test) -> bool:
    """Whether a value passes a test."""
    match test:
        case IsOneOf(values):
            return value in values
        case IsWithin(low, high):
            return isinstance(value, int) and low <= value <= high
        case IsStated(stated):
            return (value is not None) == stated
        case IncludesAny(members):
            return isinstance(value, frozenset) and bool(value & members)
        case IsEmpty():
            return value == frozenset()


def holds(ruleset: Ruleset, condition: Condition, record: Complete) -> bool:
    """Whether a condition holds of a complete record, or of a complete entity."""
    match condition:
        case AllOf(parts):
            return all(holds(ruleset, part, record) for part in parts)
        case AnyOf(parts):
            return any(holds(ruleset, part, record) for part in parts)
        case NoneOf(parts):
            return not any(holds(ruleset, part, record) for part in parts)
        case Some(scope, inner):
            entities = record[scope]
            assert isinstance(entities, tuple)
            return any(holds(ruleset, inner, entity) for entity in entities)
        case Holds(name):
            when = ruleset.by_id[name].when
            assert when is not None
            return holds(ruleset, when, record)
        case Under(reading, value):
            return dict(ruleset.chosen)[reading] == value
        case FactTest(fact, test):
            found = record[fact]
            assert not isinstance(found, tuple)
            return passes(found, test)
        case Branch():
            return holds(ruleset, condition.condition, record)


@frozen
class Stages:
    """The stages of the contract for one complete record."""

    ruleset: Ruleset
    record: Complete
    _known: dict[str, bool] = field(factory=dict)

    def holds(self, rule: Rule) -> bool:
        if rule.id not in self._known:
            self._known[rule.id] = self._holds(rule)
        return self._known[rule.id]

    def _holds(self, rule: Rule) -> bool:
        if rule.when is not None:
            return holds(self.ruleset, rule.when, self.record)
        if rule.kind is Kind.GAP:
            return True
        family = self.ruleset.subtypes[rule.parent]
        return not any(self.claims(other) for other in family if other is not rule)

    def unless(self, rule: Rule) -> bool:
        chosen = dict(self.ruleset.chosen)
        winners = [
            self.ruleset.by_id[entry.to]
            for entry in rule.yields
            if all(chosen[name] == value for name, value in entry.under)
        ]
        excluded = (each.when for each in rule.exclusions)
        return any(holds(self.ruleset, when, self.record) for when in excluded) or any(
            map(self.claims, winners)
        )

    def claims(self, rule: Rule) -> bool:
        return self.holds(rule) and not self.unless(rule)

    def judged(self) -> Judged:
        questions = dict(self._questions())
        return Judged(
            frozenset(name for name, truth in questions.items() if truth),
            frozenset(name for name, truth in questions.items() if not truth),
            next(name.removeprefix("outcome:") for name in self._ends if questions[name]),
        )

    @property
    def _ends(self) -> list[str]:
        """The questions about outcomes, without categories that have subtypes."""
        parents = {f"outcome:{parent}" for parent in self.ruleset.subtypes}
        return [name for name, _ in self._outcomes() if name not in parents]

    def _questions(self) -> Iterator[tuple[str, bool]]:
        of_kind = self.ruleset.of_kind
        yield "consistent", not any(map(self.holds, of_kind(Kind.CONSISTENCY)))
        yield "eligible", self._eligible
        for rule in self.ruleset.rules:
            if not rule.scope:
                yield rule.id, self.holds(rule)
            for exclusion in rule.exclusions:
                yield exclusion.id, holds(self.ruleset, exclusion.when, self.record)
            if rule.kind in (Kind.CATEGORY, Kind.SUBTYPE):
                yield f"unless:{rule.id}", self.unless(rule)
                yield f"claims:{rule.id}", self.claims(rule)
        yield from self._outcomes()
        yield from self._before()
        yield "no-category", self._eligible and not any(map(self.claims, of_kind(Kind.CATEGORY)))

    @property
    def _eligible(self) -> bool:
        return all(map(self.holds, self.ruleset.of_kind(Kind.ELIGIBILITY)))

    def _outcomes(self) -> Iterator[tuple[str, bool]]:
        yield "outcome:not-eligible", not self._eligible
        categories = self.ruleset.of_kind(Kind.CATEGORY)
        category = self._first(categories) if self._eligible else None
        for rule in categories:
            yield f"outcome:{rule.id}", rule is category
            subtypes = self.ruleset.subtypes.get(rule.id, ())
            subtype = self._first(subtypes) if rule is category else None
            for each in subtypes:
                yield f"outcome:{each.id}", each is subtype
        left = self._eligible and category is None
        gaps = self.ruleset.of_kind(Kind.GAP)
        gap = next(filter(self.holds, gaps)) if left else None
        for rule in gaps:
            yield f"outcome:{rule.id}", rule is gap

    def _before(self) -> Iterator[tuple[str, bool]]:
        """Whether one considered before a rule of a family already has the case."""
        families = [self.ruleset.of_kind(Kind.CATEGORY), *self.ruleset.subtypes.values()]
        claims = [(family, self.claims) for family in families]
        for family, has in [*claims, (self.ruleset.of_kind(Kind.GAP), self.holds)]:
            for position, rule in enumerate(family):
                yield f"before:{rule.id}", any(map(has, family[:position]))

    def _first(self, family: tuple[Rule, ...]) -> Rule | None:
        return next(filter(self.claims, family), None)


# -- all complete records -------------------------------------------------------------------------


@frozen(slots=False, eq=False)
class Naive:
    """Tries every completion; what it said of a complete record is remembered."""

    ruleset: Ruleset
    _judged: dict[object, Judged] = field(factory=dict)

    def answer(self, values: Values) -> Answer:
        """Section 4 of the contract."""
        judged = [each for each in self.every(values) if each.consistent]
        possible = frozenset(each.outcome for each in judged) or frozenset({"conflict"})
        agreed = {each.eligible for each in judged}
        eligible = agreed.pop() if len(agreed) == 1 else None
        return Answer(eligible, self._placement(judged), possible)

    def every(self, values: Values) -> list[Judged]:
        """What is said of every complete record, consistent or not, that agrees with this one."""
        found = {id(each): each for each in map(self._judge, self.completions(values))}
        return list(found.values())

    def _judge(self, record: Complete) -> Judged:
        key = tuple(
            frozenset(frozenset(entity.items()) for entity in value)
            if isinstance(value, tuple)
            else value
            for value in record.values()
        )
        if key not in self._judged:
            self._judged[key] = Stages(self.ruleset, record).judged()
        return self._judged[key]

    def _placement(self, judged: list[Judged]) -> str:
        if not judged:
            return "conflict"
        if not any(each.eligible for each in judged):
            return "not-eligible"
        if not all(each.eligible for each in judged):
            return "undecided"
        categories = self.ruleset.of_kind(Kind.CATEGORY)
        category = self._first_certain(categories, judged)
        if category is not None:
            subtypes = self.ruleset.subtypes.get(category.id, ())
            subtype = self._first_certain(subtypes, judged)
            return (subtype or category).id
        outcomes = {each.outcome for each in judged}
        if len(outcomes) == 1 and min(outcomes) in self._gaps:
            return min(outcomes)
        return "undecided"

    def _first_certain(self, family: tuple[Rule, ...], judged: list[Judged]) -> Rule | None:
        for rule in family:
            certain = all(rule.id in each.holds for each in judged)
            barred = all(f"unless:{rule.id}" in each.holds for each in judged)
            if certain and not barred:
                return rule
        return None

    @cached_property
    def _gaps(self) -> frozenset[str]:
        return frozenset(rule.id for rule in self.ruleset.rules if rule.kind is Kind.GAP)

    # -- completions --------------------------------------------------------------------------

    def size(self, values: Values) -> int:
        """How many complete records have to be tried."""
        facts = self.ruleset.vocabulary.facts
        return prod(len(list(self._choices(fact, values.get(fact.name)))) for fact in facts)

    def completions(self, values: Values) -> Iterator[Complete]:
        """The complete records that agree with a partial one and that conditions tell apart."""
        facts = self.ruleset.vocabulary.facts
        choices = [list(self._choices(fact, values.get(fact.name))) for fact in facts]
        for chosen in product(*choices):
            yield {fact.name: value for fact, value in zip(facts, chosen, strict=True)}

    def _choices(self, fact: Fact, known: Known | None) -> Iterable["Value | tuple[Entity, ...]"]:
        if fact.type is not FactType.LIST:
            return self._different("", fact, known)
        assert known is None or isinstance(known, Entities)
        return self._lists(fact, known)

    def _different(self, scope: str, fact: Fact, known: Known | None) -> Iterable[Value]:
        """The values left open that some test tells apart."""
        tests = self._tests.get((scope, fact.name), ())
        found: dict[tuple[bool, ...], Value] = {}
        for value in agreeing(fact, known):
            found.setdefault(tuple(passes(value, test) for test in tests), value)
        return found.values()

    def _lists(self, fact: Fact, known: Entities | None) -> Iterable[tuple[Entity, ...]]:
        found: dict[Profile, tuple[Entity, ...]] = {frozenset(): ()}
        for each in known.listed if known is not None else ():
            entities = self._entities(fact, each)
            found = {
                union | profile: (*chosen, entity)
                for union, chosen in found.items()
                for profile, entity in entities.items()
            }
        if known is None or known.others:
            for profile, entity in self._entities(fact, {}).items():
                found |= {
                    union | profile: (*chosen, entity)
                    for union, chosen in found.items()
                    if union | profile not in found
                }
        return found.values()

    def _entities(self, fact: Fact, known: Values) -> dict[Profile, Entity]:
        """The complete entities that agree with a partial one, one for each profile."""
        somes = [some for some in self._somes if some.scope == fact.name]
        choices = [
            list(self._different(fact.name, inner, known.get(inner.name))) for inner in fact.facts
        ]
        found: dict[Profile, Entity] = {}
        for chosen in product(*choices):
            entity = dict(zip((inner.name for inner in fact.facts), chosen, strict=True))
            passed = (some for some in somes if holds(self.ruleset, some.condition, entity))
            found.setdefault(frozenset(passed), entity)
        return found

    @cached_property
    def _tests(self) -> Mapping[tuple[str, str], set[Test]]:
        found: dict[tuple[str, str], set[Test]] = {}
        for scope, condition in self._conditions():
            if isinstance(condition, FactTest):
                found.setdefault((scope, condition.fact), set()).add(condition.test)
        return found

    @cached_property
    def _somes(self) -> frozenset[Some]:
        return frozenset(each for _, each in self._conditions() if isinstance(each, Some))

    def _conditions(self) -> Iterator[tuple[str, Condition]]:
        for rule in self.ruleset.rules:
            for condition in rule.conditions():
                yield from walk(condition, rule.scope)


def agreeing(fact: Fact, known: Known | None) -> list[Value]:
    """The values of a fact that agree with what is known of it."""
    match fact.type:
        case FactType.NUMBER | FactType.DATE:
            numbers = range(fact.low, fact.high + 1)
            if isinstance(known, Span):
                return [value for value in numbers if known.low <= value <= known.high]
            return [*numbers, None] if fact.optional else list(numbers)
        case FactType.SET:
            every = subsets(fact.codes)
            if isinstance(known, Members):
                out = known.excluded
                return [each for each in every if known.included <= each and not each & out]
            return list(every)
        case _:
            if isinstance(known, Choice):
                return [code for code in fact.codes if code in known.values]
            return list(fact.codes)


def subsets(codes: tuple[str, ...]) -> list[frozenset[str]]:
    """Every set of some of these codes."""
    found: list[frozenset[str]] = [frozenset()]
    for code in codes:
        found += [each | {code} for each in found]
    return found
