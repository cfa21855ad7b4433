"""Walking a diagram with what is known of a record, lists of entities included."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import reduce
from operator import or_

from attrs import evolve

from casewise.evaluation.exact.answering import CANNOT_BE
from casewise.evaluation.exact.compilation import Compiled, ListBits
from casewise.evaluation.exact.diagram import Diagram, Terminal
from casewise.evaluation.exact.entities import Unions
from casewise.evaluation.exact.variables import Classes
from casewise.facts import Entities, Values

MAX_REMEMBERED = 16_000
"""How many walks through lists that may have others are remembered by a diagram; some 2 MB."""


class Walker:
    """Finds the terminals of one diagram that the completions of a record reach."""

    def __init__(self, made: Compiled, diagram: Diagram) -> None:
        self._made = made
        self.diagram = diagram
        self._exits: dict[tuple[int, int], frozenset[int]] = {}
        self._same: dict[frozenset[int], frozenset[int]] = {}

    def terminals(
        self,
        values: Values,
        classes: list[Classes],
        another: tuple[ListBits, int] | None = None,
    ) -> set[Terminal]:
        """The terminals reached; `classes` are those left open for the facts of the case.

        `another` is one more entity of a list, by its profile.
        """
        nodes: Iterable[int] = self._entered(classes)
        for tests in self._made.lists:
            nodes, unions = self._unions(tests, nodes, values)
            if another is not None and another[0] is tests:
                unions = evolve(unions, others=True).with_one_of((another[1],))
            nodes = self.through(tests, nodes, unions)
        return {self.diagram.terminal[node] for node in nodes}

    def each_terminal(self, values: Values, classes: list[Classes]) -> Iterator[Terminal]:
        """The same, each once and as soon as it is found.

        All ways through a list are remembered: this is for records of which much is asked.
        """
        nodes = self._entered(classes)
        for tests in self._made.lists:
            nodes = self._each_through(tests, *self._unions(tests, nodes, values))
        for node in nodes:
            yield self.diagram.terminal[node]

    def _entered(self, classes: list[Classes]) -> Iterator[int]:
        """The nodes reached once the facts of the case are known."""
        return self.diagram.exits([self.diagram.root], classes, len(classes))

    def _unions(
        self, tests: ListBits, nodes: Iterable[int], values: Values
    ) -> tuple[Iterable[int], Unions]:
        """The nodes, and the unions that a list can have, as far as the nodes ask for them."""
        entities = values.get(tests.name)
        assert entities is None or isinstance(entities, Entities)
        if not tests.entities.are_many(entities):
            return nodes, tests.entities.unions(entities)
        nodes = list(nodes)
        support = reduce(or_, map(self.diagram.support.__getitem__, nodes), 0)
        return nodes, tests.entities.unions(entities, (support & tests.bits) >> tests.start)

    def through(self, tests: ListBits, nodes: Iterable[int], unions: Unions) -> set[int]:
        """The nodes reached once the bits of a list are known."""
        if len(unions.listed) > 1 and not unions.others:
            return self._walk_several(tests, nodes, unions)
        return set(self._each_through(tests, nodes, unions))

    def _each_through(self, tests: ListBits, nodes: Iterable[int], unions: Unions) -> Iterator[int]:
        """The same, each once and as soon as it is found."""
        if not unions.listed:  # some listed entity cannot be
            return
        variable, stop, seen = self.diagram.variable, tests.stop, set[int]()
        ways = self._ways_through(tests, unions)
        for node in nodes:
            for found in ways(node) if variable[node] < stop else (node,):
                if found not in seen:
                    seen.add(found)
                    yield found

    def _ways_through(self, tests: ListBits, unions: Unions) -> Callable[[int], Collection[int]]:
        """What leads from a node that asks for a list to those reached once it is known."""
        answering = tests.entities.answering
        if unions.others:
            starts = [answering.besides(union) for union in unions.listed]
        elif len(unions.listed) == 1:
            (union,) = unions.listed
            return lambda node: (self._walk(tests, node, union),)
        else:
            starts = [answering.exactly(unions.listed)]
        if len(starts) == 1:
            return lambda node: self._exits_of(tests, node, starts[0])
        return lambda node: set().union(*(self._exits_of(tests, node, left) for left in starts))

    def _walk(self, tests: ListBits, node: int, union: int) -> int:
        """The node reached if the list has exactly this union."""
        variable, child = self.diagram.variable, self.diagram.child
        start, stop = tests.start, tests.stop
        while variable[node] < stop:
            node = child(node, union >> (variable[node] - start) & 1)
        return node

    def _walk_several(self, tests: ListBits, nodes: Iterable[int], unions: Unions) -> set[int]:
        """The nodes reached if the list has one of these unions, from each of some nodes.

        Each node on the way is met once, with all the unions that lead to it: a mask of their
        positions.
        """
        variable, child = self.diagram.variable, self.diagram.child
        found: set[int] = set()
        waiting: list[dict[int, int]] = [{} for _ in range(tests.start, tests.stop)]

        def come(node: int, leading: int) -> None:
            if variable[node] >= tests.stop:
                found.add(node)
            else:
                level = waiting[variable[node] - tests.start]
                level[node] = level.get(node, 0) | leading

        every = (1 << len(unions.listed)) - 1
        for node in nodes:
            come(node, every)
        for bit, level in enumerate(waiting):
            having = unions.having.get(bit, 0)
            for node, leading in level.items():
                if leading & having:
                    come(child(node, 1), leading & having)
                if leading & ~having:
                    come(child(node, 0), leading & ~having)
        return found

    def _exits_of(self, tests: ListBits, node: int, left: int) -> frozenset[int]:
        """The nodes reached by the ways in which the bits of a list can be answered."""
        key = node, left
        exits = self._exits.get(key)
        if exits is None:
            exits = frozenset(self._descend(tests, node, left))
            if len(self._exits) >= MAX_REMEMBERED:
                self._exits.clear()
                self._same.clear()
            exits = self._exits[key] = self._same.setdefault(exits, exits)
        return exits

    def _descend(self, tests: ListBits, node: int, left: int) -> set[int]:
        variable, support, child = self.diagram.variable, self.diagram.support, self.diagram.child
        given, cut = tests.entities.answering.given, tests.entities.answering.cut
        start, stop, bits = tests.start, tests.stop, tests.bits
        found: set[int] = set()
        stack = [(node, cut(left, (support[node] & bits) >> start))]
        seen = set(stack)
        while stack:
            node, left = stack.pop()
            for answer, after in enumerate(given(left, variable[node] - start)):
                if after == CANNOT_BE:
                    continue
                below = child(node, answer)
                if variable[below] >= stop:
                    found.add(below)
                    continue
                step = below, cut(after, (support[below] & bits) >> start)
                if step not in seen:
                    seen.add(step)
                    stack.append(step)
        return found
