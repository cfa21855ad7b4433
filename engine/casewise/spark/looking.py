"""Tables as column expressions: a row's letters lead through them to the numbers wanted.

Each table is an array that Spark folds into a constant of its generated code, and the steps of a
chain are nested, so that nothing is computed twice: no plan grows beyond the number of tables.
"""

from collections.abc import Mapping, Sequence
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as fn

from casewise.evaluation.lookups.compiling import Looked
from casewise.evaluation.lookups.tables import ANSWERS, Block, Chain
from casewise.model.conditions import FactTest

UNKNOWN = 2
"""The digit of a test that is open; it is 1 where it holds and 0 where it fails."""


def letter(answers: Mapping[FactTest, Column], tests: Sequence[FactTest]) -> Column:
    """The letter of a block, by the answers to its tests; those without one are open."""
    constant, found = 0, fn.lit(0)
    for at, test in enumerate(tests):
        weight = ANSWERS**at
        if test in answers:
            digit = fn.coalesce(answers[test].cast("int"), fn.lit(UNKNOWN))
            found += digit * weight
        else:
            constant += UNKNOWN * weight
    return found + constant


def looked(looked: Looked, letters: Sequence[Column]) -> Column:
    """The number that is looked up of a row, by its letters."""
    numbers = [_found(chain, letters, looked.blocks) for chain in looked.chains]
    return reduce(Column.__add__, numbers, fn.lit(0).cast("bigint"))


def _found(chain: Chain, letters: Sequence[Column], blocks: Sequence[Block]) -> Column:
    state: Column | None = None
    for step in chain.steps:
        at = letters[step.block]
        if state is not None:
            at = state * blocks[step.block].letters + at
        is_last = step is chain.steps[-1]
        state = fn.get(_table(step.following, "bigint" if is_last else "int"), at)
    return fn.lit(chain.constant).cast("bigint") if state is None else state


def _table(numbers: Sequence[int], kind: str) -> Column:
    """An array of whole numbers: as one text, because a literal for each would be too many."""
    return fn.split(fn.lit(",".join(map(str, numbers))), ",").cast(f"array<{kind}>")
