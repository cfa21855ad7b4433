"""`sample.csv`: for each record where it was drawn, its weight, and its attributes."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING

from casewise.errors import Problem, ProblemsFound
from casewise.model.study.sample import Row
from casewise.model.study.study import Study
from casewise.reading.shape import Notes
from casewise.reading.study.cells import Cells
from casewise.reading.tree import Text
from casewise.reading.words import suggest, ticked

if TYPE_CHECKING:
    from _csv import Reader as Table

DRAWN = ("case", "stratum", "agency", "agency_cases", "screening", "selection_rate")
"""The columns that every sample has."""
WEIGHTS = ("base_weight", "nonresponse_adjustment", "weight")
"""The columns of the weight and of the steps to it; a sample that is not yet weighted has none."""


def read_sample(text: Text, study: Study) -> tuple[Row, ...]:
    """The rows of a sample of the study, in their order.

    An empty cell of an attribute says that it is not known, or that it does not apply.

    Raises:
        ProblemsFound: a column is missing (R102), unknown (C201) or there twice (R108); a case is
            there twice (C208); a cell is empty (C205), no id (C207), no stratum, class, number or
            answer (C202), or a number that cannot be (C206); there is no row (C209).
    """
    notes = Notes()
    rows = _Reader(notes, text, study).rows()
    notes.raise_if_any()
    return rows


class _Reader:
    def __init__(self, notes: Notes, text: Text, study: Study) -> None:
        self.notes = notes
        self.text = text
        self.strata = [stratum.id for stratum in study.design.strata]
        self.screening = study.design.selection.screening
        self.attributes = {fact.name: fact for fact in study.attributes.facts}
        self.first: dict[str, int] = {}

    def rows(self) -> tuple[Row, ...]:
        table = csv.reader(StringIO(self.text.content, newline=""), strict=True)
        try:
            header = next(table, [])
            self._check_header(header)
            found = () if self.notes.noted else tuple(self._each(table, header))
        except csv.Error as error:
            problem = self._problem(table.line_num, "C203", f"this is no CSV: {error}")
            raise ProblemsFound([problem]) from None
        if not found and not self.notes.noted:
            raise ProblemsFound([self._problem(1, "C209", "there is no case in this sample")])
        return found

    def _problem(self, line: int, code: str, what: str, hint: str = "") -> Problem:
        return self.text.problem(max(line, 1), 1, code, what, hint)

    def _check_header(self, header: list[str]) -> None:
        known = (*DRAWN, *WEIGHTS, *self.attributes)
        for position, name in enumerate(header):
            if name not in known:
                what = f"there is no column {ticked(name)} in this study"
                self.notes.put(self._problem(1, "C201", what, suggest(name, known)))
            elif name in header[:position]:
                self.notes.put(self._problem(1, "R108", f"column {ticked(name)} is there twice"))
        weights = WEIGHTS if any(name in header for name in WEIGHTS) else ()
        for name in (*DRAWN, *weights):
            if name not in header:
                self.notes.put(self._problem(1, "R102", f"column `{name}` is missing"))

    def _each(self, table: "Table", header: list[str]) -> Iterator[Row]:
        for values in table:
            if len(values) == len(header):
                by_column = dict(zip(header, values, strict=True))
                row = self._row(Cells(self.notes, self.text, table.line_num, by_column))
                if row is not None:
                    yield row
            elif values:
                what = f"there are {len(values)} cells, and {len(header)} columns"
                self.notes.put(self._problem(table.line_num, "C203", what))

    def _row(self, cells: Cells) -> Row | None:
        before = self.notes.noted
        facts = [fact for name, fact in self.attributes.items() if name in cells]
        row = Row(
            case=self._case(cells),
            stratum=cells.one_of("stratum", self.strata, "a stratum"),
            agency=cells.token("agency", "the id of an agency"),
            agency_cases=cells.whole("agency_cases"),
            screening=cells.one_of("screening", self.screening, "a screening class"),
            selection_rate=cells.positive("selection_rate") or Decimal(1),
            attributes={fact.name: cells.known(fact) for fact in facts},
            base_weight=cells.positive("base_weight"),
            nonresponse_adjustment=cells.positive("nonresponse_adjustment"),
            weight=cells.positive("weight"),
            place=cells.node("case").place,
        )
        return row if self.notes.noted == before else None

    def _case(self, cells: Cells) -> str:
        name = cells.token("case", "a case id")
        first = self.first.setdefault(name, cells.line)
        if first != cells.line:
            cells.note(
                "case", "C208", f"case {ticked(name)} appears twice", f"first on line {first}"
            )
        return name
