"""Which of the lists that edits can make are affordable to all nodes of a set.

There are many sets of nodes and many lists, but few nodes: what each node then still needs is found
once for every list, and kept as bits (one for each list) that are quickly joined over a set.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from operator import and_, or_

from casewise.counterfactual.arrivals import Arrival
from casewise.counterfactual.search import NEVER, Left
from casewise.evaluation.exact.entities import Unions

Lists = Sequence[tuple[Unions, Arrival]]
Bits = int


class Affordable:
    """The lists that cost a node no more than there is, with what it needs beyond them.

    `exits` gives the nodes beyond a list; nothing is asked of it beyond what there is at most.
    """

    def __init__(
        self,
        lists: Lists,
        exits: Callable[[int, Unions], Iterable[int]],
        left: Left,
        most: int,
    ) -> None:
        self._lists = lists
        self._exits = exits
        self._left = left
        self._most = most
        self._known: dict[int, list[Bits]] = {}

    def to_all(
        self, nodes: Iterable[int], most: int
    ) -> tuple[Iterator[tuple[Unions, Arrival]], bool]:
        """The lists that no node needs more than `most` for; and whether more would afford more."""
        known = [self._of(node) for node in nodes]
        affordable = reduce(and_, (each[most] for each in known))
        ever = reduce(and_, (each[-1] for each in known))
        return (self._lists[at] for at in _positions(affordable)), ever != affordable

    def _of(self, node: int) -> list[Bits]:
        """For each amount the lists that it affords, and last those that any amount affords."""
        if node not in self._known:
            self._known[node] = self._find(node)
        return self._known[node]

    def _find(self, node: int) -> list[Bits]:
        at_cost = [0] * (self._most + 2)
        for at, (unions, edited) in enumerate(self._lists):
            needed = edited.cost + self._left.of_all(self._exits(node, unions))
            if needed < NEVER:
                at_cost[min(needed, self._most + 1)] |= 1 << at
        return [reduce(or_, at_cost[: most + 1]) for most in range(len(at_cost))]


def _positions(bits: Bits) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
