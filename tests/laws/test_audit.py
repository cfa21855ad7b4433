"""An audit of rulesets that nobody wrote says what trying every case says."""

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product
from math import prod

import pytest
from attrs import define, evolve, field

import casewise
from casewise.audit.answers import Answers
from casewise.audit.auditing import audit, measure
from casewise.audit.examples import CASE, Examples, Subject
from casewise.audit.growth import Growth
from casewise.audit.redundant import redundant, removals
from casewise.audit.survey import Survey
from casewise.audit.view import View
from casewise.evaluation.classification import classify
from casewise.evaluation.plan import unfold
from casewise.facts import Choice, IncludesAny, IsEmpty, IsWithin, Span, Test
from casewise.model.conditions import Condition, FactTest, Holds, Some, walk
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType
from laws.records import Law, try_seeds
from rulesets.complete import every_record, size
from rulesets.folders import PARCELS
from rulesets.generator import random_choice, random_ruleset
from rulesets.naive import Complete, Entity, Judged, Naive, Stages, Value, agreeing

MOST = 3_000
"""Rulesets with more complete records than this are passed over."""
FEW = 400
"""And these where each is tried more than once."""


def overlapping(ruleset: Ruleset, judged: list[Judged]) -> Iterator[tuple[str, str]]:
    """The pairs of a family that hold together in some case, with no exclusion."""
    yield from _pairs(
        ruleset.of_kind(Kind.CATEGORY), [each.holds for each in judged if each.eligible]
    )
    for parent, family in ruleset.subtypes.items():
        whole = {rule.id for rule in family}
        assert parent not in whole
        yield from _pairs(family, [each.holds for each in judged if each.outcome in whole])


def _pairs(family: tuple[Rule, ...], held: list[frozenset[str]]) -> Iterator[tuple[str, str]]:
    for first, second in combinations([rule for rule in family if rule.when], 2):
        excluded = {each.id for rule in (first, second) for each in rule.exclusions}
        if any({first.id, second.id} <= holds and not excluded & holds for holds in held):
            yield first.id, second.id


def audit_agrees(_: Ruleset, rng: random.Random) -> None:
    naive = Naive(random_choice(rng, random_ruleset(rng)))
    if naive.size({}) > MOST:
        return
    ruleset = naive.ruleset
    judged = [each for each in naive.every({}) if each.consistent]
    found = audit(ruleset)
    by_code: dict[str, set[tuple[str, ...]]] = {}
    for finding in found.findings:
        by_code.setdefault(finding.code, set()).add(finding.about)
        if finding.code == "A101" and finding.witness is not None:
            result = classify(ruleset, finding.witness, "reference")
            assert finding.about[0] in result.possible
            assert result.settled or any(fact.optional for _, fact in ruleset.vocabulary)
    if not judged:
        assert set(by_code) == {"A502"}
        return
    outcomes = {each.outcome for each in judged}
    assert set(found.outcomes) == outcomes
    gaps = {(gap.id,) for gap in ruleset.of_kind(Kind.GAP) if gap.id in outcomes}
    assert by_code.get("A101", set()) == gaps
    overlaps = by_code.get("A201", set()) | by_code.get("A202", set())
    assert overlaps == set(overlapping(ruleset, judged))
    for (name,) in by_code.get("A301", set()):
        assert not any(name in each.holds for each in judged)
    for (name,) in by_code.get("A305", set()):
        assert name not in outcomes


# -- redundant conditions, groups, shares ---------------------------------------------------------


def variants(ruleset: Ruleset) -> Iterator[Ruleset]:
    """The ruleset, and with each other value of one reading."""
    yield ruleset
    for reading in ruleset.readings:
        for code in reading.codes:
            if code != ruleset.choice[reading.name]:
                yield ruleset.under({reading.name: code})


def replaced(ruleset: Ruleset, name: str, condition: Condition) -> Ruleset:
    """The ruleset with the condition of a rule or of an exclusion replaced."""

    def changed(rule: Rule) -> Rule:
        if rule.id == name:
            return evolve(rule, when=condition)
        exclusions = [
            evolve(each, when=condition) if each.id == name else each for each in rule.exclusions
        ]
        return evolve(rule, exclusions=tuple(exclusions))

    return evolve(ruleset, rules=tuple(map(changed, ruleset.rules)), variants={})


def outcome(ruleset: Ruleset, record: Complete) -> str:
    judged = Stages(ruleset, record).judged()
    return judged.outcome if judged.consistent else "conflict"


def redundant_agrees(_: Ruleset, rng: random.Random) -> None:
    ruleset = random_choice(rng, random_ruleset(rng))
    if size(ruleset) > FEW:
        return
    view = View(ruleset)
    if not view.space.some({}):
        return
    found = list(redundant(Survey(view), ()))
    places = [condition for rule in ruleset.rules for condition in named(rule)]
    for name, condition in places:
        reported = [each for each in found if each.about == (name,) and each.code == "A401"]
        silent = [
            removal for removal in removals(condition) if not changes(ruleset, name, removal.left)
        ]
        # More entities than are tried may tell apart what these do not.
        most = bool(list(ruleset.vocabulary.lists()))
        assert len(reported) <= len(silent)
        assert most or bool(reported) == bool(silent)


