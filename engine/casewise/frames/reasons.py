"""The reason of every row: an id, and for each different one an explanation."""

import hashlib

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from casewise.errors import EngineFailure
from casewise.evaluation.columns.batch import Batch, Rows
from casewise.evaluation.columns.columns import Columns
from casewise.evaluation.columns.grounds import Grounded, Grounds
from casewise.evaluation.columns.numbering import (
    Cells,
    Ids,
    Numbering,
    Scalar,
    Words,
    mixed,
    taken,
)
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
    """The reasons of some rows."""

    met: Ids = field(repr=False)
    """The numbers of what was met, see `Reasons`."""
    own: Rows = field(repr=False)
    """Those rows that have reasons of their own."""
    of_own: Ids = field(repr=False)
    """The numbers of these reasons."""
    rules: Number = field(repr=False)
    """The numbers of the rules that decide."""


class Reasons:
    """Numbers the reasons of rows as they are met."""

    def __init__(self, ruleset: Ruleset, columns: Columns) -> None:
        assert columns.grounds is not None  # it was made to find reasons
        self.grounds: Grounds = columns.grounds
        self._ruleset = ruleset
        self._columns = columns
        self._salt = int(hashlib.sha256(ruleset.fingerprint.encode()).hexdigest()[:16], 16)
        self._met: Numbering | None = None
        """What rows rest on and what they come to, as it was met."""
        self._reason_of = np.empty(0, np.int64)
        """For what was met, by its number, the reason; -1 where each row has one of its own."""
        self._broken_of = np.empty(0, np.int64)
        """For what was met, by its number, the consistency rules that are broken."""
        self._reasons = Numbering(2)
        """The reasons: their grounds, and what they come to."""
        self.ids = np.empty(0, np.uint64)
        """The id of each reason, by its number."""
        self._taken: set[int] = set()
        """All ids."""

    def __len__(self) -> int:
        return len(self.ids)

    def of(self, batch: Batch, placed: Placed) -> Reasoned:
        """The reasons of rows that were placed.

        Raises:
            EngineFailure: two different reasons have one id, which can hardly be.
        """
        found = self.grounds.of(batch, placed.of_placement)
        if self._met is None:
            self._met = Numbering(len(found.words) + 1)

        def words(rows: slice | Ids) -> list[Cells]:
            return [*(column[rows] for column in found.words), _outcomes(placed, found, rows)]

        met = self._met.number_each(batch.rows, words)
        self._learn(met, found, placed)
        own = self._own(met)
        least = self.grounds.least(batch.pick(own), self._place) if own.size else own
        of_own = self._numbered(least, _outcomes(placed, found, own))
        self._identify()
        return Reasoned(met, own, of_own, found.rules)

    def numbers(self, found: Reasoned) -> Ids:
        """The number of the reason of each row."""
        return _patched(taken(self._reason_of, found.met), found.own, found.of_own)

    def identifiers(self, found: Reasoned) -> Words:
        """The id of the reason of each row."""
        of_met = self.ids.take(self._reason_of, mode="clip")
        return _patched(taken(of_met, found.met), found.own, self.ids[found.of_own])

    def broken(self, found: Reasoned) -> Ids:
        """The number of the set of consistency rules that each row breaks."""
        return taken(self._broken_of, found.met)

    def _own(self, met: Ids) -> Rows:
        """The rows that have reasons of their own."""
        own = self._reason_of < 0
        return np.flatnonzero(taken(own, met)) if own.any() else np.empty(0, np.int64)

    def _learn(self, met: Ids, found: Grounded, placed: Placed) -> None:
        """See of what was newly met whether its grounds are enough, and find the least of them."""
        assert self._met is not None  # something was met
        if len(self._met) == len(self._reason_of):
            return
        rows = _first_rows(met, len(self._reason_of))
        grounds = self.grounds.number([column[rows] for column in found.words])
        comes_to = _outcomes(placed, found, rows)
        batch = self.grounds.batch(grounds.tolist())
        enough = np.flatnonzero(self._place(batch) == comes_to & np.uint64((1 << _CODE) - 1))
        reasons = np.full(len(rows), -1, np.int64)
        if enough.size:
            least = self.grounds.least(batch.pick(enough), self._place)
            reasons[enough] = self._numbered(least, comes_to[enough])
        self._reason_of = np.append(self._reason_of, reasons)
        broken = self.grounds.number_broken(found.broken[..., rows])
        self._broken_of = np.append(self._broken_of, broken)

    def _numbered(self, grounds: Ids, comes_to: Words) -> Ids:
        """The number of the reason for each of some grounds and what they come to."""
        return self._reasons.number(grounds, comes_to)

    def _identify(self) -> None:
        new = [self._identifier(number) for number in range(len(self), len(self._reasons))]
        if new:
            self.ids = np.append(self.ids, np.array(new, np.uint64))
            self._taken.update(new)
            if len(self._taken) < len(self):
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
        return Reason(int(self.ids[number]), self.grounds.rules[rule], result)

    def _place(self, batch: Batch) -> Number:
        return self._columns.place(batch).placement

    def _identifier(self, number: int) -> int:
        """The same for the same reason under the same rules, wherever and whenever it is met."""
        grounds, comes_to = self._reasons.words(number)
        return mixed(self._salt, self.grounds.digest(grounds), comes_to)


def _outcomes(placed: Placed, found: Grounded, rows: slice | Ids) -> Words:
    """In one word what is possible, the rule that decides and the placement of some rows."""
    outcomes = placed.possible[rows].astype(np.uint64)
    for bits, more in ((_RULE, found.rules), (_CODE, placed.placement)):
        np.left_shift(outcomes, np.uint64(bits), out=outcomes)
        np.bitwise_or(outcomes, more[rows], out=outcomes)
    return outcomes


def _patched(found: NDArray[Scalar], rows: Ids, of_rows: NDArray[Scalar]) -> NDArray[Scalar]:
    found[rows] = of_rows
    return found


def _first_rows(met: Ids, known: int) -> Ids:
    """The first row of each number from `known` on, in the order of numbers."""
    new = np.flatnonzero(met >= known)
    _, first = np.unique(met[new], return_index=True)
    return new[first]
