"""Edits as values: the single changes of a record, and the sets of them that give an outcome."""

from attrs import field, frozen

from casewise.facts import Known, Values
from casewise.result import Result


@frozen
class Told:
    """A fact is set to one of these, which no rule tells apart; the first is the nearest."""

    path: str
    values: tuple[Known, ...]


@frozen
class LeftOut:
    """A fact that may have no value has none; a record says so by leaving it out."""

    path: str


@frozen
class Member:
    """One code is in a set, or is not."""

    path: str
    code: str
    included: bool


@frozen
class NoOthers:
    """A set or a list holds nothing besides what is known to be in it."""

    path: str


@frozen
class Removed:
    """An entity that is listed is not there."""

    path: str


@frozen
class Added:
    """There is one more entity, of which this much needs to be so."""

    group: str
    values: Values = field(hash=False)


Edit = Told | LeftOut | Member | NoOthers | Removed | Added


@frozen
class Change:
    """Edits that together give another placement, and the record that they make."""

    placement: str
    settled: bool
    edits: tuple[Edit, ...]
    values: Values = field(repr=False, hash=False)


@frozen
class Changes:
    """All smallest sets of edits that give one of some outcomes."""

    result: Result = field(repr=False)
    wanted: tuple[str, ...]
    """The outcomes that were wanted."""
    settled: bool
    """Whether every completion had to end there."""
    size: int | None
    """How many edits each set has; 0 where it is so already, `None` where no set gives it."""
    found: tuple[Change, ...]
    kept: tuple[str, ...] = ()
    """What the record says that was not to be changed, by path."""
