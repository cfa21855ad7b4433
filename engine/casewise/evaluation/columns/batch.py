"""What columns say of rows: the answers to tests, and lists of entities."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen
from numpy import bool_, int64
from numpy.typing import NDArray

from casewise.evaluation.columns.bits import Bytes
from casewise.model.conditions import FactTest


@frozen
class Answers:
    """One test answered for each row: where it holds, if that is known, and where it is known."""

    holds: Bytes = field(repr=False)
    known: Bytes = field(repr=False)


Tested = Mapping[FactTest, Answers]


@frozen
class Listed:
    """A list of entities for each row.

    The entities of row `i` are those from `offsets[i]` to before `offsets[i + 1]`. Of a row
    without a `stated` list nothing is known, and it has no entities here; with `others` there may
    be more than those listed.
    """

    offsets: NDArray[int64] = field(repr=False)
    stated: NDArray[bool_] = field(repr=False)
    others: NDArray[bool_] = field(repr=False)
    entities: Tested = field(repr=False)


@frozen
class Batch:
    """Some rows: the answers of the case's own facts, and its lists by name."""

    rows: int
    tested: Tested = field(repr=False)
    lists: Mapping[str, Listed] = field(repr=False)


def planes(tested: Tested, tests: Sequence[FactTest]) -> list[Bytes]:
    """The inputs of a circuit that asks these tests."""
    return [plane for test in tests for plane in (tested[test].holds, tested[test].known)]
