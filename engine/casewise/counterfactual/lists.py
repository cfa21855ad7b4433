"""What edits can make of a list: the unions of profiles that it then can have, and at which cost.

An entity is edited in its own diagram, whose ends are profiles; it may also be removed, others may
be added, and it may be said that there are no others.
"""

from collections.abc import Iterable

from attrs import frozen

from casewise.counterfactual.arrivals import Arrival, Joined, arrive
from casewise.counterfactual.edits import NoOthers, Removed
from casewise.counterfactual.search import NEVER, Budget, Reached, spread
from casewise.counterfactual.slots import Changeable, slots, told
from casewise.evaluation.exact.compilation import ListBits
from casewise.evaluation.exact.entities import IMPOSSIBLE, EntityTests, Unions
from casewise.facts import Entities, Values

Profiles = frozenset[int]
Made = dict[Unions, Arrival]
Lists = list[tuple[Unions, Arrival]]


@frozen
class Makable:
    """What can be made of a list for no more than `most`."""

    most: int
    lists: Lists
    beyond: int
    """What more of them would cost, at least; `NEVER` if there are no more."""

    def covers(self, most: int) -> bool:
        """Whether all is here that can be made for so much."""
        return most <= self.most or self.beyond == NEVER

    def within(self, most: int) -> tuple[Lists, int]:
        """What can be made for so much, and what more would cost, at least."""
        lists = [each for each in self.lists if each[1].cost <= most]
        dearer = (arrival.cost for _, arrival in self.lists if arrival.cost > most)
        return lists, min(dearer, default=self.beyond)


def makable(
    tests: ListBits, entities: Entities | None, changeable: Changeable, most: int
) -> Makable:
    """What edits can make of a list, for no more than so many."""
    budget = Budget(most)
    made = made_of(tests, entities, changeable, budget)
    return Makable(most, list(made.items()), budget.next)


def made_of(
    tests: ListBits, entities: Entities | None, changeable: Changeable, budget: Budget
) -> Made:
    """The unions that a list can be brought to have, each with every cheapest set of edits."""
    name, listed = tests.name, entities.listed if entities is not None else ()
    is_open = entities is None or entities.others
    states = {Unions(frozenset({0}), others=is_open): Arrival(0)}
    if is_open and budget.covers(1):
        (unknown,) = states.values()
        arrive(states, Unions(frozenset({0}), others=False), 1, unknown, (NoOthers(name),))
    for number, values in enumerate(listed, start=1):
        path = f"{name}.{number}"
        states = _with_entity(states, tests.entities, values, path, changeable, budget)
    if is_open or changeable(name):
        _add(states, tests, budget)
    return states


def _with_entity(
    states: Made,
    tests: EntityTests,
    values: Values,
    path: str,
    changeable: Changeable,
    budget: Budget,
) -> Made:
    """The list with one listed entity more: as it is, edited, or removed again."""
    can_have = profiles_reached(
        tests,
        spread(
            tests.diagram,
            slots(tests.scope, values, f"{path}.", changeable),
            frozenset({tests.diagram.root}),
            budget,
        ),
    )
    after: Made = {}
    for unions, arrival in states.items():
        for profiles, edited in can_have.items():
            cost = arrival.cost + edited.cost
            if budget.covers(cost):
                arrive(after, unions.with_one_of(profiles), cost, arrival, edited)
        if changeable(path) and budget.covers(arrival.cost + 1):
            arrive(after, unions, arrival.cost + 1, arrival, (Removed(path),))
    return after


def profiles_reached(tests: EntityTests, reached: Reached) -> dict[Profiles, Arrival]:
    """The profiles an entity can have at the nodes reached; nothing where it is impossible."""
    found: dict[Profiles, Arrival] = {}
    for nodes, arrival in reached.items():
        profiles = frozenset(tests.diagram.terminal[node] for node in nodes) - {IMPOSSIBLE}
        if profiles:
            arrive(found, profiles, arrival.cost, arrival, ())  # type: ignore[misc]  # as above
    return found


def newcomers(tests: EntityTests) -> dict[Profiles, Arrival]:
    """What an entity can be of which all is told; that costs nothing beyond its being there."""
    start = frozenset({tests.diagram.root})
    return profiles_reached(tests, spread(tests.diagram, told(tests.scope), start, Budget(0)))


def _add(states: Made, tests: ListBits, budget: Budget) -> None:
    """Add entities to lists, from the cheapest on, as long as that makes another list."""
    every = [Joined(tests.name, profiles) for profiles in newcomers(tests.entities)]
    for cost in range(budget.most + 1):
        cheapest = [unions for unions, arrival in states.items() if arrival.cost == cost]
        if cost == budget.most:  # one more might make another list, for more than there is
            budget.covers(cost + bool(cheapest))
            return
        for unions in cheapest:
            for joined, ways in _with_one_more(unions, every).items():
                known = states.get(joined)
                if known is None or known.cost > cost:
                    for way in ways:
                        arrive(states, joined, cost + 1, states[unions], (way,))


def _with_one_more(unions: Unions, every: Iterable[Joined]) -> dict[Unions, list[Joined]]:
    """The lists with one more entity, each with those that make it."""
    groups: dict[frozenset[int], list[Joined]] = {}
    for joined in every:
        met = frozenset([old | new for old in unions.listed for new in joined.profiles])
        groups.setdefault(met, []).append(joined)
    found: dict[Unions, list[Joined]] = {}
    for ways in groups.values():
        found.setdefault(unions.with_one_of(ways[0].profiles), []).extend(ways)
    return found
