"""The answers for some rows, as columns."""

from collections.abc import Sequence

import numpy as np
from attrs import field, frozen

from casewise.evaluation.columns.batch import Answers
from casewise.evaluation.columns.bits import Bytes, packed
from casewise.evaluation.columns.ends import Answer
from casewise.evaluation.columns.numbering import Ids, Words, taken
from casewise.evaluation.columns.running import Number


@frozen
class Placed:
    """The answers for some rows; planes have a bit for each row."""

    placement: Number = field(repr=False)
    """For each row the position of its placement among the placements of the ruleset."""
    possible: Number = field(repr=False)
    """For each row a bit for each outcome that it can have, the first one lowest."""
    settled: Bytes = field(repr=False)
    eligible: Answers = field(repr=False)
    of_placement: Sequence[Bytes] = field(repr=False)
    """For each placement of the ruleset the rows that have it; empty unless reasons are wanted."""


class AnswerTable:
    """Answers by number, as arrays from which those of rows are taken."""

    def __init__(self, placements: Sequence[str], outcomes: Sequence[str]) -> None:
        self._placements = {name: at for at, name in enumerate(placements)}
        self._outcomes = outcomes
        self._placement = np.empty(0, np.uint8)
        self._possible: Words = np.empty(0, np.uint64)
        self._flags = np.empty((0, 3), np.bool_)

    def __len__(self) -> int:
        return len(self._placement)

    def add(self, answers: Sequence[Answer]) -> None:
        """The answers with the next numbers."""
        placement = [self._placements[each.placement] for each in answers]
        possible = [
            sum(1 << at for at, name in enumerate(self._outcomes) if name in each.possible)
            for each in answers
        ]
        flags = [
            (each.settled, each.eligible is True, each.eligible is not None) for each in answers
        ]
        self._placement = np.append(self._placement, np.array(placement, np.uint8))
        self._possible = np.append(self._possible, np.array(possible, np.uint64))
        self._flags = np.concatenate([self._flags, np.array(flags, np.bool_).reshape(-1, 3)])

    def placed(self, numbers: Ids, *, reasons: bool) -> Placed:
        """The answers of rows by their numbers."""
        placement = taken(self._placement, numbers)
        flags = (np.ascontiguousarray(self._flags[:, at]) for at in range(3))
        settled, eligible, judged = (packed(taken(each, numbers)) for each in flags)
        each = range(len(self._placements)) if reasons else ()
        return Placed(
            placement,
            taken(self._possible, numbers),
            settled,
            Answers(eligible, judged),
            [packed(placement == code) for code in each],
        )
