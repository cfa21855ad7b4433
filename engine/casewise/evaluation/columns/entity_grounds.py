"""*Some entity* tests in columns: whether they hold for each row, and by which facts of whom."""

from collections.abc import Iterable, Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from casewise.evaluation.columns.batch import Answers, Listed, planes
from casewise.evaluation.columns.bits import Bytes, packed, unpacked
from casewise.evaluation.columns.circuit import Circuit
from casewise.evaluation.columns.knowledge import Mattering
from casewise.evaluation.columns.labels import Labels
from casewise.evaluation.columns.numbering import Ids, Pairs, Rows, mixed
from casewise.evaluation.columns.running import Runner, Wanted
from casewise.evaluation.columns.sweeping import mattering
from casewise.evaluation.columns.truths import Relevance, Truths, labels_of
from casewise.evaluation.exact.translation import asked_tests
from casewise.evaluation.exact.variables import Scope
from casewise.evaluation.plan import Plan
from casewise.facts import Entities, Values
from casewise.model.conditions import FactTest, Some
from casewise.model.vocabulary import Fact

Flags = NDArray[np.bool_]
GROUNDS = "grounds"


@frozen
class Judged:
    """The entities of a batch, judged: for each test which ones satisfy it, and which do not."""

    listed: Listed
    holds: list[Flags] = field(repr=False)
    fails: list[Flags] = field(repr=False)


