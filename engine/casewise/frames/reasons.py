"""The reason of every row: an id, and for each different one an explanation."""

import hashlib
import json
from collections.abc import Callable

import numpy as np
import polars as pl
from attrs import field, frozen
from numpy.typing import NDArray

from casewise.errors import EngineFailure
from casewise.evaluation.columns.batch import Batch
from casewise.evaluation.columns.columns import Columns
from casewise.evaluation.columns.grounds import Grounds
from casewise.evaluation.columns.numbering import Ids, Numbering, Pairs
from casewise.evaluation.columns.placed import Placed
from casewise.evaluation.engines import exact_engine, reference_engine
from casewise.evaluation.placement import place
from casewise.evaluation.reference import Record
from casewise.explanation.also import also_true, blocked
from casewise.explanation.clashes import clashes
from casewise.explanation.grounds import Grounds as Paths
from casewise.explanation.reasons import reasons
from casewise.explanation.rendering import render
from casewise.explanation.support import claims, named_part
from casewise.explanation.values import Explanation
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.writing import plain_case
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED, Result

ENGINE = "columns"
"""The engine that results name."""


@frozen
class Reason:
    """Why rows are placed as they are: what they all say, and what it comes to."""

    id: int
    result: Result = field(repr=False)
    """Of a record that says what all these rows rest on; `possible` is that of the rows."""
    rule: str | None
    """The rule that decides: the last one that the placement rests on."""

    def explanation(self) -> Explanation:
        """What can be said of every row that has this reason."""
        return Explanation(
            result=self.result,
            because=reasons(self.result),
            also_true=tuple(also_true(self.result)),
            blocked=tuple(blocked(self.result)),
            open=(),
            readings=(),
            conflicts=clashes(self.result),
        )

    def text(self) -> str:
        """The explanation in plain words."""
        return render(self.explanation())


@frozen
class Reasoned:
    """The reasons of some rows, by number, and the numbers of what they break."""

    reasons: Ids = field(repr=False)
    broken: Ids = field(repr=False)


class Reasons:
    """Numbers the reasons of rows as they are met."""

    def __init__(self, ruleset: Ruleset, columns: Columns) -> None:
        assert columns.grounds is not None  # it was made to find reasons
        self._ruleset = ruleset
        self._columns = columns
        self._grounds: Grounds = columns.grounds
        self._placed, self._answers, self._reasons = Pairs(), Numbering(), Pairs()
        self._enough = np.empty(0, np.bool_)
        self._texts: dict[int, str] = {}
        self.met: list[Reason] = []
        """The reasons, by their numbers."""

    def of(self, batch: Batch, placed: Placed) -> Reasoned:
        """The reasons of rows that were placed."""
        placement = placed.placement.astype(np.int64)
        found = self._grounds.of(batch, placed.of_placement, self._judge(placement))
        answers = self._answers.number(
            placed.possible.astype(np.uint64) << np.uint64(8) | placed.placement
        )
        numbers = self._reasons.number(found.numbers, answers)
        for number in range(len(self.met), len(self._reasons)):
            self.met.append(self._reason(number))
        return Reasoned(numbers, found.broken)

    @property
    def broken_sets(self) -> int:
        """How many different sets of consistency rules rows have been found to break."""
        return self._grounds.broken_sets

    def broken(self, number: int) -> list[str]:
        """The consistency rules that rows break, by the number that `Reasoned` has of them."""
        return self._grounds.broken(number)

    def _judge(self, placement: Ids) -> Callable[[Ids], NDArray[np.bool_]]:
        """Whether grounds are enough for the placements: what they say alone gives the same."""

        def enough(grounds: Ids) -> NDArray[np.bool_]:
            pairs = self._placed.number(grounds, placement)
            new = range(len(self._enough), len(self._placed))
            judged = [self._is_enough(*self._placed.pair(number)) for number in new]
            self._enough = np.append(self._enough, np.array(judged, np.bool_))
            return self._enough[pairs]

        return enough

    def _is_enough(self, grounds: int, placement: int) -> bool:
        completions = exact_engine(self._ruleset).completions(self._grounds.known(grounds))
        return place(self._ruleset, completions) == self._columns.placements[placement]

    def _reason(self, number: int) -> Reason:
        grounds, answer = self._reasons.pair(number)
        bits, code = divmod(self._answers.words[answer], 256)
        case = Case(None, self._grounds.known(grounds))
        placement = self._columns.placements[code]
        possible = frozenset(
            name for at, name in enumerate(self._columns.outcomes) if bits >> at & 1
        )
        eligible = None if placement == CONFLICT else NOT_ELIGIBLE not in possible
        if eligible is False and len(possible) > 1:
            eligible = None
        verdicts = reference_engine(self._ruleset).verdicts(case.values)
        result = Result(case, self._ruleset, ENGINE, eligible, placement, possible, verdicts)
        return Reason(self._identifier(result), result, self._rule(result))

    def _identifier(self, result: Result) -> int:
        """The same for the same reason under the same rules, wherever and in whatever order."""
        said = plain_case(self._ruleset.vocabulary, result.case)
        whole = [self._ruleset.fingerprint, result.placement, sorted(result.possible), said]
        text = json.dumps(whole, sort_keys=True)
        found = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
        if self._texts.setdefault(found, text) != text:
            raise EngineFailure("two different reasons came to have one id")
        return found

    def _rule(self, result: Result) -> str | None:
        if result.placement == UNDECIDED:
            return None
        record = Record(reference_engine(self._ruleset), result.case.values)
        found = claims(self._ruleset, result.placement, record)
        if not found:
            return "consistent" if result.placement == CONFLICT else result.placement
        last = found[-1]
        return named_part(last, Paths(record)).id if last.holds else last.id
