"""How a sample was drawn: strata, stages from agencies to interviews, dispositions, weights."""

from enum import StrEnum
from fractions import Fraction

from attrs import field, frozen

from casewise.errors import Place
from casewise.model.vocabulary import Citation


class Basis(StrEnum):
    """Where a number of the design comes from."""

    PRINTED = "printed"
    DERIVED = "derived"
    ASSUMED = "assumed"


class Aapor(StrEnum):
    """What became of a case that was to be interviewed, in AAPOR's words."""

    INTERVIEW = "interview"
    REFUSAL = "refusal"
    NON_CONTACT = "non-contact"
    OTHER = "other non-interview"
    UNKNOWN = "unknown eligibility"
    NOT_ELIGIBLE = "not eligible"


@frozen
class Stratum:
    """A group of agencies of which so many of a frame were sampled, with one chance for each."""

    id: str
    means: str
    sampled: int
    frame: int
    basis: Basis
    cites: tuple[Citation, ...]
    note: str = ""

    @property
    def rate(self) -> Fraction:
        """The chance of an agency to be sampled."""
        return Fraction(self.sampled, self.frame)


@frozen
class Stage:
    """A stage on the way from agencies to interviews: how many there are, of what `unit`.

    `share` is the printed percentage of the stage `of` that they are, if there is one.
    """

    id: str
    means: str
    unit: str
    count: int
    of: str
    share: int | None
    cites: tuple[Citation, ...]
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class Disposition:
    """What became of some of the cases to be interviewed: a count, or a printed percentage."""

    id: str
    means: str
    aapor: Aapor
    count: int | None
    share: int
    cites: tuple[Citation, ...]


@frozen
class Selection:
    """Which cases of an agency were taken: all of small ones, and all of a screening class.

    From the others a random part was taken.
    """

    small: int
    certain: tuple[str, ...]
    screening: tuple[str, ...]
    cites: tuple[Citation, ...]


@frozen
class Adjustment:
    """A factor for non-response: those who were asked, for each who answered."""

    id: str
    means: str
    asked: tuple[str, ...]
    answered: tuple[str, ...]
    cites: tuple[Citation, ...]


@frozen
class Design:
    """How the sample was drawn, and how weights are made from that."""

    strata: tuple[Stratum, ...]
    stages: tuple[Stage, ...]
    dispositions: tuple[Disposition, ...]
    selection: Selection
    adjustments: tuple[Adjustment, ...]

    def stratum(self, name: str) -> Stratum | None:
        """The stratum of that name, if there is one."""
        return next((each for each in self.strata if each.id == name), None)

    def stage(self, name: str) -> Stage | None:
        """The stage of that name, if there is one."""
        return next((each for each in self.stages if each.id == name), None)

    def count(self, name: str) -> int:
        """How many there are of a stage or a disposition, rounded where a percentage is printed.

        Raises:
            KeyError: there is no such stage or disposition.
        """
        stage = self.stage(name)
        if stage is not None:
            return stage.count
        for each in self.dispositions:
            if each.id == name:
                return self.cases_of(each)
        raise KeyError(name)

    def cases_of(self, disposition: Disposition) -> int:
        """The cases of a disposition; from its percentage where no count is printed."""
        if disposition.count is not None:
            return disposition.count
        return round(Fraction(disposition.share * self.to_interview, 100))

    @property
    def to_interview(self) -> int:
        """How many cases were to be interviewed: the stage that the last one is a part of."""
        of = self.stage(self.stages[-1].of)
        return of.count if of is not None else self.stages[-1].count
