"""Comparisons of whole numbers as instructions for the processor, in the language of LLVM."""

from collections.abc import Sequence

import numpy as np
from llvmlite import ir
from numpy.typing import DTypeLike

from casewise.evaluation.columns.loop import PLANE, PLANE_SIZE, Loop
from casewise.evaluation.columns.running import GROUP


def sizes_of(dtype: DTypeLike) -> tuple[int, int]:
    """How many bytes the inputs of `module` have for a group: numbers, and where they are known."""
    return GROUP * np.dtype(dtype).itemsize, PLANE_SIZE


def module(dtype: DTypeLike, cuts: Sequence[int], ends: tuple[int, int]) -> str:
    """A function (see `Loop`) of numbers and of the plane in which they are known.

    Outputs are planes: for each cut where a number is at least that, then where a known one is
    outside its ends. All of them fit into the type.
    """
    kind = np.dtype(dtype)
    numbers = ir.VectorType(ir.IntType(8 * kind.itemsize), GROUP)
    loop = Loop(sizes_of(kind), len(cuts) + 1)
    cells, build = loop.read(0, numbers), loop.ir
    compare = build.icmp_signed if kind.kind == "i" else build.icmp_unsigned
    for at, cut in enumerate(cuts):
        loop.write(at, PLANE_SIZE, _plane(build, compare(">=", cells, _every(numbers, cut))))
    low, high = ends
    beyond = build.icmp_unsigned(
        ">", build.sub(cells, _every(numbers, low)), _every(numbers, high - low)
    )
    outside = build.and_(_plane(build, beyond), loop.read(1, PLANE))
    loop.write(len(cuts), PLANE_SIZE, outside)
    return loop.finish()


def _plane(build: ir.IRBuilder, flags: ir.Value) -> ir.Value:
    return build.bitcast(flags, PLANE)


def _every(kind: ir.VectorType, number: int) -> ir.Constant:
    return ir.Constant(kind, [number] * GROUP)
