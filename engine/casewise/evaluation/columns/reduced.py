"""The upper part of a diagram, made small: nothing asked twice or in vain, in a good order.

Which variables come first decides how many nodes a diagram has, and each node costs time in every
row. Variables are therefore moved up and down one by one to where the fewest nodes are left
(sifting, Rudell 1993). What a node leads to is the same in every order.
"""

from collections.abc import Iterator

from casewise.evaluation.exact.diagram import END, Diagram

MOST_GROWTH = 1.3
"""A variable is moved on only while the diagram is no larger than this, times the least met."""


class Reduced:
    """The part of a diagram above variable `stop`, reordered; nodes from there on are its ends.

    Nodes are numbered as in the diagram if they are ends, and otherwise from `END` on.
    """

    def __init__(self, diagram: Diagram, stop: int) -> None:
        self.variable: dict[int, int] = {}
        self.children: dict[int, tuple[int, ...]] = {}
        """The nodes below each one, class by class; what has none is an end."""
        self.order = list(range(stop))
        self._levels: dict[int, set[int]] = {variable: set() for variable in self.order}
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._uses: dict[int, int] = {}
        self._next = END
        self.root = self._copy(diagram, stop)
        self._uses[self.root] = self._uses.get(self.root, 0) + 1

    def __len__(self) -> int:
        return len(self.children)

    def nodes(self) -> list[int]:
        """All nodes but the ends, parents first."""
        return [node for variable in self.order for node in sorted(self._levels[variable])]

    # -- making it ------------------------------------------------------------------------------

    def _copy(self, diagram: Diagram, stop: int) -> int:
        """The part of a diagram above a variable; equal ends are one."""
        same: dict[int, int] = {}
        known: dict[tuple[int, ...], int] = {}
        for node in reversed(_all_nodes(diagram)):
            below = tuple(same[child] for child in _below(diagram, node))
            if below and len(set(below)) == 1:
                same[node] = below[0]
            elif diagram.variable[node] < stop:
                same[node] = self._node(diagram.variable[node], below)
            else:
                same[node] = known.setdefault(
                    (diagram.variable[node], *below) if below else (END, node), node
                )
        return same[diagram.root]

    def _node(self, variable: int, children: tuple[int, ...]) -> int:
        """The node with these children; it is made if there is none."""
        if children.count(children[0]) == len(children):
            return children[0]
        found = self._known.get((variable, children))
        if found is None:
            found, self._next = self._next, self._next + 1
            self._put(found, variable, children)
        return found

    def _put(self, node: int, variable: int, children: tuple[int, ...]) -> None:
        self._known[variable, children] = node
        self.variable[node], self.children[node] = variable, children
        self._levels[variable].add(node)
        for child in children:
            self._uses[child] = self._uses.get(child, 0) + 1

    def _take(self, node: int) -> None:
        """Take a node out, and what nobody else uses below it."""
        variable, children = self.variable.pop(node), self.children.pop(node)
        del self._known[variable, children]
        self._levels[variable].discard(node)
        for child in children:
            self._uses[child] -= 1
            if not self._uses[child] and child in self.children:
                self._take(child)

    # -- order ----------------------------------------------------------------------------------

    def sift(self) -> None:
        """Move each variable to where the fewest nodes are left, the busiest ones first."""
        for variable in sorted(self.order, key=lambda each: -len(self._levels[each])):
            if self._levels[variable]:
                self._sift(variable)

    def _sift(self, variable: int) -> None:
        best, place = len(self), self.order.index(variable)
        for step in (1, -1):
            at = self.order.index(variable)
            while 0 <= at + step < len(self.order) and len(self) <= MOST_GROWTH * best:
                self._swap(min(at, at + step))
                at += step
                if len(self) < best:
                    best, place = len(self), at
        at = self.order.index(variable)
        while at != place:
            step = 1 if place > at else -1
            self._swap(min(at, at + step))
            at += step

    def _swap(self, at: int) -> None:
        """Let the variables at a place and at the next one change places."""
        upper, lower = self.order[at : at + 2]
        self.order[at : at + 2] = lower, upper
        for node in list(self._levels[upper]):
            children = self.children.get(node, ())
            if any(self.variable.get(child) == lower for child in children):
                self._turn(node, upper, lower)

    def _turn(self, node: int, upper: int, lower: int) -> None:
        """Let a node ask for the lower variable, and new nodes below it for its own."""
        children = self.children[node]
        size = next(
            len(self.children[child]) for child in children if self.variable.get(child) == lower
        )
        turned = tuple(
            self._node(upper, tuple(self._given(child, lower, chosen) for child in children))
            for chosen in range(size)
        )
        for child in turned:  # held, so that they outlive what is taken out
            self._uses[child] = self._uses.get(child, 0) + 1
        self._take(node)
        self._put(node, lower, turned)
        for child in turned:
            self._uses[child] -= 1

    def _given(self, node: int, variable: int, chosen: int) -> int:
        return self.children[node][chosen] if self.variable.get(node) == variable else node


def _all_nodes(diagram: Diagram) -> list[int]:
    """All nodes, parents first."""
    found, stack = {diagram.root}, [diagram.root]
    while stack:
        for child in _below(diagram, stack.pop()):
            if child not in found:
                found.add(child)
                stack.append(child)
    return sorted(found, key=lambda node: (diagram.variable[node], node))


def _below(diagram: Diagram, node: int) -> Iterator[int]:
    return (diagram.child(node, chosen) for chosen in range(diagram.size(node)))
