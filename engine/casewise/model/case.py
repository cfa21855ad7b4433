"""A case record, and a worked case: a record with the answer that the definitions give it."""

from attrs import field, frozen

from casewise.errors import Place
from casewise.facts import Values
from casewise.model.vocabulary import Citation


@frozen
class Case:
    """One case record: an opaque id, if it has one, and what is known of each fact.

    `under` are the readings that a worked case was written for. They are not applied by
    `classify`, which is given its rules under the readings that are to be used.
    """

    id: str | None
    values: Values
    place: Place | None = field(default=None, eq=False, repr=False)
    under: tuple[tuple[str, str], ...] = ()


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
