"""The gates of a circuit in the order they are run, each with a place for its plane.

Gates that serve only one other are run together with it, and a plane made of inputs alone is made
just before it is wanted, so that few planes are kept at a time.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

AND, OR, NOT, AND_NOT, OR_NOT, NAND, OR_AND = range(7)
"""`OR_AND` is the first operand or both of the others; of `AND_NOT` and `OR_NOT` the second is the
one that is negated."""

Gate = tuple[int, ...]
"""An operation and the planes it is done to."""
_JOINED = {(OR, AND): OR_AND, (OR, NOT): OR_NOT, (AND, NOT): AND_NOT}
"""What a gate becomes together with one of its operands."""
MOST_OPERANDS = 3


@frozen
class Program:
    """What is run. The first places hold the constants and the inputs and are never written to."""

    places: int
    steps: tuple[Gate, ...]
    """Operation, the places of its operands (the last one again where they are fewer than
    `MOST_OPERANDS`), and the place of its result. That can be one of those: not the first one where
    the others are put together before."""
    outputs: tuple[int, ...]
    """The place of each output, when all steps are done."""


def scheduled(first: int, gates: Mapping[int, Gate], outputs: Sequence[int]) -> Program:
    """A program for some gates; planes before `first` are given."""
    joined = _joined(gates, outputs)
    return _allocated(first, _ordered(first, joined, outputs), outputs)


def _joined(gates: Mapping[int, Gate], outputs: Sequence[int]) -> dict[int, Gate]:
    """The gates without those that can be run together with the only one they serve."""
    uses = dict.fromkeys(gates, 0)
    for plane in [*outputs, *(each for gate in gates.values() for each in gate[1:])]:
        if plane in uses:
            uses[plane] += 1
    found = dict(gates)
    for plane, gate in gates.items():
        for operand in gate[1:]:
            if uses.get(operand) == 1 and operand in found:
                together = _together(gate, operand, found[operand])
                if together is not None:
                    found[plane] = together
                    del found[operand]
                    break
    return found


def _together(gate: Gate, operand: int, below: Gate) -> Gate | None:
    """A gate and one of its operands as one gate, if there is such an operation."""
    if gate[0] == NOT:
        return (NAND, *below[1:]) if below[0] == AND else None
    kind = _JOINED.get((gate[0], below[0]))
    if kind is None:
        return None
    other = gate[1] if gate[2] == operand else gate[2]
    return (kind, other, *below[1:])


def _ordered(
    first: int, gates: Mapping[int, Gate], outputs: Sequence[int]
) -> list[tuple[int, Gate]]:
    """Gates after their operands; those of given planes alone just before they are wanted."""
    found: dict[int, Gate] = {}
    late = {plane for plane, gate in gates.items() if max(gate[1:]) < first}
    for plane, gate in gates.items():
        if plane not in late:
            found |= {each: gates[each] for each in gate[1:] if each in late}
            found[plane] = gate
    found |= {plane: gates[plane] for plane in outputs if plane in late}
    return list(found.items())


def _needed_late(kind: int, operands: Sequence[int], plane: int) -> bool:
    """Whether a gate still needs an operand after it began to write its result."""
    return kind in (AND_NOT, OR_NOT, OR_AND) and plane == operands[0]


def _allocated(first: int, gates: Sequence[tuple[int, Gate]], outputs: Sequence[int]) -> Program:
    last_use = dict.fromkeys(outputs, len(gates))
    for when in range(len(gates) - 1, -1, -1):
        for plane in gates[when][1][1:]:
            last_use.setdefault(plane, when)
    place = {plane: plane for plane in range(first)}
    free: list[int] = []
    places, steps = first, []
    for when, (plane, (kind, *operands)) in enumerate(gates):
        padded = operands + [operands[-1]] * (MOST_OPERANDS - len(operands))
        done = {each for each in operands if each >= first and last_use[each] == when}
        free += [place[each] for each in sorted(done) if not _needed_late(kind, operands, each)]
        if not free:
            free.append(places)
            places += 1
        place[plane] = free.pop()
        steps.append((kind, *(place[each] for each in padded), place[plane]))
        free += [place[each] for each in sorted(done) if _needed_late(kind, operands, each)]
    return Program(places, tuple(steps), tuple(place[plane] for plane in outputs))
