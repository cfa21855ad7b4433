"""A diagram without nodes that decide nothing, and with one node where several say the same."""

from attrs import frozen

from casewise.evaluation.exact.diagram import END, Diagram


@frozen
class Reduced:
    """The nodes of a diagram that are left, by the numbers they have in it."""

    diagram: Diagram
    root: int
    children: dict[int, tuple[int, ...]]
    """The nodes below each one, class by class; what has none is an end."""

    def above(self, stop: int) -> list[int]:
        """The nodes reached above a variable and those first reached below, parents first."""
        variable = self.diagram.variable
        found, stack = {self.root}, [self.root]
        while stack:
            node = stack.pop()
            for child in self.children[node] if variable[node] < stop else ():
                if child not in found:
                    found.add(child)
                    stack.append(child)
        return sorted(found, key=lambda node: (variable[node], node))


def reduced(diagram: Diagram) -> Reduced:
    """Every node of a diagram that is needed; equal ones are one."""
    same: dict[int, int] = {}
    known: dict[tuple[int, tuple[int, ...]], int] = {}
    children: dict[int, tuple[int, ...]] = {}
    for node in reversed(_all_nodes(diagram)):
        below = tuple(same[child] for child in _below(diagram, node))
        if below and len(set(below)) == 1:
            same[node] = below[0]
            continue
        key = (diagram.variable[node], below) if below else (END, (node,))
        same[node] = known.setdefault(key, node)
        children[same[node]] = below
    return Reduced(diagram, same[diagram.root], children)


def _all_nodes(diagram: Diagram) -> list[int]:
    """All nodes, parents first."""
    found, stack = {diagram.root}, [diagram.root]
    while stack:
        for child in _below(diagram, stack.pop()):
            if child not in found:
                found.add(child)
                stack.append(child)
    return sorted(found, key=lambda node: (diagram.variable[node], node))


def _below(diagram: Diagram, node: int) -> list[int]:
    return [diagram.child(node, chosen) for chosen in range(diagram.size(node))]
