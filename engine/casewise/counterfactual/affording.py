"""Which of the lists that edits can make are affordable to all nodes of a set.

There are many sets of nodes and many lists, but few nodes: where each list leads from a node, and
what that still needs, is found once. What is affordable is kept as bits (one for each list) that
are quickly joined over a set.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from operator import and_, or_

from attrs import frozen

from casewise.counterfactual.arrivals import Arrival
from casewise.counterfactual.lists import Lists
from casewise.counterfactual.search import NEVER, Left, Nodes
from casewise.evaluation.exact.entities import Unions

Bits = int


@frozen
class _Ways:
    """The lists as one node has them."""

    affordable: list[Bits]
    """For each amount the lists that it affords, and last those that any amount affords."""
    beyond: list[Nodes]
    """Where each list leads."""


class Affordable:
    """The lists that cost a node no more than there is, with what it needs beyond them.

    `exits` gives the nodes beyond a list; nothing is asked of it beyond what there is at most.
    """

    def __init__(
        self,
        lists: Lists,
        exits: Callable[[int, Unions], Nodes],
        left: Left,
        most: int,
    ) -> None:
        self._lists = lists
        self._exits = exits
        self._left = left
        self._most = most
        self._known: dict[int, _Ways] = {}

    def to_all(self, nodes: Nodes, most: int) -> tuple[Iterator[tuple[Arrival, Nodes]], bool]:
        """The lists that no node needs more than `most` for; and whether more would afford more.

        Each list is given by how it is made, with the nodes beyond it.
        """
        known = [self._of(node) for node in nodes]
        affordable = reduce(and_, (each.affordable[most] for each in known))
        ever = reduce(and_, (each.affordable[-1] for each in known))
        return self._chosen([each.beyond for each in known], affordable), ever != affordable

    def _chosen(
        self, beyond: Sequence[Sequence[Nodes]], chosen: Bits
    ) -> Iterator[tuple[Arrival, Nodes]]:
        for at in _positions(chosen):
            yield self._lists[at][1], frozenset().union(*[each[at] for each in beyond])

    def _of(self, node: int) -> _Ways:
        if node not in self._known:
            self._known[node] = self._find(node)
        return self._known[node]

    def _find(self, node: int) -> _Ways:
        at_cost = [0] * (self._most + 2)
        beyond = [self._exits(node, unions) for unions, _ in self._lists]
        for at, (exits, (_, edited)) in enumerate(zip(beyond, self._lists, strict=True)):
            needed = edited.cost + self._left.of_all(exits)
            if needed < NEVER:
                at_cost[min(needed, self._most + 1)] |= 1 << at
        affordable = [reduce(or_, at_cost[: most + 1]) for most in range(len(at_cost))]
        return _Ways(affordable, beyond)


def _positions(bits: Bits) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
