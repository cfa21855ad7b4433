"""Functions of rows as machine code: the same answers as with NumPy, sooner.

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
from casewise.evaluation.columns.loop import NAME
from casewise.evaluation.columns.running import GROUP
from casewise.evaluation.columns.threads import in_threads

OPTIMIZED = 1
"""More takes longer and makes nothing faster: there is little to find in one long block."""
SHARE = 1 << 11
"""The groups that a processor works on before it looks for more."""
Cells = NDArray[Any]

llvm.initialize_native_target()
llvm.initialize_native_asmprinter()
_FUNCTION = CFUNCTYPE(None, c_void_p, c_void_p, c_int64, c_int64)  # calls give up the lock


class Machine:
    """A function of groups of rows made into machine code; safe to share by threads.

    Args:
        text: the function, as `Loop` makes it.
        sizes: how many bytes each input has for a group.
    """

    def __init__(self, text: str, sizes: Sequence[int]) -> None:
        target = llvm.Target.from_default_triple().create_target_machine(
            cpu=llvm.get_host_cpu_name(),
            features=llvm.get_host_cpu_features().flatten(),
            opt=OPTIMIZED,
        )
        self._sizes = sizes
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(text), target)
        self._engine.finalize_object()  # the code lives as long as the engine
        self._function = _FUNCTION(self._engine.get_function_address(NAME))

    def run(self, inputs: Sequence[Cells], outputs: Sequence[Cells], rows: int) -> None:
        """Run over rows; each output has a row for each group, even if that is not whole."""
        given = [np.ascontiguousarray(each).view(np.uint8) for each in inputs]
        pointers, wanted = _pointers(given), _pointers(outputs)
        whole = rows // GROUP

        def work(starts: Iterable[int]) -> None:
            for start in starts:
                self._function(pointers, wanted, start, min(start + SHARE, whole))

        in_threads(work, range(0, whole, SHARE))
        if rows % GROUP:
            rest = [
                _padded(each[whole * size :], size)
                for each, size in zip(given, self._sizes, strict=True)
            ]
            self._function(_pointers(rest), _pointers([each[whole:] for each in outputs]), 0, 1)


def _padded(left: Bytes, size: int) -> Bytes:
    """What an input has for a group that is not whole, with room for all of it."""
    found = np.zeros(size, np.uint8)
    found[: len(left)] = left[:size]
    return found


def _pointers(arrays: Sequence[Cells]) -> Array[c_void_p]:
    return (c_void_p * len(arrays))(*(array.ctypes.data for array in arrays))
