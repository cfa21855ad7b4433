"""The text of a kept record to its value. Whether it is what casewise wrote, its hashes say."""

import re
from collections.abc import Callable

from attrs import evolve

from casewise.errors import ProblemsFound
from casewise.model.case import is_case_id
from casewise.model.recorded import SCHEMA, Answered, Chain, Recorded, Rested, Seal
from casewise.reading.json_tree import read_json
from casewise.reading.shape import Fields, Keys, Notes, T, Unreadable, is_null
from casewise.reading.tree import Mapping, Node, Scalar, Sequence, Text, decode, read_tree

DIGEST = re.compile("sha256:[0-9a-f]{64}")
TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
ELIGIBLE = ("yes", "no", "unknown")
_NUMBER = re.compile("-?[0-9]{1,15}")

_NO_SEAL = Seal("", "", "", {}, {}, {}, ())
_NO_ANSWER = Answered("", "", "", False, ())
_NO_CHAIN = Chain("", "", "", "")

RECORD = Keys(
    "a record",
    ("because", "case", "chain", "engine", "facts", "result", "ruleset", "schema", "time", "tool"),
    optional=("facts", "time"),
    ordered=False,
)
RULESET = Keys(
    "`ruleset`",
    ("facts", "fingerprint", "gaps", "id", "readings", "release", "rules"),
    ordered=False,
)
RESULT = Keys("`result`", ("eligible", "label", "placement", "possible", "settled"), ordered=False)
REASON = Keys(
    "a reason", ("facts", "holds", "implied", "rule"), optional=("implied",), ordered=False
)
CHAIN = Keys("`chain`", ("facts", "record", "result", "ruleset"), ordered=False)


def read_recorded(raw: bytes, name: str) -> Recorded:
    """The record in some bytes, which it keeps as they are; `name` is where they come from.

    Raises:
        ProblemsFound: it is no record, or not one of this form.
    """
    return evolve(_read(decode(raw, name)), text=raw.decode())


def _read(text: Text) -> Recorded:
    quick = read_json(text)
    if quick is not None:
        notes = Notes()
        try:
            return _Reader(notes).read(quick)
        except (Unreadable, ProblemsFound):
            pass  # and is read again as YAML, which knows the place
    notes = Notes()
    found = notes.readable([read_tree(text)], _Reader(notes).read)
    notes.raise_if_any()
    return found[0]


