"""What a study printed: figures, how each is computed anew, and what does not fit together."""

from decimal import Decimal

from attrs import field, frozen

from casewise.errors import Place
from casewise.model.conditions import Condition
from casewise.model.vocabulary import Citation

# -- which records -------------------------------------------------------------------------------


@frozen
class Everyone:
    """Every record."""


@frozen
class Placed:
    """Records placed in an outcome, or in a subtype of it."""

    outcome: str


@frozen
class Known:
    """Records whose facts satisfy a condition, whatever is true of what they leave open.

    `name` tells the condition from the others of one study.
    """

    name: str
    condition: Condition


@frozen
class Described:
    """Records whose attributes satisfy a condition; what is not known satisfies none."""

    condition: Condition


@frozen
class Every:
    """Records that meet every part."""

    parts: tuple["Criterion", ...]


@frozen
class AnyPart:
    """Records that meet at least one part."""

    parts: tuple["Criterion", ...]


@frozen
class NoPart:
    """Records that meet no part."""

    parts: tuple["Criterion", ...]


Criterion = Everyone | Placed | Known | Described | Every | AnyPart | NoPart

# -- how many ------------------------------------------------------------------------------------


@frozen
class Number:
    """A number that is given."""

    value: Decimal


@frozen
class Figured:
    """A printed figure of the claims, by its name."""

    figure: str


@frozen
class Staged:
    """How many there are of a stage or a disposition of the design."""

    stage: str


@frozen
class Sampled:
    """How many agencies were sampled in a stratum, or in all of them (an empty name)."""

    stratum: str


@frozen
class Total:
    """The sum of the weights of the records meant."""

    of: Criterion


@frozen
class Interviews:
    """How many records are meant, unweighted."""

    of: Criterion


@frozen
class Share:
    """The part that some records are of others, by weight."""

    of: Criterion
    among: Criterion


@frozen
class Reckoned:
    """What an operation makes of other numbers: see `OPERATIONS`."""

    operation: str
    parts: tuple["Expression", ...]


Expression = Number | Figured | Staged | Sampled | Total | Interviews | Share | Reckoned
OPERATIONS = ("sum", "difference", "product", "quotient", "root of squares")
"""The difference and the quotient take two numbers; the root is of the sum of the squares."""

UNBOUNDED = Decimal(10) ** 12
"""The upper end where a number has none."""

# -- claims --------------------------------------------------------------------------------------


@frozen
class Printed:
    """A printed number or word: its text, the number, and between what a number agrees with it.

    Percentages are held as shares: `39%` is 0.39, and numbers from 0.385 to 0.395 agree.
    """

    text: str
    value: Decimal | None
    low: Decimal
    high: Decimal
    is_share: bool


@frozen
class Figure:
    """One printed number and how it is computed anew.

    Without `compute` it cannot be, and `reason` says why. `against` names the finding that says
    with which other printed number it cannot be true together. An `implied` number is not printed:
    numbers that are printed leave no other.
    """

    id: str
    means: str
    cites: tuple[Citation, ...]
    printed: Printed
    compute: Expression | None
    reason: str = ""
    against: str = ""
    implied: bool = False
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class Range:
    """The figures that are an estimate and the ends of its printed range."""

    estimate: str
    low: str
    high: str


@frozen
class Claim:
    """What is said in one place or of one thing: its figures."""

    id: str
    about: str
    figures: tuple[Figure, ...]
    range: Range | None = None


@frozen
class Reckoning:
    """One line of the arithmetic of a finding; a share is shown as a percentage."""

    means: str
    compute: Expression
    as_share: bool


@frozen
class Finding:
    """Statements that do not fit together, with the arithmetic that shows it, if it is in numbers.

    `differ` are two lines of the arithmetic that would be equal if all were well, as far as the
    rounding of what is printed allows: by no more than `within`.
    """

    id: str
    says: str
    cites: tuple[Citation, ...]
    arithmetic: tuple[Reckoning, ...]
    within: Decimal | None
    besides: str = ""
    note: str = ""
    place: Place | None = field(default=None, eq=False, repr=False)
