"""A proof that no record, however little of it is known, gets another answer from other rules.

It takes more than that every complete case has the same outcome: a placement also asks of each
category whether it holds, and whether it is taken away, in *every* completion. And it takes less
in one respect: no record can say that a fact which may be absent is absent, so that cases which
differ in that alone need only agree together.

A record stands for all *least* records that agree with it: those that say whatever can be said.
Each part of its answer follows from the same part of the answers to these. So rules that answer
every least record alike, part by part, answer every record alike.
"""

from collections.abc import Iterator
from itertools import chain, combinations
from math import prod

from attrs import evolve, frozen

from casewise.adequacy.absence import Ways, tests_of, values_of, ways_of
from casewise.adequacy.pairing import Pairing, paired
from casewise.evaluation.exact.space import Space
from casewise.evaluation.plan import Plan, Question, unfold
from casewise.facts import IsStated
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, NoneOf
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact

OTHER = "~"
DIFFER = "differ"
MOST_WAYS = 64
"""So many ways in which facts may be absent are looked at together; with more is no proof."""


def alike(first: Ruleset, second: Ruleset) -> bool:
    """Whether it is proved that no record gets another answer from the second ruleset.

    Both have the same facts and outcomes. What is not proved may still be so.
    """
    pairing = paired(unfold(first), unfold(second), OTHER)
    optional = [f for f in first.vocabulary.facts if f.optional and tests_of(pairing.plan, f)]
    if prod(len(values_of(pairing.plan, fact)) for fact in optional) > MOST_WAYS:
        return False
    proof = _Proof(first, second, pairing)
    subsets = (combinations(optional, size) for size in range(len(optional) + 1))
    return all(
        proof.holds([fact for fact in optional if fact not in left], left)
        for left in chain.from_iterable(subsets)
    )


@frozen
class _Proof:
    first: Ruleset
    second: Ruleset
    pairing: Pairing

    def holds(self, stated: list[Fact], left_open: tuple[Fact, ...]) -> bool:
        """Whether least records that state some facts, and leave others open, agree."""
        ways = ways_of(self.pairing.plan, left_open)
        states = [FactTest(fact.name, IsStated(stated=True)) for fact in stated]
        differ = AllOf((*states, AnyOf(tuple(self._differences(ways)))))
        plan = self.pairing.plan | ways.copies | {DIFFER: Question(DIFFER, "", differ)}
        return not Space(self._of_both(), plan).some({DIFFER: True}, {}, {})

    def _of_both(self) -> Ruleset:
        """The first ruleset with such consistency rules only as mean the same in both."""
        names = self.pairing.names
        rules = (
            rule
            for rule in self.first.rules
            if rule.kind is not Kind.CONSISTENCY or names[rule.id] == rule.id
        )
        return evolve(self.first, rules=tuple(rules), variants={})

    def _differences(self, ways: Ways) -> Iterator[Condition]:
        for outcome in self.first.outcomes:
            name = f"outcome:{outcome}"
            one = ways.can(name, "consistent")
            other = ways.can(self._name(name), self._name("consistent"))
            yield from _either_or(one, other)
        eligible = self._always(ways, "eligible")[0]
        yield from self._family(ways, Kind.CATEGORY, "", eligible)
        for parent in self.first.subtypes:
            whole = AllOf((eligible, self._always(ways, parent)[0]))
            yield from self._family(ways, Kind.SUBTYPE, parent, whole)

    def _family(
        self, ways: Ways, kind: Kind, parent: str, whole: Condition
    ) -> Iterator[Condition]:
        """Where two rules of a family are not certain alike, or are considered in another order."""
        one, other = (_family_of(rules, kind, parent) for rules in (self.first, self.second))
        for name in one:
            held = self._always(ways, name)
            taken = self._always(ways, f"unless:{name}")
            yield from (AllOf((whole, each)) for each in _either_or(*held))
            yield from (AllOf((whole, held[0], each)) for each in _either_or(*taken))
        for before, after in combinations(one, 2):
            if other.index(before) > other.index(after):
                both = self._always(ways, before)[0], self._always(ways, after)[0]
                yield AllOf((whole, *both))

    def _always(self, ways: Ways, name: str) -> tuple[Condition, Condition]:
        return (
            ways.always(name, "consistent"),
            ways.always(self._name(name), self._name("consistent")),
        )

    def _name(self, question: str) -> str:
        return self.pairing.names[question]


def _family_of(ruleset: Ruleset, kind: Kind, parent: str) -> list[str]:
    rules: tuple[Rule, ...] = (
        ruleset.subtypes[parent] if kind is Kind.SUBTYPE else ruleset.of_kind(kind)
    )
    return [rule.id for rule in rules]


def _either_or(one: Condition, other: Condition) -> Iterator[Condition]:
    """That exactly one of two holds; nothing where they are the same question."""
    if one != other:
        yield AllOf((one, NoneOf((other,))))
        yield AllOf((other, NoneOf((one,))))
