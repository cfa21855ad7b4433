"""What a person types, as an answer in the shapes of a case file.

Of a number `14`, `under 18`, `at least 13`, `13 to 15`; of a date `2000-10-15`, `2000-10`, `2000`,
`before 2000-07-01`, `from 2000-07 to 2001-06`. Of a list of values their numbers, codes or labels:
`2`; `1 or 3`; of a set `1, 3` (these and no others), `1, 3, +` (perhaps others), `not 2`, `none`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from casewise.errors import CasewiseError
from casewise.facts import Span
from casewise.model.vocabulary import Fact, FactType
from casewise.reading.days import read_days

UNKNOWN = "unknown"
_YES_NO = {"y": "yes", "yes": "yes", "n": "no", "no": "no"}
_NOT_KNOWN = ("?", "not known", "unknown")


class NotAnAnswer(CasewiseError):
    """What was typed is no answer to the question; the text says what would be."""


def typed(fact: Fact, text: str) -> object:
    """The answer that a text gives.

    Raises:
        NotAnAnswer: it gives none.
    """
    words = " ".join(text.casefold().split())
    if words in _NOT_KNOWN:
        return UNKNOWN
    found = _READERS[fact.type](fact, words) if words else None
    if found is None:
        raise NotAnAnswer(forms(fact))
    return found


def forms(fact: Fact) -> str:
    """What can be typed, in one sentence."""
    return _FORMS[fact.type].format(low=fact.low, high=fact.high, count=len(fact.codes))


def _yes_no(_: Fact, words: str) -> object:
    return _YES_NO.get(words)


def _listing(_: Fact, words: str) -> object:
    if words in ("none", "no others", "no more"):
        return "none"
    return {"yes": "another", "no": "none", None: None}[_YES_NO.get(words)] or (
        "another" if words in ("another", "one more") else None
    )


# -- listed values ------------------------------------------------------------------------------


def _choice(fact: Fact, words: str) -> object:
    codes = _codes(fact, [words]) or _codes(fact, re.split(r"\s*,\s*|\s+or\s+", words))
    if not codes:
        return None
    return codes[0] if len(codes) == 1 else {"one of": codes}


def _members(fact: Fact, words: str) -> object:
    if words in ("none", "0"):
        return "none"
    if words.startswith("not "):
        excluded = _codes(fact, re.split(r"\s*,\s*|\s+or\s+|\s+and\s+", words[4:]))
        return {"excludes": excluded} if excluded else None
    if whole := _codes(fact, [words]):
        return whole
    parts = [part for part in re.split(r"\s*,\s*|\s+and\s+", words) if part]
    open_ended = parts[-1:] == ["+"] or words.endswith("+")
    included = _codes(fact, [part.rstrip("+ ") for part in parts if part != "+"])
    if not included:
        return None
    return {"includes": included} if open_ended else included


def _codes(fact: Fact, parts: list[str]) -> list[str]:
    """The codes that numbers, codes and labels name, each once; none if one names nothing."""
    known: dict[str, str] = {}
    for number, code in enumerate(fact.codes, start=1):
        known |= {str(number): code, code.casefold(): code, fact.words(code).casefold(): code}
    if not all(part in known for part in parts):
        return []
    return list(dict.fromkeys(known[part] for part in parts))


# -- numbers and dates --------------------------------------------------------------------------


def _number(_: Fact, words: str) -> object:
    return _span(words, _whole, lambda number: number, ("at least", "at most"))


def _whole(words: str) -> Span | None:
    if not re.fullmatch("[0-9]{1,9}", words):
        return None
    return Span(int(words), int(words))


def _days(_: Fact, words: str) -> object:
    if read_days(words) is not None:
        return words
    return _span(words, read_days, lambda day: date.fromordinal(day).isoformat(), ("from", "to"))


def _span(
    words: str,
    read: Callable[[str], Span | None],
    plain: Callable[[int], object],
    names: tuple[str, str],
) -> object:
    exact = read(words)
    if exact is not None:
        return plain(exact.low)
    bounds = _bounds(words, read)
    if bounds is None or bounds == {}:
        return None
    return {names[at]: plain(bound) for at, bound in bounds.items()}


def _bounds(words: str, read: Callable[[str], Span | None]) -> Mapping[int, int] | None:
    """The lower bound, as 0, and the upper one, as 1, that a text gives."""
    both = re.fullmatch(r"(?:from |between )?(\S+)(?: to | and | - |-| until )(\S+)", words)
    if both is not None:
        low, high = map(read, both.groups())
        return None if low is None or high is None else {0: low.low, 1: high.high}
    return next((found for starts in _EDGES if (found := _bound(starts, words, read))), None)


def _bound(starts: "_Starts", words: str, read: Callable[[str], Span | None]) -> dict[int, int]:
    for start in starts:
        span = read(words.removeprefix(start).strip()) if words.startswith(start) else None
        if span is not None:
            at, bound = _EDGES[starts]
            return {at: bound(span)}
    return {}


def _low(span: Span) -> int:
    return span.low


def _high(span: Span) -> int:
    return span.high


def _below(span: Span) -> int:
    return span.low - 1


def _above(span: Span) -> int:
    return span.high + 1


_Starts = tuple[str, ...]
_EDGES: Mapping[_Starts, tuple[int, Callable[[Span], int]]] = {
    ("at least", "from", ">=", "since"): (0, _low),
    ("at most", "until", "to", "<=", "up to"): (1, _high),
    ("under", "below", "less than", "before", "<"): (1, _below),
    ("over", "above", "more than", "after", ">"): (0, _above),
}
"""What a bound begins with: which end it is of, and where that lies."""

_READERS: Mapping[FactType, Callable[[Fact, str], object]] = {
    FactType.YES_NO: _yes_no,
    FactType.CHOICE: _choice,
    FactType.SET: _members,
    FactType.NUMBER: _number,
    FactType.DATE: _days,
    FactType.LIST: _listing,
}

_FORMS = {
    FactType.YES_NO: "type y for yes, n for no, ? for not known",
    FactType.CHOICE: "type a number from 1 to {count}; several if it is one of them: 1 or 2",
    FactType.SET: "type the numbers of all that apply: 1, 3; 1, 3, + if there may be others; "
    "not 2 if all you know is that 2 does not; none",
    FactType.NUMBER: "type a number from {low} to {high}; or what you know: under 18, at least 13, "
    "13 to 15",
    FactType.DATE: "type a day, 2000-10-15; or what you know: 2000-10, 2000, before 2000-07-01, "
    "2000-07-01 to 2000-08-15",
    FactType.LIST: "type y if there is one (more), n if not, ? for not known",
}
