"""From what is known of a record to the outlook of what is open."""

from casewise.evaluation.exact.answering import CANNOT_BE
from casewise.evaluation.exact.compilation import Compiled, ListBits
from casewise.evaluation.exact.diagram import Diagram
from casewise.evaluation.exact.layout import DEAD
from casewise.interview.outlooks import LAST, Ends, Outlooks
from casewise.interview.parts import Numbering
from casewise.interview.profiles import Profiles

ACHIEVED = frozenset({"achieved"})


class Grounding:
    """Makes the outlook of one record: of its facts, and of the facts of its entities.

    The diagram of outcomes asks, of a list, only which tests some entity passes: a *bit* for each
    test. First comes the outlook over facts of the case and bits; then, list by list, bits give way
    to the facts of entities. The diagrams grow meanwhile: see `Exact.outcomes`.
    """

    def __init__(
        self, made: Compiled, diagram: Diagram, numbering: Numbering, profiles: Profiles
    ) -> None:
        self._made = made
        self._diagram = diagram
        self._numbering = numbering
        self._facts = len(made.scope.sizes)
        self._shift = len(numbering.parts) - self._facts
        self.outlooks = Outlooks()
        self._nodes: dict[int, int] = {}
        self._lists: dict[tuple[int, int], int] = {}
        self._entities: dict[tuple[int, int, int, int, int], int] = {}
        self._bits: dict[tuple[int, Ends], tuple[int, ...]] = {}
        self._others: dict[tuple[int, int, int, int, int, int], int] = {}
        self._achieved: dict[int, int] = {}
        self._profiles = profiles

    def outlook(self) -> int:
        """The outlook of the whole record."""
        return self._list(self._node(self._diagram.root), 0)

    def _bit(self, variable: int) -> int:
        """The number of a bit, which comes after all parts."""
        return variable + self._shift

    # -- facts of the case, and bits --------------------------------------------------------

    def _node(self, node: int) -> int:
        found = self._nodes.get(node)
        if found is None:
            found = self._nodes[node] = self._of_node(node)
        return found

    def _of_node(self, node: int) -> int:
        variable, child = self._diagram.variable[node], self._diagram.child
        if variable >= len(self._made.formulas.sizes):
            outcome = self._diagram.terminal[node]
            return self.outlooks.end(frozenset() if outcome == DEAD else frozenset({str(outcome)}))
        is_fact = variable < self._facts
        classes = self._numbering.parts[variable].classes if is_fact else (0, 1)
        part = variable if is_fact else self._bit(variable)
        return self.outlooks.asking(part, [self._node(child(node, each)) for each in classes])

    # -- lists ------------------------------------------------------------------------------

    def _list(self, outlook: int, number: int) -> int:
        """The outlook with the bits of this list and of those after it given way to facts."""
        if number == len(self._numbering.lists):
            return outlook
        key = (outlook, number)
        found = self._lists.get(key)
        if found is None:
            found = self._lists[key] = self._of_list(outlook, number)
        return found

    def _of_list(self, outlook: int, number: int) -> int:
        part = self.outlooks.part[outlook]
        if part < self._facts:
            below = [self._list(each, number) for each in self.outlooks.below[outlook]]
            return self.outlooks.asking(part, below)
        whole = self._numbering.lists[number]
        counts = range(whole.listed, whole.listed + len(whole.more) + 1)
        found = [self._group(outlook, number, 0, count) for count in counts]
        last = found.pop()
        for more, fewer in zip(reversed(whole.more), reversed(found), strict=True):
            last = self.outlooks.asking(more, (fewer, last))
        return last

    def _group(self, outlook: int, number: int, group: int, count: int) -> int:
        """The same from this group of tests on, if the list has so many entities (and others)."""
        if group == len(self._numbering.lists[number].groups):
            return self._list(outlook, number + 1)
        return self._entity(outlook, number, group, count, 0)

    def _entity(self, outlook: int, number: int, group: int, count: int, at: int) -> int:
        """The same from this entity on."""
        key = (outlook, number, group, count, at)
        found = self._entities.get(key)
        if found is None:
            if at == count:
                found = self._rest(outlook, number, group, count)
            else:
                parts = self._numbering.lists[number].groups[group]
                asked = self.outlooks.parts(outlook) >> self._bit(parts.tests.start)
                classes = tuple(self._numbering.parts[each].classes for each in parts.entities[at])
                found = self._row(*key, self._profiles.of(parts.tests, classes, asked))
            self._entities[key] = found
        return found

    def _row(self, outlook: int, number: int, group: int, count: int, at: int, profile: int) -> int:
        """The same from the facts of this entity on, which has such a profile."""
        parts, profiles = self._numbering.lists[number].groups[group], self._profiles.outlooks
        facts, tests, asking = parts.entities[at], parts.tests, self.outlooks.asking
        known = {profiles.nothing: self.outlooks.nothing}

        def of(each: int) -> int:
            found = known.get(each)
            if found is None:
                part = profiles.part[each]
                if part == LAST:
                    passed = self._passed(outlook, tests, profiles.possible(each))
                    found = self._entity(passed, number, group, count, at + 1)
                else:
                    found = asking(facts[part], [of(below) for below in profiles.below[each]])
                known[each] = found
            return found

        return of(profile)

    def _passed(self, outlook: int, tests: ListBits, passed: Ends) -> int:
        """The outlook once some entity is known to pass tests of a list."""
        key = (tests.start, passed)
        bits = self._bits.get(key)
        if bits is None:
            wanted = (at for at in range(tests.stop - tests.start) if str(at) in passed)
            bits = self._bits[key] = tuple(self._bit(tests.start + at) for at in wanted)
        for bit in bits:
            outlook = self.outlooks.given(outlook, bit, 1)
        return outlook

    # -- other entities ---------------------------------------------------------------------

    def _rest(self, outlook: int, number: int, group: int, count: int) -> int:
        parts = self._numbering.lists[number].groups[group]
        if parts.others:
            achieved = self._achieved_by(parts.tests)
            return self._other(outlook, number, group, count, achieved, 0)
        for bit in range(parts.tests.start, parts.tests.stop):
            outlook = self.outlooks.given(outlook, self._bit(bit), 0)
        return self._group(outlook, number, group + 1, count)

    def _other(
        self, outlook: int, number: int, group: int, count: int, achieved: int, at: int
    ) -> int:
        """The same from this test on; `achieved` are the answers to the tests that can be had."""
        if achieved == self.outlooks.nothing:
            return achieved
        parts = self._numbering.lists[number].groups[group]
        if at == len(parts.others):
            return self._group(outlook, number, group + 1, count)
        key = (outlook, number, group, count, achieved, at)
        found = self._others.get(key)
        if found is None:
            bit = self._bit(parts.tests.start + at)
            ways = zip(self.outlooks.under(achieved, bit), (0, 1), strict=False)
            below = [
                self._other(self.outlooks.given(outlook, bit, answer), *key[1:4], way, at + 1)
                for way, answer in ways
            ]
            found = self._others[key] = self.outlooks.asking(parts.others[at], below)
        return found

    def _achieved_by(self, tests: ListBits) -> int:
        """The answers to the tests of a list that any number of its entities can have."""
        if tests.start not in self._achieved:
            left = tests.entities.answering.besides(0)
            self._achieved[tests.start] = self._achieved_from(tests, left, tests.start, {})
        return self._achieved[tests.start]

    def _achieved_from(
        self, tests: ListBits, left: int, bit: int, known: dict[tuple[int, int], int]
    ) -> int:
        if bit == tests.stop:
            return self.outlooks.end(ACHIEVED)
        key = (left, bit)
        if key not in known:
            answering, below = tests.entities.answering, []
            asked = (tests.bits >> bit + 1 << bit + 1) >> tests.start
            for after in answering.given(left, bit - tests.start):
                if after == CANNOT_BE:
                    below.append(self.outlooks.nothing)
                    continue
                left_below = answering.cut(after, asked)
                below.append(self._achieved_from(tests, left_below, bit + 1, known))
            known[key] = self.outlooks.asking(self._bit(bit), below)
        return known[key]
