"""The fields of a question's form, as an answer in the shapes of a case file.

A question has a choice `answer`; where that asks for more, fields beside it. What cannot be an
answer by itself, such as a day that does not exist, is left to the reader of case files.
"""

from collections.abc import Callable, Mapping

from casewise.desk.forms import Form, first
from casewise.errors import CasewiseError
from casewise.facts import Members
from casewise.model.vocabulary import FactType
from casewise.sitting.questions import ANOTHER, NONE, Question

UNKNOWN, EXACT, PART, SEVERAL = "unknown", "exact", "part", "several"
"""What `answer` may be besides a code: not known, one value, bounds, one of several."""

CHOICE_FIELD = "answer"
MOST_DIGITS = 9


class NotAnswered(CasewiseError):
    """A form that says nothing yet: the field to look at, and what to do there."""

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        super().__init__(words)


def answer_in(
    question: Question, shown: tuple[str, ...], known: Members | None, form: Form
) -> object:
    """The answer that a form gives.

    Args:
        question: what was asked.
        shown: of a set, the members that were asked for.
        known: of a set, what is known of the others.
        form: what was sent.

    Raises:
        NotAnswered: it gives none.
    """
    if question.fact.type is FactType.SET:
        return _members(question.fact.codes, shown, known, form)
    answer = first(form, CHOICE_FIELD)
    if answer == UNKNOWN:
        return UNKNOWN
    return _READERS[question.fact.type](question, answer, form)


# -- one of some --------------------------------------------------------------------------------


def _code(question: Question, answer: str, form: Form) -> object:
    codes = question.fact.codes
    if answer == SEVERAL and question.fact.type is FactType.CHOICE:
        return _one_of(codes, form)
    if answer not in codes:
        raise NotAnswered(CHOICE_FIELD, "Choose one of the answers, or “not known”")
    return answer


def _one_of(codes: tuple[str, ...], form: Form) -> object:
    ticked = [code for code in codes if code in form.get(SEVERAL, ())]
    if not ticked:
        raise NotAnswered(SEVERAL, "Tick each value that it could be")
    if len(ticked) == len(codes):
        return UNKNOWN
    return ticked[0] if len(ticked) == 1 else {"one of": ticked}


def _listing(_: Question, answer: str, __: Form) -> object:
    if answer not in (NONE, ANOTHER):
        raise NotAnswered(CHOICE_FIELD, "Choose yes, no or “not known”")
    return answer


# -- numbers and dates --------------------------------------------------------------------------


def _number(_: Question, answer: str, form: Form) -> object:
    if answer == EXACT or (not answer and _is_given(form, "exact")):
        return _digits(form, "exact", "Enter a whole number")
    if answer != PART:
        raise NotAnswered(CHOICE_FIELD, "Say what is known of the number, or choose “not known”")
    return _bounds(form, ("at least", "at most"), _digits)


def _digits(form: Form, field: str, words: str) -> str:
    text = first(form, field).strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        raise NotAnswered(field, words)
    return str(int(text))


def _date(_: Question, answer: str, form: Form) -> object:
    if answer == EXACT or (not answer and _is_given(form, "exact")):
        return _days(form, "exact", "Enter a year, and the month and the day if they are known")
    if answer != PART:
        raise NotAnswered(CHOICE_FIELD, "Say what is known of the date, or choose “not known”")
    return _bounds(form, ("from", "to"), _days)


def _days(form: Form, field: str, words: str) -> str:
    """A day, a month or a year, as far as it is given."""
    parts = [first(form, f"{field}-{part}").strip() for part in ("year", "month", "day")]
    given = [part for part in parts if part]
    whole = parts[: len(given)] == given and bool(given)
    if not whole or not all(p.isascii() and p.isdecimal() and len(p) <= 4 for p in given):
        raise NotAnswered(f"{field}-year", words)
    return "-".join([given[0].zfill(4), *(part.zfill(2) for part in given[1:])])


def _bounds(
    form: Form, names: tuple[str, str], read: Callable[[Form, str, str], str]
) -> Mapping[str, str]:
    """One bound or both; the fields are called `low` and `high`."""
    found = {}
    for name, field in zip(names, ("low", "high"), strict=True):
        if _is_given(form, field):
            found[name] = read(form, field, "Enter a number, or leave all of it empty")
    if not found:
        raise NotAnswered(_first_field(read, "low"), "Enter one end at least")
    return found


def _is_given(form: Form, field: str) -> bool:
    """Whether something was entered in a field, or in one of its parts."""
    own = (key for key in form if key == field or key.startswith(f"{field}-"))
    return any(value.strip() for key in own for value in form[key])


def _first_field(read: Callable[[Form, str, str], str], field: str) -> str:
    return field if read is _digits else f"{field}-year"


# -- sets ---------------------------------------------------------------------------------------


def _members(
    codes: tuple[str, ...], shown: tuple[str, ...], known: Members | None, form: Form
) -> object:
    """The members that are in the set and those that are not, with those known before."""
    whole = first(form, "whole")
    if whole == UNKNOWN:
        return UNKNOWN if known is None else _told(set(known.included), set(known.excluded))
    included = set(known.included) if known is not None else set()
    excluded = set(known.excluded) if known is not None else set()
    for code in shown:
        number = codes.index(code) + 1
        said = "no" if whole == NONE else first(form, f"member-{number}")
        if said not in ("yes", "no", UNKNOWN):
            raise NotAnswered(f"member-{number}", "Choose yes, no or “not known” in every row")
        if said != UNKNOWN:
            (included if said == "yes" else excluded).add(code)
    return _told(included, excluded)


def _told(included: set[str], excluded: set[str]) -> object:
    parts = {"includes": sorted(included), "excludes": sorted(excluded)}
    return {name: codes for name, codes in parts.items() if codes} or UNKNOWN


_READERS: Mapping[FactType, Callable[[Question, str, Form], object]] = {
    FactType.YES_NO: _code,
    FactType.CHOICE: _code,
    FactType.NUMBER: _number,
    FactType.DATE: _date,
    FactType.LIST: _listing,
}
