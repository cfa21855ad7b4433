"""A program run over few rows: each plane is one whole number of as many bits.

A gate then takes a tenth of the time that it takes to call NumPy.
"""

from collections.abc import Sequence

import numpy as np

from casewise.evaluation.columns.bits import Bytes
from casewise.evaluation.columns.program import (
    AND,
    AND_NOT,
    NAND,
    NOT,
    OR,
    OR_AND,
    Program,
)


def held_after(program: Program, inputs: Sequence[Bytes], size: int) -> list[int]:
    """What each place holds in the end, of planes of so many bytes."""
    every = (1 << 8 * size) - 1
    held = [0, every, *(int.from_bytes(plane[:size].tobytes(), "little") for plane in inputs)]
    held += [0] * (program.places - len(held))
    for kind, one, two, three, target in program.steps:
        if kind == AND:
            held[target] = held[one] & held[two]
        elif kind == OR:
            held[target] = held[one] | held[two]
        elif kind == OR_AND:
            held[target] = held[one] | held[two] & held[three]
        elif kind == AND_NOT:
            held[target] = held[one] & ~held[two]
        elif kind == NOT:
            held[target] = every ^ held[one]
        elif kind == NAND:
            held[target] = every ^ held[one] & held[two]
        else:  # OR_NOT
            held[target] = held[one] | every ^ held[two]
    return held


def plane_of(number: int, size: int) -> Bytes:
    """A whole number as a plane of so many bytes."""
    return np.frombuffer(number.to_bytes(size, "little"), np.uint8)
