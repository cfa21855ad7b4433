"""Rules: named conditions with words and citations, and how categories stand to each other."""

from enum import StrEnum

from attrs import field, frozen

from casewise.errors import Place
from casewise.model.conditions import Condition
from casewise.model.vocabulary import Citation


class Kind(StrEnum):
    """What a rule decides, in the order of the stages (contract.md section 3)."""

    CONSISTENCY = "consistency"
    ELIGIBILITY = "eligibility"
    CRITERION = "criterion"
    TERM = "term"
    CATEGORY = "category"
    SUBTYPE = "subtype"
    GAP = "gap"


@frozen
class Exclusion:
    """What takes a case out of a category even if no other category claims it."""

    id: str
    means: str
    cites: tuple[Citation, ...]
    when: Condition
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class Yield:
    """Precedence: the category hands a case to `to` where both hold (`under` some readings)."""

    to: str
    cites: tuple[Citation, ...]
    under: tuple[tuple[str, str], ...] = ()
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class Accepted:
    """Which cases a gap is meant for: those that meet a condition. It decides no case."""

    means: str
    cites: tuple[Citation, ...]
    when: Condition
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class Rule:
    """One rule file.

    `scope` is the list a term is about (empty: the case). `when` is `None` for a residual, which
    takes what its neighbours leave. `parent` is the category of a subtype. `means` says in words
    that the rule holds, `fails` that it does not. `accepts` says which cases a gap is meant for.
    """

    id: str
    kind: Kind
    title: str
    means: str
    cites: tuple[Citation, ...]
    when: Condition | None
    scope: str = ""
    asks: str = ""
    fails: str = ""
    label: str = ""
    parent: str = ""
    exclusions: tuple[Exclusion, ...] = ()
    yields: tuple[Yield, ...] = ()
    accepts: Accepted | None = None
    note: str = ""
    place: Place | None = field(default=None, eq=False, repr=False)

    def conditions(self) -> tuple[Condition, ...]:
        """The trees of this rule: its own and those of its exclusions."""
        own = () if self.when is None else (self.when,)
        return own + tuple(exclusion.when for exclusion in self.exclusions)
