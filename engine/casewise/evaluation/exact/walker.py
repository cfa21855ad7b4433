"""Walking a diagram with what is known of a record, lists of entities included."""

from collections.abc import Iterable
from functools import lru_cache

from attrs import evolve, frozen

from casewise.evaluation.exact.compilation import Compiled, ListBits
from casewise.evaluation.exact.diagram import Diagram, Terminal
from casewise.evaluation.exact.entities import Unions
from casewise.evaluation.exact.variables import Classes
from casewise.facts import Entities, Values

MAX_REMEMBERED = 16_000
"""How many walks through lists that may have others are remembered by a diagram; some 2 MB."""

MAX_OTHERS = 1_000
"""How many answers of `Others` are remembered, for all diagrams together; some 10 MB."""


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
        diagram = self.diagram
        nodes = diagram.exits([diagram.root], classes, len(classes))
        for tests in self._made.lists:
            entities = values.get(tests.name)
            assert entities is None or isinstance(entities, Entities)
            unions = tests.entities.unions(entities)
            if another is not None and another[0] is tests:
                unions = evolve(unions, others=True).with_one_of((another[1],))
            nodes = self.through(tests, nodes, unions)
        return {diagram.terminal[node] for node in nodes}

    def through(self, tests: ListBits, nodes: Iterable[int], unions: Unions) -> set[int]:
        """The nodes reached once the bits of a list are known."""
        variable, stop = self.diagram.variable, tests.stop
        found = {node for node in nodes if variable[node] >= stop}
        if not unions.listed:
            return set()
        inside = [node for node in nodes if variable[node] < stop]
        if unions.others:
            for node in inside:
                for union in unions.listed:
                    found |= self._walk_open(tests, node, union)
        elif len(unions.listed) == 1:
            (union,) = unions.listed
            found.update(self._walk(tests, node, union) for node in inside)
        else:
            found |= self._walk_several(tests, inside, unions)
        return found

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
        free = tests.bits & ~(union << tests.start)
        profiles = frozenset(p << tests.start & free for p in tests.entities.any_profiles())
        others = Others(free, profiles, frozenset()).cut(self.diagram.support[node])
        exits = frozenset(self._descend(node, tests.stop, others))
        return self._same.setdefault(exits, exits)

    def _descend(self, node: int, stop: int, others: "Others") -> set[int]:
        """The nodes reached with any number of entities more; bits that are not free are yes."""
        diagram = self.diagram
        found: set[int] = set()
        start = (node, others)
        seen = {start}
        stack = [start]
        while stack:
            node, others = stack.pop()
            asked = diagram.variable[node]
            if asked >= stop:
                found.add(node)
                continue
            for answer in (0, 1):
                left = _given(others, 1 << asked, answer)
                if left is None:
                    continue
                below = diagram.child(node, answer)
                step = (below, _cut(left, diagram.support[below]))
                if step not in seen:
                    seen.add(step)
                    stack.append(step)
        return found


@frozen(cache_hash=True)
class Others:
    """The entities that a list may have besides those listed, as far as bits still ask for them.

    Each entity has one of `profiles`. For each of `wanted`, a set of profiles, some entity must
    have one of them. Any number of entities can be had, so all profiles together satisfy most:
    what is wanted can be had unless some set of it is empty.
    """

    free: int
    """The bits that these entities decide, as a mask; of the others it is known that they hold."""
    profiles: frozenset[int]
    wanted: frozenset[frozenset[int]]

    def given(self, bit: int, answer: int) -> "Others | None":
        """What is left once it is known whether some entity has a bit; nothing if none can."""
        if not bit & self.free:
            return self if answer else None
        having = frozenset(p for p in self.profiles if p & bit)
        if answer:
            return evolve(self, wanted=self.wanted | {having}) if having else None
        wanted = frozenset(each - having for each in self.wanted)
        return None if frozenset() in wanted else Others(self.free, self.profiles - having, wanted)

    def cut(self, asked: int) -> "Others":
        """The same without bits that nobody asks for any more, and wants that they satisfied."""
        wanted = (frozenset(p & asked for p in each) for each in self.wanted)
        return Others(
            self.free,
            frozenset(p & asked for p in self.profiles),
            frozenset(each for each in wanted if 0 not in each),
        )


# The same others are met at many nodes, and in the walks of many records.
_given = lru_cache(MAX_OTHERS)(Others.given)
_cut = lru_cache(MAX_OTHERS)(Others.cut)
