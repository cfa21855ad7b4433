"""Outcome rates of the interviews, by the names and formulas of AAPOR's Standard Definitions.

With I interviews, R refusals, NC non-contacts, O others, U cases of unknown eligibility and NE
that are not eligible (partial interviews were not counted apart):

    response rate 1     I  / (I + R + NC + O + U)
    ..., at the least   I  / (I + R + NC + O + U + NE): were all of them eligible
    refusal rate 1      R  / (I + R + NC + O + U)
    non-contact rate    NC / (I + R + NC + O + U)
    cooperation rate 1  I  / (I + R + O)
    eligibility         (I + R + NC + O) / (I + R + NC + O + NE)
"""

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from casewise.model.study.design import Aapor, Design

NE, UNKNOWN = Aapor.NOT_ELIGIBLE, Aapor.UNKNOWN


@frozen
class Rate:
    """A rate, with its formula in the letters of this module."""

    name: str
    formula: str
    value: Fraction


def rates(design: Design) -> tuple[Rate, ...]:
    """The rates of the cases that were to be interviewed; what is not eligible counts in none.

    Counts are taken from the printed percentages where no count is printed.
    """
    n = counts(design)
    tried = n[Aapor.INTERVIEW] + n[Aapor.REFUSAL] + n[Aapor.NON_CONTACT] + n[Aapor.OTHER]
    base = tried + n[UNKNOWN]
    reached = n[Aapor.INTERVIEW] + n[Aapor.REFUSAL] + n[Aapor.OTHER]
    all_of_them = "(I + R + NC + O + U)"
    return (
        Rate("response rate 1", f"I / {all_of_them}", _rate(n[Aapor.INTERVIEW], base)),
        Rate(
            "response rate 1, at the least",
            "I / (I + R + NC + O + U + NE)",
            _rate(n[Aapor.INTERVIEW], base + n[NE]),
        ),
        Rate("refusal rate 1", f"R / {all_of_them}", _rate(n[Aapor.REFUSAL], base)),
        Rate("non-contact rate", f"NC / {all_of_them}", _rate(n[Aapor.NON_CONTACT], base)),
        Rate("cooperation rate 1", "I / (I + R + O)", _rate(n[Aapor.INTERVIEW], reached)),
        Rate(
            "eligibility",
            "(I + R + NC + O) / (I + R + NC + O + NE)",
            _rate(tried, tried + n[NE]),
        ),
    )


def counts(design: Design) -> Mapping[Aapor, int]:
    """How many cases have each disposition of AAPOR."""
    found = dict.fromkeys(Aapor, 0)
    for each in design.dispositions:
        found[each.aapor] += design.cases_of(each)
    return found


def _rate(of: int, base: int) -> Fraction:
    return Fraction(of, base) if base else Fraction(0)
