"""Rules that lead to rules: back to themselves, or on and on."""

from collections.abc import Iterator
from collections.abc import Mapping as Lookup
from graphlib import TopologicalSorter

from casewise.errors import Place

Edges = Lookup[str, list[tuple[str, Place | None]]]
MAX_STEPS = 20


def cycles(graph: Edges) -> Iterator[tuple[str, Place | None]]:
    """The edges that close a cycle, found depth first without recursion."""
    done: set[str] = set()
    for root in sorted(graph):
        path: dict[str, Iterator[tuple[str, Place | None]]] = {}
        if root not in done:
            path[root] = iter(graph[root])
        while path:
            name, edges = next(reversed(path.items()))
            step = next(edges, None)
            if step is None:
                done.add(name)
                del path[name]
            elif step[0] in path:
                yield step
            elif step[0] in graph and step[0] not in done:
                path[step[0]] = iter(graph[step[0]])


def too_long(graph: Edges) -> Iterator[str]:
    """Where those chains begin that have more than `MAX_STEPS` steps; there is no cycle.

    Whoever reads the rules may follow them by recursion, so the longest chain is bounded.
    """
    steps: dict[str, int] = {}
    order = TopologicalSorter({name: [to for to, _ in edges] for name, edges in graph.items()})
    for name in order.static_order():
        steps[name] = max((steps[to] + 1 for to, _ in graph.get(name, ())), default=0)
        if steps[name] == MAX_STEPS + 1:
            yield name
