"""A decision diagram that grows where it is walked.

A node is what remains of several formulas once the variables before it are known; walking an
unknown variable takes every class it may still have. Each variable is met at most once on a
path and variables are independent, so that every terminal reached is reached by a real
completion, and none is missed.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import reduce
from operator import or_

from casewise.evaluation.exact.formulas import Formulas

State = tuple[int, ...]
Terminal = Hashable

END = 1 << 30
"""Where a terminal stands in the order of variables: after all of them."""


class Diagram:
    """The joint diagram of some formulas.

    `reduce` is given the formulas of a state, may replace those that no longer matter, and
    gives back the reduced state, or a terminal (anything that is not a tuple) once it is certain.
    """

    def __init__(
        self, formulas: Formulas, roots: State, reduce: Callable[[State], State | Terminal]
    ) -> None:
        self._formulas = formulas
        self._reduce = reduce
        self._known: dict[State | Terminal, int] = {}
        self._states: list[State] = []
        self._children: list[list[int]] = []
        self.variable: list[int] = []
        """The variable each node asks for, or `END` for a terminal."""
        self.terminal: list[Terminal] = []
        """What each terminal says; `None` for other nodes."""
        self.support: list[int] = []
        """All variables that the outcome of each node still depends on, as a bit mask."""
        self.root = self._node(roots)

    def __len__(self) -> int:
        return len(self._states)

    def child(self, node: int, chosen: int) -> int:
        """The node reached when the variable of `node` is of class `chosen`."""
        found = self._children[node][chosen]
        if found < 0:
            fix, first, variable = self._formulas.fix, self._formulas.first, self.variable[node]
            state = [
                part if first[part] != variable else fix(part, variable, chosen)
                for part in self._states[node]
            ]
            found = self._children[node][chosen] = self._node(tuple(state))
        return found

    def state(self, node: int) -> State:
        """The formulas that a node stands for; none for a terminal."""
        return self._states[node]

    def size(self, node: int) -> int:
        """The number of classes of the variable that a node asks for."""
        return len(self._children[node])

    def named(self, reduced: State | Terminal) -> int:
        """The node of a state that is reduced, or of a terminal; it is made if there is none."""
        found = self._known.get(reduced)
        if found is None:
            found = self._known[reduced] = len(self._states)
            self._append(reduced)
        return found

    def exits(
        self, starts: Iterable[int], classes: list[tuple[int, ...]], stop: int
    ) -> Iterator[int]:
        """The nodes reached from `starts` that ask for variable `stop` or a later one, each once.

        `classes[v]` are the classes that variable `v` may have, for every `v` before `stop`.
        """
        variable, children, child = self.variable, self._children, self.child
        stack = list(starts)
        seen = set(stack)
        while stack:
            node = stack.pop()
            asked = variable[node]
            if asked >= stop:
                yield node
                continue
            below = children[node]
            for chosen in classes[asked]:
                next_node = below[chosen]
                if next_node < 0:
                    next_node = child(node, chosen)
                if next_node not in seen:
                    seen.add(next_node)
                    stack.append(next_node)

    def _node(self, state: State) -> int:
        return self.named(self._reduce(state))

    def _append(self, reduced: State | Terminal) -> None:
        if isinstance(reduced, tuple):
            self.support.append(reduce(or_, map(self._formulas.support.__getitem__, reduced)))
            variable = min(map(self._formulas.first.__getitem__, reduced))
            self._states.append(reduced)
            self.variable.append(variable)
            self.terminal.append(None)
            self._children.append([-1] * self._formulas.sizes[variable])
        else:
            self.support.append(0)
            self._states.append(())
            self.variable.append(END)
            self.terminal.append(reduced)
            self._children.append([])
