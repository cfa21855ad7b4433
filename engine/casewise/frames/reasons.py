"""The reason of every row: an id, and for each different one an explanation."""

import hashlib

import numpy as np
from attrs import field, frozen

from casewise.errors import EngineFailure
from casewise.evaluation.columns.batch import Batch
from casewise.evaluation.columns.columns import Columns
from casewise.evaluation.columns.grounds import Grounded, Grounds
from casewise.evaluation.columns.numbering import Ids, Numbering, Words, mixed
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
        self._met = Numbering(2)
        self._reason_of = np.empty(0, np.int64)
        """For what was met, by its number, the reason; -1 where each row has one of its own."""
        self._reasons = Numbering(2)
        """The reasons: their grounds, and what they come to."""
        self.identifiers = np.empty(0, np.uint64)
        """The id of each reason, by its number."""

    def __len__(self) -> int:
        return len(self.identifiers)

    def of(self, batch: Batch, placed: Placed) -> Reasoned:
        """The reasons of rows that were placed.

        Raises:
            EngineFailure: two different reasons have one id, which can hardly be.
        """
        found = self.grounds.of(batch, placed.of_placement)
        comes_to = self._outcome(placed, found)
        met = self._met.number(found.numbers.astype(np.uint64), comes_to)
        self._learn()
        numbers = self._reason_of[met]
        rows = np.flatnonzero(numbers < 0)
        if rows.size:
            least = self.grounds.least(batch.pick(rows), self._place)
            numbers[rows] = self._numbered(least, comes_to[rows])
        self._identify()
        return Reasoned(numbers, found)

    def _outcome(self, placed: Placed, found: Grounded) -> Words:
        """In one word what is possible, the rule that decides and the placement of each row."""
        outcome: Words = placed.possible.astype(np.uint64) << np.uint64(_RULE + _CODE)
        outcome |= found.rules.astype(np.uint64) << np.uint64(_CODE)
        outcome |= placed.placement
        return outcome

    def _learn(self) -> None:
        """See of what was newly met whether its grounds are enough, and find the least of them."""
        new = range(len(self._reason_of), len(self._met))
        if not new:
            return
        grounds, comes_to = (self._met.column(at)[new.start :] for at in range(2))
        batch = self.grounds.batch(grounds.tolist())
        enough = np.flatnonzero(self._place(batch) == comes_to & np.uint64((1 << _CODE) - 1))
        found = np.full(len(new), -1, np.int64)
        if enough.size:
            least = self.grounds.least(batch.pick(enough), self._place)
            found[enough] = self._numbered(least, comes_to[enough])
        self._reason_of = np.append(self._reason_of, found)

    def _numbered(self, grounds: Ids, comes_to: Words) -> Ids:
        """The number of the reason for each of some grounds and what they come to."""
        return self._reasons.number(grounds.astype(np.uint64), comes_to)

    def _identify(self) -> None:
        new = [self._identifier(number) for number in range(len(self), len(self._reasons))]
        if new:
            self.identifiers = np.append(self.identifiers, np.array(new, np.uint64))
            if len(np.unique(self.identifiers)) < len(self):
                raise EngineFailure("two different reasons came to have one id")

    def reason(self, number: int) -> Reason:
        """The reason that has a number."""
        grounds, comes_to = self._reasons.words(number)
        rest, code = divmod(comes_to, 1 << _CODE)
        bits, rule = divmod(rest, 1 << _RULE)
        names, placements = self._columns.outcomes, self._columns.placements
        case = Case(None, self.grounds.known(grounds))
        possible = frozenset(name for at, name in enumerate(names) if bits >> at & 1)
        placement, ineligible = placements[code], NOT_ELIGIBLE in possible
        is_open = placement == CONFLICT or (ineligible and len(possible) > 1)
        eligible = None if is_open else not ineligible
        verdicts = reference_engine(self._ruleset).verdicts(case.values)
        result = Result(case, self._ruleset, ENGINE, eligible, placement, possible, verdicts)
        return Reason(int(self.identifiers[number]), self.grounds.rules[rule], result)

    def _place(self, batch: Batch) -> Number:
        return self._columns.place(batch).placement

    def _identifier(self, number: int) -> int:
        """The same for the same reason under the same rules, wherever and whenever it is met."""
        grounds, comes_to = self._reasons.words(number)
        return mixed(self._salt, self.grounds.digest(grounds), comes_to)
