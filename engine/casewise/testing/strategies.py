"""The strategies: records of any ruleset, and small random rulesets."""

from collections.abc import Iterable

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from casewise.evaluation.engines import exact_engine
from casewise.facts import Choice, Entities, IsWithin, Known, Members, Span, Values
from casewise.model.case import Case
from casewise.model.conditions import FactTest, walk
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType
from casewise.testing.generation import random_choice, random_ruleset

MOST_ENTITIES = 2


def cases(ruleset: Ruleset, most_entities: int = MOST_ENTITIES) -> SearchStrategy[Case]:
    """Records of a ruleset of which each fact is exact, known in part, unknown or left out.

    Numbers and dates are drawn near the bounds that the rules draw as often as elsewhere. Nothing
    keeps a record from being a conflict.

    Args:
        ruleset: whose facts they state; its chosen readings do not matter.
        most_entities: how many entities a list has at most.
    """
    drawn = _Drawn(ruleset, most_entities, complete=False)
    return drawn.values("", ruleset.vocabulary.facts).map(_case)


def complete_cases(ruleset: Ruleset, most_entities: int = MOST_ENTITIES) -> SearchStrategy[Case]:
    """Records that say of every fact and every entity exactly what it is, and are no conflict.

    A date that a case may be without is stated or left out: that there is none cannot be said.

    Args:
        ruleset: whose facts they state, and whose consistency rules (under the chosen readings)
            they keep.
        most_entities: how many entities a list has at most.
    """
    drawn = _Drawn(ruleset, most_entities, complete=True)

    def is_possible(case: Case) -> bool:
        return bool(exact_engine(ruleset).completions(case.values).possible)

    return drawn.values("", ruleset.vocabulary.facts).map(_case).filter(is_possible)


def rulesets() -> SearchStrategy[Ruleset]:
    """Small rulesets with every kind of rule, each under some value of its readings.

    They have two to four facts of the case, up to two lists, and ranges so short that every case
    can be tried.
    """
    return st.randoms(use_true_random=False).map(
        lambda rng: random_choice(rng, random_ruleset(rng))
    )


def _case(values: Values) -> Case:
    return Case(None, values)


class _Drawn:
    """Draws what is known of the facts of a ruleset."""

    def __init__(self, ruleset: Ruleset, most_entities: int, *, complete: bool) -> None:
        self._ruleset = ruleset
        self._most_entities = most_entities
        self._complete = complete

    def values(self, scope: str, facts: Iterable[Fact]) -> SearchStrategy[dict[str, Known | None]]:
        """What is known of the case, or of one entity."""
        stated: dict[str, SearchStrategy[Known | None]] = {}
        maybe: dict[str, SearchStrategy[Known | None]] = {}
        for fact in facts:
            known = self._known(scope, fact)
            if self._complete:
                (maybe if fact.optional else stated)[fact.name] = known
            else:
                maybe[fact.name] = st.none() | known
        return st.fixed_dictionaries(stated, optional=maybe)

    def _known(self, scope: str, fact: Fact) -> SearchStrategy[Known | None]:
        match fact.type:
            case FactType.LIST:
                return self._entities(fact)
            case FactType.SET:
                return self._members(fact)
            case FactType.NUMBER | FactType.DATE:
                return self._span(scope, fact)
            case _:
                most = 1 if self._complete else len(fact.codes)
                codes = st.sets(st.sampled_from(fact.codes), min_size=1, max_size=most)
                return codes.map(lambda found: Choice(frozenset(found)))

    def _entities(self, fact: Fact) -> SearchStrategy[Entities]:
        listed = st.lists(self.values(fact.name, fact.facts), max_size=self._most_entities)
        others = st.just(value=False) if self._complete else st.booleans()
        return st.builds(Entities, listed.map(tuple), others)

    def _members(self, fact: Fact) -> SearchStrategy[Members]:
        sides = st.sampled_from("oi" if self._complete else "oi?")
        each = st.tuples(*(sides for _ in fact.codes))

        def members(found: tuple[str, ...]) -> Members:
            of = dict(zip(fact.codes, found, strict=True))
            return Members(*(frozenset(c for c, side in of.items() if side == s) for s in "io"))

        return each.map(members)

    def _span(self, scope: str, fact: Fact) -> SearchStrategy[Span]:
        near = sorted(
            {
                end + step
                for cut in self._bounds(scope, fact.name)
                for end in cut
                for step in (-1, 0, 1)
                if fact.low <= end + step <= fact.high
            }
        )
        value = st.integers(fact.low, fact.high)
        if near:
            value = st.sampled_from(near) | value
        exact = value.map(lambda number: Span(number, number))
        if self._complete:
            return exact
        return exact | st.tuples(value, value).map(lambda ends: Span(min(ends), max(ends)))

    def _bounds(self, scope: str, name: str) -> Iterable[tuple[int, int]]:
        for rule in self._ruleset.rules:
            for tree in rule.conditions():
                for where, part in walk(tree, rule.scope):
                    if not isinstance(part, FactTest) or (where, part.fact) != (scope, name):
                        continue
                    if isinstance(part.test, IsWithin):
                        yield part.test.low, part.test.high
