"""Rulesets that ask of lists: what each row reaches, settled once for all that reach the same."""

from collections.abc import Iterator

import numpy as np

from casewise.evaluation.columns.batch import Batch, planes
from casewise.evaluation.columns.ends import answer
from casewise.evaluation.columns.joint import End, Joint
from casewise.evaluation.columns.lists import EntityColumns
from casewise.evaluation.columns.numbering import Ids, Pairs, Rows, taken
from casewise.evaluation.columns.placed import AnswerTable, Placed
from casewise.evaluation.columns.running import Runner, Wanted
from casewise.evaluation.columns.sweeping import Sweep
from casewise.evaluation.exact.walker import Walker
from casewise.model.ruleset import Ruleset

REACHED = "reached"
Nodes = frozenset[int]


class Nested:
    """Places rows by the nodes that the facts of the case lead to, and by their lists."""

    def __init__(self, ruleset: Ruleset, joint: Joint, swept: Sweep, table: AnswerTable) -> None:
        self.lists = [EntityColumns(bits) for bits in joint.made.lists]
        self._ruleset = ruleset
        self._diagram = joint.diagram
        self._walker = Walker(joint.made, joint.diagram)
        self._tests = swept.tests
        self._exits = list(swept.exits)
        self._runner = Runner(swept.circuit, Wanted({}, {REACHED: list(swept.exits.values())}))
        self._reached = Rows(len(swept.exits))
        self._entered = np.empty(0, np.int64)
        self._numbers: dict[Nodes, int] = {}
        self._nodes: list[Nodes] = []
        self._steps = [Pairs() for _ in self.lists]
        self._after = [np.empty(0, np.int64) for _ in self.lists]
        self._table = table

    def place(self, batch: Batch, *, reasons: bool) -> Placed:
        """The answers of rows by what they reach, step by step."""
        nodes = self._enter(batch)
        for at, of_list in enumerate(self.lists):
            unions = of_list.of_rows(batch.lists[of_list.bits.name])
            nodes = self._through(at, nodes, unions)
        new = range(len(self._table), len(self._nodes))
        self._table.add([answer(self._ruleset, self._ends(number)) for number in new])
        return self._table.placed(nodes, reasons=reasons)

    def _ends(self, number: int) -> frozenset[End]:
        terminals = (self._diagram.terminal[node] for node in self._nodes[number])
        return frozenset(end for end in terminals if isinstance(end, End))

    def _enter(self, batch: Batch) -> Ids:
        """The nodes that the facts of the case lead to."""
        found = self._runner.run(planes(batch.tested, self._tests), batch.rows)
        words = self._reached.of(found.numbers[REACHED])
        new = range(len(self._entered), len(self._reached))
        entered = [self._number(frozenset(self._exits_in(self._reached.row(each)))) for each in new]
        self._entered = np.append(self._entered, np.array(entered, np.int64))
        return taken(self._entered, words)

    def _exits_in(self, word: int) -> Iterator[int]:
        return (node for at, node in enumerate(self._exits) if word >> at & 1)

    def _through(self, at: int, nodes: Ids, unions: Ids) -> Ids:
        """The nodes reached once the bits of list `at` are known."""
        steps = self._steps[at].number(nodes, unions)
        of_list, after = self.lists[at], []
        for step in range(len(self._after[at]), len(self._steps[at])):
            before, union = self._steps[at].pair(step)
            found = self._walker.through(of_list.bits, self._nodes[before], of_list.unions[union])
            after.append(self._number(frozenset(found)))
        self._after[at] = np.append(self._after[at], np.array(after, np.int64))
        return taken(self._after[at], steps)

    def _number(self, nodes: Nodes) -> int:
        number = self._numbers.setdefault(nodes, len(self._numbers))
        if number == len(self._nodes):
            self._nodes.append(nodes)
        return number
