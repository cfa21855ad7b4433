"""What is known of a fact, and the tests that rules put to it.

Knowledge is a set of values that the fact may still have; a test is a set of values that
satisfy it. A test *holds* when knowledge lies within it, *fails* when the two have nothing in
common, and is *open* otherwise (contract.md section 1, partial knowledge is knowledge).
"""

from collections.abc import Hashable, Mapping
from datetime import date

from attrs import frozen

from casewise.truth import Truth


@frozen
class Choice:
    """One of these values; exactly known when there is one. Also holds yes/no answers."""

    values: frozenset[str]


@frozen
class Span:
    """A whole number or a date (as its ordinal day) from `low` to `high`, both inclusive."""

    low: int
    high: int


@frozen
class Members:
    """A set that has all of `included`, none of `excluded`; the other members are open."""

    included: frozenset[str]
    excluded: frozenset[str]


@frozen
class Entities:
    """The listed entities and, if `others`, possibly more of which nothing is known."""

    listed: tuple[Mapping[str, "Known | None"], ...]
    others: bool


Known = Choice | Span | Members | Entities
"""What a record says of one fact. A fact that is `None` or missing is not known at all."""

Values = Mapping[str, Known | None]
"""What is known of one case or one entity, by fact name; `None` says *asked, not known*."""


def knowledge(values: Values) -> Hashable:
    """All that a record says, as one value to remember it by; in whichever order it says it."""
    return frozenset(
        (name, (known.others, *map(knowledge, known.listed)))
        if isinstance(known, Entities)
        else (name, known)
        for name, known in values.items()
    )


@frozen
class IsOneOf:
    """The value is one of these."""

    values: frozenset[str]

    def judge(self, known: Known | None) -> Truth:
        """Whether the value is among `values`."""
        if not isinstance(known, Choice):
            return None
        if known.values <= self.values:
            return True
        return None if known.values & self.values else False


@frozen
class IsWithin:
    """The number or ordinal day lies between `low` and `high`, both inclusive."""

    low: int
    high: int

    def judge(self, known: Known | None) -> Truth:
        """Whether the value lies within the bounds."""
        if not isinstance(known, Span):
            return None
        if self.low <= known.low and known.high <= self.high:
            return True
        return False if known.high < self.low or self.high < known.low else None


@frozen
class IsStated:
    """An optional fact has a value (or, with `stated` false, has none)."""

    stated: bool

    def judge(self, known: Known | None) -> Truth:
        """Anything known of the value, even in part, says that there is one."""
        return self.stated if isinstance(known, Span) else None


@frozen
class IncludesAny:
    """The set has at least one of these members."""

    members: frozenset[str]

    def judge(self, known: Known | None) -> Truth:
        """Whether some member of `members` is in the set."""
        if not isinstance(known, Members):
            return None
        if known.included & self.members:
            return True
        return False if self.members <= known.excluded else None


@frozen
class IsEmpty:
    """The set has no member; `members` are all that it could have."""

    members: frozenset[str]

    def judge(self, known: Known | None) -> Truth:
        """Whether every possible member is excluded."""
        if not isinstance(known, Members):
            return None
        if known.included:
            return False
        return True if self.members <= known.excluded else None


Test = IsOneOf | IsWithin | IsStated | IncludesAny | IsEmpty

YES_NO = ("yes", "no")
FIRST_DAY = date.min.toordinal()
LAST_DAY = date.max.toordinal()
