"""All smallest sets of edits that bring a record to a goal, as they come out of the search."""

from collections.abc import Iterable, Mapping
from functools import partial

from casewise.counterfactual.affording import Affordable
from casewise.counterfactual.arrivals import Arrival, arrive
from casewise.counterfactual.endings import Endings, Goal
from casewise.counterfactual.lists import Lists, Makable, makable
from casewise.counterfactual.search import NEVER, Budget, Left, Reached, spread
from casewise.counterfactual.slots import Changeable, slots
from casewise.evaluation.exact.compilation import ListBits
from casewise.evaluation.exact.entities import Unions
from casewise.facts import Entities, Values


class Finder:
    """Searches the edits of one record; what edits make of its lists serves every goal."""

    def __init__(self, endings: Endings, values: Values, changeable: Changeable) -> None:
        self._endings = endings
        self._values = values
        self._changeable = changeable
        self._slots = slots(endings.made.scope, values, "", changeable)
        self._made: dict[str, Makable] = {}
        self._moves: dict[tuple[str, int, frozenset[int], bool], frozenset[int]] = {}
        self._unchanged: dict[str, Unions] = {
            tests.name: tests.entities.unions(self._entities(tests)) for tests in endings.made.lists
        }

    def smallest(self, goals: Iterable[Goal], limit: int = NEVER - 1) -> dict[Goal, list[Arrival]]:
        """For goals that fewest edits reach every way to do so; empty where no edits reach one.

        More than `limit` edits are not looked for.
        """
        left = {goal: self._left(goal) for goal in goals}
        root = self._endings.diagram.root
        bounds = {goal: each.of(root) for goal, each in left.items()}
        while bounds and min(bounds.values()) <= limit:
            most = min(bounds.values())
            found: dict[Goal, list[Arrival]] = {}
            for goal in [goal for goal, bound in bounds.items() if bound <= most]:
                budget = Budget(most)
                found[goal] = self._reached(goal, left[goal], budget)
                bounds[goal] = budget.next
            least = min((each.cost for ways in found.values() for each in ways), default=NEVER)
            if least < NEVER:
                return _of_cost(found, least)
        return {}

    def _left(self, goal: Goal) -> Left:
        return Left(self._endings.diagram, self._slots, goal.allows, self._beyond)

    def _entities(self, tests: ListBits) -> Entities | None:
        known = self._values.get(tests.name)
        assert known is None or isinstance(known, Entities)
        return known

    def _beyond(self, left: Left, node: int) -> int:
        """What a node that asks about a list needs: nothing of the list, or at least one edit."""
        diagram = self._endings.diagram
        tests = next(t for t in self._endings.made.lists if diagram.variable[node] < t.stop)
        same = self._endings.walker.through(tests, [node], self._unchanged[tests.name])
        exits = diagram.exits([node], [(0, 1)] * tests.stop, tests.stop)
        edited = min(NEVER, 1 + min(map(left.of, exits)))
        return min(left.of_all(same), edited)

    def _reached(self, goal: Goal, left: Left, budget: Budget) -> list[Arrival]:
        """The ways to a goal that the budget covers."""
        diagram = self._endings.diagram
        start = frozenset({diagram.root})
        states = spread(diagram, self._slots, start, budget, left.of_all)
        for tests in self._endings.made.lists:
            states = self._through(tests, states, left, budget)
        return [
            arrival
            for nodes, arrival in states.items()
            if goal.reached(diagram.terminal[node] for node in nodes)
        ]

    def _through(self, tests: ListBits, states: Reached, left: Left, budget: Budget) -> Reached:
        after: Reached = {}
        if not states:
            return after
        spent = min(arrival.cost for arrival in states.values())
        lists = self._lists(tests, budget, spent)
        affordable = Affordable(lists, partial(self._exits, tests), left, budget.most - spent)
        for nodes, arrival in states.items():
            chosen, dearer = affordable.to_all(nodes, budget.most - arrival.cost)
            if dearer:
                budget.covers(budget.most + 1)
            for edited, moved in chosen:
                arrive(after, moved, arrival.cost + edited.cost, arrival, edited)
        return after

    def _exits(self, tests: ListBits, node: int, unions: Unions) -> frozenset[int]:
        """The nodes beyond a list; unions that differ only in what a node does not ask are one."""
        asked = self._endings.diagram.support[node] >> tests.start
        listed = frozenset([union & asked for union in unions.listed])
        key = tests.name, node, listed, unions.others
        found = self._moves.get(key)
        if found is None:
            through = self._endings.walker.through(tests, [node], Unions(listed, unions.others))
            found = self._moves[key] = frozenset(through)
        return found

    def _lists(self, tests: ListBits, budget: Budget, spent: int) -> Lists:
        """What can be made of a list with what is left of the budget."""
        most = budget.most - spent
        made = self._made.get(tests.name)
        if made is None or not made.covers(most):
            made = makable(tests, self._entities(tests), self._changeable, most)
            self._made[tests.name] = made
        lists, beyond = made.within(most)
        budget.covers(spent + beyond)
        return lists


def _of_cost(found: Mapping[Goal, list[Arrival]], cost: int) -> dict[Goal, list[Arrival]]:
    cheapest = {goal: [way for way in ways if way.cost == cost] for goal, ways in found.items()}
    return {goal: ways for goal, ways in cheapest.items() if ways}
