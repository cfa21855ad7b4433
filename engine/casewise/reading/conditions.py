"""Conditions: mappings of exactly one key, which is a connective, a reference or a fact."""

import re
from collections.abc import Callable, Mapping as Lookup
from functools import cached_property

from attrs import evolve, frozen

from casewise.facts import IncludesAny, IsEmpty, IsOneOf, IsStated, IsWithin, Test
from casewise.model.conditions import (
    AllOf,
    AnyOf,
    Branch,
    Condition,
    FactTest,
    Holds,
    NoneOf,
    Some,
    Under,
)
from casewise.model.ruleset import Reading
from casewise.model.vocabulary import Fact, FactType, Vocabulary
from casewise.reading.citations import read_citations
from casewise.reading.shape import (
    Notes,
    Unreadable,
    check_keys,
    check_order,
    single_entry,
    suggest,
)
from casewise.reading.tree import Mapping, Node, Scalar
from casewise.reading.values import read_days

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
BRANCH_KEYS = ("branch", "means", "cites", "when")


@frozen(slots=False)
class ConditionReader:
    """Reads the conditions of one rule in one scope (empty: the case)."""

    notes: Notes
    vocabulary: Vocabulary
    readings: tuple[Reading, ...]
    rule: str
    scope: str = ""

    def read(self, node: Node) -> Condition:
        """The condition a node states.

        Raises:
            Unreadable: a problem was noted that leaves no condition.
        """
        if isinstance(node, Mapping) and "branch" in node.entries:
            return self._branch(node)
        key, value = single_entry(self.notes, node, "a condition")
        reader = self._connectives.get(key.value)
        if reader is not None:
            return reader(key, value)
        if key.value.startswith("some "):
            return self._some(key, value)
        return self._fact(key, value)

    @cached_property
    def _connectives(self) -> Lookup[str, Callable[[Scalar, Node], Condition]]:
        return {
            "all of": lambda key, value: AllOf(self._parts(value), key.place),
            "any of": lambda key, value: AnyOf(self._parts(value), key.place),
            "none of": lambda key, value: NoneOf(self._parts(value), key.place),
            "rule": lambda key, value: Holds(self.notes.text(value, "`rule`"), value.place),
            "reading": self._reading,
        }

    def _parts(self, node: Node) -> tuple[Condition, ...]:
        parts = []
        for item in self.notes.sequence(node, "a list of conditions"):
            try:
                parts.append(self.read(item))
            except Unreadable:
                continue
        if not parts:
            raise Unreadable
        return tuple(parts)

    def _branch(self, node: Mapping) -> Branch:
        check_keys(self.notes, node, BRANCH_KEYS)
        check_order(self.notes, node, BRANCH_KEYS)
        get = {key: value for key, (_, value) in node.entries.items()}
        name = self.notes.text(get["branch"], "`branch`")
        if not NAME.fullmatch(name):
            raise self.notes.fail(get["branch"], "R121", f"`{name[:60]}` cannot name a branch")
        return Branch(
            f"{self.rule}.{name}",
            self.notes.text(get["means"], "`means`"),
            read_citations(self.notes, get["cites"]),
            self.read(get["when"]),
            node.place,
        )

    def _some(self, key: Scalar, value: Node) -> Some:
        if self.scope:
            what = "`some` cannot stand inside `some`"
            raise self.notes.fail(key, "R118", what, "name both facts of one and the same entity")
        names = {f"some {group.singular}": group for group in self.vocabulary.lists()}
        group = names.get(key.value)
        if group is None:
            what = f"there is no list for `{key.value[:60]}`"
            raise self.notes.fail(key, "R103", what, suggest(key.value, names))
        return Some(group.name, evolve(self, scope=group.name).read(value), key.place)

    def _reading(self, key: Scalar, value: Node) -> Under:
        name, code = single_entry(self.notes, value, "`reading`")
        reading = next((r for r in self.readings if r.name == name.value), None)
        if reading is None:
            hint = suggest(name.value, [r.name for r in self.readings])
            what = f"there is no reading `{name.value[:60]}`"
            raise self.notes.fail(name, "R106", what, hint)
        what = f"a value of reading `{reading.name}`"
        return Under(reading.name, self.notes.one_of(code, reading.codes, what, "R106"), key.place)

    def _fact(self, key: Scalar, value: Node) -> FactTest:
        fact = self.vocabulary.find(self.scope, key.value)
        if fact is None:
            raise self._no_such_fact(key)
        return FactTest(fact.name, TestReader(self.notes, fact).read(value), key.place)

    def _no_such_fact(self, key: Scalar) -> Unreadable:
        names = [fact.name for fact in self.vocabulary.of(self.scope)]
        words = ["all of", "any of", "none of", "rule", "reading"]
        words += [] if self.scope else [f"some {g.singular}" for g in self.vocabulary.lists()]
        where = f" of `{self.scope}`" if self.scope else ""
        elsewhere = [s for s, fact in self.vocabulary if fact.name == key.value and s != self.scope]
        hint = suggest(key.value, names + words)
        if elsewhere:
            hint = f"`{key.value}` is a fact of " + (f"`{elsewhere[0]}`" if elsewhere[0] else "the case")
        what = f"there is no fact or connective `{key.value[:60]}`{where}"
        return self.notes.fail(key, "R103", what, hint)