class _Reader:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def read(self, node: Node) -> Recorded:
        self._check_schema(node)
        fields = RECORD.read(self.notes, node)
        recorded = Recorded(
            tool=fields.text("tool"),
            engine=fields.text("engine"),
            time=fields.take("time", self._matching(TIME, "`time`", "a moment in UTC"), None),
            case=fields.take("case", self._case, None),
            seal=fields.take("ruleset", self._seal, _NO_SEAL),
            facts=fields.take("facts", self._facts, None),
            answered=fields.take("result", self._answered, _NO_ANSWER),
            because=fields.take("because", lambda at: self._each(at, self._reason), ()),
            chain=fields.take("chain", self._chain, _NO_CHAIN),
        )
        return fields.whole(recorded)

    def _check_schema(self, node: Node) -> None:
        """What is no record at all is not taken apart."""
        mapping = self.notes.mapping(node, "a record")
        schema = mapping.entries.get("schema")
        said = schema[1] if schema else node
        if not isinstance(said, Scalar) or said.value != SCHEMA:
            what = f"this is no record of the form `{SCHEMA}`"
            raise self.notes.fail(said, "C301", what, "`casewise classify --record` makes one")

    # -- the parts ------------------------------------------------------------------------------

    def _case(self, node: Node) -> str | None:
        if isinstance(node, Scalar) and is_null(node):
            return None
        if not isinstance(node, Scalar) or not is_case_id(node.value):
            raise self.notes.fail(node, "C207", "this is not a case id")
        return node.value

    def _seal(self, node: Node) -> Seal:
        fields = RULESET.read(self.notes, node)
        digests = self._table(self._matching(DIGEST, "the hash of a part", "a SHA-256"))
        seal = Seal(
            id=fields.text("id"),
            release=fields.take("release", self._any_text, ""),
            fingerprint=self._digest(fields, "fingerprint"),
            readings=fields.take("readings", self._table(self._word("a reading")), {}),
            rules=fields.take("rules", digests, {}),
            facts=fields.take("facts", digests, {}),
            gaps=fields.take("gaps", lambda at: self._each(at, self._word("a gap")), ()),
        )
        return fields.whole(seal)

    def _answered(self, node: Node) -> Answered:
        fields = RESULT.read(self.notes, node)
        possible = fields.take("possible", lambda at: self._each(at, self._word("an outcome")), ())
        answered = Answered(
            eligible=fields.one_of("eligible", ELIGIBLE, "an answer to `eligible`", "R107"),
            placement=fields.text("placement"),
            label=fields.take("label", self._any_text, ""),
            settled=fields.take("settled", self._truth, False),
            possible=possible,
        )
        return fields.whole(answered)

    def _reason(self, node: Node) -> Rested:
        fields = REASON.read(self.notes, node)
        path = self._word("the path of a fact")
        rested = Rested(
            rule=fields.text("rule"),
            holds=fields.take("holds", self._truth, False),
            facts=fields.take("facts", lambda at: self._each(at, path), ()),
            implied=fields.take("implied", lambda at: self._each(at, path), ()),
        )
        return fields.whole(rested)

    def _chain(self, node: Node) -> Chain:
        fields = CHAIN.read(self.notes, node)
        parts = ("facts", "ruleset", "result", "record")
        chain = Chain(*(self._digest(fields, key) for key in parts))
        return fields.whole(chain)

    # -- values ---------------------------------------------------------------------------------

    def _digest(self, fields: Fields, key: str) -> str:
        return fields.take(key, self._matching(DIGEST, f"`{key}`", "a SHA-256"), "")

    def _matching(self, form: re.Pattern[str], what: str, kind: str) -> Callable[[Node], str]:
        def read(node: Node) -> str:
            value = self.notes.word(node, what)
            if not form.fullmatch(value):
                raise self.notes.fail(node, "R107", f"{what} must be {kind}")
            return value

        return read

    def _word(self, what: str) -> Callable[[Node], str]:
        return lambda node: self.notes.word(node, what)

    def _any_text(self, node: Node) -> str:
        if isinstance(node, Scalar) and node.quoted:
            return node.value
        raise self.notes.fail(node, "R107", "this must be a text")

    def _truth(self, node: Node) -> bool:
        if isinstance(node, Scalar) and not node.quoted and node.value in ("true", "false"):
            return node.value == "true"
        raise self.notes.fail(node, "R107", "this must be `true` or `false`")

    def _each(self, node: Node, read: Callable[[Node], T]) -> tuple[T, ...]:
        if not isinstance(node, Sequence):
            raise self.notes.fail(node, "R107", "this must be a list")
        before = self.notes.noted
        found = self.notes.readable(node.items, read)
        if self.notes.noted > before:
            raise Unreadable
        return found

    def _table(self, read: Callable[[Node], str]) -> Callable[[Node], dict[str, str]]:
        def read_all(node: Node) -> dict[str, str]:
            entries = self.notes.mapping(node, "this").entries
            return {name: read(value) for name, (_, value) in entries.items()}

        return read_all

    def _facts(self, node: Node) -> dict[str, object]:
        entries = self.notes.mapping(node, "`facts`").entries
        return {name: self._plain(value) for name, (_, value) in entries.items()}

    def _plain(self, node: Node) -> object:
        if isinstance(node, Mapping):
            return self._facts(node)
        if isinstance(node, Sequence):
            return [self._plain(item) for item in node.items]
        if isinstance(node, Scalar) and node.quoted:
            return node.value
        if isinstance(node, Scalar) and _NUMBER.fullmatch(node.value):
            return int(node.value)
        raise self.notes.fail(
            node, "R107", "this must be a text, a whole number, a list or a mapping"
        )
