"""A program as instructions for the processor, in the language of LLVM.

Words of 256 rows go through the whole program at once, in registers: nothing is written but what
is wanted. Numbers are made there too, by turning squares of eight digits by eight rows.
"""

from collections.abc import Mapping, Sequence

from llvmlite import ir

from casewise.evaluation.columns import program
from casewise.evaluation.columns.program import Gate, Program
from casewise.evaluation.columns.running import GROUP, Cells

NAME = "run"
AHEAD = 32
"""How many groups before they are wanted inputs are called for: there are too many for the
processor to see where each of them goes on."""

BYTE, INT, WORD, POINTER = ir.IntType(8), ir.IntType(32), ir.IntType(64), ir.PointerType()
LANES = GROUP // 64
PLANE = ir.VectorType(WORD, LANES)
BYTES = ir.VectorType(BYTE, GROUP // 8)
_TURNS = ((7, 0x00AA00AA00AA00AA), (14, 0x0000CCCC0000CCCC), (28, 0x00000000F0F0F0F0))
"""How far bits of a square move that is turned over, and which."""
_PREFETCH = "llvm.prefetch.p0"
_FOR_READING, _KEPT, _DATA = 0, 3, 1


def module(todo: Program, inputs: int, planes: Sequence[int], cells: Sequence[Cells]) -> str:
    """A function of pointers to inputs, pointers to outputs, a first group and one after the last.

    Outputs are planes and then numbers; inputs and outputs need not be aligned.
    """
    made = ir.Module(NAME)
    kind = ir.FunctionType(ir.VoidType(), [POINTER, POINTER, WORD, WORD])
    function = ir.Function(made, kind, NAME)
    for argument in function.args[:2]:
        argument.add_attribute("noalias")
    build = _Build(made, function, inputs, len(planes) + len(cells))
    held = build.run(todo)
    for at, place in enumerate(planes):
        build.write(at, 0, GROUP // 8, held[place])
    for at, numbers in enumerate(cells, len(planes)):
        digits = [held[place] for place in numbers.digits]
        for part, register in enumerate(_numbers(build.ir, digits, numbers.width)):
            build.write(at, part, GROUP * numbers.width, register)
    build.finish()
    return str(made)


class _Build:
    """The loop over groups, being written."""

    def __init__(self, made: ir.Module, function: ir.Function, inputs: int, outputs: int) -> None:
        self._made = made
        start, self._loop = function.append_basic_block(), function.append_basic_block()
        self.ir = ir.IRBuilder(start)
        given, wanted, first, self._last = function.args
        self._inputs = [self._pointer(given, at) for at in range(inputs)]
        self._outputs = [self._pointer(wanted, at) for at in range(outputs)]
        self.ir.branch(self._loop)
        self.ir.position_at_end(self._loop)
        self._group = self.ir.phi(WORD)
        self._group.add_incoming(first, start)
        self._call_for_inputs()

    def _pointer(self, array: ir.Value, at: int) -> ir.Value:
        where = self.ir.gep(array, [_word(at)], source_etype=POINTER)
        return self.ir.load(where, typ=POINTER)

    def _bytes_of(self, pointer: ir.Value, size: int, more: int) -> ir.Value:
        """Where the bytes of the group begin, of which each has so many, and `more` after that."""
        offset = self.ir.add(self.ir.mul(self._group, _word(size)), _word(more))
        return self.ir.gep(pointer, [offset], source_etype=BYTE)

    def _call_for_inputs(self) -> None:
        kind = ir.FunctionType(ir.VoidType(), [POINTER, INT, INT, INT])
        prefetch = ir.Function(self._made, kind, _PREFETCH)
        how = [ir.Constant(INT, each) for each in (_FOR_READING, _KEPT, _DATA)]
        for pointer in self._inputs:
            far = self._bytes_of(pointer, GROUP // 8, AHEAD * GROUP // 8)
            self.ir.call(prefetch, [far, *how])

    def run(self, todo: Program) -> dict[int, ir.Value]:
        """What each place holds in the end."""
        held = {0: _every(0), 1: _every(-1)}
        for at, pointer in enumerate(self._inputs, 2):
            held[at] = self.ir.load(self._bytes_of(pointer, GROUP // 8, 0), typ=PLANE, align=1)
        for step in todo.steps:
            held[step[-1]] = _gate(self.ir, step, held)
        return held

    def write(self, output: int, part: int, size: int, register: ir.Value) -> None:
        """Write a register to an output that has so many bytes for a group."""
        where = self._bytes_of(self._outputs[output], size, part * GROUP // 8)
        self.ir.store(register, where, align=1)

    def finish(self) -> None:
        """Go on to the next group, or end."""
        after = self.ir.add(self._group, _word(1))
        self._group.add_incoming(after, self._loop)
        end = self.ir.append_basic_block()
        self.ir.cbranch(self.ir.icmp_unsigned("<", after, self._last), self._loop, end)
        self.ir.position_at_end(end)
        self.ir.ret_void()


def _gate(build: ir.IRBuilder, step: Gate, held: Mapping[int, ir.Value]) -> ir.Value:
    """The result of one step of a program."""
    one, two, three = (held[place] for place in step[1:4])
    match step[0]:
        case program.AND:
            return build.and_(one, two)
        case program.OR:
            return build.or_(one, two)
        case program.NOT:
            return _not(build, one)
        case program.AND_NOT:
            return build.and_(one, _not(build, two))
        case program.OR_NOT:
            return build.or_(one, _not(build, two))
        case program.NAND:
            return _not(build, build.and_(one, two))
        case program.OR_AND:
            return build.or_(one, build.and_(two, three))
    raise ValueError(f"there is no operation {step[0]}")


def _not(build: ir.IRBuilder, plane: ir.Value) -> ir.Value:
    return build.xor(plane, _every(-1))


def _word(number: int) -> ir.Constant:
    return ir.Constant(WORD, number)


def _every(number: int) -> ir.Constant:
    return ir.Constant(PLANE, [number] * LANES)


# -- numbers --------------------------------------------------------------------------------------


def _numbers(build: ir.IRBuilder, digits: Sequence[ir.Value], width: int) -> list[ir.Value]:
    """Digits as numbers of so many bytes: the registers to write, one after the other."""
    columns = [_turned(build, digits[8 * at : 8 * at + 8]) for at in range(width)]
    bits = 8
    while len(columns) > 1:
        columns = _zipped(build, columns, bits)
        bits *= 2
    return columns[0]


def _turned(build: ir.IRBuilder, digits: Sequence[ir.Value]) -> list[ir.Value]:
    """Up to eight planes as a byte for each row: squares of bits are turned over."""
    padded = [*digits, *[_every(0)] * (8 - len(digits))]
    columns = [[build.bitcast(plane, BYTES)] for plane in padded]
    for bits in (8, 16, 32):
        columns = _zipped(build, columns, bits)
    return [_square(build, build.bitcast(register, PLANE)) for register in columns[0]]


def _square(build: ir.IRBuilder, square: ir.Value) -> ir.Value:
    """Eight bytes of eight bits turned over, in each lane."""
    for shift, mask in _TURNS:
        by = _every(shift)
        moved = build.xor(square, build.lshr(square, by))
        moved = build.and_(moved, _every(mask))
        square = build.xor(square, build.xor(moved, build.shl(moved, by)))
    return build.bitcast(square, BYTES)


def _zipped(
    build: ir.IRBuilder, columns: Sequence[list[ir.Value]], bits: int
) -> list[list[ir.Value]]:
    """Each two columns as one that has the units of both, so many bits each, in turns."""
    kind = ir.VectorType(ir.IntType(bits), GROUP // bits)
    half = GROUP // bits // 2
    turns = [
        ir.Constant(
            ir.VectorType(INT, 2 * half),
            [each for at in range(first, first + half) for each in (at, 2 * half + at)],
        )
        for first in (0, half)
    ]

    def both(left: ir.Value, right: ir.Value) -> list[ir.Value]:
        left, right = build.bitcast(left, kind), build.bitcast(right, kind)
        found = [build.shuffle_vector(left, right, each) for each in turns]
        return [build.bitcast(register, BYTES) for register in found]

    pairs = zip(columns[::2], columns[1::2], strict=True)
    return [
        [register for left, right in zip(*pair, strict=True) for register in both(left, right)]
        for pair in pairs
    ]
