"""A sample as values: for each record where it was drawn, its weight, and its attributes."""

from decimal import Decimal

from attrs import field, frozen

from casewise.errors import Place
from casewise.facts import Values


@frozen
class Row:
    """What is known of a record besides its facts.

    `agency_cases` is how many cases its agency reported, `selection_rate` the chance of the case
    within its agency. The three columns of the weight are `None` where the sample has none yet.
    """

    case: str
    stratum: str
    agency: str
    agency_cases: int
    screening: str
    selection_rate: Decimal
    attributes: Values
    base_weight: Decimal | None = None
    nonresponse_adjustment: Decimal | None = None
    weight: Decimal | None = None
    place: Place | None = field(default=None, eq=False, repr=False)
