"""Lists of entities: which *some entity* tests can hold together.

Two tests that hang on one partly known entity are not independent. Each entity therefore gives
the set of *profiles* it can have (a profile is a bit mask: which tests this entity satisfies);
a list satisfies the union of its entities' profiles, one profile chosen for each.
"""

from collections.abc import Collection, Hashable
from functools import cached_property

from attrs import frozen

from casewise.evaluation.exact.diagram import END, Diagram, State, Terminal
from casewise.evaluation.exact.formulas import FALSE, TRUE, Formulas
from casewise.evaluation.exact.translation import Translation, asked_tests
from casewise.evaluation.exact.variables import Scope
from casewise.evaluation.plan import Plan
from casewise.facts import Entities, Values, knowledge
from casewise.model.conditions import Condition
from casewise.model.vocabulary import Fact

MAX_REMEMBERED = 1_000
"""How many lists are remembered with their unions; each may have hundreds."""

IMPOSSIBLE = -1
"""The terminal of an entity that no consistent case can have."""


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
        self._any: frozenset[int] | None = None
        self._known: dict[Hashable, Unions] = {}

    def profiles(self, values: Values) -> frozenset[int]:
        """The profiles that an entity can have; empty if it is impossible."""
        diagram = self.diagram
        ends = diagram.exits([diagram.root], self.scope.classes(values), END)
        found = {diagram.terminal[end] for end in ends}
        found.discard(IMPOSSIBLE)
        return frozenset(found)  # type: ignore[arg-type]  # terminals here are profiles

    def unions(self, entities: Entities | None) -> "Unions":
        """The unions of profiles that a list can have; `None` is a list that is not known."""
        if entities is None:
            return NOTHING_KNOWN
        key = entities.others, *map(knowledge, entities.listed)
        found = self._known.get(key)
        if found is None:
            found = self._unions(entities)
            if len(self._known) >= MAX_REMEMBERED:
                self._known.clear()
            self._known[key] = found
        return found

    def _unions(self, entities: Entities) -> "Unions":
        found = Unions(frozenset({0}), entities.others)
        for values in entities.listed:
            found = found.with_one_of(self.profiles(values))
        return found

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
