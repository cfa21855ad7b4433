"""What a printed range implies: a standard error, and how that compares with simple sampling.

The range is taken for a 95% interval of a normal distribution, half of it for 1.96 standard errors.
Beside it stands the standard error that a simple random sample of as many interviews would have:
the whole times the root of p(1-p)/n. The square of their quotient is the *design effect*: more than
1 where cases of one agency are alike or weights differ much, less where what matters was taken
with certainty. This is shown and never forced on a sample.
"""

from collections.abc import Iterator
from decimal import Decimal

from attrs import frozen

from casewise.model.study.claims import Claim, Printed, Range
from casewise.study.estimates import Estimates

QUANTILE = Decimal("1.96")


@frozen
class Implied:
    """What the range of an estimate implies.

    `effect` is none for the whole, which has no share to vary about.
    """

    claim: Claim
    estimate: Decimal
    low: Decimal
    high: Decimal
    simple_error: Decimal | None

    @property
    def half(self) -> Decimal:
        """Half of the range."""
        return (self.high - self.low) / 2

    @property
    def error(self) -> Decimal:
        """The standard error."""
        return self.half / QUANTILE

    @property
    def relative(self) -> Decimal:
        """Half of the range, as a part of the estimate."""
        return self.half / self.estimate

    @property
    def effect(self) -> Decimal | None:
        """The design effect."""
        return None if not self.simple_error else (self.error / self.simple_error) ** 2


def implied(estimates: Estimates) -> Iterator[Implied]:
    """What each range among the claims of a study implies, with its own number of interviews."""
    claims = [claim for claim in estimates.study.claims if claim.range is not None]
    ends = {claim.id: _ends(claim, claim.range) for claim in claims if claim.range is not None}
    known = {name: each for name, each in ends.items() if each is not None}
    whole = max((estimate for estimate, _, _ in known.values()), default=Decimal(0))
    for claim in claims:
        if claim.id in known:
            estimate, low, high = known[claim.id]
            simple = _simple_error(estimate, whole, len(estimates.entries))
            yield Implied(claim, estimate, low, high, simple)


def _ends(claim: Claim, named: Range) -> tuple[Decimal, Decimal, Decimal] | None:
    printed: dict[str, Printed] = {figure.id: figure.printed for figure in claim.figures}
    values = [printed[name].value for name in (named.estimate, named.low, named.high)]
    estimate, low, high = values
    return None if not estimate or low is None or high is None else (estimate, low, high)


def _simple_error(estimate: Decimal, whole: Decimal, interviews: int) -> Decimal | None:
    if not interviews or estimate >= whole:
        return None
    share = estimate / whole
    return whole * (share * (1 - share) / interviews).sqrt()
