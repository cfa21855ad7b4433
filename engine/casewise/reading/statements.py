"""`statements.yaml`: what a ruleset says of itself."""

from casewise.model.conditions import Condition, Holds
from casewise.model.statements import OUTCOME, Always, Monotone, Redundant, Statement
from casewise.model.vocabulary import Fact, FactType
from casewise.reading.conditions import CONNECTIVES, NOTHING, ConditionReader, Registers
from casewise.reading.names import read_name
from casewise.reading.shape import Fields, Keys, Notes, Unreadable, declared
from casewise.reading.tree import Mapping, Node
from casewise.reading.words import suggest, ticked

MONOTONE, ALWAYS, REDUNDANT = "monotone", "always", "redundant"
KEYS = {
    MONOTONE: Keys("a statement", ("statement", "kind", "means", "cites", "adding", "keeps")),
    ALWAYS: Keys(
        "a statement",
        ("statement", "kind", "about", "means", "cites", "whenever", "then"),
        ("about", "whenever"),
    ),
    REDUNDANT: Keys(
        "a statement",
        ("statement", "kind", "about", "means", "cites", "rule", "part", "precedence"),
        ("about", "part", "precedence"),
    ),
}
GROWING = (FactType.YES_NO, FactType.SET, FactType.LIST)
"""The types of fact that something can be added to."""


def read_statements(notes: Notes, registers: Registers, node: Node) -> tuple[Statement, ...]:
    """The statements of a ruleset; those that cannot be read were noted and are left out."""
    reader = _StatementReader(notes, registers)
    return declared(notes, node, "the statements", reader.read, lambda each: each.id)


class _StatementReader:
    def __init__(self, notes: Notes, registers: Registers) -> None:
        self.notes = notes
        self.registers = registers
        self.vocabulary = registers.vocabulary

    def read(self, node: Node) -> Statement:
        kind = self._kind(self.notes.mapping(node, "a statement"))
        fields = KEYS[kind].read(self.notes, node)
        name = fields.take("statement", lambda at: read_name(self.notes, at, "a statement"), "")
        read = {MONOTONE: self._monotone, ALWAYS: self._always, REDUNDANT: self._redundant}[kind]
        return fields.whole(read(fields, name))

    def _kind(self, mapping: Mapping) -> str:
        if "kind" not in mapping.entries:
            raise self.notes.fail(mapping, "R102", "key `kind` is missing")
        return self.notes.one_of(mapping.entries["kind"][1], KEYS, "a kind of statement", "R116")

    def _monotone(self, fields: Fields, name: str) -> Statement:
        return Monotone(
            name,
            fields.text("means"),
            fields.take("cites", self.registers.cites.read, ()),
            fields.each("adding", self._growing),
            fields.each("keeps", self._outcome),
            fields.place,
        )

    def _growing(self, node: Node) -> str:
        path = self.notes.word(node, "a fact")
        found = self._paths().get(path)
        if found is None:
            what = f"there is no fact {ticked(path)}"
            raise self.notes.fail(node, "R103", what, suggest(path, self._paths()))
        if found.type not in GROWING:
            hint = "to a yes/no fact, a set or a list something can be added"
            raise self.notes.fail(node, "R124", f"nothing can be added to `{path}`", hint)
        return path

    def _paths(self) -> dict[str, Fact]:
        return {
            f"{scope}.{fact.name}" if scope else fact.name: fact for scope, fact in self.vocabulary
        }

    def _always(self, fields: Fields, name: str) -> Statement:
        scope = self._about(fields)
        return Always(
            name,
            fields.text("means"),
            fields.take("cites", self.registers.cites.read, ()),
            scope or "",
            fields.take("whenever", lambda at: self._condition(at, name, scope), None),
            fields.take("then", lambda at: self._condition(at, name, scope), NOTHING),
            fields.place,
        )

    def _about(self, fields: Fields) -> str | None:
        """The list that a statement is about, empty for the case; `None` if nobody knows."""
        return fields.take("about", self._scope, None if "about" in fields else "")

    def _scope(self, node: Node) -> str:
        names = {group.singular: group.name for group in self.vocabulary.lists()}
        return names[self.notes.one_of(node, names, "what a statement is about", "R114")]

    def _condition(self, node: Node, name: str, scope: str | None) -> Condition:
        if scope is None:
            raise Unreadable
        reader = ConditionReader(self.notes, self.registers, name, scope)
        if not scope:
            reader.connectives = {**CONNECTIVES, "outcome": lambda _, __, at: self._outcome(at)}
        return reader.read(node)

    def _outcome(self, node: Node) -> Holds:
        return Holds(OUTCOME + self.notes.text(node, "an outcome"), node.place)

    def _redundant(self, fields: Fields, name: str) -> Statement:
        scope = self._about(fields)
        return Redundant(
            name,
            fields.text("means"),
            fields.take("cites", self.registers.cites.read, ()),
            fields.text("rule"),
            fields.take("part", lambda at: self._condition(at, name, scope), None),
            fields.text("precedence"),
            fields.take("rule", lambda at: at.place, fields.place),
            fields.place,
        )
