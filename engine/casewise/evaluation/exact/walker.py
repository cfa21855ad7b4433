"""Walking a diagram with what is known of a record, lists of entities included."""

from collections.abc import Iterable

from casewise.evaluation.exact.compilation import Compiled, ListBits
from casewise.evaluation.exact.diagram import Diagram, Terminal
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

    def terminals(self, values: Values, classes: list[Classes]) -> set[Terminal]:
        """The terminals reached; `classes` are those left open for the facts of the case."""
        diagram = self.diagram
        nodes = diagram.exits([diagram.root], classes, len(classes))
        for tests in self._made.lists:
            entities = values.get(tests.name)
            assert entities is None or isinstance(entities, Entities)
            nodes = self._through(tests, nodes, entities)
        return {diagram.terminal[node] for node in nodes}

    def _through(
        self, tests: ListBits, nodes: Iterable[int], entities: Entities | None
    ) -> set[int]:
        """The nodes reached once the bits of a list are known."""
        variable, stop = self.diagram.variable, tests.stop
        found = {node for node in nodes if variable[node] >= stop}
        unions = tests.entities.unions(entities)
        if not unions.listed:
            return set()
        walk = self._walk_open if unions.others else self._walk
        for node in nodes:
            if variable[node] < stop:
                for union in unions.listed:
                    found.update(walk(tests, node, union))
        return found

    def _walk(self, tests: ListBits, node: int, union: int) -> tuple[int]:
        """The node reached if the list has exactly this union."""
        variable, child = self.diagram.variable, self.diagram.child
        start, stop = tests.start, tests.stop
        while variable[node] < stop:
            node = child(node, union >> (variable[node] - start) & 1)
        return (node,)

    def _walk_open(self, tests: ListBits, node: int, union: int) -> frozenset[int]:
        """The nodes reached if the listed entities give this union and there may be others."""
        key = (node, union)
        exits = self._exits.get(key)
        if exits is None:
            exits = self._exits_of(tests, node, union)
            if len(self._exits) >= MAX_REMEMBERED:
                self._exits.clear()
            self._exits[key] = exits
        return exits

    def _exits_of(self, tests: ListBits, node: int, union: int) -> frozenset[int]:
        mask = (self.diagram.support(node) & tests.bits) >> tests.start
        unions = {union & mask | more for more in tests.entities.anything(mask)}
        exits = frozenset(self._descend(tests, node, unions))
        return self._same.setdefault(exits, exits)

    def _descend(self, tests: ListBits, node: int, unions: Iterable[int]) -> set[int]:
        """The nodes reached by any of the unions."""
        diagram = self.diagram
        found: set[int] = set()
        stack = [(node, unions)]
        while stack:
            node, unions = stack.pop()
            asked = diagram.variable[node]
            if asked >= tests.stop:
                found.add(node)
                continue
            bit = 1 << (asked - tests.start)
            inside = [union for union in unions if union & bit]
            outside = [union for union in unions if not union & bit]
            if inside:
                stack.append((diagram.child(node, 1), inside))
            if outside:
                stack.append((diagram.child(node, 0), outside))
        return found
