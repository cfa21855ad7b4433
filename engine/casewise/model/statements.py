"""Statements: what a ruleset says of itself, for an audit to prove or to refute.

They decide no case, so that they are no part of a ruleset's fingerprint.
"""

from attrs import field, frozen

from casewise.errors import Place
from casewise.model.conditions import Condition, Holds
from casewise.model.vocabulary import Citation

OUTCOME = "outcome:"
"""What the name of an outcome follows where a condition of a statement asks for it."""


@frozen
class Monotone:
    """Adding to some facts never moves a case out of some outcomes.

    `adding` are paths of facts: of a yes/no fact that *no* becomes *yes*, of a set that it gains
    members, of a list that it gains entities; `victims.identified` is that fact of any victim.
    `keeps` asks for outcomes, or for categories with all their subtypes.
    """

    id: str
    means: str
    cites: tuple[Citation, ...]
    adding: tuple[str, ...]
    keeps: tuple[Holds, ...]
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class Always:
    """Whenever one condition holds, so does another, of the case or of each entity of a list.

    `whenever` is `None` where the other holds of every case.
    """

    id: str
    means: str
    cites: tuple[Citation, ...]
    scope: str
    whenever: Condition | None
    then: Condition
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class Redundant:
    """A rule, a part of its condition, or a precedence of it is there although it changes nothing.

    `part` is the condition as it stands in the rule, `precedence` whom the rule yields to; with
    neither it is the rule as a whole that is meant.
    """

    id: str
    means: str
    cites: tuple[Citation, ...]
    rule: str
    part: Condition | None = None
    precedence: str = ""
    at: Place | None = field(default=None, eq=False, repr=False)
    """Where the rule is named."""
    place: Place | None = field(default=None, eq=False, repr=False)


Statement = Monotone | Always | Redundant
