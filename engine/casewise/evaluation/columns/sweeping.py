"""A diagram as a circuit: which of its nodes the completions of each row reach."""

from attrs import field, frozen

from casewise.evaluation.columns.circuit import ALWAYS, Circuit
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
        """For each test, where its answer is known and mattered, and where it then holds."""
        found: list[int] = []
        for variable, tests in self.labels.by_variable.items():
            for test in tests:
                value, known = inputs(self.circuit, test)
                mattered = self.circuit.both(self.asked[variable], known)
                found += [mattered, self.circuit.both(mattered, value)]
        return found


def sweep(nodes: Reduced, scope: Scope, stop: int, *, without: object) -> Sweep:
    """Compile the part of a diagram above a variable; the end `without` is left out."""
    diagram, order = nodes.diagram, nodes.above(stop)
    edges = {node: _edges(nodes, node) for node in order if diagram.variable[node] < stop}
    every = dict.fromkeys(label for below in edges.values() for label in below.values())
    labels = Labels(scope, every)
    circuit = Circuit(2 * len(labels.tests))
    may = {label: labels.may(circuit, label) for label in every}
    coming: dict[int, dict[Label, list[int]]] = {node: {} for node in order}
    planes = {nodes.root: ALWAYS}
    for node in order:
        if node != nodes.root:
            planes[node] = circuit.any_of(
                circuit.both(circuit.any_of(parents), may[label])
                for label, parents in coming[node].items()
            )
        for child, label in edges.get(node, {}).items():
            coming[child].setdefault(label, []).append(planes[node])
    asked = {
        variable: circuit.any_of(planes[n] for n in edges if diagram.variable[n] == variable)
        for variable in labels.by_variable
    }
    exits = {n: planes[n] for n in order if n not in edges and diagram.terminal[n] != without}
    return Sweep(circuit, labels, exits, asked)


def _edges(nodes: Reduced, node: int) -> dict[int, Label]:
    """The nodes below a node, each with the label that leads there."""
    classes: dict[int, int] = {}
    for chosen, child in enumerate(nodes.children[node]):
        classes[child] = classes.get(child, 0) | 1 << chosen
    return {child: (nodes.diagram.variable[node], mask) for child, mask in classes.items()}
