"""Lists of entities: which *some entity* tests can hold together.

Two tests that hang on one partly known entity are not independent. Each entity therefore gives
the set of *profiles* it can have (a profile is a bit mask: which tests this entity satisfies);
a list satisfies the union of its entities' profiles, one profile chosen for each.
"""

from collections.abc import Collection, Hashable
from functools import cached_property
from math import prod
from typing import TypeVar

from attrs import frozen

from casewise.evaluation.exact.answering import Answering
from casewise.evaluation.exact.diagram import END, Diagram, State, Terminal
from casewise.evaluation.exact.formulas import FALSE, TRUE, Formulas
from casewise.evaluation.exact.translation import Translation, asked_tests
from casewise.evaluation.exact.variables import Scope
from casewise.evaluation.plan import Plan
from casewise.facts import Entities, Values, knowledge
from casewise.model.conditions import Condition
from casewise.model.vocabulary import Fact

MAX_REMEMBERED = 1_000
"""How many lists are remembered with their unions, and how many entities with their profiles; each
may have hundreds."""

MANY = 1_000
"""From so many unions on it is worth asking first which bits matter: there may be a few dozen
then, of tens of thousands."""

EVERY_BIT = -1
"""The mask of all bits."""

IMPOSSIBLE = -1
"""The terminal of an entity that no consistent case can have."""


T = TypeVar("T")


class EntityTests:
    """The *some entity* tests of one list.

    `tests[i]` is bit `i` of a profile; an entity that satisfies one of `forbidden` is impossible,
    whatever the rest of the case says.
    """

    def __init__(
        self, fact: Fact, plan: Plan, tests: list[Condition], forbidden: list[Condition]
    ) -> None:
        conditions = [(fact.name, condition) for condition in (*forbidden, *tests)]
        self.scope = Scope(fact.facts, asked_tests(plan, conditions, fact.name))
        formulas = Formulas(self.scope.sizes)
        translate = Translation(plan, self.scope, formulas).of
        barred = formulas.disjunction(map(translate, forbidden))
        roots = (barred, *map(translate, tests))
        self.diagram = Diagram(formulas, roots, _profile)
        """Its terminals are profiles, and `IMPOSSIBLE`."""
        self._count = len(tests)
        self._any: frozenset[int] | None = None
        self._entities: dict[Hashable, frozenset[int]] = {}
        self._lists: dict[Hashable, Unions] = {}

    def profiles(self, values: Values) -> frozenset[int]:
        """The profiles that an entity can have; empty if it is impossible."""
        return self._profiles(values, knowledge(values))

    def _profiles(self, values: Values, key: Hashable) -> frozenset[int]:
        found = self._entities.get(key)
        if found is None:
            diagram = self.diagram
            ends = diagram.exits([diagram.root], self.scope.classes(values), END)
            terminals = {diagram.terminal[end] for end in ends}
            terminals.discard(IMPOSSIBLE)
            found = frozenset(terminals)  # type: ignore[arg-type]  # terminals here are profiles
            _remember(self._entities, key, found)
        return found

    def are_many(self, entities: Entities | None) -> bool:
        """Whether a list that has no others may have very many unions."""
        if entities is None or entities.others or len(entities.listed) < 2:
            return False
        return prod(len(self.profiles(each)) for each in entities.listed) > MANY

    def unions(self, entities: Entities | None, asked: int = EVERY_BIT) -> "Unions":
        """The unions of profiles that a list can have; `None` is a list that is not known.

        `asked` is a mask: only these bits of them are of interest.
        """
        if entities is None:
            return NOTHING_KNOWN
        keys = tuple(map(knowledge, entities.listed))
        found = self._lists.get((entities.others, keys, asked))
        if found is None:
            found = Unions(frozenset({0}), entities.others)
            for values, key in zip(entities.listed, keys, strict=True):
                profiles = self._profiles(values, key)
                if asked != EVERY_BIT:
                    profiles = frozenset([profile & asked for profile in profiles])
                found = found.with_one_of(profiles)
            _remember(self._lists, (entities.others, keys, asked), found)
        return found

    @cached_property
    def answering(self) -> Answering:
        """How the bits of the list can be answered."""
        return Answering(self.any_profiles(), self._count)

    def any_profiles(self) -> frozenset[int]:
        """The profiles that an entity of which nothing is known can have."""
        if self._any is None:
            self._any = self.profiles({})
        return self._any


@frozen(slots=False)
class Unions:
    """The unions of profiles that a list can have: `listed` ones, each with others if `others`.

    With others only the least are kept: what has more is reached from these by others.
    """

    listed: frozenset[int]
    others: bool

    @cached_property
    def having(self) -> dict[int, int]:
        """For each bit that some of the listed unions have, which do: a mask, a digit each."""
        width = max(map(int.bit_length, self.listed), default=0)
        # The unions as rows of digits, read by columns.
        columns = zip(*(f"{union:0{width}b}" for union in self.listed), strict=True)
        return {width - at: int("".join(column), 2) for at, column in enumerate(columns, start=1)}

    def with_one_of(self, profiles: Collection[int]) -> "Unions":
        """The same with one more entity, which has one of these profiles."""
        found = frozenset([union | profile for union in self.listed for profile in profiles])
        return Unions(_least(found) if self.others else found, self.others)


NOTHING_KNOWN = Unions(frozenset({0}), others=True)


def _remember(known: dict[Hashable, T], key: Hashable, found: T) -> None:
    if len(known) >= MAX_REMEMBERED:
        known.clear()
    known[key] = found


def _profile(state: State) -> State | Terminal:
    if state[0] == TRUE:
        return IMPOSSIBLE
    if any(part not in (FALSE, TRUE) for part in state):
        return state
    return sum(1 << bit for bit, part in enumerate(state[1:]) if part == TRUE)


def _least(unions: Collection[int]) -> frozenset[int]:
    """The unions that are no more than another and something else."""
    least: list[int] = []
    for union in sorted(unions, key=int.bit_count):
        if not any(small & union == small for small in least):
            least.append(union)
    return frozenset(least)
