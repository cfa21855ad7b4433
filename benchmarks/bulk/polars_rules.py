"""The same rules as plain Polars expressions, exactly: a gate of the circuit is a column."""

from collections.abc import Sequence

import polars as pl
from benchmarks.bulk.formulas import RULES

from casewise.evaluation.columns.circuit import ALWAYS, NEVER, Circuit
from casewise.evaluation.columns.program import AND, OR
from casewise.evaluation.lookups.compiling import Asked, asked
from casewise.evaluation.lookups.drawing import needed
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
    column = {NEVER: "", ALWAYS: "", **{2 + at: f".{at}" for at in range(circuit.inputs)}}
    level = dict.fromkeys(column, 0)
    levels: dict[int, list[pl.Expr]] = {}
    for plane, kind, left, right in needed(circuit, outputs):
        one, other = pl.col(column[left]), pl.col(column[right])
        gate = one & other if kind == AND else one | other if kind == OR else ~one
        column[plane], level[plane] = f".{plane}", 1 + max(level[left], level[right])
        levels.setdefault(level[plane], []).append(gate.alias(column[plane]))
    for each in sorted(levels):
        rows = rows.with_columns(levels[each])
    return [column[plane] for plane in outputs], rows


def _number(names: Sequence[str]) -> pl.Expr:
    return pl.sum_horizontal(
        pl.col(name).cast(pl.UInt32) * (1 << at) for at, name in enumerate(names) if name
    )
