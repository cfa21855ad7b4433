"""A program as instructions for the processor, in the language of LLVM.

Words of 256 rows go through the whole program at once, in registers: nothing is written but what
is wanted. Numbers are made there too, by turning squares of eight digits by eight rows.
"""

from collections.abc import Mapping, Sequence

from llvmlite import ir

from casewise.evaluation.columns import program
from casewise.evaluation.columns.loop import BYTE, INT, LANES, PLANE, PLANE_SIZE, Loop
from casewise.evaluation.columns.program import Gate, Program
from casewise.evaluation.columns.running import GROUP, Cells

AHEAD = 16
"""How many groups before they are wanted inputs are called for: there are too many for the
processor to see where each of them goes on."""

BYTES = ir.VectorType(BYTE, PLANE_SIZE)
_TURNS = ((1, 0x5555555555555555), (2, 0x3333333333333333), (4, 0x0F0F0F0F0F0F0F0F))
"""How far bits of a square move that is turned over, and which of a register stay."""


def module(todo: Program, inputs: int, planes: Sequence[int], cells: Sequence[Cells]) -> str:
    """A function (see `Loop`) that runs a program over planes; outputs are planes, then numbers."""
    loop = Loop([PLANE_SIZE] * inputs, len(planes) + len(cells))
    held = {0: _every(0), 1: _every(-1)}
    for at in range(inputs):
        loop.call_for(at, AHEAD)
        held[2 + at] = loop.read(at, PLANE)
    for step in todo.steps:
        held[step[-1]] = _gate(loop.ir, step, held)
    for at, place in enumerate(planes):
        loop.write(at, PLANE_SIZE, held[place])
    for at, numbers in enumerate(cells, len(planes)):
        digits = [held[place] for place in numbers.digits]
        for part, register in enumerate(_numbers(loop.ir, digits, numbers.width)):
            loop.write(at, GROUP * numbers.width, register, part * PLANE_SIZE)
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
    columns = [_bytes(build, digits[8 * at : 8 * at + 8]) for at in range(width)]
    bits = 8
    while len(columns) > 1:
        columns = _zipped(build, columns, bits)
        bits *= 2
    return _in_order(build, columns[0])


def _bytes(build: ir.IRBuilder, digits: Sequence[ir.Value]) -> list[ir.Value]:
    """Up to eight planes as a byte for each row, half by half as `_zipped` has them."""
    columns = [[build.bitcast(each, BYTES)] for each in _turned(build, digits)]
    for bits in (8, 16, 32):
        columns = _zipped(build, columns, bits)
    return columns[0]


def _turned(build: ir.IRBuilder, digits: Sequence[ir.Value]) -> list[ir.Value]:
    """Squares of eight digits by eight rows turned over: each byte has the digits of one row.

    Register `i` has row `i` of each eight. Of two registers half of the bits change places, and
    so with those one, two and four places apart; digits that are not there are zero.
    """
    found: list[ir.Value | None] = [*digits, *[None] * (8 - len(digits))]
    for apart, mask in _TURNS:
        for low in range(8):
            one, other = found[low], found[(low + apart) % 8]
            if not low & apart and one is not None:
                found[low], found[low + apart] = _exchanged(build, one, other, apart, mask)
    return [_every(0) if each is None else each for each in found]


def _exchanged(
    build: ir.IRBuilder, one: ir.Value, other: ir.Value | None, by: int, mask: int
) -> tuple[ir.Value, ir.Value]:
    """Two registers after the upper bits of one and the lower bits of the other changed places."""
    kept, upper = _every(mask), build.lshr(one, _every(by))
    if other is None:
        return build.and_(one, kept), build.and_(upper, kept)
    moved = build.and_(build.xor(upper, other), kept)
    return build.xor(one, build.shl(moved, _every(by))), build.xor(other, moved)


def _zipped(
    build: ir.IRBuilder, columns: Sequence[list[ir.Value]], bits: int
) -> list[list[ir.Value]]:
    """Each two columns as one that has the units of both, so many bits each, in turns.

    The processor does that in each half of a register alone, which is put in order at the end.
    """
    kind = ir.VectorType(ir.IntType(bits), GROUP // bits)
    half, quarter = GROUP // bits // 2, GROUP // bits // 4
    turns = [
        [each for at in range(first, first + quarter) for each in (at, 2 * half + at)]
        for first in (0, quarter)
    ]

    def both(left: ir.Value, right: ir.Value) -> list[ir.Value]:
        left, right = build.bitcast(left, kind), build.bitcast(right, kind)
        found = [
            build.shuffle_vector(left, right, _picked([*turn, *(half + at for at in turn)]))
            for turn in turns
        ]
        return [build.bitcast(register, BYTES) for register in found]

    pairs = zip(columns[::2], columns[1::2], strict=True)
    return [
        [register for left, right in zip(*pair, strict=True) for register in both(left, right)]
        for pair in pairs
    ]


def _in_order(build: ir.IRBuilder, registers: Sequence[ir.Value]) -> list[ir.Value]:
    """The lower halves of some registers, and then the upper halves."""
    half, whole = PLANE_SIZE // 2, PLANE_SIZE
    return [
        build.shuffle_vector(one, other, _picked([*lanes, *(whole + at for at in lanes)]))
        for lanes in (range(half), range(half, whole))
        for one, other in zip(registers[::2], registers[1::2], strict=True)
    ]


def _picked(positions: Sequence[int]) -> ir.Constant:
    return ir.Constant(ir.VectorType(INT, len(positions)), list(positions))
