"""What a record says of one fact: text to knowledge (contract.md section 1)."""

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Lookup

from casewise.facts import Choice, Entities, Known, Members, Span
from casewise.model.vocabulary import Fact, FactType
from casewise.reading.days import has_form_of_days, read_days
from casewise.reading.shape import Fields, Notes, Unreadable, is_null
from casewise.reading.tree import Mapping, Node, Scalar, Sequence
from casewise.reading.words import suggest, ticked

# Each word as YAML and JSON write it: `true`, `True`, `TRUE`.
YES_NO = {
    form: answer
    for word, answer in (("yes", "yes"), ("no", "no"), ("true", "yes"), ("false", "no"))
    for form in (word, word.capitalize(), word.upper())
}
_NUMBER = re.compile("-?(?:0|[1-9][0-9]*)")
_DIGITS = 9


def read_known(notes: Notes, fact: Fact, node: Node) -> Known | None:
    """What a record says of a fact; `None` where it says that the fact is not known.

    Raises:
        Unreadable: a problem C201-C206 or C210 was noted.
    """
    return AnswerReader(notes, fact).read(node)


class ScopeReader:
    """Reads what records say of the facts of a scope: of the case, or of each entity of a list."""

    def __init__(self, notes: Notes, facts: tuple[Fact, ...]) -> None:
        self.notes = notes
        self.facts = facts
        self.readers = {fact.name: AnswerReader(notes, fact) for fact in facts}

    def read(self, node: Mapping, besides: Iterable[str] = ()) -> dict[str, Known | None]:
        """What a mapping says of each fact; unknown keys are problems C201."""
        values: dict[str, Known | None] = {}
        for name, (key, below) in node.entries.items():
            reader = self.readers.get(name)
            if reader is None:
                if name not in besides:
                    hint = self._within(name) or suggest(name, (*self.readers, *besides))
                    self.notes.add(key, "C201", f"there is no fact {ticked(name)}", hint)
                continue
            try:
                values[name] = reader.read(below)
            except Unreadable:
                continue
        return values

    def _within(self, name: str) -> str:
        lists = (group.name for group in self.facts for fact in group.facts if fact.name == name)
        group = next(lists, "")
        return f"`{name}` is a fact of `{group}`" if group else ""


