"""Records of a sample joined with where each was drawn and where the rules place it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from attrs import evolve, frozen

from casewise.errors import CasewiseError
from casewise.evaluation.classification import REFERENCE, classify
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.model.study.sample import Row


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
        raise NotJoined(f"there is no record of case `{next(iter(by_id))}` of the sample")
    return found


def _entry(ruleset: Ruleset, case: Case, row: Row | None) -> Entry:
    if row is None:
        name = f"case `{case.id}`" if case.id else "a record without an id"
        raise NotJoined(f"the sample has no row for {name}")
    if row.weight is None:
        raise NotWeighted(f"case `{row.case}` has no weight (see `casewise study weigh`)")
    return Entry(case, row, _placement(ruleset, case), row.weight)


def _placement(ruleset: Ruleset, case: Case) -> str:
    """Where the rules place a case: every engine says the same, and this one starts at once."""
    return classify(ruleset, case, REFERENCE).placement


def placed_by(ruleset: Ruleset, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The same entries, as these rules place them."""
    return tuple(evolve(entry, placement=_placement(ruleset, entry.case)) for entry in entries)


def totals(entries: Iterable[Entry]) -> Mapping[str, Decimal]:
    """The sum of the weights of each placement, the largest first."""
    found: dict[str, Decimal] = {}
    for entry in entries:
        found[entry.placement] = found.get(entry.placement, Decimal(0)) + entry.weight
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
