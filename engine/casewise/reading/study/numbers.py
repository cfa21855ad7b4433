"""Numbers of a study: decimals, percentages, and what is printed with its rounding."""

import re
from decimal import Decimal

from casewise.model.study.claims import UNBOUNDED, Printed
from casewise.reading.shape import Keys, Notes, Unreadable
from casewise.reading.tree import Node
from casewise.reading.words import ticked

WITHIN = Keys("what agrees", ("from", "to"), ("from", "to"))
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,9})?")
_PRINTED = re.compile(r"(<?)([0-9]{1,3}(?:,[0-9]{3})*|[0-9]+)(\.[0-9]+)?(%?)")


def read_decimal(notes: Notes, node: Node, what: str) -> Decimal:
    """The decimal number of a scalar; otherwise a problem R107."""
    value = notes.word(node, what)
    if not _DECIMAL.fullmatch(value):
        raise notes.fail(node, "R107", f"{what} must be a number")
    return Decimal(value)


def read_share(notes: Notes, node: Node, what: str) -> int:
    """The whole percentage of a scalar such as `88%`; otherwise a problem R107."""
    value = notes.word(node, what)
    if not re.fullmatch("(?:[0-9]|[1-9][0-9]|100)%", value):
        raise notes.fail(node, "R107", f"{what} must be a percentage such as `88%`")
    return int(value[:-1])


def read_printed(notes: Notes, node: Node, within: Node | None) -> Printed:
    """What is printed: `2,577`, `39%`, `0.3%`, `<1%`; or a word, with the numbers that agree.

    A number agrees if it would be rounded to what is printed; `within` says otherwise.

    Raises:
        Unreadable: it is a word without `within` (R102), or `within` is no such thing.
    """
    text = notes.text(node, "a printed number")
    match = _PRINTED.fullmatch(text)
    if match is None or within is not None:
        return _worded(notes, node, text, within, None if match is None else _value(match))
    value = _value(match)
    if match[1]:
        return Printed(text, None, Decimal(0), value, bool(match[4]))
    half = _unit(match) / 2
    return Printed(text, value, value - half, value + half, bool(match[4]))


def _value(match: re.Match[str]) -> Decimal:
    value = Decimal(match[2].replace(",", "") + (match[3] or ""))
    return value / 100 if match[4] else value


def _unit(match: re.Match[str]) -> Decimal:
    places = len(match[3]) - 1 if match[3] else 0
    return Decimal(1).scaleb(-places - (2 if match[4] else 0))


def _worded(
    notes: Notes, node: Node, text: str, within: Node | None, value: Decimal | None
) -> Printed:
    if within is None:
        what = f"{ticked(text)} is no number: key `within` is missing"
        raise notes.fail(node, "R102", what, "say from and to what number it is true")
    fields = WITHIN.read(notes, within)
    low = fields.take("from", lambda at: _bound(notes, at), (Decimal(0), False))
    high = fields.take("to", lambda at: _bound(notes, at), (UNBOUNDED, False))
    fields.whole(None)
    if low[0] > high[0]:
        raise notes.fail(within, "R113", "no number lies between these bounds")
    return Printed(text, value, low[0], high[0], low[1] or high[1])


def _bound(notes: Notes, node: Node) -> tuple[Decimal, bool]:
    """A number, and whether it is a percentage."""
    match = _PRINTED.fullmatch(notes.text(node, "a bound"))
    if match is None or match[1]:
        raise _no_bound(notes, node)
    return _value(match), bool(match[4])


def _no_bound(notes: Notes, node: Node) -> Unreadable:
    return notes.fail(node, "R107", "a bound must be a number or a percentage")
