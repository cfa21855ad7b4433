"""Numbers from a weighted sample, from the design, and from what was printed."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import prod

from casewise.model.ruleset import Ruleset
from casewise.model.study.claims import (
    Criterion,
    Every,
    Expression,
    Figured,
    Interviews,
    Number,
    Reckoned,
    Sampled,
    Share,
    Staged,
    Total,
)
from casewise.model.study.study import Study
from casewise.study.criteria import Criteria
from casewise.study.entries import Entry


class Estimates:
    """Answers the expressions of a study from a sample."""

    def __init__(self, study: Study, ruleset: Ruleset, entries: tuple[Entry, ...]) -> None:
        self.study = study
        self.entries = entries
        self._criteria = Criteria(study, ruleset, entries)
        self._figures = study.figures()

    def value(self, expression: Expression) -> Decimal | None:
        """The number that an expression stands for.

        None where it takes a number that was not printed as one, or would divide by nothing.
        """
        match expression:
            case Number(value):
                return value
            case Figured(figure):
                return self._figures[figure].printed.value
            case Staged(stage):
                return Decimal(self.study.design.count(stage))
            case Sampled(stratum):
                return self._sampled(stratum)
            case Total(of):
                return self.total(of)
            case Interviews(of):
                return Decimal(sum(1 for _ in self._criteria.meant(of)))
            case Share(of, among):
                return _quotient((self.total(Every((of, among))), self.total(among)))
            case Reckoned(operation, parts):
                return self._reckoned(operation, [self.value(part) for part in parts])

    def total(self, criterion: Criterion) -> Decimal:
        """The sum of the weights of the entries that meet a criterion."""
        return sum((entry.weight for entry in self._criteria.meant(criterion)), Decimal(0))

    def _sampled(self, stratum: str) -> Decimal:
        strata = self.study.design.strata
        return Decimal(sum(each.sampled for each in strata if stratum in ("", each.id)))

    def _reckoned(self, operation: str, parts: list[Decimal | None]) -> Decimal | None:
        numbers = [part for part in parts if part is not None]
        return _OPERATIONS[operation](numbers) if len(numbers) == len(parts) else None


def _sum(numbers: Sequence[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0))


def _difference(numbers: Sequence[Decimal]) -> Decimal:
    first, second = numbers
    return first - second


def _product(numbers: Sequence[Decimal]) -> Decimal:
    return prod(numbers, start=Decimal(1))


def _quotient(numbers: Sequence[Decimal]) -> Decimal | None:
    of, by = numbers
    return of / by if by else None


def _root_of_squares(numbers: Sequence[Decimal]) -> Decimal:
    return _sum([number * number for number in numbers]).sqrt()


_OPERATIONS: Mapping[str, Callable[[Sequence[Decimal]], Decimal | None]] = {
    "sum": _sum,
    "difference": _difference,
    "product": _product,
    "quotient": _quotient,
    "root of squares": _root_of_squares,
}
