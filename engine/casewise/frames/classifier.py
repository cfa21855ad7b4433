"""Batches of rows classified one after the other, in canonical form (docs/columns.md)."""

from collections.abc import Iterable, Sequence
from threading import Lock

import polars as pl

from casewise.evaluation.columns.batch import Batch
from casewise.frames.asking import Asking
from casewise.frames.explained import explained
from casewise.frames.joining import Joining, joined
from casewise.frames.lists import asking_of, in_column, listed
from casewise.frames.names import FRAME
from casewise.frames.reasons import Reason
from casewise.frames.results import Results, results_for
from casewise.model.ruleset import Ruleset


class Classifier:
    """Classifies frames batch by batch; what was met before is remembered. Safe for threads.

    Args:
        ruleset: the rules, under the readings they are to be run with.
        explain: `id` for the reason of each row by an id, which `explanations` has; `text` for its
            words as well; `none` for neither.
        results: which columns to give, in their order, instead of those that `explain` says.

    Raises:
        UnknownResult: there is no such column, or no such way to explain.
    """

    def __init__(
        self, ruleset: Ruleset, *, explain: str = "id", results: Sequence[str] | None = None
    ) -> None:
        self.ruleset = ruleset
        self._results = Results(ruleset, results_for(explain) if results is None else results)
        self._asked = self._results.columns.tests
        self._kept: dict[str, Asking] = {}
        self._lock = Lock()

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns that `classify` gives, with their types."""
        return self._results.schema

    @property
    def placements(self) -> tuple[str, ...]:
        """What a row can be placed as, in the order of `placement_code`."""
        return tuple(self._results.columns.placements)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What a row can still become, in the order of the bits of `possible_bits`."""
        return tuple(self._results.columns.outcomes)

    def columns_read(self, columns: Iterable[str]) -> list[str]:
        """Those of some columns that tell of a fact: no other one needs to be read."""
        names = {fact.name for fact in self.ruleset.vocabulary.facts}
        return [name for name in columns if name.partition(".")[0] in names]

    def classify(self, frame: pl.DataFrame, joining: Joining | None = None) -> pl.DataFrame:
        """The results of the rows of a frame, in their order; nothing of the frame itself.

        Args:
            frame: a column for each fact; other columns are passed over.
            joining: tables with a row for each entity, and how they belong to the cases.

        Raises:
            ProblemsFound: a column cannot be used, or a value cannot be (D404, D405); a table of
                entities cannot be joined (D408, D409, D412).
            NotJoined: a table is of no list, or there is no column to join it by.
        """
        batch = self._batch(frame, joining or Joining())
        with self._lock:
            return self._results.of(batch)

    def __len__(self) -> int:
        """How many different reasons were met so far."""
        return len(self._results.reasons) if self._results.reasons is not None else 0

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons that were met so far, as values."""
        reasons = self._results.reasons
        return tuple(map(reasons.reason, range(len(reasons)))) if reasons is not None else ()

    def explanations(self) -> pl.DataFrame:
        """The reasons that were met so far, a row for each: what they are of, and their texts.

        The columns are `explanation` (the id), `placement`, `possible`, `rule` and `text`.
        """
        with self._lock:
            return explained(self.reasons)

    def _batch(self, frame: pl.DataFrame, joining: Joining) -> Batch:
        vocabulary = self.ruleset.vocabulary
        asking = self._asking("", frame)
        entities = joined(frame, asking.facts, vocabulary, joining)
        lists = {}
        for fact in vocabulary.lists():
            of_list = entities.get(fact.name) or in_column(frame, asking.facts.get(fact.name))
            lists[fact.name] = listed(of_list, self._asking(fact.name, of_list.frame))
        return Batch(frame.height, asking.of(frame), lists)

    def _asking(self, scope: str, frame: pl.DataFrame) -> Asking:
        """What is asked in a scope of such a frame; that of the last is kept."""
        kept = self._kept.get(scope)
        if kept is None or not kept.fits(frame):
            asked, vocabulary = self._asked.get(scope, []), self.ruleset.vocabulary
            of_list = vocabulary.find("", scope)
            kept = (
                Asking(vocabulary.facts, asked, frame.schema, FRAME)
                if of_list is None
                else asking_of(of_list, asked, frame.schema)
            )
            self._kept[scope] = kept
        return kept
