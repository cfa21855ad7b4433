"""Lists of entities in columns: the unions of profiles that the list of each row can have."""

from collections.abc import Callable

import numpy as np

from casewise.evaluation.columns.batch import Listed, planes
from casewise.evaluation.columns.knowledge import Mattering
from casewise.evaluation.columns.numbering import Ids, Pairs, Rows, taken
from casewise.evaluation.columns.reduced import Reduced
from casewise.evaluation.columns.running import Runner, Wanted
from casewise.evaluation.columns.sweeping import sweep
from casewise.evaluation.exact.compilation import ListBits
from casewise.evaluation.exact.entities import NOTHING_KNOWN, Unions
from casewise.model.conditions import FactTest

MATTER = "matter"


class EntityColumns:
    """The *some entity* tests of one list that share facts, answered for many lists at once."""

    def __init__(self, bits: ListBits) -> None:
        self.bits = bits
        tests = bits.entities
        nodes = Reduced(tests.diagram, len(tests.scope.sizes))
        nodes.sift()
        swept = sweep(nodes, tests.scope, without=())
        self.tests: list[FactTest] = swept.tests
        matter = swept.matter()
        self._runner = Runner(swept.circuit, Wanted({}, {MATTER: matter}))
        self._mattering = Mattering(swept.labels, tests.scope)
        self._kinds = Rows(len(matter))
        self._profiles = np.empty(0, np.int64)
        self._sets: dict[frozenset[int], int] = {}
        """The sets of profiles that entities can have, each with its number."""
        self._steps = Pairs()
        self._after = np.empty(0, np.int64)
        self._numbers: dict[Unions, int] = {}
        self.unions: list[Unions] = []
        self._empty = self._number(Unions(frozenset({0}), others=False))
        self._unknown = self._number(NOTHING_KNOWN)

    def of_rows(self, listed: Listed) -> Ids:
        """The number of the unions of each row's list; `unions` has them."""
        found = np.where(listed.stated & ~listed.others, self._empty, self._unknown)
        profiles = self._profiles_of(self._kinds_of(listed))
        starts, counts = listed.offsets[:-1], np.diff(listed.offsets)
        for at in range(int(counts.max(initial=0))):

            def both(rows: slice | Ids, found: Ids = found, at: int = at) -> tuple[Ids, Ids]:
                more = profiles.take(starts[rows] + at, mode="clip") + 1
                return found[rows], np.where(counts[rows] > at, more, 0)

            found = self._with_one(both, len(found))
        return found

    def _kinds_of(self, listed: Listed) -> Ids:
        """The kind of each entity: what mattered of it, as a number."""
        count = int(listed.offsets[-1])
        found = self._runner.run(planes(listed.entities, self.tests), count)
        return self._kinds.of(found.numbers[MATTER])

    def _profiles_of(self, kinds: Ids) -> Ids:
        known = len(self._profiles)
        new = range(known, int(kinds.max(initial=-1)) + 1)
        numbers = []
        for kind in new:
            profiles = self.bits.entities.profiles(self._mattering.values(self._kinds.row(kind)))
            numbers.append(self._sets.setdefault(profiles, len(self._sets)))
        self._profiles = np.concatenate([self._profiles, np.array(numbers, np.int64)])
        return taken(self._profiles, kinds)

    def _with_one(self, both: Callable[[slice | Ids], tuple[Ids, Ids]], count: int) -> Ids:
        """The unions with one more entity: its set of profiles counted from 1, or 0 for none."""
        steps = self._steps.number_each(count, both)
        new = range(len(self._after), len(self._steps))
        sets = list(self._sets)
        after = []
        for step in new:
            before, more = self._steps.pair(step)
            same = self.unions[before]
            after.append(self._number(same.with_one_of(sets[more - 1]) if more else same))
        self._after = np.concatenate([self._after, np.array(after, np.int64)])
        return taken(self._after, steps)

    def _number(self, unions: Unions) -> int:
        number = self._numbers.setdefault(unions, len(self._numbers))
        if number == len(self.unions):
            self.unions.append(unions)
        return number