def named(rule: Rule) -> Iterator[tuple[str, Condition]]:
    if rule.when is not None:
        yield rule.id, rule.when
    yield from ((each.id, each.when) for each in rule.exclusions)


def changes(ruleset: Ruleset, name: str, condition: Condition) -> bool:
    """Whether some case has another outcome with a condition replaced, under some reading."""
    return any(
        outcome(each, record) != outcome(replaced(each, name, condition), record)
        for each in variants(ruleset)
        for record in every_record(ruleset)
    )


def shares_agree(_: Ruleset, rng: random.Random) -> None:
    ruleset = random_choice(rng, random_ruleset(rng))
    asked = Asked.by(ruleset)
    if asked.kinds() > FEW:
        return
    counted: dict[str, Fraction] = {}
    for share, record in asked.weighted():
        name = outcome(ruleset, record)
        counted[name] = counted.get(name, Fraction(0)) + share
    found = measure(ruleset)
    assert dict(found.shares) == counted
    assert found.kinds == asked.kinds()


@define
class Asked:
    """The tests that a plan puts to each fact, and the lists of which it asks for some entity."""

    ruleset: Ruleset
    tests: dict[tuple[str, str], list[Test]] = field(factory=dict)
    lists: set[str] = field(factory=set)

    @classmethod
    def by(cls, ruleset: Ruleset) -> "Asked":
        plan, asked = unfold(ruleset), cls(ruleset)
        waiting = [("", each.condition) for each in plan.values() if not each.scope]
        while waiting:
            scope, condition = waiting.pop()
            for where, part in walk(condition, scope):
                if isinstance(part, Holds):
                    waiting.append((where, plan[part.rule].condition))
                elif isinstance(part, FactTest):
                    asked.tests.setdefault((where, part.fact), []).append(part.test)
                elif isinstance(part, Some):
                    asked.lists.add(part.scope)
        return asked

    def values(self, scope: str, fact: Fact) -> list[Value]:
        """A value for each class; a single one of a fact that is not asked for."""
        every = agreeing(fact, None)
        tests = self.tests.get((scope, fact.name))
        if tests is None:
            return every[:1]
        if fact.type in (FactType.NUMBER, FactType.DATE):
            bounds = [test for test in tests if isinstance(test, IsWithin)]
            cuts = {bound for test in bounds for bound in (test.low, test.high + 1)} | {fact.low}
            return [value for value in every if value is None or value in cuts]
        if fact.type is FactType.SET:
            named = [test.members for test in tests if isinstance(test, IncludesAny | IsEmpty)]
            members = frozenset[str]().union(*named)
            return [each for each in every if isinstance(each, frozenset) and each <= members]
        return every

    def entities(self, group: Fact) -> list[Entity]:
        names = [inner.name for inner in group.facts]
        every = [self.values(group.name, inner) for inner in group.facts]
        return [dict(zip(names, chosen, strict=True)) for chosen in product(*every)]

    def choices(self, fact: Fact) -> list[tuple[Fraction, "Value | tuple[Entity, ...]"]]:
        """What a fact may be, each with its share."""
        if fact.type is not FactType.LIST:
            values = self.values("", fact)
            return [(Fraction(1, len(values)), value) for value in values]
        if fact.name not in self.lists:
            return [(Fraction(1), ())]
        entities = self.entities(fact)
        return [
            (Fraction(1, 3 * len(entities) ** count), chosen)
            for count in range(3)
            for chosen in product(entities, repeat=count)
        ]

    def kinds(self) -> int:
        return prod(len(self.choices(fact)) for fact in self.ruleset.vocabulary.facts)

    def weighted(self) -> Iterator[tuple[Fraction, Complete]]:
        facts = self.ruleset.vocabulary.facts
        for chosen in product(*map(self.choices, facts)):
            record = {f.name: value for f, (_, value) in zip(facts, chosen, strict=True)}
            yield prod((share for share, _ in chosen), start=Fraction(1)), record


# -- what statements say --------------------------------------------------------------------------


def growth_agrees(_: Ruleset, rng: random.Random) -> None:
    ruleset = random_choice(rng, random_ruleset(rng))
    if size(ruleset) > FEW:
        return
    growing = [
        fact.name
        for fact in ruleset.vocabulary.facts
        if fact.type in (FactType.YES_NO, FactType.SET, FactType.LIST)
    ]
    adding = rng.sample(growing, rng.randint(0, len(growing)))
    keeps = set(rng.sample(ruleset.outcomes, rng.randint(1, len(ruleset.outcomes))))
    found = Growth(ruleset, adding).escape(f"outcome:{name}" for name in keeps)
    records = list(every_record(ruleset))
    ends = [outcome(ruleset, record) for record in records]
    escapes = any(
        one in keeps and other not in keeps | {"conflict"} and is_more(ruleset, adding, *pair)
        for (one, other), pair in zip(product(ends, ends), product(records, records), strict=True)
    )
    if escapes:
        assert found is not None
    if found is not None:
        before, after = (classify(ruleset, case, "reference") for case in found)
        assert keeps & before.possible
        assert after.possible - keeps - {"conflict"}
        assert escapes or any(fact.type is FactType.LIST for fact in ruleset.vocabulary.facts)


