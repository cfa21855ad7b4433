"""What was found in all rows together: totals, and a fingerprint of the run."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from threading import Lock

import polars as pl
from attrs import frozen

from casewise.model.fingerprint import canonical
from casewise.result import UNDECIDED

ANSWER = ("placement", "eligible", "settled", "possible")
"""The columns of an answer, by which rows are counted."""


@frozen
class Totals:
    """How many rows have each answer; those of several runs can be added up."""

    ruleset: str
    """The fingerprint of the ruleset, under the readings that were used."""
    answers: tuple[tuple[tuple[str, ...], int], ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there were."""
        return sum(count for _, count in self.answers)

    @property
    def placements(self) -> Counter[str]:
        """How many rows were placed where."""
        found: Counter[str] = Counter()
        for answer, count in self.answers:
            found[answer[0]] += count
        return found

    @property
    def unsettled(self) -> int:
        """How many rows could still be placed otherwise."""
        return sum(count for answer, count in self.answers if answer[2] != "true")

    @property
    def undecided(self) -> int:
        """How many rows are not placed."""
        return self.placements[UNDECIDED]

    @property
    def fingerprint(self) -> str:
        """`sha256:` over the rules and how many rows had each answer.

        It does not depend on the order of rows, nor on how they are parted: whoever adds up the
        totals of all parts has the fingerprint of the whole.
        """
        meaning = {
            "ruleset": self.ruleset,
            "answers": sorted([list(a), n] for a, n in self.answers),
        }
        return "sha256:" + hashlib.sha256(canonical(meaning).encode()).hexdigest()


def added(totals: Iterable[Totals]) -> Totals:
    """The totals of several parts under one ruleset, of which there is at least one."""
    every = list(totals)
    found: Counter[tuple[str, ...]] = Counter()
    for each in every:
        found.update(dict(each.answers))
    return Totals(every[0].ruleset, tuple(sorted(found.items())))


class Tally:
    """Counts answers batch by batch; batches may come from several threads."""

    def __init__(self, ruleset: str) -> None:
        self._ruleset = ruleset
        self._counts: Counter[tuple[str, ...]] = Counter()
        self._lock = Lock()
        self.rows = 0

    def add(self, results: pl.DataFrame) -> None:
        """Count the answers of a batch."""
        counted = results.select(ANSWER).group_by(ANSWER).len()
        rows = {tuple(map(_word, row[:-1])): row[-1] for row in counted.iter_rows()}
        with self._lock:
            self._counts.update(rows)
            self.rows += results.height

    @property
    def totals(self) -> Totals:
        """What was counted so far."""
        return Totals(self._ruleset, tuple(sorted(self._counts.items())))


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
