"""One rule file to a rule."""

from casewise.model.conditions import Condition
from casewise.model.rules import Accepted, Exclusion, Kind, Rule, Yield
from casewise.model.ruleset import Reading
from casewise.reading.conditions import NOTHING, ConditionReader, Registers
from casewise.reading.names import DOTTED, NOT_VALUES, read_name
from casewise.reading.shape import Fields, Keys, Notes, Unreadable
from casewise.reading.tree import Mapping, Node, Scalar
from casewise.reading.words import suggest, ticked

ORDER = (
    "id", "kind", "about", "of", "label", "title", "asks", "means", "fails", "cites",
    "when", "excluded by", "yields to", "accepts", "note",
)  # fmt: skip
RESIDUALS = (Kind.SUBTYPE, Kind.GAP)
_ALWAYS = ("id", "kind", "title", "means", "cites", "when")
_REQUIRED: dict[Kind, tuple[str, ...]] = {
    Kind.CONSISTENCY: (),
    Kind.ELIGIBILITY: ("asks", "fails"),
    Kind.CRITERION: ("asks",),
    Kind.TERM: ("about",),
    Kind.CATEGORY: ("asks", "fails", "label"),
    Kind.SUBTYPE: ("asks", "label", "of"),
    Kind.GAP: ("asks",),
}
_OPTIONAL: dict[Kind, tuple[str, ...]] = {
    Kind.CATEGORY: ("excluded by", "yields to"),
    Kind.SUBTYPE: ("fails", "excluded by", "yields to"),
    Kind.GAP: ("fails", "accepts"),
}
NOT_RULES = NOT_VALUES | {"conflict", "undecided", "not-eligible"}


def _keys(kind: Kind) -> Keys:
    optional = (*_OPTIONAL.get(kind, ()), "note")
    known = {*_ALWAYS, *_REQUIRED[kind], *optional}
    return Keys("a rule", [key for key in ORDER if key in known], optional)


KEYS = {kind: _keys(kind) for kind in Kind}
EXCLUSION = Keys("an exclusion", ("exclusion", "means", "cites", "when"))
ACCEPTED = Keys("what a gap accepts", ("means", "cites", "when"))
YIELD = {
    kind: Keys("a precedence", (kind.value, "under", "cites"), ["under"])
    for kind in (Kind.CATEGORY, Kind.SUBTYPE)
}


class RuleReader:
    """Reads the rules of a ruleset that has these facts, readings and sources."""

    def __init__(self, notes: Notes, registers: Registers) -> None:
        self.notes = notes
        self.registers = registers

    def read(self, node: Node, stem: str) -> Rule:
        """The rule of a file whose name without ending is `stem`.

        Raises:
            Unreadable: a problem was noted that leaves no rule.
        """
        kind = self._kind(self.notes.mapping(node, "a rule"))
        fields = KEYS[kind].read(self.notes, node)
        name = fields.take("id", lambda at: self._id(at, kind, stem), stem)
        scope = fields.take("about", self._scope, None if kind is Kind.TERM else "")
        rule = Rule(
            id=name,
            kind=kind,
            title=fields.text("title"),
            means=fields.text("means"),
            cites=fields.take("cites", self.registers.cites.read, ()),
            when=fields.take("when", lambda at: self._when(at, kind, name, scope), NOTHING),
            scope=scope or "",
            asks=fields.text("asks"),
            fails=fields.text("fails"),
            label=fields.text("label"),
            parent=fields.text("of"),
            exclusions=fields.each("excluded by", lambda at: self._exclusion(at, name)),
            yields=fields.each("yields to", lambda at: self._yield(at, kind)),
            accepts=fields.take("accepts", lambda at: self._accepted(at, name), None),
            note=fields.text("note"),
            place=fields.place,
        )
        return fields.whole(rule)

    def _kind(self, mapping: Mapping) -> Kind:
        if "kind" not in mapping.entries:
            raise self.notes.fail(mapping, "R102", "key `kind` is missing")
        node = mapping.entries["kind"][1]
        return Kind(self.notes.one_of(node, Kind, "a kind of rule", "R116"))

    def _id(self, node: Node, kind: Kind, stem: str) -> str:
        name = read_name(self.notes, node, "a rule", DOTTED, NOT_RULES)
        if name != stem:
            what = f"rule {ticked(name)} stands in a file named {ticked(stem)}"
            self.notes.add(node, "R109", what)
        if (kind is Kind.GAP) != name.startswith("gap."):
            what = "the id of a gap, and of no other rule, starts with `gap.`"
            self.notes.add(node, "R121", what)
        return name

    def _scope(self, node: Node) -> str:
        names = {group.singular: group.name for group in self.registers.vocabulary.lists()}
        word = self.notes.one_of(node, ["case", *names], "what a term is about", "R114")
        return names.get(word, "")

    def _when(self, node: Node, kind: Kind, name: str, scope: str | None) -> Condition | None:
        if scope is None:  # nobody knows what this term is about
            raise Unreadable
        if isinstance(node, Scalar) and node.value == "otherwise":
            if kind not in RESIDUALS:
                raise self.notes.fail(node, "R107", "only a subtype or a gap can be `otherwise`")
            return None
        return self._condition(node, name, scope)

    def _condition(self, node: Node, name: str, scope: str = "") -> Condition:
        return ConditionReader(self.notes, self.registers, name, scope).read(node)

    def _exclusion(self, node: Node, rule: str) -> Exclusion:
        fields = EXCLUSION.read(self.notes, node)
        name = fields.take("exclusion", lambda at: read_name(self.notes, at, "an exclusion"), "")
        exclusion = Exclusion(
            f"{rule}.{name}",
            fields.text("means"),
            fields.take("cites", self.registers.cites.read, ()),
            fields.take("when", lambda at: self._condition(at, rule), NOTHING),
            fields.place,
        )
        return fields.whole(exclusion)

    def _accepted(self, node: Node, rule: str) -> Accepted:
        fields = ACCEPTED.read(self.notes, node)
        accepted = Accepted(
            fields.text("means"),
            fields.take("cites", self.registers.cites.read, ()),
            fields.take("when", lambda at: self._condition(at, rule), NOTHING),
            fields.place,
        )
        return fields.whole(accepted)

    def _yield(self, node: Node, kind: Kind) -> Yield:
        fields = YIELD[kind].read(self.notes, node)
        entry = Yield(
            fields.text(kind.value),
            fields.take("cites", self.registers.cites.read, ()),
            fields.take("under", self._under, ()),
            fields.take(kind.value, lambda at: at.place, fields.place),
        )
        return fields.whole(entry)

    def _under(self, node: Node) -> tuple[tuple[str, str], ...]:
        return read_under(self.notes, node, self.registers.readings)


def read_under(
    notes: Notes, node: Node, readings: tuple[Reading, ...]
) -> tuple[tuple[str, str], ...]:
    """Chosen values of readings, as `(name, value)` pairs; unknown ones are problems R106.

    Raises:
        Unreadable: a problem was noted.
    """
    fields = Fields(notes, notes.mapping(node, "`under`"))
    known = {reading.name: reading for reading in readings}
    chosen = []
    for name, (key, _) in fields.mapping.entries.items():
        if name not in known:
            what = f"there is no reading {ticked(name)}"
            notes.add(key, "R106", what, suggest(name, known))
            continue
        what = f"a value of reading `{name}`"
        chosen.append((name, fields.one_of(name, known[name].codes, what, "R106")))
    return fields.whole(tuple(chosen))