class EntityGrounds:
    """The *some entity* tests of one list; `also` are tests of facts that are asked besides."""

    def __init__(
        self, fact: Fact, plan: Plan, somes: Sequence[Some], also: Iterable[FactTest]
    ) -> None:
        self.name = fact.name
        self.somes = list(somes)
        conditions = [some.condition for some in somes]
        asked = asked_tests(plan, [(fact.name, condition) for condition in conditions], fact.name)
        scope = Scope(fact.facts, asked)
        more = [label for test in also for label in scope.tests(test.fact, test.test)]
        labels = Labels(scope, [*labels_of(scope, plan, conditions), *more])
        self.tests: list[FactTest] = labels.tests
        circuit = Circuit(2 * len(labels.tests) + len(somes) + 1)
        truths = Truths(circuit, plan, scope, labels, {})
        found = [truths.of(condition) for condition in conditions]
        self._judging = Runner(
            circuit,
            Wanted(
                {f"holds {at}": truth.holds for at, truth in enumerate(found)}
                | {f"fails {at}": truth.fails for at, truth in enumerate(found)},
                {},
            ),
        )
        relevance = Relevance(truths, plan, scope)
        for at, condition in enumerate(conditions):
            relevance.ground(condition, circuit.input(2 * len(labels.tests) + at))
        relevance.finish()
        matter = mattering(circuit, labels, relevance.variables, circuit.input(circuit.inputs - 1))
        self._grounding = Runner(circuit, Wanted({}, {GROUNDS: matter}))
        self._mattering = Mattering(labels, scope)
        self._kinds = Rows(len(matter))
        self._nothing = int(self._kinds.number(*np.zeros((self._kinds.width, 1), np.uint64))[0])
        self._places, self._chains, self._lists = Pairs(), Pairs(), Pairs()

    # -- answers for rows -----------------------------------------------------------------------

    def judge(self, listed: Listed) -> Judged:
        """Judge all entities."""
        count = int(listed.offsets[-1])
        nothing = [np.zeros(-(-count // 8), np.uint8)] * (len(self.somes) + 1)
        found = self._judging.run([*planes(listed.entities, self.tests), *nothing], count).planes
        each = range(len(self.somes))
        return Judged(
            listed,
            [unpacked(found[f"holds {at}"], count) for at in each],
            [unpacked(found[f"fails {at}"], count) for at in each],
        )

    def answers(self, judged: Judged) -> list[Answers]:
        """For each test where some entity of a row satisfies it, and where that is known."""
        listed = judged.listed
        closed = listed.stated & ~listed.others
        found = []
        for holds, fails in zip(judged.holds, judged.fails, strict=True):
            some = _counted(holds, listed) > 0
            none = closed & (_counted(~fails, listed) == 0)
            found.append(Answers(packed(some), packed(some | none)))
        return found

    # -- grounds --------------------------------------------------------------------------------

    def grounds(self, judged: Judged, resting: Sequence[Bytes], whole: Flags) -> Ids:
        """What rows rest on in this list, as numbers; `resting` are the rows that rest on a test.

        A test that holds rests on the first entity that satisfies it; one that fails on all, and
        on there being no others. Rows in `whole` rest on all that is known.
        """
        listed = judged.listed
        counts = np.diff(listed.offsets)
        closed = whole & listed.stated & ~listed.others
        relevant = []
        for at, plane in enumerate(resting):
            rest = unpacked(plane, len(counts))
            holds = _counted(judged.holds[at], listed) > 0
            closed |= rest & ~holds
            first = judged.holds[at] & (_before(judged.holds[at], listed) == 0)
            relevant.append(packed(np.repeat(rest, counts) & (first | ~np.repeat(holds, counts))))
        relevant.append(packed(np.repeat(whole, counts)))
        inputs = [*planes(listed.entities, self.tests), *relevant]
        found = self._grounding.run(inputs, int(listed.offsets[-1]))
        kinds = self._kinds.of(found.numbers[GROUNDS])
        return self._chained(kinds, listed, closed, np.where(whole & ~closed, counts, 0))

    def _chained(self, kinds: Ids, listed: Listed, closed: Flags, least: Ids) -> Ids:
        """One number for what matters of all entities of a row, each in its place.

        There are as many as are listed where the list is `closed`, and elsewhere at `least` so
        many.
        """
        starts, counts = listed.offsets[:-1], np.diff(listed.offsets)
        found = np.zeros(len(counts), np.int64)
        for place in range(int(counts.max(initial=0))):
            rows = np.flatnonzero(counts > place)
            kind = kinds[starts[rows] + place]
            rows, kind = rows[kind != self._nothing], kind[kind != self._nothing]
            item = self._places.number(kind, np.full(len(kind), place))
            found[rows] = self._chains.number(found[rows], item) + 1
        return self._lists.number(found, 2 * np.where(closed, counts, least) + closed)

    def _items(self, chain: int) -> dict[int, int]:
        """The kinds of the entities in a chain, by their places."""
        items: dict[int, int] = {}
        while chain:
            chain, item = self._chains.pair(chain - 1)
            kind, place = self._places.pair(item)
            items[place] = kind
        return items

    def known(self, number: int) -> Entities | None:
        """What the lists of a number say; nothing if they do not matter."""
        chain, length = self._lists.pair(number)
        count, closed = divmod(length, 2)
        items = self._items(chain)
        if not items and not length:
            return None
        each: dict[int, Values] = {
            place: self._mattering.values(self._kinds.row(kind)) for place, kind in items.items()
        }
        count = count if closed else max(count, *(place + 1 for place in items), 0)
        return Entities(tuple(each.get(at, {}) for at in range(count)), others=not closed)

    def digest(self, number: int) -> int:
        """A word made of what the lists of a number say."""
        chain, length = self._lists.pair(number)
        items = sorted(self._items(chain).items())
        words = [word for place, kind in items for word in (place, *self._kinds.words(kind))]
        return mixed(length, len(items), *words)


def _counted(flags: Flags, listed: Listed) -> Ids:
    """How many flags there are among the entities of each row."""
    total = np.concatenate([np.zeros(1, np.int64), np.cumsum(flags, dtype=np.int64)])
    return np.diff(total[listed.offsets])


def _before(flags: Flags, listed: Listed) -> Ids:
    """How many flags there are before each entity among those of its row."""
    total = np.concatenate([np.zeros(1, np.int64), np.cumsum(flags, dtype=np.int64)])
    of_rows: Ids = np.repeat(total[listed.offsets[:-1]], np.diff(listed.offsets))
    return total[:-1] - of_rows
