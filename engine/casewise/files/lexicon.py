"""What the cells of one column mean: learned value by value, each once."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from attrs import frozen

from casewise.errors import ProblemsFound
from casewise.facts import Members, Span
from casewise.model.column_map import MappedColumn, Meaning, Part, Silence
from casewise.reading.cells import CellReader
from casewise.reading.column_map import BLANK
from casewise.reading.shape import Notes, Unreadable
from casewise.reading.tree import Node, Scalar, Sequence, Start, Text, read_tree
from casewise.reading.words import ticked

_NOWHERE = Text("", "")
_START = Start()


@frozen
class Fault:
    """Why a value has no meaning: the code of the problem, the words, a hint."""

    code: str
    what: str
    hint: str = ""


def text_of(value: Any) -> str | None:
    """The text by which a column map names a cell; `None` for one in which nothing stands."""
    match value:
        case None:
            return None
        case str():
            return value if value.strip() else None
        case bool():
            return "true" if value else "false"
        case float():
            return None if value != value else str(int(value)) if value.is_integer() else str(value)
        case datetime() if not (value.hour or value.minute or value.second or value.microsecond):
            return value.date().isoformat()
        case date():
            return value.isoformat()
    return str(value)


class Lexicon:
    """The meanings of the cells of a column, and the faults of those that have none."""

    def __init__(
        self,
        column: MappedColumn,
        blank: Silence | None,
        text: Callable[[Any], str | None] = text_of,
    ) -> None:
        self.column = column
        self._blank = blank
        self._text = text
        self.meanings: dict[Any, Meaning] = {}
        self.faults: dict[Any, Fault] = {}

    def learn(self, value: Any) -> Meaning | Fault:
        """What a value means, or why it means nothing."""
        if value in self.meanings:
            return self.meanings[value]
        found = self._look_up(self._text(value))
        if isinstance(found, Fault):
            self.faults[value] = found
        else:
            self.meanings[value] = found
        return found

    def _look_up(self, text: str | None) -> Meaning | Fault:
        codes = self.column.codes
        if text in codes:
            said = codes[text]
            return self._unsaid(text) if said is None else said
        if text is None:
            return self._unsaid(None) if self._blank is None else self._blank
        if self.column.is_closed:
            return self._unsaid(text)
        return self._read(text)

    def _unsaid(self, text: str | None) -> Fault:
        name = ticked(self.column.name)
        if text is None:
            hint = f"say under `codes` what `{BLANK}` means: {_CHOICES}"
            return Fault("D407", f"blank cells of {name} have no stated meaning", hint)
        hint = f"say what it means: {_CHOICES} or an answer"
        return Fault("D402", f"code {ticked(text)} of {name} has no stated meaning", hint)

    def _read(self, text: str) -> Meaning | Fault:
        """What a text says by itself, in the words of a case file."""
        if self.column.date_form:
            return self._dated(text)
        notes = Notes()
        reader = CellReader(notes, self.column.target)
        try:
            known = reader.answers.read(self._written(text))
            return Silence.UNKNOWN if known is None else self._shortened(known)
        except (Unreadable, ProblemsFound):
            return self._refused(text, notes)

    def _written(self, text: str) -> Node:
        if not self.column.split:
            return _written(text)
        words = [word.strip() for word in text.split(self.column.split)]
        items: list[Node] = [_written(word) for word in words if word]
        return Sequence(_NOWHERE, _START, items)

    def _shortened(self, known: Meaning) -> Meaning:
        """A column of what is excluded reads as one of what is included."""
        part = self.column.target.part
        if part in (Part.INCLUDES, Part.EXCLUDES) and isinstance(known, Members):
            return Members(known.included, frozenset())
        return known

    def _dated(self, text: str) -> Meaning | Fault:
        form = self.column.date_form
        try:
            day = datetime.strptime(text, form).date().toordinal()
        except ValueError:
            return Fault("D402", f"{ticked(text)} is no date of the form {ticked(form)}")
        return Span(day, day)

    def _refused(self, text: str, notes: Notes) -> Fault:
        if not notes.problems:
            return Fault("D402", f"{ticked(text)} of {ticked(self.column.name)} cannot be read")
        problem = notes.problems[0]
        code = "D402" if problem.code == "C202" else "D405"
        return Fault(code, problem.what, problem.hint)


_CHOICES = "`unknown`, `not stated`"


def _written(text: str) -> Node:
    """A text as a case file has it: a list or a mapping where it is written as one.

    Raises:
        ProblemsFound: it looks like one, and is none.
    """
    if text.startswith(("{", "[")):
        return read_tree(Text("", text))
    return Scalar(_NOWHERE, _START, text, quoted=True)
