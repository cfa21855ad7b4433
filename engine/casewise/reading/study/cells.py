"""The cells of one line of a table, each read as what its column holds."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from casewise.facts import Known
from casewise.model.case import CASE_ID_HINT, is_case_id
from casewise.model.vocabulary import Fact
from casewise.reading.shape import Notes, Unreadable
from casewise.reading.tree import Scalar, Start, Text
from casewise.reading.values import read_known
from casewise.reading.words import suggest, ticked

_DIGITS = 12


class Cells:
    """The cells of a line, by column; a problem has the place of the line, and says the column."""

    def __init__(self, notes: Notes, text: Text, line: int, cells: dict[str, str]) -> None:
        self.notes = notes
        self.text = text
        self.line = line
        self._cells = cells

    def __contains__(self, column: str) -> bool:
        return column in self._cells

    def value(self, column: str) -> str:
        """The text of a cell, without space around it."""
        return self._cells[column].strip()

    def node(self, column: str) -> Scalar:
        """A cell as a piece of the text, at the beginning of its line."""
        return Scalar(
            self.text, Start(self.line - self.text.first, 0), self.value(column), quoted=False
        )

    def note(self, column: str, code: str, what: str, hint: str = "") -> None:
        """Note a problem with a cell."""
        self.notes.add(self.node(column), code, what, hint)

    def token(self, column: str, what: str) -> str:
        """An opaque id; what is none could be a name, and is not repeated (C207)."""
        name = self.value(column)
        if not is_case_id(name):
            self.note(column, "C207", f"this is not {what}", CASE_ID_HINT)
        return name

    def one_of(self, column: str, known: Sequence[str], what: str) -> str:
        """One of these words; an empty cell is a problem C205, any other word C202."""
        value = self._word(column)
        if value and value not in known:
            hint = suggest(value, known)
            self.note(column, "C202", f"{ticked(value)} is not {what} of the design", hint)
        return value

    def whole(self, column: str) -> int:
        """A whole number."""
        value = self._word(column)
        if value and not (value.isascii() and value.isdecimal() and len(value) <= _DIGITS):
            self.note(column, "C202", f"`{column}`: {ticked(value)} is not a whole number")
            return 0
        return int(value or 0)

    def positive(self, column: str) -> Decimal | None:
        """A number above nothing; C206 if it is not. None where there is no such column."""
        if column not in self:
            return None
        value = self._word(column)
        number = _number(value)
        if value and number is None:
            self.note(column, "C202", f"`{column}`: {ticked(value)} is not a number")
        elif number is not None and number <= 0:
            what = f"`{column}` cannot be {ticked(value)}"
            self.note(column, "C206", what, "it is more than 0")
        return number

    def known(self, fact: Fact) -> Known | None:
        """What a cell says of an attribute; an empty one says nothing."""
        node = self.node(fact.name)
        try:
            return read_known(self.notes, fact, node) if node.value else None
        except Unreadable:
            return None

    def _word(self, column: str) -> str:
        value = self.value(column)
        if not value:
            self.note(column, "C205", f"`{column}` is empty")
        return value


def _number(value: str) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= _DIGITS else None
