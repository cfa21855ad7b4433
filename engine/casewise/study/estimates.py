"""Numbers from a weighted sample: which records are meant, and how many arrests they stand for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from attrs import frozen

from casewise.errors import CasewiseError
from casewise.evaluation.classification import classify
from casewise.evaluation.exact.space import Space
from casewise.evaluation.plan import Question, simplify, unfold
from casewise.model.case import Case
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, NoneOf
from casewise.model.ruleset import Ruleset
from casewise.model.study.claims import (
    AnyPart,
    Criterion,
    Described,
    Every,
    Everyone,
    Expression,
    Figured,
    Interviews,
    Known,
    NoPart,
    Number,
    Placed,
    Reckoned,
    Sampled,
    Share,
    Staged,
    Total,
)
from casewise.model.study.sample import Row
from casewise.model.study.study import Study
from casewise.truth import Truth, all_hold, any_holds, negate


class NotJoined(CasewiseError):
    """Records and rows of a sample that are not of the same cases."""


class NotWeighted(CasewiseError):
    """A sample without weights: nothing can be estimated from it."""


@frozen
class Entry:
    """A record of the sample with what is known of it, where the rules place it, its weight."""

    case: Case
    row: Row
    placement: str
    weight: Decimal


def joined(ruleset: Ruleset, cases: Iterable[Case], rows: Iterable[Row]) -> tuple[Entry, ...]:
    """Records and rows joined by the id of the case; `classify` alone says the placement.

    Raises:
        NotJoined: a record has no row, or a row no record.
        NotWeighted: a row has no weight.
    """
    by_id = {row.case: row for row in rows}
    found = tuple(_entry(ruleset, case, by_id.pop(case.id or "", None)) for case in cases)
    if by_id:
        raise NotJoined(
            f"the sample has a row for `{next(iter(by_id))}`, and there is no record of it"
        )
    return found


def _entry(ruleset: Ruleset, case: Case, row: Row | None) -> Entry:
    if row is None:
        name = f"`{case.id}`" if case.id else "a record without an id"
        raise NotJoined(f"the sample has no row for {name}")
    if row.weight is None:
        raise NotWeighted(f"case `{row.case}` has no weight (see `casewise study weigh`)")
    return Entry(case, row, classify(ruleset, case, REFERENCE).placement, row.weight)


REFERENCE = "reference"
"""Which engine infers; all give one answer, and this one starts at once."""


class Estimates:
    """Answers expressions of a study from a sample; what was printed is taken from the claims."""

    def __init__(self, study: Study, ruleset: Ruleset, entries: tuple[Entry, ...]) -> None:
        self.study = study
        self.ruleset = ruleset
        self.entries = entries
        self._figures = study.figures()
        self._memory: dict[tuple[str, int], bool] = {}

    # -- how many ---------------------------------------------------------------------------

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
                return Decimal(sum(1 for _ in self.meant(of)))
            case Share(of, among):
                return _quotient(self.total(Every((of, among))), self.total(among))
            case Reckoned(operation, parts):
                return self._reckoned(operation, [self.value(part) for part in parts])

    def _sampled(self, stratum: str) -> Decimal:
        strata = self.study.design.strata
        return Decimal(sum(each.sampled for each in strata if stratum in ("", each.id)))

    def _reckoned(self, operation: str, parts: list[Decimal | None]) -> Decimal | None:
        numbers = [part for part in parts if part is not None]
        if len(numbers) < len(parts):
            return None
        return _OPERATIONS[operation](numbers)

    def total(self, criterion: Criterion) -> Decimal:
        """The sum of the weights of the records meant."""
        return sum((entry.weight for _, entry in self.meant(criterion)), Decimal(0))

    # -- which records ----------------------------------------------------------------------

    def meant(self, criterion: Criterion) -> Iterator[tuple[int, Entry]]:
        """The records that meet a criterion, each with its position."""
        for position, entry in enumerate(self.entries):
            if self._meets(criterion, position, entry):
                yield position, entry

    def _meets(self, criterion: Criterion, position: int, entry: Entry) -> bool:
        match criterion:
            case Everyone():
                return True
            case Placed(outcome):
                return entry.placement == outcome or self._category(entry.placement) == outcome
            case Known(name):
                return self._knows(name, position, entry)
            case Described(condition):
                return _describes(condition, entry.row) is True
            case Every(parts):
                return all(self._meets(part, position, entry) for part in parts)
            case AnyPart(parts):
                return any(self._meets(part, position, entry) for part in parts)
            case NoPart(parts):
                return not any(self._meets(part, position, entry) for part in parts)

    def _category(self, outcome: str) -> str:
        rule = self.ruleset.by_id.get(outcome)
        return rule.parent if rule is not None else ""

    def _knows(self, name: str, position: int, entry: Entry) -> bool:
        key = name, position
        if key not in self._memory:
            self._memory[key] = self._space.every({name: True}, entry.case.values)
        return self._memory[key]

    @cached_property
    def _space(self) -> Space:
        """The completions of records, with the conditions of the study as questions."""
        questions = {
            each.name: Question(each.name, "", simplify(each.condition, self.ruleset))
            for each in self._conditions()
        }
        return Space(self.ruleset, unfold(self.ruleset) | questions)

    def _conditions(self) -> Iterator[Known]:
        for figure in self._figures.values():
            if figure.compute is not None:
                yield from _known_in(figure.compute)
        for finding in self.study.findings:
            for line in finding.arithmetic:
                yield from _known_in(line.compute)


def _known_in(part: Expression | Criterion) -> Iterator[Known]:
    match part:
        case Known():
            yield part
        case Total(of) | Interviews(of):
            yield from _known_in(of)
        case Share(of, among):
            yield from _known_in(of)
            yield from _known_in(among)
        case Reckoned(_, parts) | Every(parts) | AnyPart(parts) | NoPart(parts):
            for each in parts:
                yield from _known_in(each)
        case _:
            return


def _describes(condition: Condition, row: Row) -> Truth:
    """Whether the attributes of a row satisfy a condition: there are no rules and lists in it."""
    match condition:
        case FactTest(fact, test):
            return test.judge(row.attributes.get(fact))
        case AllOf(parts):
            return all_hold(_describes(part, row) for part in parts)
        case AnyOf(parts):
            return any_holds(_describes(part, row) for part in parts)
        case NoneOf(parts):
            return negate(any_holds(_describes(part, row) for part in parts))
        case _:
            raise AssertionError("the reader lets nothing else into a condition on attributes")


def _quotient(of: Decimal, by: Decimal) -> Decimal | None:
    return of / by if by else None


def _root_of_squares(numbers: list[Decimal]) -> Decimal:
    return sum((number * number for number in numbers), Decimal(0)).sqrt()


def _product(numbers: list[Decimal]) -> Decimal:
    product = Decimal(1)
    for number in numbers:
        product *= number
    return product


_OPERATIONS: Mapping[str, Callable[[list[Decimal]], Decimal | None]] = {
    "sum": lambda numbers: sum(numbers, Decimal(0)),
    "difference": lambda numbers: numbers[0] - numbers[1],
    "product": _product,
    "quotient": lambda numbers: _quotient(*numbers),
    "root of squares": _root_of_squares,
}


def totals(entries: Iterable[Entry]) -> Mapping[str, Decimal]:
    """The sum of the weights of each placement, the largest first."""
    found: dict[str, Decimal] = {}
    for entry in entries:
        found[entry.placement] = found.get(entry.placement, Decimal(0)) + entry.weight
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
