"""Conditions: mappings of exactly one key, which is a connective, a reference or a fact."""

from collections.abc import Callable
from collections.abc import Mapping as Lookup
from typing import NamedTuple

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
from casewise.model.vocabulary import Vocabulary
from casewise.reading.citations import CitationReader
from casewise.reading.fact_tests import TestReader
from casewise.reading.names import read_name
from casewise.reading.shape import Keys, Notes, Unreadable, single_entry
from casewise.reading.tree import Mapping, Node, Scalar
from casewise.reading.words import suggest, ticked

BRANCH = Keys("a branch", ("branch", "means", "cites", "when"))
NOTHING = AllOf(())
"""Stands in for a condition that cannot be read; `Fields.whole` keeps it from getting out."""


class Registers(NamedTuple):
    """What rules may refer to, besides each other."""

    vocabulary: Vocabulary
    readings: tuple[Reading, ...]
    cites: CitationReader


class ConditionReader:
    """Reads the conditions of one rule in one scope (empty: the case)."""

    def __init__(self, notes: Notes, registers: Registers, rule: str, scope: str = "") -> None:
        self.notes = notes
        self.registers = registers
        self.vocabulary = registers.vocabulary
        self.rule = rule
        self.scope = scope
        self.connectives: Lookup[str, Connective] = CONNECTIVES

    def read(self, node: Node) -> Condition:
        """The condition a node states.

        Raises:
            Unreadable: a problem was noted that leaves no condition.
        """
        if isinstance(node, Mapping) and "branch" in node.entries:
            return self._branch(node)
        key, value = single_entry(self.notes, node, "a condition")
        reader = self.connectives.get(key.value)
        if reader is not None:
            return reader(self, key, value)
        if key.value.startswith("some "):
            return self._some(key, value)
        return self._fact(key, value)

    def _all_of(self, key: Scalar, value: Node) -> Condition:
        return AllOf(self._parts(value), key.place)

    def _any_of(self, key: Scalar, value: Node) -> Condition:
        return AnyOf(self._parts(value), key.place)

    def _none_of(self, key: Scalar, value: Node) -> Condition:
        return NoneOf(self._parts(value), key.place)

    def _parts(self, node: Node) -> tuple[Condition, ...]:
        return self.notes.each(node, "a list of conditions", self.read)

    def _holds(self, _: Scalar, value: Node) -> Condition:
        return Holds(self.notes.text(value, "`rule`"), value.place)

    def _branch(self, node: Mapping) -> Branch:
        fields = BRANCH.read(self.notes, node)
        name = fields.take("branch", lambda at: read_name(self.notes, at, "a branch"), "")
        branch = Branch(
            f"{self.rule}.{name}",
            fields.text("means"),
            fields.take("cites", self.registers.cites.read, ()),
            fields.take("when", self.read, NOTHING),
            fields.place,
        )
        return fields.whole(branch)

    def _some(self, key: Scalar, value: Node) -> Some:
        if self.scope:
            what = "`some` cannot stand inside `some`"
            raise self.notes.fail(key, "R118", what, "name both facts of one and the same entity")
        names = {f"some {group.singular}": group for group in self.vocabulary.lists()}
        group = names.get(key.value)
        if group is None:
            what = f"there is no list for {ticked(key.value)}"
            raise self.notes.fail(key, "R103", what, suggest(key.value, names))
        within = ConditionReader(self.notes, self.registers, self.rule, group.name)
        return Some(group.name, within.read(value), key.place)

    def _under(self, key: Scalar, value: Node) -> Under:
        name, code = single_entry(self.notes, value, "`reading`")
        known = {reading.name: reading for reading in self.registers.readings}
        reading = known.get(name.value)
        if reading is None:
            what = f"there is no reading {ticked(name.value)}"
            raise self.notes.fail(name, "R106", what, suggest(name.value, known))
        what = f"a value of reading `{reading.name}`"
        return Under(reading.name, self.notes.one_of(code, reading.codes, what, "R106"), key.place)

    def _fact(self, key: Scalar, value: Node) -> FactTest:
        fact = self.vocabulary.find(self.scope, key.value)
        if fact is None:
            raise self._no_such_fact(key)
        return FactTest(fact.name, TestReader(self.notes, fact).read(value), key.place)

    def _no_such_fact(self, key: Scalar) -> Unreadable:
        where = f" of `{self.scope}`" if self.scope else ""
        what = f"there is no fact or connective {ticked(key.value)}{where}"
        hint = self._elsewhere(key.value) or suggest(key.value, self._words())
        return self.notes.fail(key, "R103", what, hint)

    def _elsewhere(self, name: str) -> str:
        for scope, fact in self.vocabulary:
            if fact.name == name:
                return f"`{name}` is a fact of " + (f"`{scope}`" if scope else "the case")
        return ""

    def _words(self) -> list[str]:
        words = [*(fact.name for fact in self.vocabulary.of(self.scope)), *self.connectives]
        lists = () if self.scope else self.vocabulary.lists()
        return [*words, *(f"some {group.singular}" for group in lists)]


Connective = Callable[[ConditionReader, Scalar, Node], Condition]
CONNECTIVES: Lookup[str, Connective] = {
    "all of": ConditionReader._all_of,
    "any of": ConditionReader._any_of,
    "none of": ConditionReader._none_of,
    "rule": ConditionReader._holds,
    "reading": ConditionReader._under,
}
