"""Classifying a table: batches go from file to file, with the results beside what was there."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import polars as pl
from attrs import evolve, frozen

from casewise.errors import Problem, ProblemsFound
from casewise.files.ahead import reading_little_ahead
from casewise.files.column_coder import Uncoded
from casewise.files.formats import Format, format_of
from casewise.files.passing import Passing, passing
from casewise.files.table import Table
from casewise.files.table_coder import TableCoder
from casewise.files.tally import Tally, Totals
from casewise.files.whole import whole_file
from casewise.files.writing import Formulas, Writing, write_table
from casewise.frames.classifier import Classifier
from casewise.model.ruleset import Ruleset
from casewise.reading.words import ticked

EXPLANATION = "explanation"
"""The column with the ids of explanations."""


class Explain(StrEnum):
    """What is written of the reasons for each row."""

    NONE = "none"
    ID = "id"
    """An id, and beside the file another with the text of each."""
    TEXT = "text"


@frozen
class Run:
    """One run: what is classified how, and where the results go."""

    coder: TableCoder
    classifier: Classifier
    ruleset: Ruleset
    out: Path
    explain: Explain = Explain.ID
    prefix: str = ""
    formulas: Formulas = Formulas.REFUSE

    @property
    def table(self) -> Table:
        """The table of cases."""
        return self.coder.table

    @property
    def beside(self) -> Path:
        """The file with the explanations: of the same kind where that holds long texts."""
        if format_of(self.out) in _LONG_TEXTS:
            return self.out.with_name(f"{self.out.stem}.explanations{self.out.suffix}")
        return self.out.with_name(f"{self.out.name}.explanations.csv")

    @property
    def outputs(self) -> tuple[Path, ...]:
        """All files that are written."""
        return (self.out, self.beside) if self.explain is Explain.ID else (self.out,)

    @property
    def results(self) -> dict[str, pl.DataType]:
        """The columns of results, by the names that they get."""
        return {self.prefix + name: type_ for name, type_ in self.classifier.schema.items()}

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

    def placed(self, batch: pl.DataFrame, tally: Tally) -> pl.DataFrame:
        """The results of a batch, which are counted.

        Raises:
            Uncoded: a cell has no meaning.
        """
        results = self.classifier.classify(self.coder.canonical(batch))
        tally.add(results)
        return results.rename(lambda name: self.prefix + name)


_LONG_TEXTS = (Format.PARQUET, Format.ARROW, Format.CSV, Format.TSV, Format.JSON_LINES)


def classify_table(run: Run, progress: Callable[[int], None]) -> Totals:
    """Classify every row; `progress` is told how many are done, and may raise to leave off.

    Raises:
        ProblemsFound: cells have no meaning, contradict each other, or cannot be written.
        Unseen: a line of JSON has a key that the table was not opened with.
        OSError: a file cannot be read or written.
    """
    run.check_names()
    tally = Tally(run.ruleset.fingerprint)
    way = passing(run.table, format_of(run.out))

    def place(batch: pl.DataFrame) -> pl.DataFrame:
        results = run.placed(batch, tally)
        progress(tally.rows)
        return way.beside(batch, results)

    frame = way.frame.map_batches(
        place,
        streamable=True,
        schema=pl.Schema(way.schema(run.results)),
        validate_output_schema=False,
    )
    try:
        with reading_little_ahead():
            _write(run, way, frame, lambda: progress(tally.rows))
    except (Uncoded, ProblemsFound):  # of a batch: say it of the whole table, with counts
        run.coder.check()
        raise
    return tally.totals


def _write(run: Run, way: Passing, frame: pl.LazyFrame, last: Callable[[], None]) -> None:
    """Write the results; before they get their name the explanations get theirs.

    `last` is called when all is written and nothing has its name yet.
    """
    said = _said(run)
    with whole_file(run.out) as path:
        way.write(frame, path, said)
        for long in run.coder.long:
            long.check()
        if run.explain is Explain.ID:
            with whole_file(run.beside) as beside:
                texts = run.classifier.explanations().sort(EXPLANATION)
                own = evolve(said, results={}, formulas=Formulas.KEEP)
                write_table(texts.lazy(), beside, format_of(run.beside), own)
                last()
        last()


def _said(run: Run) -> Writing:
    rules = f"{run.ruleset.id} {run.ruleset.release}"
    notes = {"casewise.ruleset": rules, "casewise.fingerprint": run.ruleset.fingerprint}
    labels = {name: f"casewise: {name}, under {rules}" for name in run.results}
    return Writing(str(run.out), run.table.format, run.table.labels, labels, notes, run.formulas)
