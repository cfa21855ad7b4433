"""The parts of an explanation, as values."""

from attrs import frozen

from casewise.model.vocabulary import Citation
from casewise.result import Result


@frozen
class Reason:
    """One rule that the placement rests on, and the facts it rests on in turn.

    `implied` facts are open in the record, or left out here, although every completion answers
    the rule alike: it holds *whichever is true of* them.
    """

    rule: str
    means: str
    holds: bool
    cites: tuple[Citation, ...]
    facts: tuple[str, ...]
    implied: tuple[str, ...] = ()


@frozen
class Yielded:
    """A category that also holds for certain but hands the case to another."""

    rule: str
    lost_to: str
    cites: tuple[Citation, ...]


@frozen
class Blocked:
    """A category that holds for certain but is taken away by an exclusion."""

    rule: str
    by: str
    means: str
    cites: tuple[Citation, ...]


@frozen
class Clash:
    """A consistency rule that the record breaks, and the facts that clash."""

    rule: str
    means: str
    cites: tuple[Citation, ...]
    facts: tuple[str, ...]


@frozen
class Alternative:
    """What another value of a reading would give."""

    value: str
    placement: str
    possible: tuple[str, ...]


@frozen
class Dependence:
    """A reading that the result depends on: its value, and what other values would give."""

    reading: str
    chosen: str
    others: tuple[Alternative, ...]


@frozen
class Answer:
    """One answer to an open question, and what it would leave."""

    words: str
    placement: str
    possible: tuple[str, ...]

    @property
    def settles(self) -> bool:
        """Nothing else could change the placement after this answer."""
        return self.possible == (self.placement,)


@frozen
class OpenFact:
    """A fact that is not (fully) known, its question, and its answers."""

    path: str
    asks: str
    answers: tuple[Answer, ...]


@frozen
class Explanation:
    """Why a case is placed where it is, what else was true, and what is open."""

    result: Result
    because: tuple[Reason, ...]
    also_true: tuple[Yielded, ...]
    blocked: tuple[Blocked, ...]
    open: tuple[OpenFact, ...]
    readings: tuple[Dependence, ...]
    conflicts: tuple[Clash, ...]
