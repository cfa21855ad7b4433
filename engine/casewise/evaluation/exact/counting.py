"""How many cases end where: the diagram of outcomes, counted.

Every class of a fact is taken for equally likely, each member of a set for as likely in as out, and
none, one and two entities on a list; facts, lists and entities are independent of each other.
Whole numbers are counted: so many of all equally likely cases.
"""

from collections import defaultdict
from fractions import Fraction
from itertools import groupby
from math import prod

from casewise.evaluation.exact.compilation import Compiled, ListBits
from casewise.evaluation.exact.diagram import END, Diagram
from casewise.evaluation.exact.entities import IMPOSSIBLE
from casewise.evaluation.exact.layout import DEAD

MOST_ENTITIES = 2

Counts = dict[int, int]
"""How many cases come to each node, or have each mask of bits."""


def kinds(made: Compiled) -> int:
    """How many cases rules tell apart, with at most two entities on each list."""
    found = prod(made.scope.sizes)
    for tests in _lists(made):
        entities = _size(tests)
        found *= sum(entities**count for count in range(MOST_ENTITIES + 1))
    return found


def _lists(made: Compiled) -> list[list[ListBits]]:
    """The groups of tests of each list."""
    return [list(tests) for _, tests in groupby(made.lists, lambda tests: tests.name)]


def _size(tests: list[ListBits]) -> int:
    """How many entities of a list rules tell apart."""
    return prod(prod(each.entities.scope.sizes) for each in tests)


def shares(made: Compiled, diagram: Diagram) -> dict[str, Fraction]:
    """The share of cases that come to each terminal of a diagram, by its name."""
    nodes = _onward(diagram, prod(made.scope.sizes), len(made.scope.sizes))
    for tests in _lists(made):
        nodes = _through(diagram, tests, nodes)
    total = sum(nodes.values())
    found: dict[str, Fraction] = defaultdict(Fraction)
    for node, count in nodes.items():
        found[str(diagram.terminal[node])] += Fraction(count, total)
    return dict(found)


def _onward(diagram: Diagram, total: int, stop: int) -> Counts:
    """How many come to each node that asks for variable `stop` or a later one, or for none.

    `total` is the product of the sizes of all variables before `stop`.
    """
    waiting: dict[int, Counts] = defaultdict(lambda: defaultdict(int))
    found: Counts = defaultdict(int)

    def put(node: int, count: int) -> None:
        asked = diagram.variable[node]
        (waiting[asked] if asked < stop else found)[node] += count

    put(diagram.root, total)
    while waiting:
        for node, count in waiting.pop(min(waiting)).items():
            size = diagram.size(node)
            for chosen in range(size):
                put(diagram.child(node, chosen), count // size)
    return found


# -- lists ---------------------------------------------------------------------------------------


def _through(diagram: Diagram, groups: list[ListBits], nodes: Counts) -> Counts:
    """How many come where once a list is known: none, one or two entities, equally likely."""
    found: Counts = defaultdict(int)
    size = _size(groups)
    for entities in range(MOST_ENTITIES + 1):
        counted = nodes
        for tests in groups:
            counted = _Unions(diagram, tests, entities).through(counted)
        for node, count in counted.items():
            found[node] += count * size ** (MOST_ENTITIES - entities)
    return found


class _Unions:
    """What so many entities satisfy together, as far as some of the bits are asked for."""

    def __init__(self, diagram: Diagram, tests: ListBits, entities: int) -> None:
        self._diagram = diagram
        self._tests = tests
        self._entities = entities
        self._profiles = _profiles(tests)
        self._asked: dict[int, Counts] = {}

    def through(self, nodes: Counts) -> Counts:
        """How many come where, of those that come to these nodes, with all lists of this length."""
        found: Counts = defaultdict(int)
        for node, count in nodes.items():
            for union, part in self._of(self._diagram.support[node] & self._tests.bits).items():
                found[self._end(node, union)] += count * part
        return found

    def _of(self, bits: int) -> Counts:
        counts = self._asked.get(bits)
        if counts is None:
            counts = {0: 1}
            once = _masked(self._profiles, bits)
            for _ in range(self._entities):
                counts = _joined(counts, once)
            self._asked[bits] = counts
        return counts

    def _end(self, node: int, union: int) -> int:
        if union == IMPOSSIBLE:
            return self._diagram.named(DEAD)
        variable = self._diagram.variable
        while variable[node] < self._tests.stop:
            node = self._diagram.child(node, union >> variable[node] & 1)
        return node


def _profiles(tests: ListBits) -> Counts:
    """How many entities have each profile, as a mask over the variables of the case.

    An impossible entity has the profile `IMPOSSIBLE`.
    """
    diagram = tests.entities.diagram
    found: Counts = defaultdict(int)
    for node, count in _onward(diagram, prod(tests.entities.scope.sizes), END).items():
        profile = diagram.terminal[node]
        assert isinstance(profile, int)  # terminals here are profiles
        found[IMPOSSIBLE if profile == IMPOSSIBLE else profile << tests.start] += count
    return found


def _masked(profiles: Counts, bits: int) -> Counts:
    found: Counts = defaultdict(int)
    for profile, count in profiles.items():
        found[profile if profile == IMPOSSIBLE else profile & bits] += count
    return found


def _joined(these: Counts, those: Counts) -> Counts:
    """What two satisfy together; with an impossible one they are impossible."""
    found: Counts = defaultdict(int)
    for one, count in these.items():
        for other, part in those.items():
            both = IMPOSSIBLE if IMPOSSIBLE in (one, other) else one | other
            found[both] += count * part
    return found