class AnswerReader:
    """Reads what records say of one fact."""

    def __init__(self, notes: Notes, fact: Fact) -> None:
        self.notes = notes
        self.fact = fact
        self.exact = {code: Choice(frozenset({code})) for code in fact.codes}
        self.within = ScopeReader(notes, fact.facts)
        self._read = _READERS[fact.type]

    def read(self, node: Node) -> Known | None:
        """What a value says of the fact; `None` where it says *asked, not known*.

        Raises:
            Unreadable: a problem was noted.
        """
        if isinstance(node, Scalar) and (node.value == "unknown" or is_null(node)):
            return None
        return self._read(self, node)

    # -- one answer -------------------------------------------------------------------------

    def yes_no(self, node: Node) -> Known:
        """An answer to a yes/no question."""
        answer = YES_NO.get(self._scalar(node))
        if answer is None:
            raise self._not_an_answer(node)
        return self.exact[answer]

    def choice(self, node: Node) -> Known:
        """One of a list, or `{one of: […]}`."""
        if isinstance(node, Mapping):
            parts = self._parts(node, "one of")
            return Choice(parts.whole(self._codes_of(parts, "one of")))
        return self.exact[self._code(node)]

    def number(self, node: Node) -> Known:
        """A whole number, or bounds of one."""
        if not isinstance(node, Mapping):
            value = self._whole(node)
            return Span(value, value)
        parts = self._parts(node, "at least", "at most")
        low = parts.take("at least", self._whole, self.fact.low)
        high = parts.take("at most", self._whole, self.fact.high)
        return self._span(parts, low, high)

    def date(self, node: Node) -> Known:
        """A date, a month, a year, or bounds of one."""
        if not isinstance(node, Mapping):
            return self._days(node)
        parts = self._parts(node, "from", "to")
        every = Span(self.fact.low, self.fact.high)
        low = parts.take("from", self._days, every).low
        high = parts.take("to", self._days, every).high
        return self._span(parts, low, high)

    def _scalar(self, node: Node) -> str:
        if isinstance(node, Scalar):
            return node.value
        raise self._wrong_shape(node, f"`{self.fact.name}` takes one answer")

    def _code(self, node: Node) -> str:
        value = self._scalar(node)
        if value not in self.exact:
            raise self._not_an_answer(node)
        return value

    def _span(self, parts: Fields, low: int, high: int) -> Span:
        if low > high:
            what = "the lower end lies above the upper end"
            raise self.notes.fail(parts.mapping, "C204", what)
        return parts.whole(Span(low, high))

    def _whole(self, node: Node) -> int:
        value = self._scalar(node)
        if not _NUMBER.fullmatch(value) or value == "-0":
            what = f"{ticked(value)} is not a whole number"
            raise self.notes.fail(node, "C202", what, _FORMS[FactType.NUMBER])
        if len(value) > _DIGITS or not self.fact.low <= int(value) <= self.fact.high:
            what = f"`{self.fact.name}` cannot be {ticked(value)}"
            hint = f"it lies between {self.fact.low} and {self.fact.high}"
            raise self.notes.fail(node, "C206", what, hint)
        return int(value)

    def _days(self, node: Node) -> Span:
        """The days of a date, of a month or of a year."""
        value = self._scalar(node)
        days = read_days(value)
        if days is not None:
            return days
        if has_form_of_days(value):
            raise self.notes.fail(node, "C206", f"there is no date `{value}`")
        what = f"{ticked(value)} is not a date"
        raise self.notes.fail(node, "C202", what, _FORMS[FactType.DATE])

    # -- several answers --------------------------------------------------------------------

    def members(self, node: Node) -> Known:
        """Several of a list, and no others; or some that are in it or are not."""
        every = frozenset(self.exact)
        if isinstance(node, Mapping):
            return self._members_in_part(node)
        if self._is_none(node):
            return Members(frozenset(), every)
        included = self._codes(node, f"`{self.fact.name}`")
        return Members(included, every - included)

    def _members_in_part(self, node: Mapping) -> Known:
        parts = self._parts(node, "includes", "excludes")
        included = self._codes_of(parts, "includes")
        excluded = self._codes_of(parts, "excludes")
        for code in sorted(included & excluded):
            self.notes.add(node, "C204", f"`{code}` is both included and excluded")
        return parts.whole(Members(included, excluded))

    def _codes_of(self, parts: Fields, key: str) -> frozenset[str]:
        nothing: frozenset[str] = frozenset()
        return parts.take(key, lambda node: self._codes(node, f"`{key}`"), nothing)

    def _codes(self, node: Node, what: str) -> frozenset[str]:
        """The codes of a list that is not empty and names each at most once."""
        if not isinstance(node, Sequence):
            raise self._wrong_shape(node, f"{what} takes a list")
        if not node.items:
            raise self.notes.fail(node, "C205", f"{what} is empty and says nothing")
        found: set[str] = set()
        for item, code in self.notes.readable(node.items, lambda at: (at, self._member(at))):
            if code in found:
                self.notes.add(item, "C204", f"`{code}` is named twice")
            found.add(code)
        return frozenset(found)

    def _member(self, node: Node) -> str:
        value = self._scalar(node)
        if value not in self.exact:
            what = f"{ticked(value)} is not an answer to `{self.fact.name}`"
            whole = value in ("none", "unknown")  # said of the list, not in it
            hint = self._forms if whole else suggest(value, self.exact) or self._forms
            raise self.notes.fail(node, "C202", what, hint)
        return value

    def entities(self, node: Node) -> Known:
        """Entities, and no others; or some that are listed while others are possible."""
        if isinstance(node, Mapping):
            return self._entities_in_part(node)
        if self._is_none(node):
            return Entities((), others=False)
        return Entities(self._entities(node, f"`{self.fact.name}`"), others=False)

    def _entities_in_part(self, node: Mapping) -> Known:
        parts = self._parts(node, "listed", "others")
        parts.whole(None)  # with a key of another kind, this may be one entity without its list
        for key in ("listed", "others"):
            if key not in parts:
                what = f"`{key}` is missing: a list known in part has both"
                self.notes.add(node, "C203", what, _FORMS[FactType.LIST])
        listed = parts.take("listed", lambda at: self._entities(at, "`listed`"), ())
        parts.take("others", self._others, None)
        return parts.whole(Entities(listed, others=True))

    def _entities(self, node: Node, what: str) -> tuple[dict[str, Known | None], ...]:
        if not isinstance(node, Sequence):
            raise self._wrong_shape(node, f"{what} takes a list")
        return self.notes.readable(node.items, self._entity)

    def _entity(self, node: Node) -> dict[str, Known | None]:
        if isinstance(node, Mapping):
            return self.within.read(node)
        what = f"each of `{self.fact.name}` must be a mapping of facts to answers"
        raise self.notes.fail(node, "C203", what)

    def _others(self, node: Node) -> None:
        if not isinstance(node, Scalar) or node.value != "possible":
            raise self.notes.fail(node, "C202", "`others` is always `possible`")

    def _is_none(self, node: Node) -> bool:
        """Whether the list is said to be empty."""
        if isinstance(node, Sequence):
            return not node.items
        return isinstance(node, Scalar) and node.value == "none"

    # -- knowledge in part, and what is wrong -----------------------------------------------

    def _parts(self, node: Mapping, *names: str) -> Fields:
        """The parts of a partly known value: some of these keys, and no others."""
        if not node.entries:
            raise self.notes.fail(node, "C205", "an empty mapping says nothing", self._forms)
        parts = Fields(self.notes, node)
        for name, (key, _) in node.entries.items():
            if name not in names:
                what = f"{ticked(name)} says nothing of `{self.fact.name}`"
                self.notes.add(key, "C210", what, self._forms)
        return parts

    def _wrong_shape(self, node: Node, what: str) -> Unreadable:
        return self.notes.fail(node, "C203", what, self._forms)

    def _not_an_answer(self, node: Node) -> Unreadable:
        value = self._scalar(node)
        what = f"{ticked(value)} is not an answer to `{self.fact.name}`"
        hint = suggest(value, (*self.exact, "unknown")) or self._forms
        return self.notes.fail(node, "C202", what, hint)

    @property
    def _forms(self) -> str:
        return _FORMS[self.fact.type]


_READERS: Lookup[FactType, Callable[[AnswerReader, Node], Known]] = {
    FactType.YES_NO: AnswerReader.yes_no,
    FactType.DATE: AnswerReader.date,
    FactType.NUMBER: AnswerReader.number,
    FactType.CHOICE: AnswerReader.choice,
    FactType.SET: AnswerReader.members,
    FactType.LIST: AnswerReader.entities,
}

_FORMS = {
    FactType.YES_NO: "write `yes`, `no` or `unknown`",
    FactType.DATE: "write `2000-10-15`, `2000-10`, `2000` or `{from: …, to: …}`",
    FactType.NUMBER: "write `14`, `{at least: …}` or `{at most: …}`",
    FactType.CHOICE: "write one value or `{one of: […]}`",
    FactType.SET: "write `[…]`, `none`, `{includes: […]}` or `{excludes: […]}`",
    FactType.LIST: "write `[…]`, `none` or `{listed: […], others: possible}`",
}
