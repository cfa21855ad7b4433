"""A circuit run over diagrams instead of planes: what each of its planes asks of a row."""

from collections.abc import Sequence

from casewise.evaluation.columns.circuit import ALWAYS, NEVER, Circuit
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
    held = {NEVER: FALSE, ALWAYS: TRUE}
    held |= dict(enumerate(_inputs(diagrams, circuit.inputs // 2, order), start=2))
    for plane, kind, left, right in needed(circuit, planes):
        if kind == AND:
            held[plane] = diagrams.both(held[left], held[right])
        elif kind == OR:
            held[plane] = diagrams.either(held[left], held[right])
        else:
            held[plane] = diagrams.negation(held[left])
    return [held[plane] for plane in planes]


def needed(circuit: Circuit, planes: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """The gates that some planes need: the plane, the operation, its first and last operand."""
    wanted, found = set(planes), []
    for plane, (kind, *operands) in reversed(list(circuit.gates())):
        if plane in wanted:
            wanted.update(operands)
            found.append((plane, kind, operands[0], operands[-1]))
    return found[::-1]


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
