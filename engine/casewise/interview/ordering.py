"""The order of parts that the value of a larger outlook is taken from."""

from collections.abc import Callable, Sequence

from attrs import evolve

from casewise.interview.outlooks import LAST, Outlooks
from casewise.interview.parts import Part


def settling_first(
    outlooks: Outlooks, parts: Sequence[Part], outlook: int
) -> tuple[Outlooks, list[Part], int]:
    """The same outlook in another order: what often settles the case at once is asked for first.

    Only parts that can be asked for at once are moved.
    """
    shares = {
        number: share
        for number, part in enumerate(parts)
        if outlooks.parts(outlook) >> number & 1 and part.after is None and not part.listing
        if (share := _settling(outlooks, outlook, number, part))
    }
    ahead = sorted(shares, key=lambda number: -shares[number])
    order = [*ahead, *(number for number in range(len(parts)) if number not in shares)]
    if order == list(range(len(parts))):
        return outlooks, list(parts), outlook
    return _reordered(outlooks, parts, outlook, order)


def _settling(outlooks: Outlooks, outlook: int, number: int, part: Part) -> float:
    """The share of classes that leave one outcome possible."""
    if part.member:
        return 0
    left = [outlooks.given(outlook, number, at) for at in range(len(part.classes))]
    told = [each for at, each in enumerate(left) if at != part.absent and each != outlooks.nothing]
    settled = [each for each in told if len(outlooks.possible(each)) == 1]
    return len(settled) / sum(each != outlooks.nothing for each in left)


def _reordered(
    outlooks: Outlooks, parts: Sequence[Part], outlook: int, order: Sequence[int]
) -> tuple[Outlooks, list[Part], int]:
    place = {old: new for new, old in enumerate(order)}
    moved = [
        evolve(parts[old], after=None if parts[old].after is None else place[parts[old].after or 0])
        for old in order
    ]
    made = Outlooks()
    return made, moved, _copier(outlooks, made, moved, order)(outlook)


def _copier(
    outlooks: Outlooks, made: Outlooks, parts: Sequence[Part], order: Sequence[int]
) -> Callable[[int], int]:
    known: dict[int, int] = {}

    def copied(outlook: int) -> int:
        if outlook not in known:
            known[outlook] = copy(outlook)
        return known[outlook]

    def copy(outlook: int) -> int:
        if outlooks.part[outlook] == LAST:
            return made.end(outlooks.possible(outlook))
        open_parts = outlooks.parts(outlook)
        new = next(at for at, old in enumerate(order) if open_parts >> old & 1)
        classes = range(len(parts[new].classes))
        return made.asking(
            new, [copied(outlooks.given(outlook, order[new], each)) for each in classes]
        )

    return copied
