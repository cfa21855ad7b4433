"""Comparisons of whole numbers as instructions for the processor, in the language of LLVM."""

from collections.abc import Sequence

import numpy as np
from llvmlite import ir
from numpy.typing import DTypeLike

from casewise.evaluation.columns.loop import INT, PLANE_SIZE, Loop
from casewise.evaluation.columns.running import GROUP

SHARE = 32
"""So many rows are compared with everything before the next: memory is read from end to end."""
AHEAD = 2
"""How many groups before they are wanted numbers are called for."""


def sizes_of(dtype: DTypeLike) -> tuple[int, int]:
    """How many bytes the inputs of `module` have for a group: numbers, and where they are known."""
    return GROUP * np.dtype(dtype).itemsize, PLANE_SIZE


def module(dtype: DTypeLike, cuts: Sequence[int], ends: tuple[int, int]) -> str:
    """A function (see `Loop`) of numbers and of the plane in which they are known.

    Outputs are planes: for each cut where a number is at least that, then where a known one is
    outside its ends. All of them fit into the type.
    """
    loop, kind = Loop(sizes_of(dtype), len(cuts) + 1), np.dtype(dtype)
    loop.call_for(0, AHEAD)
    numbers = ir.VectorType(ir.IntType(8 * kind.itemsize), SHARE)
    compare = loop.ir.icmp_signed if kind.kind == "i" else loop.ir.icmp_unsigned
    for row in range(0, GROUP, SHARE):
        cells = loop.read(0, numbers, row * kind.itemsize)
        known = loop.read(1, INT, row // 8)
        flags = [compare(">=", cells, _every(numbers, cut)) for cut in cuts]
        planes = [loop.ir.bitcast(each, INT) for each in flags]
        beyond = loop.ir.bitcast(_beyond(loop.ir, cells, ends), INT)
        for at, plane in enumerate([*planes, loop.ir.and_(beyond, known)]):
            loop.write(at, PLANE_SIZE, plane, row // 8)
    return loop.finish()


def _beyond(build: ir.IRBuilder, cells: ir.Value, ends: tuple[int, int]) -> ir.Value:
    """Where numbers are before the first end or after the other: far from the first anyway."""
    low, high = (_every(cells.type, each) for each in (ends[0], ends[1] - ends[0]))
    return build.icmp_unsigned(">", build.sub(cells, low), high)


def _every(kind: ir.VectorType, number: int) -> ir.Constant:
    return ir.Constant(kind, [number] * SHARE)
