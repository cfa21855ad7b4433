"""A drafted column map as text: what is left to say stands empty, with how many rows wait."""

import json
import re
from collections.abc import Iterator

from casewise.files.drafting import Draft, DraftCode, DraftColumn
from casewise.model.column_map import Part
from casewise.model.vocabulary import FactType
from casewise.reading.column_map import BLANK

SHOWN = 12
"""How many codes of a column that is no fact are shown."""
LONGEST, OFTEN = 12, 2
"""How long a code is at most, and in how many rows it stands on average."""
_PLAIN = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_WORDS = ("yes", "no", "true", "false", "null", "blank", "on", "off")


def draft_text(draft: Draft) -> str:
    """The map. It is read as it is once every empty meaning is filled in."""
    facts = [column for column in draft.columns if column.guess is not None]
    others = [column for column in draft.columns if column.guess is None]
    lines = [
        f"# What the columns of {_comment(draft.table)} mean ({draft.rows:,} rows). A draft: look",
        "# over every line, and say of each code without a meaning what it is: an answer to the",
        "# fact, `unknown` (asked, and not known) or `not stated`. What is not named is no fact.",
        f"case: {_name(draft.case)}" if draft.case else "# case: COLUMN   # the id of the case",
        "# blank: not stated   # what a blank cell says where its column does not say so",
        "columns:" if facts else "columns: {}",
        *(line for column in facts for line in _fact(column)),
    ]
    if others:
        lines += ["", "# No facts so far; to make one of them a fact, put it above:"]
        lines += [line for column in others for line in _other(column)]
    return "\n".join(lines) + "\n"


def _fact(column: DraftColumn) -> Iterator[str]:
    assert column.guess is not None
    target, why = column.guess.target, column.guess.why
    label = f"   # {_comment(column.label)}" if column.label else ""
    yield f"  {_name(column.name)}:{label}"
    yield f"    fact: {target}   # by {why}"
    if target.fact.type is FactType.DATE and any(code.text for code in column.codes):
        yield '    # dates: "%d/%m/%Y"   # how dates are written, if not as 2000-10-15'
    if target.fact.type is FactType.SET and target.part is not Part.MEMBER:
        yield '    # split: ";"   # what stands between several codes in one cell'
    if column.codes:
        yield "    codes:"
        yield from (f"      {_code(code)}" for code in column.codes)


def _code(code: DraftCode) -> str:
    name = BLANK if code.text is None else json.dumps(code.text, ensure_ascii=False)
    label = f", [{_comment(code.label)}]" if code.label else ""
    return f"{name}: {code.meaning}".rstrip() + f"   # {_rows(code.count)}{label}"


def _other(column: DraftColumn) -> Iterator[str]:
    label = f", {_comment(column.label)}" if column.label else ""
    many = "many" if column.different is None else f"{column.different:,}"
    head = f"#   {_comment(_name(column.name))}: {many} different values{label}"
    if not _has_codes(column):
        yield head
        return
    yield head + ":"
    for code in column.codes:
        yield f"#       {_comment(_code(code))}"


def _has_codes(column: DraftColumn) -> bool:
    """Whether these are codes, a few short ones: not names, nor whatever else people write."""
    codes = [code for code in column.codes if code.text is not None]
    often = sum(code.count for code in codes) >= OFTEN * len(codes)
    short = all(len(code.text or "") <= LONGEST for code in codes)
    labelled = any(code.label for code in codes)
    few = column.different is not None and column.different <= SHOWN
    return few and short and (often or labelled)


def _rows(count: int) -> str:
    return f"{count:,} row{'s' if count != 1 else ''}"


def _name(word: str) -> str:
    """A word as YAML reads it back."""
    plain = _PLAIN.fullmatch(word) and word.lower() not in _WORDS
    return word if plain else json.dumps(word, ensure_ascii=False)


def _comment(text: str) -> str:
    """A text on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
