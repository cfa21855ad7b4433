"""The test that a rule puts to one fact, by the type of the fact."""

from collections.abc import Callable

from casewise.facts import IncludesAny, IsEmpty, IsOneOf, IsStated, IsWithin, Test
from casewise.model.vocabulary import Fact, FactType
from casewise.reading.days import read_days
from casewise.reading.shape import Keys, Notes, Unreadable
from casewise.reading.tree import Mapping, Node, Scalar
from casewise.reading.words import ticked

ONE_OF = Keys("a test of one value", ["one of"])
INCLUDES = Keys("a test of several values", ["includes any of"])
NUMBERS = Keys("a test of a number", ("at least", "at most"), ("at least", "at most"))
DATES = Keys("a test of a date", ("from", "to"), ("from", "to"))


class TestReader:
    """Reads the tests of one fact."""

    def __init__(self, notes: Notes, fact: Fact) -> None:
        self.notes = notes
        self.fact = fact

    def read(self, node: Node) -> Test:
        """The test a node states.

        Raises:
            Unreadable: a problem was noted that leaves no test.
        """
        match self.fact.type:
            case FactType.YES_NO:
                return IsOneOf(frozenset({self._code(node)}))
            case FactType.CHOICE:
                return self._choice(node)
            case FactType.SET:
                return self._set(node)
            case FactType.NUMBER:
                return self._number(node)
            case FactType.DATE:
                return self._date(node)
            case FactType.LIST:
                raise self._no_test(node, f"write `some {self.fact.singular}:`")

    def _no_test(self, node: Node, hint: str) -> Unreadable:
        word = ticked(node.value) if isinstance(node, Scalar) else "this"
        return self.notes.fail(node, "R112", f"{word} is no test of `{self.fact.name}`", hint)

    def _code(self, node: Node) -> str:
        what = f"an answer to `{self.fact.name}`"
        return self.notes.one_of(node, self.fact.codes, what, "R104")

    def _codes(self, node: Node, keys: Keys) -> frozenset[str]:
        """The codes in the list of the one key that such a test has."""
        fields = keys.read(self.notes, node)
        found: set[str] = set()
        for item, code in fields.each(keys.names[0], lambda at: (at, self._code(at))):
            if code in found:
                self.notes.add(item, "R108", f"`{code}` is named twice")
            found.add(code)
        return fields.whole(frozenset(found))

    def _choice(self, node: Node) -> Test:
        if isinstance(node, Mapping):
            return IsOneOf(self._codes(node, ONE_OF))
        return IsOneOf(frozenset({self._code(node)}))

    def _set(self, node: Node) -> Test:
        if isinstance(node, Mapping):
            return IncludesAny(self._codes(node, INCLUDES))
        if not isinstance(node, Scalar) or node.value != "none":
            raise self._no_test(node, "write `none` or `includes any of: […]`")
        return IsEmpty(frozenset(self.fact.codes))

    def _date(self, node: Node) -> Test:
        if isinstance(node, Mapping):
            return self._within(node, DATES, self._day)
        if not isinstance(node, Scalar) or node.value not in ("stated", "absent"):
            raise self._no_test(node, "write `from: …`, `to: …`, `stated` or `absent`")
        if not self.fact.optional:
            raise self.notes.fail(node, "R112", f"`{self.fact.name}` always has a value")
        return IsStated(node.value == "stated")

    def _within(self, node: Node, keys: Keys, read: Callable[[Node], int]) -> IsWithin:
        fields = keys.read(self.notes, node)
        first, last = keys.names
        low = fields.take(first, read, self.fact.low)
        high = fields.take(last, read, self.fact.high)
        test = fields.whole(IsWithin(low, high))
        if not fields.mapping.entries:
            hint = f"give `{first}` or `{last}`"
            raise self.notes.fail(node, "R113", "the test has no bound", hint)
        if low > high:
            raise self.notes.fail(
                node, "R113", f"no value of `{self.fact.name}` lies within these bounds"
            )
        return test

    def _number(self, node: Node) -> Test:
        if isinstance(node, Mapping):
            return self._within(node, NUMBERS, self._bound)
        raise self._no_test(node, "write `at least: …` or `at most: …`")

    def _bound(self, node: Node) -> int:
        value = self.notes.number(node, f"a bound of `{self.fact.name}`")
        if not self.fact.low <= value <= self.fact.high:
            what = f"`{self.fact.name}` cannot be {value}"
            hint = f"it lies between {self.fact.low} and {self.fact.high}"
            raise self.notes.fail(node, "R113", what, hint)
        return value

    def _day(self, node: Node) -> int:
        value = self.notes.word(node, f"a bound of `{self.fact.name}`")
        days = read_days(value)
        if days is None or days.low != days.high:
            what = f"there is no day {ticked(value)}"
            raise self.notes.fail(node, "R113", what, "write `2000-10-15`")
        return days.low
