"""Outlooks of one entity: which tests of its list it passes, by the answers about it."""

from collections.abc import Sequence

from casewise.evaluation.engines import remembered
from casewise.evaluation.exact.compilation import ListBits
from casewise.evaluation.exact.diagram import Diagram
from casewise.evaluation.exact.entities import IMPOSSIBLE
from casewise.evaluation.exact.variables import Classes
from casewise.interview.outlooks import Outlooks
from casewise.model.ruleset import Ruleset

MOST_OUTLOOKS = 200_000
"""How many outlooks of entities are remembered for a ruleset; with more, they are made anew."""

POSSIBLE = "possible"
"""In every end, so that an entity that passes no test is told from one that cannot be."""


class Profiles:
    """Makes outlooks of entities; their ends are the tests passed, by number, and `POSSIBLE`.

    Parts are numbered as the facts of one entity are. Entities of which as much is known share
    outlooks.
    """

    def __init__(self) -> None:
        self.outlooks = Outlooks()
        self._made: dict[tuple[int, int, tuple[Classes, ...]], int] = {}

    def of(self, tests: ListBits, classes: tuple[Classes, ...], asked: int) -> int:
        """The outlook of an entity with such classes as to the tests that are `asked`, a mask."""
        mask = asked & (1 << tests.stop - tests.start) - 1
        key = (tests.start, mask, classes)
        if key not in self._made:
            self._made[key] = self._of_diagram(tests.entities.diagram, classes, mask)
        return self._made[key]

    def _of_diagram(self, diagram: Diagram, classes: Sequence[Classes], mask: int) -> int:
        known: dict[int, int] = {}

        def of(node: int) -> int:
            if node not in known:
                known[node] = self._of_node(diagram, node, mask) if ends(node) else asking(node)
            return known[node]

        def ends(node: int) -> bool:
            return diagram.terminal[node] is not None

        def asking(node: int) -> int:
            variable = diagram.variable[node]
            below = [of(diagram.child(node, each)) for each in classes[variable]]
            return self.outlooks.asking(variable, below)

        return of(diagram.root)

    def _of_node(self, diagram: Diagram, node: int, mask: int) -> int:
        profile = diagram.terminal[node]
        assert isinstance(profile, int)  # terminals of entities are profiles
        if profile == IMPOSSIBLE:
            return self.outlooks.nothing
        passed = (str(at) for at in range(mask.bit_length()) if profile & mask & 1 << at)
        return self.outlooks.end(frozenset({POSSIBLE, *passed}))


class _Remembered:
    """The outlooks of entities of one ruleset, which all its records share."""

    def __init__(self, _: Ruleset) -> None:
        self._profiles = Profiles()

    def get(self) -> Profiles:
        if len(self._profiles.outlooks) > MOST_OUTLOOKS:
            self._profiles = Profiles()
        return self._profiles


_remembered = remembered(_Remembered)


def profiles_of(ruleset: Ruleset) -> Profiles:
    """The outlooks of entities that were made already; only for who has the exact engine's lock."""
    return _remembered(ruleset).get()
