"""Days: what `2000-10-15`, `2000-10` and `2000` stand for."""

import re
from datetime import date

from casewise.facts import Span

_FORM = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def has_form_of_days(value: str) -> bool:
    """Whether a text is written like days, though there may be no such day."""
    return _FORM.fullmatch(value) is not None


def read_days(value: str) -> Span | None:
    """The ordinal days of `2000-10-15`, `2000-10` or `2000`; `None` if there are none."""
    match = _FORM.fullmatch(value)
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1)).toordinal()
    except ValueError:
        return None
    return Span(first, first if day else _last_day(int(year), int(month or 12)))


def _last_day(year: int, month: int) -> int:
    if month == 12:
        return date(year, 12, 31).toordinal()
    return date(year, month + 1, 1).toordinal() - 1
