"""Tables as column expressions: a row's letters lead through them to the numbers wanted.

Each table is an array that Spark folds into a constant of its generated code, and the steps of a
chain are nested, so that nothing is computed twice: no plan grows beyond the number of tables.
They are written as SQL, which goes to the Java machine as one text: a call for each function would
take longer than the rows of a small frame.
"""

from collections.abc import Mapping, Sequence

from casewise.evaluation.lookups.compiling import Looked
from casewise.evaluation.lookups.tables import ANSWERS, Block, Chain
from casewise.model.conditions import FactTest

UNKNOWN = 2
"""The digit of a test that is open; it is 1 where it holds and 0 where it fails."""
Sql = str
"""An expression of Spark's SQL."""


def letter(answers: Mapping[FactTest, Sql], tests: Sequence[FactTest]) -> Sql:
    """The letter of a block, by the answers to its tests; those without one are open."""
    constant, digits = 0, []
    for at, test in enumerate(tests):
        weight = ANSWERS**at
        if test in answers:
            digits.append(f"coalesce(cast({answers[test]} as int), {UNKNOWN}) * {weight}")
        else:
            constant += UNKNOWN * weight
    return " + ".join([*digits, str(constant)])


def looked(looked: Looked, letters: Sequence[Sql]) -> Sql:
    """The number that is looked up of a row, by its letters."""
    return " + ".join(["0L", *(_found(each, letters, looked.blocks) for each in looked.chains)])


def _found(chain: Chain, letters: Sequence[Sql], blocks: Sequence[Block]) -> Sql:
    if not chain.steps:
        return f"{chain.constant}L"
    state = ""
    for step in chain.steps:
        at = letters[step.block]
        if state:
            at = f"{state} * {blocks[step.block].letters} + {at}"
        kind = "bigint" if step is chain.steps[-1] else "int"
        state = f"get({_table(step.following, kind)}, {at})"
    return state


def _table(numbers: Sequence[int], kind: str) -> Sql:
    """An array of whole numbers: as one text, because a literal for each would be too many."""
    return f"cast(split('{','.join(map(str, numbers))}', ',') as array<{kind}>)"
