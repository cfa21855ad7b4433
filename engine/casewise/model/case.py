"""A case record, and a worked case: a record with the answer that the definitions give it."""

import re

from attrs import field, frozen

from casewise.errors import CasewiseError, Place
from casewise.facts import Choice, Entities, Members, Span, Values
from casewise.model.vocabulary import Citation

CASE_ID = "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"
CASE_ID_HINT = "use up to 64 letters, digits, `_`, `.` and `-`, no name"
_CASE_ID = re.compile(CASE_ID)
_KNOWN = frozenset({Choice, Span, Members, Entities, type(None)})


class NotACase(CasewiseError):
    """What cannot be a case: an id that is no opaque token, or facts that were not read."""


def is_case_id(word: object) -> bool:
    """Whether this is an opaque token, as an id must be."""
    return isinstance(word, str) and _CASE_ID.fullmatch(word) is not None


@frozen
class Case:
    """One case record: an opaque id, if it has one, and what is known of each fact.

    `under` are the readings that a worked case was written for. They are not applied by
    `classify`, which is given its rules under the readings that are to be used.

    Raises:
        NotACase: the id is no opaque token (it is not repeated: it could be a name), or what is
            known of a fact is no value of `casewise.facts`; `casewise.read_cases` makes those.
    """

    id: str | None
    values: Values
    place: Place | None = field(default=None, eq=False, repr=False)
    under: tuple[tuple[str, str], ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.id is not None and not is_case_id(self.id):
            raise NotACase(f"this is not a case id ({CASE_ID_HINT})")
        _check(self.values)


def _check(values: Values) -> None:
    """Refuse answers as they stand in a file, which the engines would not understand.

    Raises:
        NotACase: there is one.
    """
    # One look at all types at once: this runs for every record there is.
    if not _KNOWN.issuperset(map(type, values.values())):
        name = next(name for name, known in values.items() if type(known) not in _KNOWN)
        hint = "read records with `casewise.read_cases`, or tell answers to `casewise.follow`"
        raise NotACase(f"what is known of `{name}` is no value of `casewise.facts` ({hint})")
    for known in values.values():
        if type(known) is Entities:
            for entity in known.listed:
                _check(entity)


@frozen
class Expectation:
    """The answer a worked case should get, in the contract's words."""

    eligible: str
    placement: str
    settled: bool
    possible: frozenset[str]


@frozen
class WorkedCase:
    """A record told to make one point: its answer, the rules it rests on, and on what basis."""

    case: Case
    title: str
    expect: Expectation
    rests_on: tuple[str, ...]
    basis: str
    cites: tuple[Citation, ...]
    note: str = ""

    @property
    def under(self) -> tuple[tuple[str, str], ...]:
        """The readings that the case was written for."""
        return self.case.under
