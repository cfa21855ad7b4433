"""The same rules as plain Polars expressions, exactly: a gate of the circuit is a column."""

from collections.abc import Sequence

import polars as pl
from benchmarks.bulk.formulas import RULES

from casewise.evaluation.columns.circuit import Circuit
from casewise.evaluation.columns.program import AND, OR
from casewise.evaluation.lookups.compiling import Asked, asked
from casewise.frames.answering import answer
from casewise.frames.told import told

PLACEMENT, POSSIBLE = "placement", "possible_bits"


class PolarsRules:
    """Places rows with expressions that Polars streams through."""

    def __init__(self) -> None:
        self._asked: Asked = asked(RULES)

    def placed(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The rows with their placement and what is possible, both as numbers."""
        facts = {t.fact.name: t for t in told(RULES.vocabulary.facts, rows.collect_schema(), "")}
        tests = self._asked.swept.tests
        given = [answer(facts[test.fact], test.test) for test in tests]
        known = [each.is_not_null().alias(f".{2 * at + 1}") for at, each in enumerate(given)]
        holds = [each.fill_null(value=False).alias(f".{2 * at}") for at, each in enumerate(given)]
        found = rows.with_columns(*holds, *known)
        names, found = _gates(found, self._asked.swept.circuit, self._asked.digits)
        digits = (len(self._asked.placements) - 1).bit_length()
        return found.with_columns(
            _number(names[:digits]).cast(pl.UInt8).alias(PLACEMENT),
            _number(names[digits:]).alias(POSSIBLE),
        ).select(*rows.collect_schema().names(), PLACEMENT, POSSIBLE)


def _gates(
    rows: pl.LazyFrame, circuit: Circuit, outputs: Sequence[int]
) -> tuple[list[str], pl.LazyFrame]:
    """The columns of some planes, made level by level: each gate is computed once."""
    program = circuit.program(outputs)
    level: dict[int, int] = {}
    column: dict[int, str] = {0: "", 1: ""}
    column |= {2 + at: f".{at}" for at in range(circuit.inputs)}
    levels: dict[int, list[pl.Expr]] = {}
    for at, (kind, left, right, target) in enumerate(program.steps):
        below = 1 + max(level.get(left, 0), level.get(right, 0))
        one, other = (_column(place, column) for place in (left, right))
        gate = one & other if kind == AND else one | other if kind == OR else ~one
        column[target], level[target] = f".g{at}", below
        levels.setdefault(below, []).append(gate.alias(f".g{at}"))
    for below in sorted(levels):
        rows = rows.with_columns(levels[below])
    return [column[place] for place in program.outputs], rows


def _column(place: int, column: dict[int, str]) -> pl.Expr:
    return pl.lit(value=place == 1) if place < 2 else pl.col(column[place])


def _number(names: Sequence[str]) -> pl.Expr:
    return pl.sum_horizontal(
        pl.col(name).cast(pl.UInt32) * (1 << at) for at, name in enumerate(names) if name
    )
