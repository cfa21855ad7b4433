"""A diagram as a circuit: which of its nodes the completions of each row reach."""

from collections.abc import Collection, Mapping

from attrs import field, frozen

from casewise.evaluation.columns.circuit import ALWAYS, NEVER, Circuit
from casewise.evaluation.columns.labels import Label, Labels, inputs
from casewise.evaluation.columns.reduced import Reduced
from casewise.evaluation.exact.variables import Scope
from casewise.model.conditions import FactTest


@frozen
class Sweep:
    """The part of a diagram above variable `stop`, as planes of a circuit.

    `exits` are the nodes in which it ends, each with the plane of the rows that reach it; `asked`
    says for each variable which rows reach a node that asks for it.
    """

    circuit: Circuit = field(repr=False)
    labels: Labels
    exits: dict[int, int]
    asked: dict[int, int]

    @property
    def tests(self) -> list[FactTest]:
        """What is asked of each row."""
        return self.labels.tests

    def matter(self) -> list[int]:
        """What mattered of each row: what is known of the variables that nodes it reached ask."""
        return mattering(self.circuit, self.labels, self.asked)


def mattering(
    circuit: Circuit, labels: Labels, rows: Mapping[int, int], whole: int = NEVER
) -> list[int]:
    """For each test two planes: where its answer is known and matters, and where it then holds.

    `rows` says for each variable in which rows what is known of it matters; in those of `whole`
    everything does.
    """
    found: list[int] = []
    for variable, tests in labels.by_variable.items():
        for test in tests:
            value, known = inputs(circuit, test)
            wanted = circuit.either(rows.get(variable, NEVER), whole)
            matters = circuit.both(wanted, known)
            found += [matters, circuit.both(matters, value)]
    return found


def sweep(nodes: Reduced, scope: Scope, *, without: Collection[int]) -> Sweep:
    """Compile a diagram; the ends `without` are left out."""
    order = nodes.nodes()
    edges = {node: _edges(nodes, node) for node in order}
    every = dict.fromkeys(label for below in edges.values() for label in below.values())
    labels = Labels(scope, every)
    circuit = Circuit(2 * len(labels.tests))
    may = {label: labels.may(circuit, label) for label in every}
    coming: dict[int, dict[Label, list[int]]] = {nodes.root: {}}
    for below in edges.values():
        coming |= {child: {} for child in below}
    planes: dict[int, int] = {}

    def reach(node: int) -> int:
        if node == nodes.root:
            return ALWAYS
        return circuit.any_of(
            circuit.both(circuit.any_of(parents), may[label])
            for label, parents in coming[node].items()
        )

    for node in order:
        planes[node] = reach(node)
        for child, label in edges[node].items():
            coming[child].setdefault(label, []).append(planes[node])
    asked = {
        variable: circuit.any_of(planes[n] for n in order if nodes.variable[n] == variable)
        for variable in labels.by_variable
    }
    ends = sorted(node for node in coming if node not in edges and node not in without)
    return Sweep(circuit, labels, {node: reach(node) for node in ends}, asked)


def _edges(nodes: Reduced, node: int) -> dict[int, Label]:
    """The nodes below a node, each with the label that leads there."""
    classes: dict[int, int] = {}
    for chosen, child in enumerate(nodes.children[node]):
        classes[child] = classes.get(child, 0) | 1 << chosen
    return {child: (nodes.variable[node], mask) for child, mask in classes.items()}
