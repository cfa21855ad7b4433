"""The reason of every row: an id, and for each different one an explanation."""

import hashlib
from functools import partial

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from casewise.errors import EngineFailure
from casewise.evaluation.columns.batch import Batch
from casewise.evaluation.columns.columns import Columns
from casewise.evaluation.columns.grounds import Grounded, Grounds
from casewise.evaluation.columns.numbering import Ids, Numbering, Pairs, Words, mixed
from casewise.evaluation.columns.placed import Placed
from casewise.evaluation.columns.running import Number
from casewise.evaluation.engines import reference_engine
from casewise.explanation.also import also_true, blocked
from casewise.explanation.clashes import clashes
from casewise.explanation.reasons import reasons
from casewise.explanation.rendering import render
from casewise.explanation.values import Explanation
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT, NOT_ELIGIBLE, Result

ENGINE = "columns"
"""The engine that results name."""
_RULE, _CODE = 16, 8
"""The bits of the number of a rule, and of that of a placement."""


@frozen
class Reason:
    """Why rows are placed as they are: what they all say, and what it comes to."""

    id: int
    rule: str | None
    """The rule that decides."""
    result: Result = field(repr=False)
    """Of a record that says what all these rows rest on; `possible` is that of the rows."""

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
    """The reasons of some rows by number, and what else their grounds say."""

    numbers: Ids = field(repr=False)
    grounded: Grounded


class Reasons:
    """Numbers the reasons of rows as they are met."""

    def __init__(self, ruleset: Ruleset, columns: Columns) -> None:
        assert columns.grounds is not None  # it was made to find reasons
        self.grounds: Grounds = columns.grounds
        self._ruleset = ruleset
        self._columns = columns
        self._salt = int(hashlib.sha256(ruleset.fingerprint.encode()).hexdigest()[:16], 16)
        self._placed = Pairs()
        self._enough = np.empty(0, np.bool_)
        self._answers = Numbering()
        self._met = Numbering(2)
        self.identifiers = np.empty(0, np.uint64)
        """The id of each reason, by its number."""

    def __len__(self) -> int:
        return len(self.identifiers)

    def of(self, batch: Batch, placed: Placed) -> Reasoned:
        """The reasons of rows that were placed.

        Raises:
            EngineFailure: two different reasons have one id, which can hardly be.
        """
        enough = partial(self._is_enough, placed.placement.astype(np.int64))
        found = self.grounds.of(batch, placed.of_placement, enough, self._place)
        why: Words = found.numbers.astype(np.uint64) << np.uint64(_RULE) | found.rules
        what: Words = placed.possible.astype(np.uint64) << np.uint64(_CODE) | placed.placement
        numbers = self._met.number(why, what)
        new = [self._identifier(number) for number in range(len(self), len(self._met))]
        if new:
            self.identifiers = np.append(self.identifiers, np.array(new, np.uint64))
            if len(np.unique(self.identifiers)) < len(self):
                raise EngineFailure("two different reasons came to have one id")
        return Reasoned(numbers, found)

    def reason(self, number: int) -> Reason:
        """The reason that has a number."""
        grounds, rule, bits, code = self._parts(number)
        names, placements = self._columns.outcomes, self._columns.placements
        case = Case(None, self.grounds.known(grounds))
        possible = frozenset(name for at, name in enumerate(names) if bits >> at & 1)
        placement, ineligible = placements[code], NOT_ELIGIBLE in possible
        is_open = placement == CONFLICT or (ineligible and len(possible) > 1)
        eligible = None if is_open else not ineligible
        verdicts = reference_engine(self._ruleset).verdicts(case.values)
        result = Result(case, self._ruleset, ENGINE, eligible, placement, possible, verdicts)
        return Reason(int(self.identifiers[number]), self.grounds.rules[rule], result)

    def _is_enough(self, placement: Ids, numbers: Ids) -> NDArray[np.bool_]:
        """Whether what rows rest on alone gives their placements."""
        pairs = self._placed.number(numbers, placement)
        new = [self._placed.pair(n) for n in range(len(self._enough), len(self._placed))]
        if new:
            found = self._columns.place(self.grounds.batch([grounds for grounds, _ in new]))
            wanted = np.array([code for _, code in new])
            self._enough = np.append(self._enough, found.placement == wanted)
        return self._enough[pairs]

    def _place(self, batch: Batch) -> Number:
        return self._columns.place(batch).placement

    def _parts(self, number: int) -> tuple[int, int, int, int]:
        """The grounds, the rule, what is possible and the placement of a reason, as numbers."""
        why, what = self._met.words(number)
        return *divmod(why, 1 << _RULE), *divmod(what, 1 << _CODE)

    def _identifier(self, number: int) -> int:
        """The same for the same reason under the same rules, wherever and whenever it is met."""
        grounds, *rest = self._parts(number)
        return mixed(self._salt, self.grounds.digest(grounds), *rest)
