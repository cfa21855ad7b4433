"""Names that rule files give: to rules, branches, readings, facts and values."""

import re
from collections.abc import Set as AbstractSet

from casewise.reading.shape import Notes
from casewise.reading.tree import Node
from casewise.reading.words import ticked

KEBAB = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
DOTTED = re.compile(rf"{KEBAB.pattern}(?:\.{KEBAB.pattern})*")
SNAKE = re.compile(r"[a-z][a-z0-9_]{0,63}")
NOT_GAP = re.compile(rf"(?!gap\.){DOTTED.pattern}")
GAP = re.compile(rf"gap\.{KEBAB.pattern}")
PLAIN = re.compile(r"[a-z][a-z0-9]*(?: [a-z0-9]+)*")
_ADVICE = {
    KEBAB: "use kebab-case",
    DOTTED: "use kebab-case",
    SNAKE: "use snake_case",
    PLAIN: "use plain words in lower case",
}

# Words that YAML or JSON takes for something else than a text, and the one that a record says
# instead of an answer: nothing of such a name could be told from them.
NOT_VALUES = frozenset(["yes", "no", "on", "off", "y", "n", "true", "false", "null", "unknown"])
# Keys that stand where facts stand, in records and in conditions.
NOT_FACTS = NOT_VALUES | {"case", "facts", "listed", "others", "branch", "rule", "reading"}


def read_name(
    notes: Notes,
    node: Node,
    what: str,
    form: re.Pattern[str] = KEBAB,
    taken: AbstractSet[str] = NOT_VALUES,
) -> str:
    """A name of this form that is not taken for something else; otherwise a problem R121."""
    name = notes.word(node, f"the name of {what}")
    if name in taken:
        words = f"{ticked(name)} has a meaning of its own and cannot name {what}"
        raise notes.fail(node, "R121", words)
    if not form.fullmatch(name):
        raise notes.fail(node, "R121", f"{ticked(name)} cannot name {what}", _ADVICE[form])
    return name
