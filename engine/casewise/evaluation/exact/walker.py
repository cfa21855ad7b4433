"""Walking a diagram with what is known of a record, lists of entities included."""

from collections.abc import Callable, Collection, Iterable, Iterator

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
        return set(self.each_terminal(values, classes, another))

    def each_terminal(
        self,
        values: Values,
        classes: list[Classes],
        another: tuple[ListBits, int] | None = None,
    ) -> Iterator[Terminal]:
        """The terminals reached, each once and as soon as it is found."""
        nodes = self.diagram.exits([self.diagram.root], classes, len(classes))
        for tests in self._made.lists:
            entities = values.get(tests.name)
            assert entities is None or isinstance(entities, Entities)
            unions = tests.entities.unions(entities)
            if another is not None and another[0] is tests:
                unions = evolve(unions, others=True).with_one_of((another[1],))
            nodes = self._each_through(tests, nodes, unions)
        for node in nodes:
            yield self.diagram.terminal[node]

    def through(self, tests: ListBits, nodes: Iterable[int], unions: Unions) -> set[int]:
        """The nodes reached once the bits of a list are known."""
        return set(self._each_through(tests, nodes, unions))

    def _each_through(self, tests: ListBits, nodes: Iterable[int], unions: Unions) -> Iterator[int]:
        """The same, each once and as soon as it is found."""
        if not unions.listed:  # some listed entity cannot be
            return
        variable, stop, seen = self.diagram.variable, tests.stop, set[int]()
        through = self._ways_through(tests, unions)
        for node in nodes:
            for found in through(node) if variable[node] < stop else (node,):
                if found not in seen:
                    seen.add(found)
                    yield found

    def _ways_through(self, tests: ListBits, unions: Unions) -> Callable[[int], Collection[int]]:
        """What leads from a node that asks for a list to those reached once it is known."""
        if len(unions.listed) == 1 and not unions.others:
            (union,) = unions.listed
            return lambda node: (self._walk(tests, node, union),)
        starts = tests.entities.answering.of(unions.listed, others=unions.others)
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
