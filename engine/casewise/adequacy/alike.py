"""A proof that no record, however little of it is known, gets another answer from other rules.

It takes more than that every complete case has the same outcome: a placement also asks of each
category whether it holds, and whether it is taken away, in *every* completion. And it takes less
in one respect: no record can say that a fact which may be absent is absent, so that cases which
differ in that alone need only agree together.

A record stands for all *least* records that agree with it: those that say whatever can be said.
Each part of its answer follows from the same part of the answers to these. So rules that answer
every least record alike, part by part, answer every record alike.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from itertools import chain, combinations
from math import prod

from attrs import evolve, frozen

from casewise.adequacy.absence import Ways, tests_of, values_of, ways_of
from casewise.comparison.comparing import Comparison
from casewise.evaluation.exact.overlay import Overlay, overlay
from casewise.evaluation.exact.space import Space
from casewise.evaluation.plan import Question, unfold
from casewise.facts import IsStated, Values
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, NoneOf
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact
from casewise.telling import told

MOST_WAYS = 64
"""So many ways in which facts may be absent are looked at together; with more is no proof."""


def alike(comparison: Comparison) -> bool:
    """Whether it is proved that no record gets another answer from the second ruleset.

    Both have the same facts and outcomes. What is not proved may still be so.
    """
    first, second = comparison.first, comparison.second
    plans = overlay(unfold(first), unfold(second))
    if comparison.same and _Proof(first, second, plans, None, ()).holds:
        return True
    optional = [fact for fact in first.vocabulary.facts if fact.optional]
    asked = [fact for fact in optional if tests_of(plans.plan, fact)]
    if not asked or prod(len(values_of(plans.plan, fact)) for fact in asked) > MOST_WAYS:
        return False
    left_open = chain.from_iterable(combinations(asked, size) for size in range(len(asked) + 1))
    return all(_Proof(first, second, plans, asked, left).holds for left in left_open)


def differing(comparison: Comparison) -> Iterator[Values]:
    """Complete cases of one outcome under both rulesets, where what is certain may still differ.

    One for each way in which it does.
    """
    first, second = comparison.first, comparison.second
    proof = _Proof(first, second, overlay(unfold(first), unfold(second)), None, ())
    return proof.shown()


class _Family:
    """Categories, or the subtypes of one, in the order in which each ruleset considers them."""

    def __init__(self, first: list[str], second: list[str], whole: Condition) -> None:
        self.first = first
        self.second = second
        self.whole = whole

    @property
    def swapped(self) -> Iterator[tuple[str, str]]:
        """The pairs that the rulesets consider in a different order."""
        for before, after in combinations(self.first, 2):
            if self.second.index(before) > self.second.index(after):
                yield before, after

    def earlier(self, name: str) -> list[str]:
        """Those that both rulesets consider before one."""
        here, there = self.first.index(name), self.second.index(name)
        return [each for each in self.first[:here] if each in self.second[:there]]


@frozen
class _Side:
    """One of the two rulesets: what the questions about least records are in it."""

    plans: Overlay
    ways: Ways
    second: bool

    def can(self, question: str) -> Condition:
        return self.ways.can(self._name(question), self._name("consistent"))

    def always(self, question: str) -> Condition:
        return self.ways.always(self._name(question), self._name("consistent"))

    def _name(self, question: str) -> str:
        return self.plans.name(question) if self.second else question


class _Proof:
    """That least records which leave some facts open, and state the others, are answered alike.

    Without `optional` facts it is about complete cases, of which the outcomes are known to be the
    same.
    """

    def __init__(
        self,
        first: Ruleset,
        second: Ruleset,
        plans: Overlay,
        optional: list[Fact] | None,
        left_open: tuple[Fact, ...],
    ) -> None:
        self._rulesets = first, second
        self._plans = plans
        self._ways = ways_of(plans.plan, left_open)
        self._same = optional is None
        stated = (fact for fact in optional or () if fact not in left_open)
        self._stated = [FactTest(fact.name, IsStated(stated=True)) for fact in stated]
        self._sides = _Side(plans, self._ways, second=False), _Side(plans, self._ways, second=True)
        self._families = list(self._all_families())

    @property
    def holds(self) -> bool:
        """Whether they are."""
        return not self._some("differ") and all(
            self._is_harmless(family) for family in self._families
        )

    def _is_harmless(self, family: _Family) -> bool:
        """Whether what is taken away otherwise, or considered otherwise, changes no placement."""
        return all(
            not self._some(f"taken:{name}:{side}") or self._is_placed_before(family, name, side)
            for name in family.first
            for side in (0, 1)
        ) and all(
            not all(self._some(f"both:{before}:{after}:{each}") for each in (before, after))
            for before, after in family.swapped
        )

    def _is_placed_before(self, family: _Family, name: str, side: int) -> bool:
        """Whether one and the same neighbour claims whatever is taken away, and comes before."""
        return any(
            not self._some(f"unclaimed:{name}:{side}:{other}") for other in family.earlier(name)
        )

    def _some(self, question: str, values: Values | None = None) -> bool:
        return self._space.some({question: True}, values, {})

    def shown(self) -> Iterator[Values]:
        """A complete case for each question that some case answers with yes."""
        for question, _ in self._questions():
            if not question.startswith("unclaimed") and self._some(question):
                yield told(self._rulesets, partial(self._some, question), _never)

    # -- the questions ------------------------------------------------------------------------

    @cached_property
    def _space(self) -> Space:
        added = {
            name: Question(name, "", AllOf((*self._stated, condition)))
            for name, condition in self._questions()
        }
        first, _ = self._rulesets
        alike = tuple(
            rule
            for rule in first.rules
            if rule.kind is not Kind.CONSISTENCY or self._plans.name(rule.id) == rule.id
        )
        # What one ruleset alone forbids is no impossible case, but one that may tell them apart.
        both = evolve(first, rules=alike, variants={})
        return Space(both, self._plans.plan | self._ways.copies | added)

    def _questions(self) -> Iterator[tuple[str, Condition]]:
        yield "differ", AnyOf(tuple(self._differences()))
        for family in self._families:
            for name in family.first:
                yield from self._of_taken(family, name)
            for pair in family.swapped:
                yield from self._of_swapped(family, pair)

    def _differences(self) -> Iterator[Condition]:
        one, other = self._sides
        for outcome in () if self._same else self._rulesets[0].outcomes:
            name = f"outcome:{outcome}"
            yield from _either_or(one.can(name), other.can(name))
        for family in self._families:
            for name in family.first:
                differing = _either_or(one.always(name), other.always(name))
                yield from (AllOf((family.whole, each)) for each in differing)

    def _of_taken(self, family: _Family, name: str) -> Iterator[tuple[str, Condition]]:
        """What one side takes away from a rule in every way, and the other does not."""
        held = self._sides[0].always(name)
        takes = [side.always(f"unless:{name}") for side in self._sides]
        for at, side in enumerate(self._sides):
            taken = AllOf((family.whole, held, takes[at]))
            apart = () if takes[0] == takes[1] else (taken, NoneOf((takes[1 - at],)))
            yield f"taken:{name}:{at}", AllOf(apart) if apart else AnyOf(())
            for other in family.earlier(name) if apart else ():
                claims = side.always(f"claims:{other}")
                yield f"unclaimed:{name}:{at}:{other}", AllOf((taken, NoneOf((claims,))))

    def _of_swapped(
        self, family: _Family, pair: tuple[str, str]
    ) -> Iterator[tuple[str, Condition]]:
        """That both of a pair hold, and one of them is not taken away."""
        always = self._sides[0].always
        both = AllOf((family.whole, *map(always, pair)))
        for name in pair:
            taken = always(f"unless:{name}")
            yield f"both:{pair[0]}:{pair[1]}:{name}", AllOf((both, NoneOf((taken,))))

    def _all_families(self) -> Iterator[_Family]:
        first, second = self._rulesets
        always = self._sides[0].always
        eligible = always("eligible")
        yield _Family(
            _ids(first.of_kind(Kind.CATEGORY)), _ids(second.of_kind(Kind.CATEGORY)), eligible
        )
        for parent, subtypes in first.subtypes.items():
            whole = AllOf((eligible, always(parent)))
            yield _Family(_ids(subtypes), _ids(second.subtypes[parent]), whole)


def _never(_: Values) -> bool:
    return False


def _ids(rules: Iterable[Rule]) -> list[str]:
    return [rule.id for rule in rules]


def _either_or(one: Condition, other: Condition) -> Iterator[Condition]:
    """That exactly one of two holds; nothing where they are the same question."""
    if one != other:
        yield AllOf((one, NoneOf((other,))))
        yield AllOf((other, NoneOf((one,))))