@frozen
class TestReader:
    """Reads the test that a rule puts to one fact."""

    notes: Notes
    fact: Fact

    def read(self, node: Node) -> Test:
        """The test a node states, by the type of the fact."""
        match self.fact.type:
            case FactType.YES_NO:
                return IsOneOf(frozenset({self._code(node)}))
            case FactType.CHOICE:
                return self._choice(node)
            case FactType.SET:
                return self._set(node)
            case FactType.NUMBER:
                return self._within(node, "at least", "at most", self._number)
            case FactType.DATE:
                return self._date(node)
            case FactType.LIST:
                what = f"`{self.fact.name}` is a list"
                hint = f"write `some {self.fact.singular}:`"
                raise self.notes.fail(node, "R112", what, hint)

    def _code(self, node: Node) -> str:
        what = f"an answer to `{self.fact.name}`"
        return self.notes.one_of(node, self.fact.codes, what, "R104")

    def _codes(self, node: Node, what: str) -> frozenset[str]:
        return frozenset(self._code(item) for item in self.notes.sequence(node, what))

    def _choice(self, node: Node) -> Test:
        if not isinstance(node, Mapping):
            return IsOneOf(frozenset({self._code(node)}))
        check_keys(self.notes, node, ["one of"])
        return IsOneOf(self._codes(node.entries["one of"][1], "`one of`"))

    def _set(self, node: Node) -> Test:
        if isinstance(node, Scalar):
            self.notes.one_of(node, ["none"], "`none` or `includes any of`", "R112")
            return IsEmpty(frozenset(self.fact.codes))
        mapping = self.notes.mapping(node, "a test of several values")
        check_keys(self.notes, mapping, ["includes any of"])
        return IncludesAny(self._codes(mapping.entries["includes any of"][1], "`includes any of`"))

    def _date(self, node: Node) -> Test:
        if not isinstance(node, Scalar):
            return self._within(node, "from", "to", self._day)
        value = self.notes.one_of(node, ["stated", "absent"], "`stated` or `absent`", "R112")
        if not self.fact.optional:
            raise self.notes.fail(node, "R112", f"`{self.fact.name}` always has a value")
        return IsStated(value == "stated")

    def _within(
        self, node: Node, first: str, last: str, read: Callable[[Node, str], tuple[int, int]]
    ) -> IsWithin:
        mapping = self.notes.mapping(node, f"a test of `{self.fact.name}`")
        check_keys(self.notes, mapping, (), (first, last))
        get = {key: value for key, (_, value) in mapping.entries.items()}
        low = read(get[first], first)[0] if first in get else self.fact.low
        high = read(get[last], last)[1] if last in get else self.fact.high
        if not get:
            raise self.notes.fail(node, "R113", "the test has no bound", f"give `{first}` or `{last}`")
        if low > high or high < self.fact.low or low > self.fact.high:
            raise self.notes.fail(node, "R113", f"no value of `{self.fact.name}` lies within")
        return IsWithin(low, high)

    def _number(self, node: Node, what: str) -> tuple[int, int]:
        value = self.notes.number(node, f"`{what}`")
        if not self.fact.low <= value <= self.fact.high:
            what = f"`{self.fact.name}` cannot be {value}"
            hint = f"it lies between {self.fact.low} and {self.fact.high}"
            raise self.notes.fail(node, "R113", what, hint)
        return value, value

    def _day(self, node: Node, what: str) -> tuple[int, int]:
        value = self.notes.text(node, f"`{what}`")
        days = read_days(value)
        if days is None or len(value) != len("2000-10-15"):
            raise self.notes.fail(node, "R113", f"there is no day `{value[:60]}`", "write `2000-10-15`")
        return days.low, days.high
