"""Which agency each record of a synthetic sample lies in: small ones, and large ones.

A small agency gave all its cases. A large one gave the cases of the screening classes that are
taken with certainty, and a random part of the others, at one rate.
"""

from collections.abc import Iterable, Iterator
from itertools import cycle
from math import ceil
from random import Random

from casewise.model.study.design import Selection
from casewise.model.study.recipe import Agencies
from casewise.study.drafts import Draft


def place_in_agencies(
    plans: Iterable[Agencies], selection: Selection, drafts: list[Draft], chance: Random
) -> list[Draft]:
    """The records, each told its agency and how many cases that has; agency by agency."""
    found = [agency for plan in plans for agency in _of_stratum(plan, selection, drafts, chance)]
    for number, agency in enumerate(found, start=1):
        chance.shuffle(agency)
        for draft in agency:
            draft.agency = f"A{number:03}"
            draft.agency_cases = _cases(agency, selection)
    return [draft for agency in found for draft in agency]


def _cases(agency: list[Draft], selection: Selection) -> int:
    """Each record stands for those of its agency that were not selected, too."""
    reported = sum(ceil(1 / draft.rate) for draft in agency)
    is_large = any(draft.rate < 1 for draft in agency)
    return max(reported, selection.small + 1) if is_large else reported


def _of_stratum(
    plan: Agencies, selection: Selection, drafts: list[Draft], chance: Random
) -> Iterator[list[Draft]]:
    mine = [draft for draft in drafts if draft.stratum == plan.stratum]
    chance.shuffle(mine)
    large = list(_large(plan, mine))
    certain = [d for d in mine if d.rate == 1 and d.screening in selection.certain]
    moved = certain[::2] if large else []
    for number, draft in enumerate(moved):
        large[number % len(large)].append(draft)
    small = [draft for draft in mine if draft.rate == 1 and draft not in moved]
    yield from large
    yield from _chunks(small, [min(size, selection.small) for size in plan.small])


def _large(plan: Agencies, drafts: list[Draft]) -> Iterator[list[Draft]]:
    """Those selected in part, agencies of one rate; what belongs together first."""
    for rate in sorted({draft.rate for draft in drafts if draft.rate < 1}):
        alike = [draft for draft in drafts if draft.rate == rate]
        alike.sort(key=lambda draft: plan.together not in draft.marks)
        yield from _chunks(alike, plan.large)


def _chunks(drafts: list[Draft], sizes: Iterable[int]) -> Iterator[list[Draft]]:
    """The records in turn, in groups of these sizes over and over."""
    start = 0
    for size in cycle(sizes):
        if start >= len(drafts):
            return
        yield drafts[start : start + size]
        start += size
