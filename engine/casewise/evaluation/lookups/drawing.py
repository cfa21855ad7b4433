"""A circuit run over diagrams instead of planes: what each of its planes asks of a row."""

from collections.abc import Sequence

from casewise.evaluation.columns.circuit import Circuit
from casewise.evaluation.columns.program import AND, OR
from casewise.evaluation.lookups.diagrams import FALSE, TRUE, Diagrams


def drawn(
    diagrams: Diagrams, circuit: Circuit, planes: Sequence[int], order: Sequence[int]
) -> list[int]:
    """The diagrams of some planes of a circuit.

    The inputs of the circuit are two for each test, as `labels.inputs` has them; `order` are the
    tests in the order in which diagrams ask them. Tests that cannot be answered as they are
    together make no difference.
    """
    program = circuit.program(planes)
    held = [FALSE, TRUE, *_inputs(diagrams, circuit.inputs // 2, order)]
    held += [FALSE] * (program.places - len(held))
    for kind, left, right, target in program.steps:
        if kind == AND:
            held[target] = diagrams.both(held[left], held[right])
        elif kind == OR:
            held[target] = diagrams.either(held[left], held[right])
        else:
            held[target] = diagrams.negation(held[left])
    return [held[place] for place in program.outputs]


def _inputs(diagrams: Diagrams, tests: int, order: Sequence[int]) -> list[int]:
    """For each test where it holds, and where it is known."""
    found = []
    for test in range(tests):
        place = order.index(test)
        found += [
            diagrams.asking(place, (FALSE, TRUE, FALSE)),
            diagrams.asking(place, (TRUE, TRUE, FALSE)),
        ]
    return found
