"""One rule file to a rule."""

import re

from casewise.model.conditions import Condition
from casewise.model.rules import Exclusion, Kind, Rule, Yield
from casewise.model.ruleset import Reading
from casewise.model.vocabulary import Vocabulary
from casewise.reading.citations import read_citations
from casewise.reading.conditions import NAME, ConditionReader
from casewise.reading.shape import Notes, Unreadable, check_keys, check_order, items, suggest
from casewise.reading.tree import Mapping, Node, Scalar

ORDER = (
    "id", "kind", "about", "of", "label", "title", "asks", "means", "fails", "cites",
    "when", "excluded by", "yields to", "note",
)  # fmt: skip
_ALWAYS = ("id", "kind", "title", "means", "cites", "when")
REQUIRED: dict[Kind, tuple[str, ...]] = {
    Kind.CONSISTENCY: (),
    Kind.ELIGIBILITY: ("asks", "fails"),
    Kind.CRITERION: ("asks",),
    Kind.TERM: ("about",),
    Kind.CATEGORY: ("asks", "fails", "label"),
    Kind.SUBTYPE: ("asks", "label", "of"),
    Kind.GAP: ("asks",),
}
OPTIONAL: dict[Kind, tuple[str, ...]] = {
    Kind.CATEGORY: ("excluded by", "yields to"),
    Kind.SUBTYPE: ("fails", "excluded by", "yields to"),
    Kind.GAP: ("fails",),
}
_RESIDUALS = (Kind.SUBTYPE, Kind.GAP)
_ID = re.compile(rf"{NAME.pattern}(?:\.{NAME.pattern})*")
OUTCOME_WORDS = ("conflict", "undecided", "not-eligible")


def read_rule(
    notes: Notes, node: Node, stem: str, vocabulary: Vocabulary, readings: tuple[Reading, ...]
) -> Rule:
    """The rule of a file whose name without ending is `stem`.

    Raises:
        Unreadable: a problem was noted that leaves no rule.
    """
    mapping = notes.mapping(node, "a rule")
    check_keys(notes, mapping, ("id", "kind"), ORDER)
    kind = Kind(notes.one_of(mapping.entries["kind"][1], Kind, "a kind of rule", "R116"))
    check_keys(
        notes, mapping, (*_ALWAYS, *REQUIRED[kind]), (*OPTIONAL.get(kind, ()), "note")
    )
    check_order(notes, mapping, ORDER)
    return _RuleReader(notes, mapping, kind, stem, vocabulary, readings).read()


class _RuleReader:
    def __init__(
        self,
        notes: Notes,
        mapping: Mapping,
        kind: Kind,
        stem: str,
        vocabulary: Vocabulary,
        readings: tuple[Reading, ...],
    ) -> None:
        self.notes = notes
        self.mapping = mapping
        self.get = dict(items(mapping))
        self.kind = kind
        self.vocabulary = vocabulary
        self.readings = readings
        self.id = self._id(stem)

    def read(self) -> Rule:
        scope = self._scope()
        return Rule(
            id=self.id,
            kind=self.kind,
            title=self._text("title"),
            means=self._text("means"),
            cites=read_citations(self.notes, self.get["cites"]),
            when=self._when(scope),
            scope=scope,
            asks=self._text("asks"),
            fails=self._text("fails"),
            label=self._text("label"),
            parent=self._text("of"),
            exclusions=self._exclusions(),
            yields=self._yields(),
            note=self._text("note"),
            place=self.mapping.place,
        )

    def _text(self, key: str) -> str:
        return self.notes.text(self.get[key], f"`{key}`") if key in self.get else ""

    def _id(self, stem: str) -> str:
        node = self.get["id"]
        name = self.notes.text(node, "`id`")
        if not _ID.fullmatch(name) or name in OUTCOME_WORDS:
            raise self.notes.fail(node, "R121", f"`{name[:60]}` cannot name a rule", "use kebab-case")
        if name != stem:
            self.notes.add(node, "R109", f"rule `{name}` stands in a file named `{stem}`")
        if (self.kind is Kind.GAP) != name.startswith("gap."):
            self.notes.add(node, "R121", "the id of a gap, and of no other rule, starts with `gap.`")
        return name

    def _scope(self) -> str:
        if "about" not in self.get:
            return ""
        names = {group.singular: group.name for group in self.vocabulary.lists()}
        word = self.notes.one_of(self.get["about"], ["case", *names], "what a term is about", "R114")
        return names.get(word, "")

    def _when(self, scope: str) -> Condition | None:
        node = self.get["when"]
        if isinstance(node, Scalar) and node.value == "otherwise":
            if self.kind not in _RESIDUALS:
                raise self.notes.fail(node, "R107", "only a subtype or a gap can be `otherwise`")
            return None
        return self._conditions(scope).read(node)

    def _conditions(self, scope: str = "") -> ConditionReader:
        return ConditionReader(self.notes, self.vocabulary, self.readings, self.id, scope)

    def _exclusions(self) -> tuple[Exclusion, ...]:
        if "excluded by" not in self.get:
            return ()
        found = []
        for node in self.notes.sequence(self.get["excluded by"], "`excluded by`"):
            try:
                found.append(self._exclusion(self.notes.mapping(node, "an exclusion")))
            except Unreadable:
                continue
        return tuple(found)

    def _exclusion(self, node: Mapping) -> Exclusion:
        keys = ("exclusion", "means", "cites", "when")
        check_keys(self.notes, node, keys)
        check_order(self.notes, node, keys)
        get = dict(items(node))
        name = self.notes.text(get["exclusion"], "`exclusion`")
        if not NAME.fullmatch(name):
            raise self.notes.fail(get["exclusion"], "R121", f"`{name[:60]}` cannot name an exclusion")
        return Exclusion(
            f"{self.id}.{name}",
            self.notes.text(get["means"], "`means`"),
            read_citations(self.notes, get["cites"]),
            self._conditions().read(get["when"]),
            node.place,
        )

    def _yields(self) -> tuple[Yield, ...]:
        if "yields to" not in self.get:
            return ()
        found = []
        for node in self.notes.sequence(self.get["yields to"], "`yields to`"):
            try:
                found.append(self._yield(self.notes.mapping(node, "a precedence")))
            except Unreadable:
                continue
        return tuple(found)

    def _yield(self, node: Mapping) -> Yield:
        check_keys(self.notes, node, (self.kind.value, "cites"), ("under",))
        check_order(self.notes, node, (self.kind.value, "under", "cites"))
        get = dict(items(node))
        return Yield(
            self.notes.text(get[self.kind.value], f"`{self.kind.value}`"),
            read_citations(self.notes, get["cites"]),
            self._under(get["under"]) if "under" in get else (),
            get[self.kind.value].place,
        )

    def _under(self, node: Node) -> tuple[tuple[str, str], ...]:
        return read_under(self.notes, node, self.readings)


def read_under(
    notes: Notes, node: Node, readings: tuple[Reading, ...]
) -> tuple[tuple[str, str], ...]:
    """Chosen values of readings, as `(name, value)` pairs; unknown ones are problems R106."""
    chosen = []
    known = {reading.name: reading for reading in readings}
    for name, (key, value) in notes.mapping(node, "`under`").entries.items():
        if name not in known:
            hint = suggest(name, known)
            raise notes.fail(key, "R106", f"there is no reading `{name[:60]}`", hint)
        what = f"a value of reading `{name}`"
        chosen.append((name, notes.one_of(value, known[name].codes, what, "R106")))
    return tuple(chosen)
