"""Classifying a table: batches go from file to file, with the results beside what was there."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import polars as pl
from attrs import frozen

from casewise.errors import Problem, ProblemsFound
from casewise.files.column_coder import Uncoded
from casewise.files.formats import format_of
from casewise.files.table import Table
from casewise.files.table_coder import TableCoder
from casewise.files.tally import Tally, Totals
from casewise.files.whole import whole_file
from casewise.files.writing import Writing, write_table
from casewise.model.ruleset import Ruleset
from casewise.reading.words import ticked

EXPLANATION = "explanation"


class Explain(StrEnum):
    """What is written of the reasons for each row."""

    NONE = "none"
    ID = "id"
    """An id, and beside the file another with the text of each."""
    TEXT = "text"


class Classifier(Protocol):
    """What classifies batches in canonical form."""

    @property
    def schema(self) -> Mapping[str, Any]:
        """The columns of results, with their types."""

    def classify(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The columns of results, of the types that `schema` says."""

    def explanations(self) -> pl.DataFrame:
        """The explanations given so far: their ids and texts."""


@frozen
class Run:
    """One run: what is classified how, and where the results go."""

    coder: TableCoder
    classifier: Classifier
    ruleset: Ruleset
    out: Path
    explain: Explain = Explain.ID
    prefix: str = ""

    @property
    def table(self) -> Table:
        """The table of cases."""
        return self.coder.table

    @property
    def beside(self) -> Path:
        """The file with the explanations."""
        return self.out.with_name(f"{self.out.stem}.explanations{self.out.suffix}")

    @property
    def outputs(self) -> tuple[Path, ...]:
        """All files that are written."""
        return (self.out, self.beside) if self.explain is Explain.ID else (self.out,)

    @property
    def results(self) -> dict[str, Any]:
        """The columns of results, by the names that they get."""
        kept = {name: type_ for name, type_ in self.classifier.schema.items() if self._keeps(name)}
        return {self.prefix + name: type_ for name, type_ in kept.items()}

    def _keeps(self, name: str) -> bool:
        return name != EXPLANATION or self.explain is not Explain.NONE

    def check_names(self) -> None:
        """See that no column of the table has the name of a result.

        Raises:
            ProblemsFound: one has (D406).
        """
        taken = [name for name in self.results if name in self.table.schema]
        hint = "choose other names for the results, such as with `--prefix casewise_`"
        problems: list[Problem] = [
            self.table.problem(name, "D406", f"there is a column {ticked(name)} already", hint)
            for name in taken
        ]
        if problems:
            raise ProblemsFound(problems)


def classify_table(run: Run, progress: Callable[[int], None]) -> Totals:
    """Classify every row; `progress` is told how many are done.

    Raises:
        ProblemsFound: cells have no meaning, contradict each other, or cannot be written.
        OSError: a file cannot be read or written.
    """
    run.check_names()
    tally = Tally(run.ruleset.fingerprint)

    def place(batch: pl.DataFrame) -> pl.DataFrame:
        results = run.classifier.classify(run.coder.canonical(batch))
        tally.add(results)
        progress(tally.rows)
        kept = results.select([name for name in results.columns if run._keeps(name)])
        return batch.hstack(kept.rename(lambda name: run.prefix + name))

    frame = run.table.frame.map_batches(
        place,
        streamable=True,
        schema={**run.table.schema, **run.results},
        validate_output_schema=False,
    )
    try:
        _write(run, frame)
    except Uncoded:
        run.coder.check()
        raise
    return tally.totals


def _write(run: Run, frame: pl.LazyFrame) -> None:
    """Write the results, and before they get their name the explanations get theirs."""
    notes = {
        "casewise.ruleset": f"{run.ruleset.id} {run.ruleset.release}",
        "casewise.fingerprint": run.ruleset.fingerprint,
    }
    said = Writing(run.table.labels, notes)
    with whole_file(run.out) as path:
        write_table(frame, path, format_of(run.out), said)
        for long in run.coder.long:
            long.check()
        if run.explain is Explain.ID:
            with whole_file(run.beside) as beside:
                texts = run.classifier.explanations().lazy()
                write_table(texts, beside, format_of(run.beside), Writing(notes=notes))
