"""What columns say of rows: the answers to tests, and lists of entities."""

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from casewise.evaluation.columns.bits import Bytes, picker
from casewise.model.conditions import FactTest

Rows = NDArray[np.int64]
"""Rows by their positions."""


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

    offsets: NDArray[np.int64] = field(repr=False)
    stated: NDArray[np.bool_] = field(repr=False)
    others: NDArray[np.bool_] = field(repr=False)
    entities: Tested = field(repr=False)


@frozen
class Batch:
    """Some rows: the answers of the case's own facts, and its lists by name."""

    rows: int
    tested: Tested = field(repr=False)
    lists: Mapping[str, Listed] = field(repr=False)

    def pick(self, rows: Rows) -> "Batch":
        """Some of the rows, in the order given."""
        lists = {name: _pick_list(listed, rows) for name, listed in self.lists.items()}
        return Batch(len(rows), _pick(self.tested, rows), lists)


def _pick(tested: Tested, rows: Rows) -> Tested:
    picked = picker(rows)
    return {
        test: Answers(picked(answers.holds), picked(answers.known))
        for test, answers in tested.items()
    }


def _pick_list(listed: Listed, rows: Rows) -> Listed:
    starts, counts = listed.offsets[:-1][rows], np.diff(listed.offsets)[rows]
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], counts)
    entities = _pick(listed.entities, np.repeat(starts, counts) + within)
    return Listed(offsets, listed.stated[rows], listed.others[rows], entities)


def planes(tested: Tested, tests: Sequence[FactTest]) -> list[Bytes]:
    """The inputs of a circuit that asks these tests."""
    answers = [tested[test] for test in tests]
    return [plane for each in answers for plane in (each.holds, each.known)]
