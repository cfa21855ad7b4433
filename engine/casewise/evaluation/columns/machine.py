"""Circuits as machine code: the same answers as with NumPy, sooner.

Needs llvmlite (the extra `compiled`); it is imported only here, and only when there are so many
rows that making the code is worth its time.
"""

from collections.abc import Iterable, Sequence
from ctypes import CFUNCTYPE, Array, c_int64, c_void_p
from typing import Any

import llvmlite.binding as llvm
import numpy as np
from numpy.typing import NDArray

from casewise.evaluation.columns.bits import Bytes
from casewise.evaluation.columns.instructions import NAME, module
from casewise.evaluation.columns.program import Program
from casewise.evaluation.columns.running import GROUP, Cells
from casewise.evaluation.columns.threads import in_threads

OPTIMIZED = 1
"""More takes longer and makes nothing faster: there is little to find in one long block."""
SHARE = 1 << 11
"""The groups that a processor works on before it looks for more."""
_SIZE = GROUP // 8
Output = NDArray[Any]

llvm.initialize_native_target()
llvm.initialize_native_asmprinter()
_FUNCTION = CFUNCTYPE(None, c_void_p, c_void_p, c_int64, c_int64)  # calls give up the lock


class Machine:
    """A program made into machine code; safe to share by threads.

    Args:
        program: what is computed of what.
        inputs: how many planes are given.
        planes: the places of planes that are wanted.
        cells: numbers that are wanted.
    """

    def __init__(
        self, program: Program, inputs: int, planes: Sequence[int], cells: Sequence[Cells]
    ) -> None:
        target = llvm.Target.from_default_triple().create_target_machine(
            cpu=llvm.get_host_cpu_name(),
            features=llvm.get_host_cpu_features().flatten(),
            opt=OPTIMIZED,
        )
        made = llvm.parse_assembly(module(program, inputs, planes, cells))
        self._engine = llvm.create_mcjit_compiler(made, target)  # the code lives as long as it
        self._engine.finalize_object()
        self._function = _FUNCTION(self._engine.get_function_address(NAME))

    def run(self, inputs: Sequence[Bytes], outputs: Sequence[Output]) -> None:
        """Run over planes; each output has a row for each group, even if that is not whole."""
        given = [np.ascontiguousarray(plane) for plane in inputs]
        size = min((len(plane) for plane in given), default=0)
        pointers, wanted = _pointers(given), _pointers(outputs)
        whole = size // _SIZE

        def work(starts: Iterable[int]) -> None:
            for start in starts:
                self._function(pointers, wanted, start, min(start + SHARE, whole))

        in_threads(work, range(0, whole, SHARE))
        if size % _SIZE:
            rest = [_padded(plane[whole * _SIZE :]) for plane in given]
            self._function(_pointers(rest), _pointers([each[whole:] for each in outputs]), 0, 1)


def _padded(plane: Bytes) -> Bytes:
    """The part of a plane in a group that is not whole, with room for all of it."""
    return np.concatenate([plane, np.zeros(_SIZE - len(plane), np.uint8)])


def _pointers(arrays: Sequence[Output]) -> Array[c_void_p]:
    return (c_void_p * len(arrays))(*(array.ctypes.data for array in arrays))
