"""Weights: from the design to the base weight, the adjustment for non-response, the weight.

    base_weight = 1 / (chance of the agency * chance of the case within its agency)
    nonresponse_adjustment = the product over the adjustments of the design of asked / answered
    weight = base_weight * nonresponse_adjustment, to two decimal places

The chance of an agency is the sampled part of the frame of its stratum; that of a case is 1 in an
agency with few cases or in a screening class that is taken with certainty (bulletin-2003, lines
132-156, 166-168, for njov-1). The bulletin prints non-response for the sample as a whole only, so
one adjustment holds for every record.
"""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import prod

from attrs import evolve, frozen

from casewise.errors import Problem, ProblemsFound
from casewise.model.study.design import Adjustment, Design
from casewise.model.study.sample import Row

STEP = Decimal("0.000001")
"""The steps to the weight are given to six decimal places."""
WEIGHT = Decimal("0.01")
"""Weights are given to two decimal places."""


@frozen
class Weight:
    """The weight of a record and the steps to it."""

    base: Decimal
    adjustment: Decimal
    final: Decimal


def weight(design: Design, stratum: str, selection_rate: Decimal) -> Weight:
    """The weight of a record of a stratum with a chance within its agency.

    Raises:
        KeyError: the design has no such stratum.
    """
    found = design.stratum(stratum)
    if found is None:
        raise KeyError(stratum)
    base = 1 / (found.rate * Fraction(selection_rate))
    adjustment = nonresponse(design)
    return Weight(_to(base, STEP), _to(adjustment, STEP), _to(base * adjustment, WEIGHT))


def nonresponse(design: Design) -> Fraction:
    """The adjustment for non-response: the product of the factors of the design."""
    return prod((factor(design, each) for each in design.adjustments), start=Fraction(1))


def factor(design: Design, adjustment: Adjustment) -> Fraction:
    """Those who were asked, for each who answered."""
    asked = sum(design.count(name) for name in adjustment.asked)
    return Fraction(asked, sum(design.count(name) for name in adjustment.answered))


def _to(value: Fraction, places: Decimal) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(places, ROUND_HALF_UP)


def weighed(design: Design, rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with the weights that the design gives them, in place of any that they have.

    Raises:
        ProblemsFound: a row was not selected as the design says (C204, C206).
    """
    rows = tuple(rows)
    _raise(_wrongly_selected(design, rows))
    made = ((row, weight(design, row.stratum, row.selection_rate)) for row in rows)
    return tuple(
        evolve(
            row,
            base_weight=each.base,
            nonresponse_adjustment=each.adjustment,
            weight=each.final,
        )
        for row, each in made
    )


def check(design: Design, rows: Iterable[Row]) -> None:
    """See that weighted rows were selected as the design says and have its weights.

    Raises:
        ProblemsFound: a row was not (C204, C206), has no weight (R102) or another one (C204).
    """
    rows = tuple(rows)
    _raise([*_wrongly_selected(design, rows), *_wrongly_weighted(design, rows)])


def _raise(problems: Iterable[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise ProblemsFound(found)


def _wrongly_selected(design: Design, rows: tuple[Row, ...]) -> Iterator[Problem]:
    strata: dict[str, Row] = {}
    held: dict[str, int] = {}
    for row in rows:
        held[row.agency] = held.get(row.agency, 0) + 1
        first = strata.setdefault(row.agency, row)
        if first.stratum != row.stratum:
            what = f"agency `{row.agency}` is in stratum `{row.stratum}` and in `{first.stratum}`"
            yield _problem(row, "C204", what)
        elif held[row.agency] > row.agency_cases:
            what = f"agency `{row.agency}` has more records than it has cases ({row.agency_cases})"
            yield _problem(row, "C206", what)
        yield from _rate(design, row)


def _rate(design: Design, row: Row) -> Iterator[Problem]:
    selection = design.selection
    if row.selection_rate > 1:
        yield _problem(
            row, "C206", f"`selection_rate` cannot be {row.selection_rate}: it is at most 1"
        )
    if row.selection_rate == 1:
        return
    if row.screening in selection.certain:
        what = f"a case screened as `{row.screening}` is taken with certainty: its rate is 1"
        yield _problem(row, "C204", what)
    elif row.agency_cases <= selection.small:
        what = f"every case of an agency with {selection.small} or fewer is taken: its rate is 1"
        yield _problem(row, "C204", what)


def _wrongly_weighted(design: Design, rows: tuple[Row, ...]) -> Iterator[Problem]:
    for row in rows:
        right = weight(design, row.stratum, row.selection_rate)
        columns = (
            ("base_weight", row.base_weight, right.base, STEP),
            ("nonresponse_adjustment", row.nonresponse_adjustment, right.adjustment, STEP),
            ("weight", row.weight, right.final, WEIGHT),
        )
        for column, value, expected, places in columns:
            if value is None:
                yield _problem(row, "R102", f"column `{column}` is missing")
            elif abs(value - expected) >= places:
                what = f"`{column}` is {value}, and {expected} by the design"
                yield _problem(row, "C204", what)


def _problem(row: Row, code: str, what: str) -> Problem:
    from casewise.errors import Place

    return Problem(row.place or Place(row.case, 1, 1), code, what)
