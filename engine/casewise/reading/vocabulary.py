"""`facts.yaml`: the declared facts."""

from casewise.facts import FIRST_DAY, LAST_DAY
from casewise.model.vocabulary import Fact, FactType, Value, Vocabulary
from casewise.reading.citations import CitationReader
from casewise.reading.names import NOT_FACTS, NOT_VALUES, PLAIN, SNAKE, read_name
from casewise.reading.shape import Fields, Keys, Notes, declared
from casewise.reading.tree import Mapping, Node
from casewise.reading.words import ticked

ORDER = (
    "fact", "type", "optional", "changeable", "singular", "at least", "at most",
    "label", "asks", "cites", "values", "facts",
)  # fmt: skip
_BASE = ("fact", "type", "changeable", "label", "asks", "cites")
_EXTRA: dict[FactType, tuple[str, ...]] = {
    FactType.YES_NO: (),
    FactType.DATE: ("optional",),
    FactType.NUMBER: ("at least", "at most"),
    FactType.CHOICE: ("values",),
    FactType.SET: ("values",),
    FactType.LIST: ("singular", "facts"),
}
_WITHIN_A_LIST = tuple(kind for kind in FactType if kind is not FactType.LIST)
KEYS = {
    kind: Keys("a fact", [key for key in ORDER if key in _BASE + extra], ["optional", "changeable"])
    for kind, extra in _EXTRA.items()
}
VALUE = Keys("a value", ("value", "label"))


def read_vocabulary(
    notes: Notes, cites: CitationReader, node: Node, types: tuple[FactType, ...] = tuple(FactType)
) -> Vocabulary:
    """The facts, of these types, that a list declares.

    Those that cannot be read were noted and are left out.
    """
    return Vocabulary(_FactReader(notes, cites).facts(node, types))


class _FactReader:
    def __init__(self, notes: Notes, cites: CitationReader) -> None:
        self.notes = notes
        self.cites = cites
        self.singulars = {"case"}

    def facts(self, node: Node, types: tuple[FactType, ...]) -> tuple[Fact, ...]:
        return declared(
            self.notes, node, "the facts", lambda at: self._fact(at, types), lambda fact: fact.name
        )

    def _fact(self, node: Node, types: tuple[FactType, ...]) -> Fact:
        kind = self._type(self.notes.mapping(node, "a fact"), types)
        fields = KEYS[kind].read(self.notes, node)
        low, high = self._bounds(fields, kind)
        fact = Fact(
            name=fields.take("fact", self._name, ""),
            type=kind,
            label=fields.text("label"),
            asks=fields.text("asks"),
            cites=fields.take("cites", self.cites.read, ()),
            values=fields.take("values", lambda at: self._values(at, kind), ()),
            low=low,
            high=high,
            optional=fields.one_of("optional", ["yes"], "`yes`", "R107") == "yes",
            changeable=fields.one_of("changeable", ["no"], "`no`", "R107") != "no",
            singular=fields.take("singular", self._singular, ""),
            facts=fields.take("facts", lambda at: self.facts(at, _WITHIN_A_LIST), ()),
            place=fields.place,
        )
        return fields.whole(fact)

    def _type(self, mapping: Mapping, types: tuple[FactType, ...]) -> FactType:
        if "type" not in mapping.entries:
            raise self.notes.fail(mapping, "R102", "key `type` is missing")
        node = mapping.entries["type"][1]
        return FactType(self.notes.one_of(node, types, "a type of fact", "R112"))

    def _name(self, node: Node) -> str:
        return read_name(self.notes, node, "a fact", SNAKE, NOT_FACTS)

    def _singular(self, node: Node) -> str:
        word = read_name(self.notes, node, "an entity", PLAIN)
        if word in self.singulars:
            raise self.notes.fail(node, "R108", f"{ticked(word)} is declared twice")
        self.singulars.add(word)
        return word

    def _bounds(self, fields: Fields, kind: FactType) -> tuple[int, int]:
        if kind is FactType.DATE:
            return FIRST_DAY, LAST_DAY
        low = fields.number("at least")
        high = fields.number("at most", low)
        if low > high:
            what = "no number lies between these bounds"
            self.notes.add(fields.node("at most"), "R113", what)
        return low, high

    def _values(self, node: Node, kind: FactType) -> tuple[Value, ...]:
        # A record says `none` of a set that is empty.
        taken = NOT_VALUES | {"none"} if kind is FactType.SET else NOT_VALUES
        return declared(
            self.notes, node, "`values`", lambda at: self._value(at, taken), lambda v: v.code
        )

    def _value(self, node: Node, taken: frozenset[str]) -> Value:
        fields = VALUE.read(self.notes, node)
        code = fields.take("value", lambda at: self._code(at, taken), "")
        return fields.whole(Value(code, fields.text("label")))

    def _code(self, node: Node, taken: frozenset[str]) -> str:
        return read_name(self.notes, node, "a value", SNAKE, taken)
