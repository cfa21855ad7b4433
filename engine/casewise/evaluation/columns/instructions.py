"""A program as instructions for the processor, in the language of LLVM.

Words of 256 rows go through the whole program at once, in registers: nothing is written but what
is wanted. Numbers are made there too, by turning squares of eight digits by eight rows.
"""

from collections.abc import Mapping, Sequence

from llvmlite import ir

from casewise.evaluation.columns import program
from casewise.evaluation.columns.loop import BYTE, INT, LANES, PLANE, PLANE_SIZE, WORD, Loop
from casewise.evaluation.columns.program import Gate, Program
from casewise.evaluation.columns.running import GROUP, Cells

BYTES = ir.VectorType(BYTE, PLANE_SIZE)
_TURNS = ((7, 0x00AA00AA00AA00AA), (14, 0x0000CCCC0000CCCC), (28, 0x00000000F0F0F0F0))
"""How far bits of a square move that is turned over, and which."""


def module(todo: Program, inputs: int, planes: Sequence[int], cells: Sequence[Cells]) -> str:
    """A function (see `Loop`) that runs a program over planes; outputs are planes, then numbers."""
    loop = Loop([PLANE_SIZE] * inputs, len(planes) + len(cells))
    loop.call_for_inputs()
    held = {0: _every(0), 1: _every(-1)}
    held |= {2 + at: loop.read(at, PLANE) for at in range(inputs)}
    for step in todo.steps:
        held[step[-1]] = _gate(loop.ir, step, held)
    for at, place in enumerate(planes):
        loop.write(at, PLANE_SIZE, held[place])
    for at, numbers in enumerate(cells, len(planes)):
        digits = [held[place] for place in numbers.digits]
        for part, register in enumerate(_numbers(loop.ir, digits, numbers.width)):
            loop.write(at, GROUP * numbers.width, register, part)
    return loop.finish()


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
