"""The loop of a function that works on groups of rows, in the language of LLVM."""

from collections.abc import Sequence

from llvmlite import ir

from casewise.evaluation.columns.running import GROUP

NAME = "run"
LINE = 64
"""So many bytes are fetched at a time."""

BYTE, INT, WORD, POINTER = ir.IntType(8), ir.IntType(32), ir.IntType(64), ir.PointerType()
LANES = GROUP // 64
PLANE = ir.VectorType(WORD, LANES)
"""A bit for each row of a group."""
PLANE_SIZE = GROUP // 8
_HOW = [ir.Constant(INT, each) for each in (0, 3, 1)]
"""For reading, to be kept, and data: so `llvm.prefetch` is asked."""


class Loop:
    """A function of pointers to inputs, pointers to outputs, a first group and one after the last.

    Inputs and outputs need not be aligned.

    Args:
        sizes: how many bytes each input has for a group.
        outputs: how many outputs there are.
    """

    def __init__(self, sizes: Sequence[int], outputs: int) -> None:
        self._made = ir.Module(NAME)
        kind = ir.FunctionType(ir.VoidType(), [POINTER, POINTER, WORD, WORD])
        function = ir.Function(self._made, kind, NAME)
        fetching = ir.FunctionType(ir.VoidType(), [POINTER, INT, INT, INT])
        self._prefetch = ir.Function(self._made, fetching, "llvm.prefetch.p0")
        for argument in function.args[:2]:
            argument.add_attribute("noalias")
        start, self._loop = function.append_basic_block(), function.append_basic_block()
        self.ir = ir.IRBuilder(start)
        given, wanted, first, self._last = function.args
        self._sizes = sizes
        self._inputs = [self._pointer(given, at) for at in range(len(sizes))]
        self._outputs = [self._pointer(wanted, at) for at in range(outputs)]
        self.ir.branch(self._loop)
        self.ir.position_at_end(self._loop)
        self._group = self.ir.phi(WORD)
        self._group.add_incoming(first, start)

    def _pointer(self, array: ir.Value, at: int) -> ir.Value:
        where = self.ir.gep(array, [_word(at)], source_etype=POINTER)
        return self.ir.load(where, typ=POINTER)

    def _bytes_of(self, pointer: ir.Value, size: int, more: int) -> ir.Value:
        """Where the bytes of the group begin, of which each has so many, and `more` after that."""
        offset = self.ir.add(self.ir.mul(self._group, _word(size)), _word(more))
        return self.ir.gep(pointer, [offset], source_etype=BYTE)

    def call_for(self, at: int, ahead: int) -> None:
        """Have the processor fetch what an input has for the group so many groups later."""
        size = self._sizes[at]
        for line in range(0, size, LINE):
            far = self._bytes_of(self._inputs[at], size, ahead * size + line)
            self.ir.call(self._prefetch, [far, *_HOW])

    def read(self, at: int, kind: ir.Type, more: int = 0) -> ir.Value:
        """What an input has for the group, `more` bytes after the first."""
        where = self._bytes_of(self._inputs[at], self._sizes[at], more)
        return self.ir.load(where, typ=kind, align=1)

    def write(self, output: int, size: int, value: ir.Value, more: int = 0) -> None:
        """Write to an output that has so many bytes for a group, `more` bytes after the first."""
        self.ir.store(value, self._bytes_of(self._outputs[output], size, more), align=1)

    def finish(self) -> str:
        """Go on to the next group, or end; the whole text."""
        after = self.ir.add(self._group, _word(1))
        self._group.add_incoming(after, self._loop)
        end = self.ir.append_basic_block()
        self.ir.cbranch(self.ir.icmp_unsigned("<", after, self._last), self._loop, end)
        self.ir.position_at_end(end)
        self.ir.ret_void()
        return str(self._made)


def _word(number: int) -> ir.Constant:
    return ir.Constant(WORD, number)
