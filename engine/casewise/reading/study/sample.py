"""`sample.csv`: for each record where it was drawn, its weight, and its attributes."""

import csv
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from io import StringIO

from casewise.errors import Problem, ProblemsFound
from casewise.facts import Known
from casewise.model.case import CASE_ID_HINT, is_case_id
from casewise.model.study.design import Design
from casewise.model.study.sample import Row
from casewise.model.study.study import Study
from casewise.model.vocabulary import Fact
from casewise.reading.shape import Notes, Unreadable
from casewise.reading.tree import Scalar, Start, Text
from casewise.reading.values import read_known
from casewise.reading.words import suggest, ticked

DRAWN = ("case", "stratum", "agency", "agency_cases", "screening", "selection_rate")
"""The columns that every sample has."""
WEIGHTS = ("base_weight", "nonresponse_adjustment", "weight")
"""The columns of the weight and of the steps to it; a sample that is not yet weighted has none."""
_DIGITS = 12


def read_sample(text: Text, study: Study) -> tuple[Row, ...]:
    """The rows of a sample of the study, in their order.

    An empty cell of an attribute says that it is not known, or that it does not apply.

    Raises:
        ProblemsFound: a column is missing (R102) or unknown (C201), a case stands twice (C208), a
            stratum, class or answer is none (C202), a number cannot be (C206); all of them.
    """
    notes = Notes()
    rows = _Reader(notes, text, study).rows()
    notes.raise_if_any()
    return rows


class _Reader:
    def __init__(self, notes: Notes, text: Text, study: Study) -> None:
        self.notes = notes
        self.text = text
        self.design: Design = study.design
        self.attributes = {fact.name: fact for fact in study.attributes.facts}
        self.first: dict[str, int] = {}

    def rows(self) -> tuple[Row, ...]:
        lines = csv.reader(StringIO(self.text.content, newline=""), strict=True)
        try:
            header = next(lines, [])
            self._check_header(header)
            found = tuple(self._each(lines, header)) if not self.notes.noted else ()
        except csv.Error as error:
            raise ProblemsFound(
                [self._problem(lines.line_num, "C203", f"this is no CSV: {error}")]
            ) from None
        if not found and not self.notes.noted:
            raise ProblemsFound([self._problem(1, "C209", "there is no case in this sample")])
        return found

    def _problem(self, line: int, code: str, what: str, hint: str = "") -> Problem:
        return self.text.problem(max(line, 1), 1, code, what, hint)

    def _check_header(self, header: list[str]) -> None:
        known = (*DRAWN, *WEIGHTS, *self.attributes)
        for name in header:
            if name not in known:
                what = f"there is no column {ticked(name)} in this study"
                self.notes.put(self._problem(1, "C201", what, suggest(name, known)))
        for name in header:
            if header.count(name) > 1:
                self.notes.put(self._problem(1, "R108", f"column {ticked(name)} stands twice"))
        weights = WEIGHTS if any(name in header for name in WEIGHTS) else ()
        for name in (*DRAWN, *weights):
            if name not in header:
                self.notes.put(self._problem(1, "R102", f"column `{name}` is missing"))

    def _each(self, lines: "Iterator[list[str]]", header: list[str]) -> Iterator[Row]:
        number = 1
        for cells in lines:
            number += 1
            if not cells:
                continue
            if len(cells) != len(header):
                what = f"there are {len(cells)} cells, and {len(header)} columns"
                self.notes.put(self._problem(number, "C203", what))
                continue
            row = self._row(
                _Cells(self.notes, self.text, number, dict(zip(header, cells, strict=True)))
            )
            if row is not None:
                yield row

    def _row(self, cells: "_Cells") -> Row | None:
        before = self.notes.noted
        design = self.design
        row = Row(
            case=self._case(cells),
            stratum=cells.one_of("stratum", [each.id for each in design.strata], "a stratum"),
            agency=cells.word("agency"),
            agency_cases=cells.whole("agency_cases"),
            screening=cells.one_of("screening", design.selection.screening, "a screening class"),
            selection_rate=cells.positive("selection_rate") or Decimal(1),
            attributes={
                name: cells.known(fact) for name, fact in self.attributes.items() if name in cells
            },
            base_weight=cells.positive("base_weight"),
            nonresponse_adjustment=cells.positive("nonresponse_adjustment"),
            weight=cells.positive("weight"),
            place=cells.node("case").place,
        )
        return row if self.notes.noted == before else None

    def _case(self, cells: "_Cells") -> str:
        name = cells.value("case")
        if not is_case_id(name):
            cells.note("case", "C207", "this is not a case id", CASE_ID_HINT)
        elif self.first.setdefault(name, cells.line) != cells.line:
            hint = f"first on line {self.first[name]}"
            cells.note("case", "C208", f"case {ticked(name)} appears twice", hint)
        return name


class _Cells:
    """The cells of one line, by column."""

    def __init__(self, notes: Notes, text: Text, line: int, cells: dict[str, str]) -> None:
        self.notes = notes
        self.text = text
        self.line = line
        self.cells = cells

    def __contains__(self, column: str) -> bool:
        return column in self.cells

    def value(self, column: str) -> str:
        return self.cells[column].strip()

    def node(self, column: str) -> Scalar:
        """The cell as a piece of the text, at its line; the column of the text is the first."""
        mark = Start(self.line - self.text.first, 0)
        return Scalar(self.text, mark, self.value(column), False)

    def note(self, column: str, code: str, what: str, hint: str = "") -> None:
        self.notes.add(self.node(column), code, what, hint)

    def word(self, column: str) -> str:
        if not self.value(column):
            self.note(column, "C205", f"`{column}` is empty")
        return self.value(column)

    def one_of(self, column: str, known: "list[str] | tuple[str, ...]", what: str) -> str:
        value = self.word(column)
        if value and value not in known:
            hint = suggest(value, known)
            self.note(column, "C202", f"{ticked(value)} is not {what} of the design", hint)
        return value

    def whole(self, column: str) -> int:
        value = self.word(column)
        if value and not (value.isascii() and value.isdecimal() and 0 < len(value) <= _DIGITS):
            self.note(column, "C202", f"`{column}`: {ticked(value)} is not a whole number")
            return 0
        return int(value or 0)

    def positive(self, column: str) -> Decimal | None:
        """The number of a cell; a problem if it is empty, negative or zero, or none."""
        if column not in self.cells:
            return None
        value = self.word(column)
        number = _number(value)
        if value and number is None:
            self.note(column, "C202", f"`{column}`: {ticked(value)} is not a number")
        elif number is not None and number <= 0:
            self.note(column, "C206", f"`{column}` cannot be {ticked(value)}: it is above 0")
        return number

    def known(self, fact: Fact) -> Known | None:
        node = self.node(fact.name)
        try:
            return read_known(self.notes, fact, node) if node.value else None
        except Unreadable:
            return None


def _number(value: str) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= _DIGITS else None