def is_more(ruleset: Ruleset, adding: list[str], less: Complete, more: Complete) -> bool:
    """Whether a record is another one with nothing but something added to these facts."""
    for fact in ruleset.vocabulary.facts:
        one, other = less[fact.name], more[fact.name]
        if fact.name not in adding:
            if one != other:
                return False
        elif isinstance(one, tuple) and isinstance(other, tuple):
            if any(one.count(entity) > other.count(entity) for entity in one):
                return False
        elif isinstance(one, frozenset) and isinstance(other, frozenset):
            if not one <= other:
                return False
        elif one == "yes" and other == "no":
            return False
    return True


def answers_agree(_: Ruleset, rng: random.Random) -> None:
    """What examples answer is what the stages say of the same complete records."""
    ruleset = random_choice(rng, random_ruleset(rng))
    view = View(ruleset)
    near = [case for name in ruleset.outcomes if (case := view.space.simplest(wanted(name)))]
    if not near:
        return
    examples = Examples([ruleset], near)
    answers = Answers(examples, view.rules)
    names = [question.name for question in view.rules.values() if not question.scope]
    for number in rng.sample(range(examples.all.bit_length()), 20):
        judged = Stages(ruleset, complete(examples, ruleset, number)).judged()
        assert {n for n in names if answers.to(n) >> number & 1} == judged.holds & set(names)


def wanted(outcome: str) -> dict[str, bool]:
    return {f"outcome:{outcome}": True}


def complete(examples: Examples, ruleset: Ruleset, number: int) -> Complete:
    """One of the examples, as a complete record."""
    record: dict[str, Value | tuple[Entity, ...]] = {}
    for fact in ruleset.vocabulary.facts:
        if fact.type is FactType.LIST:
            record[fact.name] = tuple(
                {f.name: value_in(examples, subject, f, number) for f in fact.facts}
                for subject in examples.subjects(fact.name)
                if examples.there(subject) >> number & 1
            )
        else:
            record[fact.name] = value_in(examples, CASE, fact, number)
    return record


def value_in(examples: Examples, subject: Subject, fact: Fact, number: int) -> Value:
    """The value of a fact in an example; of values that no rule tells apart the first."""
    if fact.type is FactType.SET:
        tests = {code: IncludesAny(frozenset({code})) for code in fact.codes}
        passing = {c: examples.passing(subject, fact.name, test) for c, test in tests.items()}
        return frozenset(code for code, bits in passing.items() if bits >> number & 1)
    pieces = examples.pieces(subject, fact.name)
    (piece,) = (piece for piece, bits in pieces if bits >> number & 1)
    match piece:
        case Choice(values):
            return min(values)
        case Span(low, _):
            return low
        case _:
            return None


def groups_agree(_: Ruleset, rng: random.Random) -> None:
    """Every case in the gap that remains has all of some group, and no group is empty."""
    ruleset = random_choice(rng, random_ruleset(rng))
    naive = Naive(ruleset)
    if naive.size({}) > MOST:
        return
    (residual,) = (gap.id for gap in ruleset.of_kind(Kind.GAP) if gap.when is None)
    view = View(ruleset)
    names = [question.name for question in view.rules.values() if not question.scope]
    there = [each for each in naive.every({}) if each.consistent and each.outcome == residual]
    found = view.space.together(wanted(residual), names)
    assert found == {frozenset(names) & each.holds for each in there}


LAWS: dict[str, tuple[Law, int, int]] = {
    "random rulesets, audited": (audit_agrees, 40, 1_000),
    "random rulesets, parts removed": (redundant_agrees, 8, 300),
    "random rulesets, counted": (shares_agree, 150, 3_000),
    "random rulesets, cases with more": (growth_agrees, 60, 2_000),
    "random rulesets, what falls into a gap": (groups_agree, 40, 1_000),
    "random rulesets, examples": (answers_agree, 40, 2_000),
}
"""Each law, and how often it is tried: always, and where there is time."""


@pytest.mark.parametrize("what", LAWS)
def test_an_audit_says_what_trying_every_case_says(rules: Ruleset, what: str) -> None:
    law, count, _ = LAWS[what]
    try_seeds(law, rules, count, what)


@pytest.mark.deep
@pytest.mark.parametrize("what", LAWS)
def test_an_audit_says_what_trying_every_case_of_many_says(rules: Ruleset, what: str) -> None:
    law, _, count = LAWS[what]
    try_seeds(law, rules, count, what)


def test_the_kinds_of_the_second_ruleset_are_counted() -> None:
    ruleset = casewise.load(PARCELS)
    assert measure(ruleset).kinds == Asked.by(ruleset).kinds()
