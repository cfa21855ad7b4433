"""The simplest case that ends as wanted, by a shortest path through a diagram."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from heapq import heappop, heappush
from itertools import count, groupby, product
from math import inf
from typing import NamedTuple

from casewise.evaluation.exact.compilation import Compiled, ListBits
from casewise.evaluation.exact.diagram import Diagram, Terminal
from casewise.evaluation.exact.entities import IMPOSSIBLE
from casewise.evaluation.exact.simplicity import ENTITY, Weights, told, weights
from casewise.facts import Entities, Known

Entity = Mapping[str, Known]


class Choice(NamedTuple):
    """An entity: its weight, what it satisfies as a mask over the variables, what it is told of."""

    weight: int
    profile: int
    entity: Entity


class Way(NamedTuple):
    """A way through a diagram, as far as it goes: its weight, and the last step of it."""

    weight: int
    node: int
    before: "Way | None" = None
    chosen: tuple[int, int] | None = None
    """A variable with its class, if that was the last step."""
    listed: "tuple[str, tuple[Entity, ...]] | None" = None
    """A list with one entity more, or with no others, if that was the last step."""
    union: int = 0
    """What the entities of the list in the making satisfy, as a mask over the variables."""
    next_choice: int = 0
    """Which choice of an entity comes next for that list."""


class ListChoices:
    """The simplest entity of one list for each profile that an entity can have."""

    def __init__(self, tests: list[ListBits]) -> None:
        self._tests = tests
        self.name, self.stop = tests[0].name, tests[-1].stop
        self._asked: dict[int, list[Choice]] = {}

    def of(self, bits: int) -> list[Choice]:
        """Entities that satisfy some of these bits, one for each combination, simple ones first."""
        found = self._asked.get(bits)
        if found is None:
            least: dict[int, Choice] = {}
            for choice in self._every:
                least.setdefault(choice.profile & bits, choice)
            least.pop(0, None)
            found = self._asked[bits] = list(least.values())
        return found

    @cached_property
    def _every(self) -> list[Choice]:
        """An entity for each profile, simple ones first."""
        singly = [list(_entities(tests)) for tests in self._tests]
        return sorted(map(_joined, product(*singly)), key=lambda choice: choice.weight)


def _joined(parts: tuple[Choice, ...]) -> Choice:
    """One entity of what the groups of tests of a list, which share no fact, say of it."""
    entity = {name: known for part in parts for name, known in part.entity.items()}
    weight = ENTITY + sum(part.weight for part in parts)
    return Choice(weight, sum(part.profile for part in parts), entity)


def _entities(tests: ListBits) -> Iterator[Choice]:
    diagram, fields = tests.entities.diagram, tests.entities.scope.fields
    for terminal, way in _ends(diagram, weights(fields)):
        if isinstance(terminal, int) and terminal != IMPOSSIBLE:
            entity = dict(told(fields, _chosen(way)))
            yield Choice(way.weight, terminal << tests.start, entity)


def _ends(diagram: Diagram, weighed: Weights) -> Iterator[tuple[Terminal, Way]]:
    """Every terminal of a diagram without lists, by the lightest way to it."""
    order = count()
    queue = [(0, next(order), Way(0, diagram.root))]
    done: set[int] = set()
    while queue:
        _, _, way = heappop(queue)
        if way.node in done:
            continue
        done.add(way.node)
        if diagram.terminal[way.node] is not None:
            yield diagram.terminal[way.node], way
            continue
        for onward in _answered(diagram, weighed, way):
            heappush(queue, (onward.weight, next(order), onward))


def _answered(diagram: Diagram, weighed: Weights, way: Way) -> Iterator[Way]:
    """The ways on by each class of the variable that a node asks for."""
    variable = diagram.variable[way.node]
    for chosen, weight in enumerate(weighed[variable]):
        node = diagram.child(way.node, chosen)
        yield Way(way.weight + weight, node, way, (variable, chosen))


def _back(way: Way | None) -> Iterator[Way]:
    """The steps of a way, the last first."""
    while way is not None:
        yield way
        way = way.before


def _chosen(way: Way) -> dict[int, int]:
    """The classes that a way chose, by variable."""
    return dict(step.chosen for step in _back(way) if step.chosen is not None)


class Simplest:
    """Finds the simplest cases of one plan; what is found of its lists is kept."""

    def __init__(self, made: Compiled) -> None:
        self._fields = made.scope.fields
        self._weights = weights(made.scope.fields)
        self._lists = [
            ListChoices(list(tests)) for _, tests in groupby(made.lists, lambda tests: tests.name)
        ]

    def case(self, diagram: Diagram) -> dict[str, Known] | None:
        """What the simplest case that ends with yes says; what does not matter for that is open.

        None if there is no such case.
        """
        return next((case for _, case in self.cases(diagram, {True})), None)

    def cases(
        self,
        diagram: Diagram,
        ends: Collection[Terminal],
        leads: Callable[[int], bool] = lambda _: True,
        most: float = inf,
    ) -> Iterator[tuple[Terminal, dict[str, Known]]]:
        """The same for each of several ends that some case has, the simplest case first.

        Nodes that do not lead to one of these are passed over. Given up after `most` steps, as
        cases with several entities may be far to seek.
        """
        order = count()
        queue = [(0, next(order), Way(0, diagram.root))]
        done: set[tuple[int, int, int]] = set()
        left = set(ends)
        while queue and left and len(done) < most:
            _, _, way = heappop(queue)
            end = diagram.terminal[way.node]
            key = (way.node, way.union, way.next_choice)
            if end in left:
                left.remove(end)
                yield end, self._record(way)
            elif end is None and key not in done and leads(way.node):
                done.add(key)
                for weight, onward in self._onward(diagram, way):
                    heappush(queue, (weight, next(order), onward))

    def _onward(self, diagram: Diagram, way: Way) -> Iterator[tuple[int, Way]]:
        """The ways on, each with the weight at which it is to be looked at."""
        variable = diagram.variable[way.node]
        if variable < len(self._weights):
            for onward in _answered(diagram, self._weights, way):
                yield onward.weight, onward
            return
        group = next(group for group in self._lists if variable < group.stop)
        if not way.next_choice:
            yield way.weight, self._closed(diagram, group, way)
        yield from self._one_more(diagram, group, way)

    def _closed(self, diagram: Diagram, group: ListChoices, way: Way) -> Way:
        """The list with the entities so far and no others."""
        node = way.node
        while diagram.variable[node] < group.stop:
            node = diagram.child(node, way.union >> diagram.variable[node] & 1)
        return Way(way.weight, node, way, listed=(group.name, ()))

    def _one_more(
        self, diagram: Diagram, group: ListChoices, way: Way
    ) -> Iterator[tuple[int, Way]]:
        """The list with one entity more that satisfies something more; other choices later."""
        choices = group.of(diagram.support[way.node])
        for position in range(way.next_choice, len(choices)):
            weight, profile, entity = choices[position]
            if profile & ~way.union:
                more, union = way.weight + weight, way.union | profile
                yield more, way._replace(next_choice=position + 1)
                yield more, Way(more, way.node, way, listed=(group.name, (entity,)), union=union)
                return

    def _record(self, way: Way) -> dict[str, Known]:
        lists: dict[str, tuple[Entity, ...]] = {}
        for step in _back(way):
            if step.listed is not None:
                name, entities = step.listed
                lists[name] = (*lists.get(name, ()), *entities)
        closed = {name: Entities(found, others=False) for name, found in lists.items()}
        return {**dict(told(self._fields, _chosen(way))), **closed}
