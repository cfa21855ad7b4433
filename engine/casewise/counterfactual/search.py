"""Walking a diagram with edits: sets of nodes that the completions of an edited record reach.

What is not known takes every class, so that a record stands at several nodes at once; an edit moves
all of them. The states are these sets of nodes. Two edited records at one set have the same ways
on, so that the cheaper need only be kept: this is the shortest path in the graph of sets.
"""

from collections.abc import Callable, Iterable, Mapping

from casewise.counterfactual.arrivals import Arrival, arrive
from casewise.counterfactual.slots import Option, Slot
from casewise.evaluation.exact.diagram import END, Diagram, Terminal

Nodes = frozenset[int]
Reached = dict[Nodes, Arrival]

NEVER = 1 << 30
"""More edits than there can be: what is wanted cannot be had."""


class Budget:
    """How much may be spent; remembers the least that would have had to be spent beyond it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.next = NEVER

    def covers(self, cost: int) -> bool:
        """Whether there is enough."""
        if cost <= self.most:
            return True
        self.next = min(self.next, cost)
        return False


def spread(
    diagram: Diagram,
    slots: Iterable[Slot],
    start: Nodes,
    budget: Budget,
    left: Callable[[Nodes], int] = lambda _: 0,
) -> Reached:
    """The sets of nodes reached beyond some variables; `left` is what a set still costs, at least.

    The arrival of each has the edits made on the way.
    """
    states: dict[tuple[bool, Nodes], Arrival] = {(False, start): Arrival(0)}
    for slot in slots:
        after: dict[tuple[bool, Nodes], Arrival] = {}
        for (shut, nodes), arrival in states.items():
            for option in slot.options[shut]:
                moved = _moved(diagram, slot.variable, option, nodes)
                cost = arrival.cost + option.cost
                if budget.covers(cost + left(moved)):
                    arrive(after, (option.shut, moved), cost, arrival, option.edits)
        states = after
    return {nodes: arrival for (_, nodes), arrival in states.items()}


def _moved(diagram: Diagram, variable: int, option: Option, nodes: Nodes) -> Nodes:
    asked = diagram.variable
    found: set[int] = set()
    for node in nodes:
        if asked[node] == variable:
            found.update(diagram.child(node, chosen) for chosen in option.classes)
        else:
            found.add(node)
    return frozenset(found)


class Left:
    """The least number of edits that nodes still need, or fewer; more than there are is `NEVER`.

    It is what they would need if an edit could depend on how what is not known turns out. `beyond`
    answers for the nodes after the last slot.
    """

    def __init__(
        self,
        diagram: Diagram,
        slots: Iterable[Slot],
        allows: Callable[[Terminal], bool],
        beyond: Callable[["Left", int], int] | None = None,
    ) -> None:
        self._diagram = diagram
        self._options: Mapping[int, list[Option]] = {
            slot.variable: [option for each in slot.options.values() for option in each]
            for slot in slots
        }
        self._allows = allows
        self._beyond = beyond
        self._known: dict[int, int] = {}

    def of_all(self, nodes: Iterable[int]) -> int:
        """What a set of nodes needs, which all have to get there."""
        return max(map(self.of, nodes), default=NEVER)

    def of(self, node: int) -> int:
        """What one node needs."""
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = self._find(node)
        return known

    def _find(self, node: int) -> int:
        variable = self._diagram.variable[node]
        if variable == END:
            return 0 if self._allows(self._diagram.terminal[node]) else NEVER
        if variable not in self._options:
            assert self._beyond is not None
            return self._beyond(self, node)
        return min(self._through(node, option) for option in self._options[variable])

    def _through(self, node: int, option: Option) -> int:
        needed = self.of_all(self._diagram.child(node, chosen) for chosen in option.classes)
        return min(NEVER, option.cost + needed)
